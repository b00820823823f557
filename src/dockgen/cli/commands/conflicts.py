"""What the commands that write files have in common: whom they ask, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockgen.managed_files.writing import Change


def settle_conflicts(
    changes: Sequence[Change],
    *,
    force: bool,
    asks: bool,
    why: str = "dockgen did not write the existing content",
    hint: str = "use --force to replace it, or -f NAME to write another file",
) -> set[str]:
    """The paths that stay as they are, because the user says so.

    Args:
        changes: what is to be written.
        force: whether everything is replaced.
        asks: whether somebody can be asked.
        why: why a file is not simply replaced.
        hint: what to do instead.

    Raises:
        RefusedToOverwrite: a file would be lost and nobody can be asked.
    """
    from dockgen.core.errors import RefusedToOverwrite
    from dockgen.managed_files import draft
    from dockgen.managed_files.writing import Status

    edited = [change for change in changes if change.status is Status.EDITED]
    if force or not edited:
        return set()
    if not asks:
        terminal.say_difference(draft.difference(edited), err=True)
        paths = ", ".join(change.path for change in edited)
        raise RefusedToOverwrite(
            f"{paths} would be replaced, but {why}",
            hint=hint,
        )
    kept = set()
    for change in edited:
        terminal.say_difference(draft.difference([change]), err=True)
        if not terminal.confirm(f"Replace {change.path}?"):
            kept.add(change.path)
    return kept


def say_what_was_written(written: Iterable[str], kept: Iterable[str]) -> None:
    """Say which files were written, and which stayed as they were."""
    if written := list(written):
        terminal.say(f"\nWrote {', '.join(written)}", err=True)
    else:
        terminal.say("\nNothing to do: all files are up to date", err=True)
    if kept:
        terminal.say(f"Kept {', '.join(sorted(kept))}", err=True)
    terminal.say("", err=True)
