"""Keeps compiled templates between runs, since compiling them takes longer than rendering.

They lie in the user's cache folder (https://specifications.freedesktop.org/basedir/latest/), and
a cache that cannot be read or written changes nothing but the time.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

OWN_FOLDER_ONLY = 0o700


def cache_folder() -> Path | None:
    """`$XDG_CACHE_HOME/dockgen` or `~/.cache/dockgen`; None for a user without a home."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "dockgen"
    except RuntimeError:
        return None


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
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError, AttributeError, ImportError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where the folder can be written."""
        try:
            Path(self.directory).mkdir(mode=OWN_FOLDER_ONLY, parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
        except OSError:
            return
