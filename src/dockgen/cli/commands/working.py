"""What a command that reads or writes a project runs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dockgen.tools import terminal


def say_leftovers(path: str) -> None:
    """Say on standard error what a killed run, or somebody else, left in a project."""
    from dockgen.managed_files.journal import leftovers

    for note in leftovers(Path(path)):
        terminal.say(f"note: {note}", err=True)


@contextmanager
def at_work(path: str, *, writes: bool, asks: bool = False) -> Iterator[None]:
    """Run a command in a project.

    Args:
        path: the project's folder.
        writes: whether the command writes; otherwise nothing is finished and nothing is held.
        asks: whether it asks the user, who may take their time: other runs need not wait then,
            and the write is refused if one of them was faster.
    """
    from dockgen.core.seen_files import watching
    from dockgen.managed_files import journal

    if not writes:
        say_leftovers(path)
        yield
        return
    if asks:
        journal.recover(Path(path))
    with watching() if asks else journal.at_work(Path(path)):
        say_leftovers(path)
        yield
