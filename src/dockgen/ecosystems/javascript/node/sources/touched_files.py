"""What a server reads and writes beside its program, as far as its sources name it plainly.

A path is relative to the working directory, which is the application's folder, or to the source
file where `__dirname` stands before it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common.listening_port import SOURCE_ENDINGS

PLACE = (
    r"(?:[\w.]+\(\s*)?(?P<here>(?:__dirname|import\.meta\.dirname)\s*,\s*)?"
    r"(?:process\.cwd\(\)\s*,\s*)?"
)
LITERAL = r"['\"`](?P<path>\.{0,2}/?[\w@-][\w@./-]*)['\"`]"
WRITES = (
    (
        ("multer", "Multer", "FilesInter", "FileInter"),
        lazy_regex(rf"\bdest(?:ination)?\s*:\s*{PLACE}{LITERAL}"),
    ),
    (("multer", "Multer"), lazy_regex(rf"\bcb\(\s*null\s*,\s*{PLACE}{LITERAL}")),
    (("winston",), lazy_regex(rf"\bdirname\s*:\s*{PLACE}{LITERAL}")),
    (("mkdir",), lazy_regex(rf"\bmkdir(?:Sync)?\(\s*{PLACE}{LITERAL}")),
    (
        ("tempFileDir", "uploadDir"),
        lazy_regex(rf"\b(?:tempFileDir|uploadDir)\s*:\s*{PLACE}{LITERAL}"),
    ),
)
"""What the source mentions, and what names a folder then: Multer's `dest` and `diskStorage`
(https://github.com/expressjs/multer#api), winston's logs, folders that are made, other uploads."""

WRITES_FILE = (
    (
        (".log",),
        lazy_regex(rf"\bfilename\s*:\s*{PLACE}['\"`](?P<path>[\w./-]+/[\w.%-]+\.log)['\"`]"),
    ),
    (
        (".db", ".sqlite"),
        lazy_regex(rf"{PLACE}['\"`](?:file:)?(?P<path>[\w./-]+/[\w.-]+\.(?:db|sqlite3?))['\"`]"),
    ),
)
"""Logs and databases of SQLite: their folder is written."""

FILES = frozenset(pattern for _, pattern in WRITES_FILE)
"""The patterns that name a file in the folder."""

KEEPERS = frozenset({".gitkeep", ".keep", ".gitignore", ".placeholder", ".empty"})
KEPT_EMPTY = lazy_regex(
    r"(?:.*/)?(?:uploads?|data|logs?|te?mp|storage|cache|sessions?|backups?|downloads?|media)"
)
"""Folders that Git keeps empty, so that a program can write there."""

CALLED = lazy_regex(
    r"(?P<module>\b(?:from|import|require\(|import\())?\s*"
    r"['\"`](?P<path>\.{0,2}/?[\w@-][\w@./ -]*)['\"`]"
)
ROOTED = lazy_regex(r"process\.cwd\(\)\s*,\s*(?P<parts>(?:['\"][\w./-]+['\"]\s*,?\s*)+)")
NEVER_READ = lazy_regex(
    r"(?:.*/)?(?:package(?:-lock)?\.json|tsconfig[\w.-]*\.json|\.[^/]*(?:/.*)?|id_\w+|coverage/.*"
    r"|[^/]*\.(?:pem|key|p12|pfx|md|log|swp)|(?:LICENSE|README|Dockerfile|docker-|compose)[^/]*)"
)
"""What no image needs to run, or must not hold."""


def written(
    project: Project, files: Iterable[TextFile], folder: str, *, built: bool
) -> list[Fact[str]]:
    """The folders that a server writes to, relative to the application.

    Args:
        project: the project.
        files: the sources of the server.
        folder: the application's folder.
        built: whether the sources run from another place than they lie in.
    """
    found: dict[str, Fact[str]] = {}
    for file in files:
        for mentions, pattern in (*WRITES, *WRITES_FILE):
            if not any(one in file.text for one in mentions):
                continue
            for match in pattern.finditer(file.text):
                path = _relative(match, file, folder, built=built)
                if path and pattern in FILES:
                    path = posixpath.dirname(path)
                if path and _may_be_written(project, folder, path):
                    line = file.line_of(match.start("path"))
                    found.setdefault(path, Fact(path, Evidence("written", file.path, line)))
    for path in _kept_empty(project, folder):
        found.setdefault(path, Fact(path, Evidence("folder", posixpath.join(folder, path))))
    return list(found.values())


def _relative(match: re.Match[str], file: TextFile, folder: str, *, built: bool) -> str:
    """The path that a match names, relative to the application; empty where that is not known."""
    path = match["path"]
    if match["here"]:
        if built:
            return ""
        path = posixpath.join(posixpath.dirname(file.path), path.lstrip("/"))
        path = posixpath.relpath(path, folder or ".")
    elif path.startswith("/"):
        return ""
    return posixpath.normpath(path)


def _may_be_written(project: Project, folder: str, path: str) -> bool:
    """Whether a path lies in the application and is no place of its sources."""
    inside = posixpath.join(folder, path)
    first = path.split("/", maxsplit=1)[0]
    return first not in {"..", ".", "src", "node_modules", "tmp"} and not project.has(inside)


def _kept_empty(project: Project, folder: str) -> Iterator[str]:
    below = f"{folder}/" if folder else ""
    for keeper in sorted(path for name in KEEPERS for path in project.named(name)):
        path = posixpath.dirname(keeper)
        if not keeper.startswith(below):
            continue
        inside = path.removeprefix(below)
        of_yarn = inside.startswith(".yarn/")  # whose cache is next to such a file
        if not of_yarn and inside.count("/") < 2 and KEPT_EMPTY.fullmatch(inside):
            yield inside


def read(project: Project, files: Iterable[TextFile], folder: str) -> list[str]:
    """The files of the project that a server opens while it runs, relative to the application.

    Sources and what is imported come with the build; a file beside it does not.
    """
    found: dict[str, None] = {}
    for file in files:
        for path in _named(file, folder):
            inside = posixpath.join(folder, path)
            usable = not path.startswith("..") and not NEVER_READ.fullmatch(path)
            if usable and not path.endswith(SOURCE_ENDINGS) and project.has(inside):
                found.setdefault(path)
    return list(found)


def _named(file: TextFile, folder: str) -> Iterator[str]:
    """The paths that a source names, relative to the application."""
    for match in CALLED.finditer(file.text):
        if match["module"] or not re.search(r"[./]", match["path"]):
            continue
        yield posixpath.normpath(match["path"])
        if match["path"].startswith("../"):  # of __dirname, which lies as deep in the build
            place = posixpath.join(posixpath.dirname(file.path), match["path"])
            yield posixpath.relpath(place, folder or ".")
    for match in ROOTED.finditer(file.text):
        yield posixpath.normpath("/".join(re.findall(r"[\w./-]+", match["parts"])))
