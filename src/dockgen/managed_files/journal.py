"""Several files written as one: all of them or none, also when the process is killed.

1. The journal names the files that are about to be written.
2. Each new text is put beside its place and reaches the disk.
3. The journal says `ready`: from here on the new state holds.
4. The texts are renamed to their places, and the journal is removed.

Whoever comes next and finds a journal finishes the work: before step 3 it takes the new texts
away, after it renames what is left. Why so: docs/decisions/0021-journal.md.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.core.project import reason_of

JOURNAL = ".dockgen.journal"
NEW = ".dockgen-new"
"""What the name of a text ends in that waits beside its place."""


class Step(NamedTuple):
    """One file of a set.

    Args:
        path: its path, relative to the project.
        content: what it is to hold; None removes it.
        like: the file whose mode and owner it takes over, if it is there.
    """

    path: str
    content: bytes | None
    like: os.stat_result | None = None


class _Entry(NamedTuple):
    """What the journal says."""

    ready: bool
    files: tuple[str, ...]
    gone: tuple[str, ...]
    folders: tuple[str, ...]


def inside(root: Path, path: str) -> Path:
    """The real place of a path.

    Raises:
        RefusedToOverwrite: it lies outside the project.
        UnusableInput: it cannot be found out, because links point at each other.
    """
    try:
        place = (root / path).resolve()
        top = root.resolve()
    except (OSError, RuntimeError) as problem:
        raise UnusableInput(f"cannot be used: {reason_of(problem)}", file=path) from None
    if not place.is_relative_to(top):
        raise RefusedToOverwrite("leads out of the project", file=path)
    return place


def commit(root: Path, steps: Sequence[Step]) -> None:
    """Write all files, or none.

    Args:
        root: the project's folder.
        steps: the files, each named once.

    Raises:
        UnusableInput: a file cannot be written; nothing has changed then.
        RefusedToOverwrite: a path leads out of the project through a link.
    """
    if not steps:
        return
    places = {step.path: inside(root, step.path) for step in steps}
    with _alone(root):
        _finish(root)
        entry = _Entry(
            ready=False,
            files=tuple(step.path for step in steps if step.content is not None),
            gone=tuple(step.path for step in steps if step.content is None),
            folders=_missing_folders(root, places.values()),
        )
        with _blamed(steps[0].path):
            _note(root, entry)
        try:
            for step in steps:
                with _blamed(step.path):
                    _prepare(places[step.path], step)
        except BaseException:
            _take_back(root, entry)
            raise
        _put_in_place(root, entry, places)


def _put_in_place(root: Path, entry: _Entry, places: dict[str, Path]) -> None:
    ready = entry._replace(ready=True)
    before = {path: _content(place) for path, place in places.items()}
    path = next(iter(places))
    try:
        _note(root, ready)
        for path in (*entry.files, *entry.gone):
            _do(places[path], gone=path in entry.gone)
    except BaseException as problem:
        _undo(places, before)
        _take_back(root, entry)
        if isinstance(problem, OSError):
            what = f"cannot be written: {reason_of(problem)}"
            raise UnusableInput(what, file=path) from None
        raise
    _to_disk({place.parent for place in places.values()})
    (root / JOURNAL).unlink(missing_ok=True)
    _to_disk({root})


def recover(root: Path) -> None:
    """Finish what a killed run left behind, if it left anything.

    Raises:
        UnusableInput: it cannot be finished.
    """
    if not (root / JOURNAL).exists() and not _waiting(root / JOURNAL).exists():
        return
    with _alone(root):
        _finish(root)


def _finish(root: Path) -> None:
    with _blamed(JOURNAL):
        _waiting(root / JOURNAL).unlink(missing_ok=True)
        entry = _read(root)
        if entry is None:
            return
        if not entry.ready:
            _take_back(root, entry)
            return
        for path in (*entry.files, *entry.gone):
            place = inside(root, path)
            if path in entry.gone or _waiting(place).exists():
                _do(place, gone=path in entry.gone)
        (root / JOURNAL).unlink()


def _read(root: Path) -> _Entry | None:
    try:
        data = json.loads((root / JOURNAL).read_bytes())
        lists = [tuple(map(_path, data[name])) for name in ("files", "gone", "folders")]
        return _Entry(bool(data["ready"]), *lists)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnusableInput(
            "was not written by dockgen, or was damaged", file=JOURNAL, hint="delete it"
        ) from None


def _path(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _note(root: Path, entry: _Entry) -> None:
    """Write the journal; what it said before holds until it is whole."""
    data = {
        "about": "dockgen was stopped while it wrote; its next run finishes the work.",
        "ready": entry.ready,
        "files": entry.files,
        "gone": entry.gone,
        "folders": entry.folders,
    }
    place = root / JOURNAL
    _write(_waiting(place), json.dumps(data, indent=1).encode())
    _waiting(place).replace(place)
    _to_disk({root})


def _prepare(place: Path, step: Step) -> None:
    if step.content is None:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting = _waiting(place)
    _write(waiting, step.content)
    if step.like is not None:
        waiting.chmod(step.like.st_mode & 0o7777)
        with suppress(OSError):  # only root may give a file away
            os.chown(waiting, step.like.st_uid, step.like.st_gid)


def _do(place: Path, *, gone: bool) -> None:
    if gone:
        place.unlink(missing_ok=True)
    else:
        _waiting(place).replace(place)


def _take_back(root: Path, entry: _Entry) -> None:
    for path in entry.files:
        with suppress(OSError):
            _waiting(inside(root, path)).unlink(missing_ok=True)
    for folder in reversed(entry.folders):
        with suppress(OSError):
            inside(root, folder).rmdir()
    (root / JOURNAL).unlink(missing_ok=True)


def _undo(places: dict[str, Path], before: dict[str, tuple[bytes, os.stat_result] | None]) -> None:
    for path, place in places.items():
        old = before[path]
        if old is None:
            place.unlink(missing_ok=True)
        elif _content(place) != old:
            _prepare(place, Step(path, *old))
            _waiting(place).replace(place)


def _content(place: Path) -> tuple[bytes, os.stat_result] | None:
    try:
        return place.read_bytes(), place.stat()
    except OSError:
        return None


def _waiting(place: Path) -> Path:
    return place.with_name(f".{place.name.removeprefix('.')}{NEW}")


def _write(place: Path, content: bytes) -> None:
    place.unlink(missing_ok=True)  # left behind; a link would lead elsewhere
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _missing_folders(root: Path, places: Iterable[Path]) -> tuple[str, ...]:
    """The folders that have to be made first, the outer ones before the inner ones."""
    top = root.resolve()
    missing = {
        folder.relative_to(top).as_posix()
        for place in places
        for folder in place.parents
        if folder != top and folder.is_relative_to(top) and not folder.exists()
    }
    return tuple(sorted(missing))


def _to_disk(folders: set[Path]) -> None:
    """Make renames in these folders last."""
    for folder in folders:
        with suppress(OSError):  # not every file system offers it for a folder
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep other runs of dockgen out of the project; a killed run keeps nobody out."""
    number = os.open(root, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


@contextmanager
def _blamed(path: str) -> Iterator[None]:
    """Say which file it was that could not be written."""
    try:
        yield
    except OSError as problem:
        raise UnusableInput(f"cannot be written: {reason_of(problem)}", file=path) from None
