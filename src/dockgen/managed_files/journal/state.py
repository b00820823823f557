"""Where dockgen keeps what it has to know of a run: with the user, never in the project.

A project may come from anywhere, so nothing in it says what an earlier run began. The folder is
`$XDG_STATE_HOME/dockgen`, by default `~/.local/state/dockgen`
(https://specifications.freedesktop.org/basedir-spec/latest/): the user's own, closed to others.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from dockgen.core.errors import RefusedToOverwrite, UnusableInput

CHECKOUTS = (".git", ".hg", ".svn", ".bzr", ".jj", "CVS")
"""What the top of a checkout holds."""

OWN_FOLDER_ONLY = 0o700
PATIENCE = 60.0
"""Seconds to wait for another run in the same project, which takes less than one."""

_HELD: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())


class Place(NamedTuple):
    """Where the state of one project lies.

    Args:
        folder: the folder, which is the user's alone.
        key: what the names of its files begin with.
    """

    folder: Path
    key: str

    @property
    def journal(self) -> Path:
        """What a run writes down before it changes anything."""
        return self.folder / f"{self.key}.journal"

    @property
    def lock(self) -> Path:
        """What a run holds as long as it is at work."""
        return self.folder / f"{self.key}.lock"


def place_of(root: Path, *, make: bool = True) -> Place | None:
    """Where the state of a project lies.

    Args:
        root: the project's folder.
        make: whether the folder is made where it is missing; otherwise there is none then.

    Raises:
        UnusableInput: there is no folder that only this user can write.
    """
    real = Path(os.path.realpath(root))
    key = hashlib.sha256(os.fsencode(real)).hexdigest()[:32]
    checkout = _checkout_of(real)
    for folder in _candidates():
        if Path(os.path.realpath(folder)).is_relative_to(checkout):
            continue  # the checkout would say what it holds
        if _is_own(folder, make=make):
            return Place(folder, key)
    if not make:
        return None
    raise UnusableInput(
        "dockgen found no private folder for its journal",
        hint="set XDG_STATE_HOME to a folder outside the project that only you can write",
    )


def _candidates() -> Iterator[Path]:
    said = Path(os.environ.get("XDG_STATE_HOME", ""))
    if said.is_absolute():
        yield said / "dockgen"
    else:
        with suppress(RuntimeError):  # a user without a home
            yield Path("~/.local/state/dockgen").expanduser()
    import tempfile  # slow to import, and seldom needed

    yield Path(tempfile.gettempdir()) / f"dockgen-{os.geteuid()}"


def _checkout_of(real: Path) -> Path:
    """The nearest folder that version control knows; without any, the project's own."""
    for folder in (real, *real.parents):
        if any(os.path.lexists(folder / name) for name in CHECKOUTS):
            return folder
    return real


def _is_own(folder: Path, *, make: bool) -> bool:
    """Whether a folder is there that this user owns and nobody else can enter."""
    try:
        if make:
            folder.parent.mkdir(mode=OWN_FOLDER_ONLY, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                folder.mkdir(mode=OWN_FOLDER_ONLY)
        status = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & 0o077
        and os.access(
            folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids
        )
    )


@contextmanager
def alone(root: Path) -> Iterator[Place]:
    """Keep other runs of dockgen out of the project; a killed run keeps nobody out.

    Args:
        root: the project's folder.

    Raises:
        RefusedToOverwrite: another run has been at work for too long.
        UnusableInput: there is no folder for the lock.
    """
    place = place_of(root)
    assert place is not None  # noqa: S101  it was to be made
    name = str(place.lock)
    if name in _HELD.get():
        yield place
        return
    number = _locked(place.lock)
    token = _HELD.set(_HELD.get() | {name})
    try:
        yield place
    finally:
        _HELD.reset(token)
        with suppress(OSError):
            place.lock.unlink()  # while it is held: who waits for it looks whether it is there
        os.close(number)


def _locked(lock: Path) -> int:
    until = time.monotonic() + PATIENCE
    while True:
        number = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if _try(number) and _is_still(number, lock):
                return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)
        if time.monotonic() > until:
            raise RefusedToOverwrite(
                "another dockgen run is working in this project", hint="wait until it finishes"
            )
        time.sleep(0.02)


def _try(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # some network file systems have no locks
    return True


def _is_still(number: int, lock: Path) -> bool:
    """Whether the file that was locked is the one that others find under its name."""
    try:
        return os.path.samestat(os.fstat(number), lock.lstat())
    except OSError:
        return False
