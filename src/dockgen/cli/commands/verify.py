"""`dockgen verify`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.interruption import one_interruption
from dockgen.cli.commands.options import (
    checked_dockerfile,
    engine_option,
    file_option,
    project_argument,
)
from dockgen.core.errors import UnusableInput
from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockgen.tools.verify.result import Verification


@click.command("verify")
@project_argument
@file_option
@engine_option
@click.option("--compare", is_flag=True, help="Compare a single stage with several stages.")
@click.option("--path", "asked", metavar="PATH", help="Path to request over HTTP.  [default: /]")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to send requests to, if there is no EXPOSE."
)
@click.option(
    "--env",
    "variables",
    multiple=True,
    metavar="KEY=VALUE",
    help="Environment variable for the container.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds to wait for an answer.",
)
@click.option("--memory", default="512m", show_default=True, help="Memory limit.")
@click.option(
    "--tmpfs", multiple=True, metavar="FOLDER", help="A writable folder in addition to /tmp."
)
@click.option("--edit", metavar="FILE", help="Source file to edit (in a copy) before the rebuild.")
@click.option(
    "--compose/--no-compose",
    "composed",
    default=True,
    help="Start the other services of the compose file.",
)
@click.option(
    "--build-arg", "build_args", multiple=True, metavar="KEY=VALUE", help="As for the engine."
)
@click.option(
    "--secret", "secrets", multiple=True, metavar="id=ID,src=FILE", help="As for the engine."
)
@click.option("--network", metavar="NAME", help="Network for the build, such as host.")
@click.option("--no-syntax", is_flag=True, help="Build without the `# syntax=` line.")
@click.option("--no-cache", is_flag=True, help="Build without the cache.")
@click.option("--keep", is_flag=True, help="Keep the image and the container.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    path: str,
    dockerfile: str,
    engine: str | None,
    compare: bool,
    asked: str | None,
    port: int | None,
    variables: tuple[str, ...],
    timeout: float,
    memory: str,
    tmpfs: tuple[str, ...],
    edit: str | None,
    composed: bool,
    build_args: tuple[str, ...],
    secrets: tuple[str, ...],
    network: str | None,
    no_syntax: bool,
    no_cache: bool,
    keep: bool,
    as_json: bool,
) -> int:
    """Build the image, run it, send a request, stop it, inspect it.

    Runs with a read-only root file system, without capabilities, with a memory limit and with
    /tmp in memory. Changes nothing in the project, and removes everything it created.

    \b
    Examples:
      dockgen verify
      dockgen verify --path /healthz --env LOG_LEVEL=debug my-project
      dockgen verify --compare
    """
    _refuse_what_no_engine_takes(memory, tmpfs)
    from dockgen.managed_files.lock import the_one_meant
    from dockgen.tools.engine.client import find
    from dockgen.tools.verify import comparing
    from dockgen.tools.verify.live import Live
    from dockgen.tools.verify.running import RunOptions
    from dockgen.tools.verify.verification import Show, Wishes, verify

    run = RunOptions(
        path=asked_path(asked or "/"),
        port=port,
        seconds=timeout,
        memory=memory,
        environment=dict(assignment(one) for one in variables),
        tmpfs=("/tmp", *tmpfs),  # noqa: S108  a folder of the container's
    )
    wishes = Wishes(
        dockerfile=the_one_meant(Path(path), checked_dockerfile(dockerfile)),
        run=run,
        build_options=builder_options(build_args, secrets, network),
        frontend=not no_syntax,
        no_cache=no_cache,
        compose=None if composed else "",
        edit=edit,
        keep=keep,
        path_given=asked is not None,
    )
    found = find(engine)
    live = Live()
    show = Show(live.step, live.say)
    with one_interruption(), live:
        if compare:
            made = dict(comparing.compare(found, Path(path), wishes, show))
        else:
            made = {"": verify(found, Path(path), wishes, show)}
    if as_json:
        terminal.say_json(_as_json(made))
    else:
        terminal.say(_as_text(made, memory))
    return max(one.exit_code for one in made.values())


def _as_json(made: Mapping[str, Verification]) -> str:
    import json

    from dockgen.tools.verify.plain import as_json

    forms = {form: as_json(one) for form, one in made.items()}
    data = {"schema": 1, **forms.get("", forms)}
    return json.dumps(data, indent=2, ensure_ascii=False)


def _as_text(made: Mapping[str, Verification], memory: str) -> str:
    from dockgen.tools.verify import showing

    return showing.report(made[""], memory=memory) if "" in made else showing.comparison(made)


def _refuse_what_no_engine_takes(memory: str, tmpfs: tuple[str, ...]) -> None:
    """Say before the build what the engine would refuse after it.

    Raises:
        UnusableInput: the limit is no size, or a folder is not named from the root on.
    """
    if not re.fullmatch(r"[1-9]\d*[bkmg]?", memory, re.IGNORECASE):
        raise UnusableInput(
            f"--memory must be a number of bytes, or a number with k, m or g, not {memory!r}"
        )
    for folder in tmpfs:
        if not re.fullmatch(r"/[^\0]*", folder):
            raise UnusableInput(f"--tmpfs must be an absolute folder, not {folder!r}")


def asked_path(path: str) -> str:
    """A path as it is asked for over HTTP.

    Raises:
        UnusableInput: it holds a space or a control character.
    """
    if not re.fullmatch(r"[!-~]+", path):
        raise UnusableInput(f"--path must be a URL path, not {path!r}")
    return path if path.startswith("/") else f"/{path}"


def assignment(text: str) -> tuple[str, str]:
    """A variable with its value; a bare name takes this process's value, as with the engines.

    Raises:
        UnusableInput: it is not KEY=VALUE, or the bare name is not set here.
    """
    name, separator, value = text.partition("=")
    if not name or (not separator and name not in os.environ):
        raise UnusableInput(f"--env must be KEY=VALUE, not {text!r}")
    return name, value if separator else os.environ[name]


def builder_options(
    build_args: tuple[str, ...], secrets: tuple[str, ...], network: str | None
) -> tuple[str, ...]:
    """The options that are handed on to the builder."""
    options = [f"--build-arg={one}" for one in build_args]
    options += [f"--secret={one}" for one in secrets]
    return (*options, f"--network={network}") if network else tuple(options)
