"""Several files written as one: all of them or none, also when the process is killed.

1. The journal names the files that are about to be written, and what they hold before and after.
2. Each new text is put beside its place and reaches the disk.
3. The journal says `ready`: from here on the new state holds.
4. The texts change places with the files, and the journal is removed.

The next run that writes finishes what a killed one began: before step 3 it takes the new texts
away, after it puts the rest in place. The journal lies with the user, not in the project, and a
file that holds neither what was there before nor what was to come is somebody else's, and stays.
Why so: docs/decisions/0021-journal.md and 0119-the-journal-lies-with-the-user.md.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.safe_files import (
    digest,
    folder_above,
    open_top,
    parts_of,
    read_at,
    reason_of,
)
from dockgen.core.seen_files import changed_since_seen, note_seen, watching
from dockgen.managed_files.journal import replacing
from dockgen.managed_files.journal.replacing import Entry
from dockgen.managed_files.journal.state import Place, alone, place_of

OLD_JOURNAL = ".dockgen.journal"
"""Where the journal lay once; one in a project is somebody's word, and not followed."""


class Step(NamedTuple):
    """One file of a set.

    Args:
        path: its path, relative to the project.
        content: what it is to hold; None removes it.
        before: what it holds; None where it is not there.
        like: the file whose mode and owner it takes over, if it is there.
    """

    path: str
    content: bytes | None
    before: bytes | None = None
    like: os.stat_result | None = None


class _Journal(NamedTuple):
    """What the journal says.

    Args:
        top: the device and the number of the project's folder, which a copy has not.
        ready: whether the new state holds.
        token: what the names of waiting texts end in, which nobody can guess.
        entries: the files.
        folders: the folders that were made, the outer ones first.
    """

    top: tuple[int, int]
    ready: bool
    token: str
    entries: tuple[Entry, ...]
    folders: tuple[str, ...]


@contextmanager
def at_work(root: Path) -> Iterator[None]:
    """What a command that writes runs in, from the first look at the project to the last write.

    Other runs wait until it has ended, what a killed run left is finished, and a file that
    another program changes meanwhile is not written over.

    Args:
        root: the project's folder.

    Raises:
        UnusableInput: there is no folder for the journal, or what was left cannot be finished.
        RefusedToOverwrite: another run is at work for too long.
    """
    with watching(), alone(root) as place:
        _finish(root, place)
        yield


def recover(root: Path) -> None:
    """Finish what a killed run left behind, if it left anything.

    Raises:
        UnusableInput: it cannot be finished.
    """
    with at_work(root):
        pass


def leftovers(root: Path) -> list[str]:
    """What to say of what earlier runs, or somebody else, left behind; nothing is written."""
    notes = []
    if os.path.lexists(root / OLD_JOURNAL):
        notes.append(
            f"{OLD_JOURNAL} is ignored: dockgen keeps its journal outside the project; delete it"
        )
    place = place_of(root, make=False)
    if place is not None and place.journal.exists():
        notes.append(
            "an earlier run was interrupted while writing: `dockgen update` finishes its work"
        )
    return notes


def commit(root: Path, steps: Sequence[Step]) -> None:
    """Write all files, or none.

    Args:
        root: the project's folder.
        steps: the files, each named once.

    Raises:
        UnusableInput: a file cannot be written; nothing has changed then.
        RefusedToOverwrite: a path leads through a link, out of the project or into version
            control; or another program has changed a file meanwhile.
    """
    if not steps:
        return
    for step in steps:
        parts_of(step.path)
    with alone(root) as place, _opened(root, steps[0].path) as top:
        _finish(root, place)
        import secrets  # what only reads needs none

        token = secrets.token_hex(8)
        made = _Journal(
            top=_identity(top),
            ready=False,
            token=token,
            entries=tuple(
                Entry(step.path, digest(step.content), digest(step.before)) for step in steps
            ),
            folders=_missing_folders(top, steps),
        )
        for step in steps:
            _refuse_if_changed(root, top, step)
        _note(place, made)
        try:
            for step in steps:
                with _blamed(step.path):
                    _prepare(top, step, token)
        except BaseException:
            _take_back(top, place, made)
            raise
        _put_in_place(top, place, made)
    for step in steps:
        note_seen(root, step.path, step.content, anew=True)


def _refuse_if_changed(root: Path, top: int, step: Step) -> None:
    with _blamed(step.path):
        now = replacing.current(top, step.path)
    if now != step.before or changed_since_seen(root, step.path, now):
        raise replacing.changed(step.path)


def _put_in_place(top: int, place: Place, made: _Journal) -> None:
    try:
        _note(place, made._replace(ready=True))
        for entry in made.entries:
            with _blamed(entry.path):
                replacing.put(top, entry, made.token)
        for entry in made.entries:  # who had it open may have written since
            with _blamed(entry.path):
                replacing.refuse_late_change(top, entry, made.token)
    except BaseException:
        for entry in reversed(made.entries):
            with suppress(OSError, DockgenError):
                replacing.undo(top, entry, made.token)
        _take_back(top, place, made)
        raise
    for entry in made.entries:
        with suppress(OSError):
            replacing.drop(top, entry, made.token)
    _to_disk(top, made)
    _forget(place)


def _finish(root: Path, place: Place) -> None:
    made = _read(place)
    if made is None:
        return
    with _opened(root, place.journal.name) as top:
        if made.top != _identity(top):
            _forget(place)  # another folder stands here now
        elif not made.ready:
            _take_back(top, place, made)
        else:
            for entry in made.entries:
                with _blamed(entry.path):
                    replacing.finish(top, entry, made.token)
            _to_disk(top, made)
            _forget(place)


def _identity(top: int) -> tuple[int, int]:
    status = os.fstat(top)
    return status.st_dev, status.st_ino


def _read(place: Place) -> _Journal | None:
    folder = open_top(place.folder)
    try:
        raw = read_at(folder, place.journal.name, str(place.journal), limit=2**26).raw
        data = json.loads(raw)
        device, number = data["top"]
        entries = tuple(Entry(str(path), new, old) for path, new, old in data["entries"])
        folders = tuple(map(str, data["folders"]))
        return _Journal(
            (int(device), int(number)), bool(data["ready"]), str(data["token"]), entries, folders
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UnusableInput(
            "is not what dockgen wrote", file=str(place.journal), hint="delete it"
        ) from None
    finally:
        os.close(folder)


def _note(place: Place, made: _Journal) -> None:
    """Write the journal; what it said before holds until it is whole."""
    data = {
        "about": "dockgen was interrupted while writing; the next run finishes the work.",
        "top": made.top,
        "ready": made.ready,
        "token": made.token,
        "entries": made.entries,
        "folders": made.folders,
    }
    waiting = place.journal.with_suffix(".waiting")
    with _blamed(str(place.journal)):
        waiting.unlink(missing_ok=True)
        with waiting.open("xb") as file:
            file.write(json.dumps(data).encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(place.journal)
        _sync(place.folder)


def _forget(place: Place) -> None:
    with _blamed(str(place.journal)):
        place.journal.unlink(missing_ok=True)
        _sync(place.folder)


def _prepare(top: int, step: Step, token: str) -> None:
    with folder_above(top, step.path, make=True) as (folder, name):
        if step.content is not None:
            replacing.write_waiting(folder, replacing.waiting(name, token), step.content, step.like)


def _take_back(top: int, place: Place, made: _Journal) -> None:
    for entry in made.entries:
        with suppress(OSError, DockgenError):
            replacing.take_back(top, entry, made.token)
    for path in reversed(made.folders):
        with suppress(OSError, DockgenError), folder_above(top, path) as (folder, name):
            os.rmdir(name, dir_fd=folder)
    _forget(place)


def _missing_folders(top: int, steps: Sequence[Step]) -> tuple[str, ...]:
    """The folders that have to be made first, the outer ones before the inner ones."""
    wanted = {
        "/".join(parts[:number])
        for parts in (parts_of(step.path) for step in steps)
        for number in range(1, len(parts))
    }
    return tuple(path for path in sorted(wanted) if not _is_there(top, path))


def _is_there(top: int, path: str) -> bool:
    try:
        with folder_above(top, path) as (folder, name):
            os.stat(name, dir_fd=folder, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _to_disk(top: int, made: _Journal) -> None:
    """Make the new names last; not every file system offers it for a folder."""
    for entry in made.entries:
        with suppress(OSError, DockgenError), folder_above(top, entry.path) as (folder, _):
            os.fsync(folder)


def _sync(folder: Path) -> None:
    number = open_top(folder)
    try:
        with suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _opened(root: Path, blamed: str) -> Iterator[int]:
    with _blamed(blamed):
        top = open_top(root)
    try:
        yield top
    finally:
        os.close(top)


@contextmanager
def _blamed(path: str) -> Iterator[None]:
    """Say which file it was that could not be written."""
    try:
        yield
    except OSError as problem:
        raise UnusableInput(f"cannot be written: {reason_of(problem)}", file=path) from None
