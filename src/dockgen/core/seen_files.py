"""What files held when a command read them, so that a write can tell of a change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_SEEN: ContextVar[dict[str, bytes | None] | None] = ContextVar("seen", default=None)


@contextmanager
def watching() -> Iterator[None]:
    """Remember what is read meanwhile, so that a write can tell whether somebody changed it."""
    token = _SEEN.set({}) if _SEEN.get() is None else None
    try:
        yield
    finally:
        if token is not None:
            _SEEN.reset(token)


def _key(root: Path, path: str) -> str:
    return os.path.normpath(os.path.join(os.path.realpath(root), path))  # noqa: PTH118


def note_seen(root: Path, path: str, raw: bytes | None, *, anew: bool = False) -> None:
    """Remember what a file held when it was read first; `anew`, what it holds from here on."""
    seen = _SEEN.get()
    if seen is not None:
        key = _key(root, path)
        if anew or key not in seen:
            seen[key] = hashlib.sha256(raw).digest() if raw is not None else None


def changed_since_seen(root: Path, path: str, raw: bytes | None) -> bool:
    """Whether a file holds something else than when it was read."""
    seen, key = _SEEN.get(), _key(root, path)
    if seen is None or key not in seen:
        return False
    return seen[key] != (hashlib.sha256(raw).digest() if raw is not None else None)


_LAST = [""]


def note_read(path: str) -> None:
    """Note which file is read."""
    _LAST[0] = path


def last_read() -> str:
    """The file that was read last, for a message about what takes too long; empty for none."""
    return _LAST[0]
