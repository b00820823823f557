"""`dockgen adopt`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from dockgen.cli.commands.interruption import one_interruption
from dockgen.cli.commands.options import engine_option
from dockgen.tools import terminal


@click.command("adopt")
@click.argument("name", metavar="CONTAINER|IMAGE")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Folder to write.  [default: the name of the container or image]",
)
@click.option("--base", metavar="IMAGE", help="Base image, if it cannot be detected.")
@engine_option
@click.option("--network", metavar="NAME", help="Network for the builds, such as host.")
@click.option(
    "--no-packages", is_flag=True, help="Copy the packages' files instead of installing them."
)
@click.option("--no-check", is_flag=True, help="Do not build and compare the result.")
@click.option("--no-syntax", is_flag=True, help="Write no `# syntax=` line.")
@click.option("--force", is_flag=True, help="Replace an existing folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    name: str,
    output: str | None,
    base: str | None,
    engine: str | None,
    network: str | None,
    no_packages: bool,
    no_check: bool,
    no_syntax: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Turn a container or an image into a Dockerfile.

    Writes a folder with a Dockerfile, and the changed or added files in rootfs/. Packages become
    one install command, users become commands, and settings become instructions. Logs, caches and
    secrets are left out and listed. Then builds the folder and compares both file systems.

    \b
    Examples:
      dockgen adopt web
      dockgen adopt registry.example/old-app:7 --base debian:trixie-slim -o old-app
    """
    from contextlib import ExitStack

    from dockgen.core.errors import DONE, FOUND
    from dockgen.tools.adopt import showing
    from dockgen.tools.adopt.adoption import Wishes, adopt
    from dockgen.tools.adopt.workshop import Workshop
    from dockgen.tools.engine.client import find
    from dockgen.tools.verify.live import Live
    from dockgen.tools.verify.owners import remove_leftovers

    folder = output or folder_name(name)
    options = (f"--network={network}",) if network else ()
    wishes = Wishes(
        output=Path(folder),
        base=base,
        packages=not no_packages,
        check=not no_check,
        syntax=not no_syntax,
        force=force,
    )
    found = find(engine)
    live = Live()
    with one_interruption(), live, ExitStack() as leftovers:
        shop = Workshop(found, leftovers, options, live.step, live.say)
        result = adopt(shop, name, wishes)
        remove_leftovers(found)
    if as_json:
        import json

        terminal.say_json(json.dumps(showing.as_json(result, folder), indent=2, ensure_ascii=False))
    else:
        terminal.say(showing.report(result, folder))
    return FOUND if result.differing else DONE


def folder_name(name: str) -> str:
    """A folder's name for a container or an image: `registry.example/team/app:1` gives `app`."""
    last = re.split("[@:]", name.rpartition("/")[2], maxsplit=1)[0]
    return re.sub(r"[^\w.-]+", "-", last).strip("-.") or "adopted"
