"""`dockgen pin`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.options import checked_dockerfile, project_argument, recorded_files_option
from dockgen.cli.commands.working import at_work
from dockgen.core.errors import DONE, FOUND, UnusableInput
from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockgen.tools.pin.pinning import Pin


@click.command("pin")
@project_argument
@recorded_files_option
@click.option("--update", is_flag=True, help="Also renew the digests that are there.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit with 1 if a digest is no longer the one that its tag names.",
)
@click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
def command(
    path: str, dockerfiles: tuple[str, ...], update: bool, check: bool, dry_run: bool
) -> int:
    """Write the digest of each base image next to its tag.

    The registry is asked which image a tag names now: for an image of several platforms, that is
    the digest of its index. Credentials come from `docker login`, `podman login` and their helpers.
    Nothing is pulled. Images that a variable names are left alone.

    \b
    Example:
      dockgen pin
      dockgen pin --check
    """
    from dockgen.managed_files import draft
    from dockgen.managed_files.writing import compare, lines_of, read_raw, user_text, write_all
    from dockgen.tools.pin.pinning import Pins

    if check and update:
        raise UnusableInput("--check and --update cannot be combined")
    root, pins, moved = Path(path), Pins(), False
    with at_work(path, writes=not (check or dry_run)):
        texts: dict[str, str] = {}
        for name in _names(root, dockerfiles):
            raw = read_raw(root, name)
            if raw is None:
                raise UnusableInput("there is no such file", file=name)
            file = user_text(raw)
            found, text = pins.of(file.text, name, update=update, check=check)
            _print(name, found, update=update, check=check)
            moved |= any(one.state == "moved" for one in found)
            if lines_of(text) != lines_of(file.text):
                texts[name] = text
        if dry_run:
            terminal.say(draft.difference(compare(root, texts, {})), nl=False)
        elif not check:
            write_all(root, texts)
            if texts:
                terminal.say(f"\nWrote {', '.join(texts)}", err=True)
    return FOUND if check and moved else DONE


def _names(root: Path, given: Sequence[str]) -> list[str]:
    """The Dockerfiles that are meant: those that were named, or that dockgen wrote, or the usual.

    Raises:
        UnusableInput: the record cannot be read.
    """
    from dockgen.managed_files import lock
    from dockgen.managed_files.writing import read_raw

    if given:
        return [checked_dockerfile(name) for name in given]
    written = [name for name in lock.read(root) if read_raw(root, name) is not None]
    return written or ["Dockerfile"]


def _print(name: str, pins: Sequence[Pin], *, update: bool, check: bool) -> None:
    if not pins:
        terminal.say(f"{name}: names no image of a registry")
    for one in pins:
        terminal.say(f"{name}:{one.line}: {one.written}: {_said(one, update=update, check=check)}")


def _said(one: Pin, *, update: bool, check: bool) -> str:
    only = "" if one.several or not one.digest else ", for one platform only"
    if one.state == "moved" and update:
        return f"{one.before} -> {one.digest}{only}"
    return {
        "pinned": f"pinned to {one.digest}{only}",
        "same": f"{one.before} is still what the tag names" if check or update else "is pinned",
        "moved": f"the tag names {one.digest} now, not {one.before}: `dockgen pin --update`",
        "not pinned": "has no digest: `dockgen pin`",
        "variable": "is named by a variable: pin its value where it is set",
    }[one.state]
