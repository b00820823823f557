"""Makes the man pages from the help of the commands, and puts them into the wheel.

`python docs/man_pages.py FOLDER` writes them to a folder. While a wheel is built, hatchling calls
the hook: https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from __future__ import annotations

import os
import re
import sys
import time
from inspect import cleandoc
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOP = Path(__file__).parent.parent


class ManPages(BuildHookInterface[Any]):
    """Adds the man pages to a wheel; an editable installation goes without."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the pages, and name them as files that are installed below share/."""
        if version == "editable":
            return
        sys.path.insert(0, str(TOP / "src"))
        for page in write(Path(self.directory, "man")):
            build_data["shared_data"][str(page)] = f"share/man/man1/{page.name}"


def write(folder: Path) -> list[Path]:
    """Write a page for the program and one for each command.

    Args:
        folder: where they are written; it is made.

    Returns:
        The pages, such as dockgen-init.1.
    """
    import click
    from click_man.core import write_man_pages

    from dockgen import __version__
    from dockgen.cli.main import COMMANDS, group

    folder.mkdir(parents=True, exist_ok=True)
    for name, summary in COMMANDS.items():
        command = group.get_command(click.Context(group, info_name="dockgen"), name)
        assert command is not None  # noqa: S101  the table names what there is
        command.short_help = summary.removesuffix(".")
        group.add_command(command)
    group.short_help = str(group.help).partition("\n")[0].removesuffix(".")
    group.help = f"{cleandoc(str(group.help))}\n\n{group.epilog}"
    # The date of the sources where a reproducible build says so: https://reproducible-builds.org
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    date = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    write_man_pages("dockgen", group, version=__version__, target_dir=str(folder), date=date)
    pages = sorted(folder.glob("dockgen*.1"))
    for page in pages:
        # What keeps click from wrapping a paragraph is nothing that man knows.
        page.write_text(re.sub(r"\x08\n?", "", page.read_text("utf-8")), "utf-8")
    return pages


if __name__ == "__main__":
    print(*write(Path(sys.argv[1])), sep="\n")
