"""Keeps compiled templates between runs, since compiling them takes longer than rendering.

They lie in the user's cache folder (https://specifications.freedesktop.org/basedir/latest/), and
a cache that cannot be read or written changes nothing but the time. Whoever can write there can
have any code run, so a folder or a file that anybody else could have put there is left alone.
"""

from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path
from typing import BinaryIO

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

OWN_FOLDER_ONLY = 0o700
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path | None:
    """`$XDG_CACHE_HOME/dockgen` or `~/.cache/dockgen`.

    None for a user without a home, and where it would lie in a checkout or the present folder.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        folder = (base if base.is_absolute() else Path("~/.cache").expanduser()) / "dockgen"
        real = Path(os.path.realpath(folder))
        here = Path.cwd().resolve()
    except (OSError, RuntimeError):
        return None
    in_checkout = any(os.path.lexists(above / ".git") for above in real.parents)
    return None if in_checkout or real.is_relative_to(here) else folder


def _is_own(status: os.stat_result) -> bool:
    """Whether the user alone can have written it."""
    return status.st_uid == os.geteuid() and not status.st_mode & OTHERS_WRITE


class TemplateCache(FileSystemBytecodeCache):
    """Compiled templates on disk.

    Args:
        folder: the folder that holds them; made where it is missing.
        made_by: what the compiled form depends on beside the template's own text, such as the
            state of the compiler; another value makes every kept template count as old.
    """

    def __init__(self, folder: Path, made_by: str) -> None:
        super().__init__(str(folder), "%s.template")
        self._made_by = made_by

    def get_source_checksum(self, source: str) -> str:
        """The checksum of all that the compiled form depends on."""
        return super().get_source_checksum(f"{self._made_by}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what is kept; what is damaged or cannot be read counts as not kept."""
        name = Path(self._get_cache_filename(bucket)).name
        try:
            with self._opened(name) as file:
                if _is_own(os.fstat(file.fileno())):
                    bucket.load_bytecode(file)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError, AttributeError, ImportError):
            bucket.reset()

    def _opened(self, name: str) -> BinaryIO:
        """A file of the folder, which is the user's own; neither is reached through a link."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        folder = os.open(self.directory, flags | os.O_DIRECTORY)
        try:
            if not _is_own(os.fstat(folder)):
                raise PermissionError(self.directory)
            return os.fdopen(os.open(name, flags, dir_fd=folder), "rb")
        finally:
            os.close(folder)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where the folder can be written."""
        try:
            folder = Path(self.directory)
            folder.mkdir(mode=OWN_FOLDER_ONLY, parents=True, exist_ok=True)
            if not _is_own(folder.lstat()):
                return
            super().dump_bytecode(bucket)
        except OSError:
            return
