"""The only writer: compares with what is on disk, and writes whole files or none."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dockgen.errors import RefusedToOverwrite, UnusableInput
from dockgen.project import reason_of


class Status(Enum):
    """How a file on disk stands to the text that is to be written."""

    CREATE = "create"
    UNCHANGED = "unchanged"
    REPLACE = "replace"
    """It holds what dockgen wrote last, so nothing of the user's is lost."""
    EDITED = "edited"
    """It holds something that dockgen did not write."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is to be written.

    Args:
        path: its path, relative to the project.
        text: what is to be written, with Unix line ends.
        status: how the file on disk stands to that.
        before: the text on disk, with Unix line ends; empty where there is no file.
    """

    path: str
    text: str
    status: Status
    before: str = ""


def compare(root: Path, texts: Mapping[str, str], pristine: Mapping[str, str]) -> list[Change]:
    """Compare texts with the files on disk.

    Args:
        root: the project's folder.
        texts: what is to be written, by path.
        pristine: what dockgen wrote last, by path.

    Raises:
        UnusableInput: a file that is in the way cannot be read.
        RefusedToOverwrite: a path leads out of the project through a link.
    """
    return [_compare_one(root, path, text, pristine.get(path)) for path, text in texts.items()]


def _compare_one(root: Path, path: str, text: str, pristine: str | None) -> Change:
    place = _inside(root, path)
    if place.is_dir():
        raise UnusableInput("is a folder, and a file is to be written there", file=path)
    try:
        before = place.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    except FileNotFoundError:
        return Change(path, text, Status.CREATE)
    except OSError as problem:
        raise UnusableInput(f"cannot be read: {reason_of(problem)}", file=path) from None
    if before == text:
        return Change(path, text, Status.UNCHANGED, before)
    own = pristine is not None and before == pristine
    return Change(path, text, Status.REPLACE if own else Status.EDITED, before)


def _inside(root: Path, path: str) -> Path:
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


def write_all(root: Path, texts: Mapping[str, str]) -> None:
    """Write all files, or none.

    Each text goes to a temporary file beside its place and to the disk; only when all are there
    are they renamed. The mode and the line ends of a file that is replaced are kept.

    Raises:
        UnusableInput: a file cannot be written; nothing has changed then.
        RefusedToOverwrite: a path leads out of the project through a link.
    """
    with ExitStack() as undo:
        prepared = [(path, *_prepared(root, path, text, undo)) for path, text in texts.items()]
        for path, temporary, place in prepared:
            with _explained(path):
                undo.callback(_put_back, place, place.read_bytes() if place.exists() else None)
                temporary.replace(place)
        undo.pop_all()


@contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise UnusableInput(f"cannot be written: {reason_of(problem)}", file=path) from None


def _put_back(place: Path, earlier: bytes | None) -> None:
    """Undo one renaming; it is tried, because the disk that refused may refuse this too."""
    with suppress(OSError):
        if earlier is None:
            place.unlink(missing_ok=True)
        elif place.read_bytes() != earlier:
            place.write_bytes(earlier)


def _prepared(root: Path, path: str, text: str, undo: ExitStack) -> tuple[Path, Path]:
    """A file that holds the text and has reached the disk, and the place it is to move to."""
    place = _inside(root, path)
    temporary = place.with_name(f".{place.name}.dockgen-{os.getpid()}")
    with _explained(path):
        for folder in [one for one in reversed(place.parents) if not one.exists()]:
            folder.mkdir()
            undo.callback(_remove_folder, folder)
        mode, newline = _mode_and_newline(place)
        with temporary.open("xb") as file:
            undo.callback(_remove, temporary)
            file.write(text.replace("\n", newline).encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
    return temporary, place


def _remove(place: Path) -> None:
    with suppress(OSError):
        place.unlink(missing_ok=True)


def _remove_folder(place: Path) -> None:
    with suppress(OSError):
        place.rmdir()


def _mode_and_newline(place: Path) -> tuple[int | None, str]:
    try:
        raw = place.read_bytes()
        mode = stat.S_IMODE(place.stat().st_mode)
    except FileNotFoundError:
        return None, "\n"
    lines = raw.count(b"\n")
    return mode, "\r\n" if lines and raw.count(b"\r\n") * 2 > lines else "\n"


@contextmanager
def new_folder(place: Path, *, replace: bool = False) -> Iterator[Path]:
    """A folder that is filled beside its place, and is there whole or not at all.

    Args:
        place: where it is to be.
        replace: whether a folder that is there already is replaced.

    Yields:
        The folder to fill.

    Raises:
        RefusedToOverwrite: there is something already, and `replace` is not given.
        UnusableInput: it cannot be written.
    """
    if place.exists() and not replace and not _is_empty_folder(place):
        raise RefusedToOverwrite("is there already", file=str(place), hint="-o names another")
    temporary = place.with_name(f".{place.name}.dockgen-{os.getpid()}")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if place.is_dir():
            shutil.rmtree(place)
        temporary.rename(place)
    except OSError as problem:
        file = str(problem.filename or place)
        raise UnusableInput(f"cannot be written: {reason_of(problem)}", file=file) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _is_empty_folder(place: Path) -> bool:
    return place.is_dir() and not any(place.iterdir())
