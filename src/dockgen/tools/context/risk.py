"""A risk, and what kinds there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dockgen.tools.context.scanning import COMMON_IGNORE_FILE, Context


class Kind(StrEnum):
    """What is wrong with a path, the gravest first."""

    SECRET = "secret"  # noqa: S105  a name, not a password
    IGNORED_COPY = "ignored-copy"
    MISSING_COPY = "missing-copy"
    EMPTIED = "emptied"
    UNREADABLE = "unreadable"
    IGNORE_FILE = "ignore-file"
    PUBLISHED = "published"
    VERSION_CONTROL = "version-control"
    DEPENDENCIES = "dependencies"
    BUILD_OUTPUT = "build-output"


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that is wrong with a context.

    Args:
        kind: what kind of thing.
        path: the path that it is about, relative to the context; folders end in `/`.
        what: what it is, in half a sentence.
        file: the file to look at: the ignore file or the Dockerfile; empty for none.
        line: the line in that file; 0 for none.
        hint: what to do.
    """

    kind: Kind
    path: str
    what: str
    file: str = ""
    line: int = 0
    hint: str = ""


def to_ignore_file(context: Context, pattern: str) -> str:
    """The advice to add a pattern to the ignore file, or to make one."""
    return f"add `{pattern}` to {context.ignore_file.path or COMMON_IGNORE_FILE}"
