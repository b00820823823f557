"""What Java's source files say: where a program starts, and which port it listens on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Fact
from dockgen.patterns import lazy_regex
from dockgen.project import Project, TextFile

MAIN_METHOD = lazy_regex(
    r"^[^\n/*]*\bstatic\s+(?:(?:public|final|synchronized|strictfp)\s+)*"
    r"void\s+main\s*\(\s*(?:final\s+)?String\b",
    re.MULTILINE,
)
PACKAGE = lazy_regex(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
PORT = lazy_regex(r'"PORT"\s*[,)][^;\n]{0,80}?"?\b(\d{2,5})\b')
SOURCES = "src/main/java"
MAX_SOURCES = 2_000
"""How many source files are searched for a main method."""


def main_methods(project: Project, folder: str) -> Iterator[Fact[str]]:
    """The classes of a module that have a main method, in alphabetical order."""
    top = posixpath.join(folder, SOURCES, "")
    sources = sorted(path for path in project.files if path.startswith(top))
    for path in [one for one in sources if one.endswith(".java")][:MAX_SOURCES]:
        file = _read(project, path)
        match = MAIN_METHOD.search(file.text) if file else None
        if file and match:
            package = PACKAGE.search(file.text)
            name = posixpath.basename(path).removesuffix(".java")
            full = f"{package[1]}.{name}" if package else name
            yield Fact(full, Evidence("main method", path, file.line_of(match.end())))


def port_of(project: Project, folder: str, main_class: str) -> Fact[int] | None:
    """The port that the main class listens on where the variable PORT names no other, or None."""
    path = posixpath.join(folder, SOURCES, f"{main_class.replace('.', '/')}.java")
    file = _read(project, path)
    match = PORT.search(file.text) if file else None
    if file is None or match is None or not 1 <= int(match[1]) <= 65535:
        return None
    return Fact(int(match[1]), Evidence("PORT", path, file.line_of(match.start(1))))


def _read(project: Project, path: str) -> TextFile | None:
    """The file; None where it is missing, too large, or not UTF-8: javac may still take it."""
    if not project.has(path):
        return None
    try:
        return project.read(path)
    except UnusableInput:
        return None
