"""What a program compiles in: https://pkg.go.dev/embed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from fnmatch import translate

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.go.code.source import GoFile

MAX_FILES = 100
"""How many files one pattern with a wildcard is written out to."""


def files(project: Project, sources: Sequence[GoFile]) -> list[Fact[str]]:
    """The files and folders that are compiled in, as far as they are there."""
    found: dict[str, Fact[str]] = {}
    for source in sources:
        folder = posixpath.dirname(source.path)
        for pattern in source.embedded:
            path = posixpath.normpath(posixpath.join(folder, pattern.value.removeprefix("all:")))
            for one in _matching(project, path):
                found.setdefault(one, Fact(one, pattern.evidence))
    return list(found.values())


def _matching(project: Project, path: str) -> list[str]:
    if not re.search(r"[*?\[]", path):
        return [path] if project.has(path) or project.has_folder(path) else []
    pattern = re.compile(translate(path))
    depth = path.count("/") + 1
    names = {"/".join(one.split("/")[:depth]) for one in project.files}
    return sorted(name for name in names if pattern.fullmatch(name))[:MAX_FILES]
