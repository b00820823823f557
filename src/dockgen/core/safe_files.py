"""Files below a folder, opened part by part: bounded, never through a link, never in `.git`.

A checkout may hold anything under any name: a link, a named pipe, a file of a terabyte. Each part
of a path is opened relative to the one above it and without following links
(https://man7.org/linux/man-pages/man2/openat.2.html), so what was checked is what is opened, also
where somebody swaps a folder for a link in between.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dockgen.core.errors import RefusedToOverwrite, Unreadable, UnusableInput
from dockgen.core.seen_files import note_seen

MAX_BYTES = 4 * 1024 * 1024
"""The size up to which a file is read; what dockgen reads is written by people, and smaller."""

VERSION_CONTROL = frozenset(
    (
        ".git .hg .svn .bzr .jj .pijul .sl .repo .fslckout _fossil_ _darcs _mtn {arch} "
        "cvs cvsroot rcs sccs"
    ).split()
)
"""Where programs of version control keep what they act upon, in lower case."""

OUT = "points outside the project"
"""What is said of a path that is absolute, empty, or goes up."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_LINKED = {errno.ELOOP, errno.EMLINK, errno.ENOTDIR}
"""What opening without following a link fails with: EMLINK is FreeBSD's."""


class Content(NamedTuple):
    """A file as it was read.

    Args:
        raw: its bytes.
        status: its mode and its owner.
    """

    raw: bytes
    status: os.stat_result


def is_version_control(name: str) -> bool:
    """Whether a file or folder of this name belongs to version control, on any file system.

    A name counts as it would on a disk that knows no upper case, drops characters that cannot be
    seen, or ends names at a dot, a space or a colon, as those of macOS and Windows do; Git guards
    the same ones: https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreprotectNTFS.
    """
    seen = "".join(one for one in name if unicodedata.category(one) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).casefold().split(":")[0].rstrip(". ")
    return plain in VERSION_CONTROL or re.fullmatch(r"git~\d+", plain) is not None


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path that dockgen may write.

    Args:
        path: relative to a folder, with `/` between the parts.

    Raises:
        RefusedToOverwrite: it is absolute, leaves the folder, or leads into version control.
    """
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.startswith("/") or ".." in parts or not parts or "\0" in path:
        raise RefusedToOverwrite(OUT, file=path)
    guarded = next((part for part in parts if is_version_control(part)), None)
    if guarded is not None:
        raise RefusedToOverwrite(
            f"{guarded} belongs to version control, so dockgen does not write there",
            file=path,
            hint="choose another place for the file",
        )
    return parts


def open_top(root: Path) -> int:
    """Open the folder that paths are relative to; links that lead to it are the user's own."""
    return _opened_folder(os.fspath(root), None, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _opened_folder(name: str, above: int | None, flags: int = _FOLDER) -> int:
    try:
        return os.open(name, flags, dir_fd=above)
    except PermissionError:
        if not hasattr(os, "O_PATH"):
            raise
        return os.open(name, flags | os.O_PATH, dir_fd=above)  # it may be passed, if not listed


@contextmanager
def folder_above(top: int, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """Open the folder that a file lies in.

    Args:
        top: the folder that the path is relative to, opened.
        path: the file, as `parts_of` takes it.
        make: whether missing folders are made.

    Yields:
        The opened folder, and the file's name in it.

    Raises:
        RefusedToOverwrite: a part of the path is a link, or of version control.
        OSError: a folder is missing, or cannot be opened.
    """
    *folders, name = parts_of(path)
    here = os.dup(top)
    try:
        for number, folder in enumerate(folders, start=1):
            if make:
                _make(folder, here)
            inner = _inner(here, folder, "/".join(folders[:number]), path)
            os.close(here)
            here = inner
        yield here, name
    finally:
        os.close(here)


def _make(folder: str, here: int) -> None:
    try:
        os.mkdir(folder, dir_fd=here)
    except FileExistsError:
        return


def _inner(here: int, name: str, so_far: str, path: str) -> int:
    try:
        return _opened_folder(name, here)
    except OSError as problem:
        if problem.errno in _LINKED and is_link(here, name):
            raise link_refused(path, so_far) from None
        raise


def is_link(folder: int, name: str) -> bool:
    """Whether a name in an opened folder is a symbolic link."""
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def is_folder_below(root: Path, parts: Sequence[str]) -> bool:
    """Whether there is a folder of this path, reached without a link.

    Raises:
        RefusedToOverwrite: a part of the path is a link.
        OSError: a folder cannot be opened.
    """
    here = open_top(root)
    try:
        for number, part in enumerate(parts, start=1):
            inner = _inner(here, part, "/".join(parts[:number]), "/".join(parts))
            os.close(here)
            here = inner
    except (FileNotFoundError, NotADirectoryError):
        return False
    finally:
        os.close(here)
    return True


def link_refused(path: str, link: str) -> RefusedToOverwrite:
    """The error for a file that is reached through a link.

    Args:
        path: the file.
        link: the part of its path that is the link.
    """
    which = "is a symbolic link" if link == path else f"{link} is a symbolic link"
    return RefusedToOverwrite(
        f"{which}, and dockgen does not write through links",
        file=path,
        hint=f"replace it with a real {'file' if link == path else 'folder'}, or delete the link",
    )


def read_own(root: Path, path: str, limit: int = MAX_BYTES) -> Content | None:
    """A file that dockgen may write; None where there is none.

    Args:
        root: the folder that the path is relative to.
        path: the file.
        limit: the size in bytes up to which it is read.

    Raises:
        RefusedToOverwrite: it is a link or lies behind one, or belongs to version control.
        UnusableInput: it is no ordinary file, is larger than `limit`, or cannot be read.
    """
    parts_of(path)
    found: Content | None
    try:
        top = open_top(root)
        try:
            with folder_above(top, path) as (folder, name):
                if is_link(folder, name):
                    raise link_refused(path, path)
                found = read_at(folder, name, path, limit)
        finally:
            os.close(top)
    except (FileNotFoundError, NotADirectoryError):
        found = None
    except OSError as problem:
        raise Unreadable(f"cannot be read: {reason_of(problem)}", file=path) from None
    note_seen(root, path, found.raw if found else None)
    return found


def read_below(root: Path, path: str, limit: int = MAX_BYTES) -> bytes:
    """A file of the project; a link is followed as long as it stays in the project.

    Args:
        root: the folder that the path is relative to.
        path: the file.
        limit: the size in bytes up to which it is read.

    Raises:
        UnusableInput: it is no ordinary file, is larger than `limit`, cannot be read, or is a
            link that leaves the project or leads into version control.
    """
    raw = _read_without_links(root, path, limit)
    if raw is None:
        raw = _read_by_real_path(root, path, limit)
    note_seen(root, path, raw)
    return raw


def _read_without_links(root: Path, path: str, limit: int) -> bytes | None:
    """A file that no link leads to, as nearly all are; None for any other."""
    parts = path.split("/")
    if not {"", ".", ".."}.isdisjoint(parts) or "\0" in path:
        return None
    try:
        return _read_parts(root, parts, path, limit)
    except OSError:
        return None


def _read_by_real_path(root: Path, path: str, limit: int) -> bytes:
    try:
        real, top_path = (root / path).resolve(), root.resolve()
        if not real.is_relative_to(top_path):
            raise Unreadable("is a link to a file outside the project", file=path)
        parts = real.relative_to(top_path).parts
        linked = "/".join(parts) != os.path.normpath(path)
        if linked and any(is_version_control(part) for part in parts):
            raise Unreadable("is a link to a file that belongs to version control", file=path)
        return _read_parts(top_path, parts, path, limit)
    except (OSError, RuntimeError, ValueError) as problem:  # RuntimeError: a loop, before 3.13
        raise Unreadable(f"cannot be read: {reason_of(problem)}", file=path) from None


def _read_parts(top: Path, parts: Sequence[str], path: str, limit: int) -> bytes:
    here = open_top(top)
    try:
        with _entered(here, parts[:-1]) as folder:
            return read_at(folder, parts[-1] if parts else ".", path, limit).raw
    finally:
        os.close(here)


@contextmanager
def _entered(top: int, folders: Sequence[str]) -> Iterator[int]:
    here = os.dup(top)
    try:
        for name in folders:
            inner = _opened_folder(name, here)
            os.close(here)
            here = inner
        yield here
    finally:
        os.close(here)


def read_at(folder: int, name: str, path: str, limit: int = MAX_BYTES) -> Content:
    """An ordinary file in an opened folder.

    Opening a named pipe would wait for its writer, and reading a device may never end: the file
    is opened without waiting, and looked at before it is read.

    Args:
        folder: the opened folder.
        name: the file's name in it.
        path: the file, as messages name it.
        limit: the size in bytes up to which it is read.

    Raises:
        UnusableInput: it is no ordinary file, or larger than `limit`.
        OSError: it cannot be opened; a link cannot.
    """
    number = os.open(name, _FILE, dir_fd=folder)
    try:
        status = _ordinary(number, path)
        raw = b"" if status.st_size > limit else _all_of(number, limit + 1)
    finally:
        os.close(number)
    if status.st_size > limit or len(raw) > limit:
        raise Unreadable(f"is larger than {limit // 2**20} MiB", file=path)
    return Content(raw, status)


def _ordinary(number: int, path: str) -> os.stat_result:
    status = os.fstat(number)
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable("is a folder, where a file is expected", file=path)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("is not an ordinary file", file=path)
    return status


def open_file(place: Path, path: str) -> BinaryIO:
    """Open an ordinary file of any size, such as a layer, without waiting for what is none.

    Args:
        place: the file; a link is followed.
        path: the file, as messages name it.

    Raises:
        UnusableInput: it is no ordinary file.
        OSError: it cannot be opened.
    """
    number = os.open(place.resolve(), _FILE)
    try:
        _ordinary(number, path)
    except BaseException:
        os.close(number)
        raise
    return os.fdopen(number, "rb")


def head_below(root: Path, path: str, size: int) -> bytes | None:
    """The first bytes of an ordinary file; None where it is none, is a link, or cannot be read."""
    try:
        top = open_top(root)
        try:
            with _entered(top, path.split("/")[:-1]) as folder:
                return _head(folder, path.rpartition("/")[2], size)
        finally:
            os.close(top)
    except OSError:
        return None


def _head(folder: int, name: str, size: int) -> bytes | None:
    number = os.open(name, _FILE, dir_fd=folder)
    try:
        ordinary = stat.S_ISREG(os.fstat(number).st_mode)
        return os.read(number, size) if ordinary else None
    finally:
        os.close(number)


def _all_of(number: int, most: int) -> bytes:
    parts = []
    while most > 0 and (part := os.read(number, min(most, 2**20))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def read_file(place: Path, limit: int = MAX_BYTES) -> bytes:
    """A file that the user named: any ordinary file, wherever it lies.

    Raises:
        UnusableInput: it is no ordinary file, or larger than `limit`.
        OSError: it cannot be opened.
    """
    with open_file(place, str(place)) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise UnusableInput(f"is larger than {limit // 2**20} MiB", file=str(place))
    return raw


def digest(raw: bytes | None) -> str | None:
    """What tells one content from another; None for a file that is not there."""
    return None if raw is None else hashlib.sha256(raw).hexdigest()


def reason_of(problem: BaseException) -> str:
    """What the operating system says went wrong, without the path and the number."""
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror.lower()
    return "too many levels of symbolic links" if isinstance(problem, RuntimeError) else "unknown"
