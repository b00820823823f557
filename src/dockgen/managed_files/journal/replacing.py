"""One file changes places with the text that waits beside it, and nobody's bytes are lost.

Before a file is replaced it is compared with what was read. Another program may save it in the
moment after that, so both change places in one step, and what came out is compared again: what
was not expected goes back. All of it happens in an opened folder and follows no link.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from dockgen.core.errors import RefusedToOverwrite
from dockgen.core.safe_files import digest, folder_above, is_link, link_refused, read_at

EXCHANGE = 2
"""RENAME_EXCHANGE of https://man7.org/linux/man-pages/man2/renameat2.2.html, and RENAME_SWAP of
macOS' renameatx_np."""

LARGEST = 2**30
"""What dockgen writes may be larger than what it reads: a page about an image's layers."""

_MISSING = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""What a system says that has no such call, or not for this file system."""


class Entry(NamedTuple):
    """A file that changes.

    Args:
        path: its path, relative to the project.
        new: the digest of what it is to hold; None where it is to go.
        old: the digest of what it held; None where it was not there.
    """

    path: str
    new: str | None
    old: str | None


def waiting(name: str, token: str) -> str:
    """The name of what waits beside a file."""
    return f".{name.removeprefix('.')}.dockgen-{token}"


def changed(path: str) -> RefusedToOverwrite:
    """The error for a file that another program changed."""
    return RefusedToOverwrite(
        "was changed by another program in the meantime",
        file=path,
        hint="nothing was written; run dockgen again",
    )


def current(top: int, path: str) -> bytes | None:
    """What a file holds now; None where there is none.

    Raises:
        RefusedToOverwrite: it is a link, or lies behind one.
        UnusableInput: it is no ordinary file.
    """
    try:
        with folder_above(top, path) as (folder, name):
            return _content(folder, name, path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _content(folder: int, name: str, path: str) -> bytes | None:
    if is_link(folder, name):
        raise link_refused(path, path)
    try:
        return read_at(folder, name, path, LARGEST).raw
    except FileNotFoundError:
        return None


def _digest(folder: int, name: str, path: str) -> str | None:
    return digest(_content(folder, name, path))


def write_waiting(folder: int, name: str, content: bytes, like: os.stat_result | None) -> None:
    """Write a text beside its place, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    number = os.open(name, flags, 0o666, dir_fd=folder)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        if like is not None:
            os.fchmod(number, like.st_mode & 0o7777)
            with suppress(OSError):  # only root may give a file away
                os.fchown(number, like.st_uid, like.st_gid)
        os.fsync(number)


def put(top: int, entry: Entry, token: str) -> None:
    """Give a file its new text, or take it away; what it held waits in its stead.

    Raises:
        RefusedToOverwrite: it holds something else than it did.
    """
    with folder_above(top, entry.path) as (folder, name):
        aside = waiting(name, token)
        if _digest(folder, name, entry.path) != entry.old:
            raise changed(entry.path)
        if entry.new is None:
            if entry.old is not None:
                os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
        elif entry.old is None:
            _create(folder, aside, name, entry.path)
        else:
            _exchange(folder, aside, name)
        if _digest(folder, aside, entry.path) not in (entry.old, None):
            raise changed(entry.path)


def refuse_late_change(top: int, entry: Entry, token: str) -> None:
    """Look again at what was taken out: a program that had it open may have written to it.

    Raises:
        RefusedToOverwrite: it did.
    """
    if entry.old is not None:
        with folder_above(top, entry.path) as (folder, name):
            if _digest(folder, waiting(name, token), entry.path) not in (entry.old, None):
                raise changed(entry.path)


def undo(top: int, entry: Entry, token: str) -> None:
    """Bring back what was there before `put`, or what another program saved since."""
    with folder_above(top, entry.path) as (folder, name):
        aside = waiting(name, token)
        there, taken = (_digest(folder, one, entry.path) for one in (name, aside))
        if there == entry.new and taken is not None and taken != entry.new:
            if there is None:
                _create(folder, aside, name, entry.path)
            else:
                os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
        elif there == entry.new and entry.old is None and there is not None:
            os.unlink(name, dir_fd=folder)


def finish(top: int, entry: Entry, token: str) -> None:
    """Do what a killed run did not come to; a file that somebody changed since stays theirs."""
    try:
        with folder_above(top, entry.path) as (folder, name):
            aside = waiting(name, token)
            there, taken = (_digest(folder, one, entry.path) for one in (name, aside))
            if there == entry.old and entry.old != entry.new and taken in (entry.new, None):
                _do(folder, entry, aside, name, waits=taken is not None)
            elif taken not in (entry.new, entry.old, None) and there == entry.new:
                undo(top, entry, token)  # saved by another program just before the kill
    except (FileNotFoundError, NotADirectoryError):
        return
    drop(top, entry, token)


def _do(folder: int, entry: Entry, aside: str, name: str, *, waits: bool) -> None:
    if entry.new is None:
        os.unlink(name, dir_fd=folder)
    elif waits and entry.old is None:
        _create(folder, aside, name, entry.path)
    elif waits:
        _exchange(folder, aside, name)


def drop(top: int, entry: Entry, token: str) -> None:
    """Delete what waits beside a file, if it is what dockgen put or took there."""
    with folder_above(top, entry.path) as (folder, name):
        for aside in (waiting(name, token), _out(waiting(name, token))):
            if _digest(folder, aside, entry.path) in {entry.new, entry.old} - {None}:
                os.unlink(aside, dir_fd=folder)


def take_back(top: int, entry: Entry, token: str) -> None:
    """Delete the text that waits for a file; half of it may have reached the disk."""
    with folder_above(top, entry.path) as (folder, name):
        aside = waiting(name, token)
        if _digest(folder, name, entry.path) != entry.old:
            drop(top, entry, token)  # what waits may be what another program saved
        elif not is_link(folder, aside):
            os.unlink(aside, dir_fd=folder)


def _create(folder: int, aside: str, name: str, path: str) -> None:
    """Give a text its name, unless something has that name by now."""
    try:
        os.link(aside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise changed(path) from None
    except OSError as problem:
        if problem.errno not in {*_MISSING, errno.EMLINK}:
            raise
        if _content(folder, name, path) is not None:  # no hard links on this file system
            raise changed(path) from None
        os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
        return
    os.unlink(aside, dir_fd=folder)


def _exchange(folder: int, aside: str, name: str) -> None:
    """Let two files change names in one step; where the system cannot, in two."""
    call = _system_call()
    if call is not None:
        sys.audit("os.rename", aside, name, folder, folder)
        problem = call(folder, os.fsencode(aside), os.fsencode(name))
        if problem == 0:
            return
        if problem not in _MISSING:
            raise OSError(problem, os.strerror(problem), name)
    out = _out(aside)
    with suppress(OSError):  # no hard links here: what was compared a moment ago is replaced
        os.link(name, out, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
    with suppress(FileNotFoundError):
        os.rename(out, aside, src_dir_fd=folder, dst_dir_fd=folder)


def _out(aside: str) -> str:
    """The second name of a file that is about to be replaced, where names cannot be exchanged."""
    return f"{aside}-out"


Exchange = Callable[[int, bytes, bytes], int]


@cache
def _system_call() -> Exchange | None:
    """The system's call that exchanges two names; None where it has none."""
    import ctypes

    name = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform, "")
    try:
        function = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (OSError, AttributeError):
        return None
    text, number = ctypes.c_char_p, ctypes.c_int
    function.argtypes = (number, text, number, text, ctypes.c_uint)

    def call(folder: int, one: bytes, other: bytes) -> int:
        done = function(folder, one, folder, other, EXCHANGE)
        return 0 if done == 0 else ctypes.get_errno()

    return call
