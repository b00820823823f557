"""The folders that a server writes to, as far as its sources say so.

A path is relative to the working directory, which is the application's folder; or it begins with
`/`, or with `~/`, the home folder of the image's user.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.node.sources.path_values import Path, Values

FOLDERS = lazy_regex(r"\b(?:mkdir|mkdirp|ensureDir|emptyDir|mkdtemp)(?:Sync)?\(")
FILES = lazy_regex(
    r"\b(?:writeFile|appendFile|outputFile|outputJson|outputJSON|writeJson|writeJSON)(?:Sync)?\("
    r"|\bcreateWriteStream\(|\b(?:JSONFilePreset|JSONFileSyncPreset)\("
    r"|\bnew\s+(?:sqlite3\.)?(?:Database|DatabaseSync|FileSync|FileAsync|JSONFile|JSONFileSync|"
    r"PrismaBetterSqlite3|PrismaBetterSQLite3)\("
)
STORES = lazy_regex(r"\bnew\s+(?:Level|ClassicLevel|PGlite|LocalStorage|RocksDB)\(")
COPIES = lazy_regex(r"\b(?:copyFile|cp|copy|rename|move)(?:Sync)?\(")
"""Calls whose first argument, and for copies the second, is what is written."""

KEYS = (
    (("multer", "Multer", "FilesInter", "FileInter"), lazy_regex(r"\bdest(?:ination)?\s*:\s*")),
    (("multer", "Multer"), lazy_regex(r"\bcb\(\s*null\s*,\s*")),
    (("winston", "pino", "log4js"), lazy_regex(r"\bdirname\s*:\s*")),
    (
        ("tempFileDir", "uploadDir", "uploadsDir"),
        lazy_regex(r"\b(?:tempFileDir|uploadDir|uploadsDir)\s*:\s*"),
    ),
)
"""What the source mentions, and which key names a folder then: Multer's `dest` and `diskStorage`
(https://github.com/expressjs/multer#api), logs, other uploads."""

KEYS_OF_FILES = (
    ((".log",), lazy_regex(r"\bfilename\s*:\s*"), (".log",)),
    (
        (".db", ".sqlite"),
        lazy_regex(r"\b(?:storage|database|filename|url|dbPath|path)\s*:\s*"),
        (".db", ".sqlite", ".sqlite3"),
    ),
    (
        (".db", ".sqlite"),
        lazy_regex(r"(?=['\"`](?:file:)?[\w./-]*/[\w-]+\.(?:db|sqlite3?)['\"`])"),
        (".db", ".sqlite", ".sqlite3"),
    ),
)
"""Logs and databases of SQLite: their folder is written."""

KEEPERS = frozenset({".gitkeep", ".keep", ".gitignore", ".placeholder", ".empty"})
KEPT_EMPTY = lazy_regex(
    r"(?:.*/)?(?:uploads?|data|logs?|te?mp|storage|cache|sessions?|backups?|downloads?|media)"
)
"""Folders that Git keeps empty, so that a program can write there."""

SYSTEM = lazy_regex(
    r"/(?:bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr)(?:/.*)?|/|/var(?!/(?:lib|data|www)/).*"
)
NO_PLACE = frozenset({"..", ".", "", "src", "node_modules", "tmp"})
IGNORED = lazy_regex(r"\b(?:import|from|require)\b[^\n]{0,80}$")


class Written(NamedTuple):
    """What a server writes.

    Args:
        folders: the folders.
        beside: files that it writes into its own folder, which only root can.
    """

    folders: list[Fact[str]]
    beside: list[Fact[str]]


def read(project: Project, files: Iterable[TextFile], folder: str, *, built: bool) -> Written:
    """What a server writes, as its sources say, with what Git keeps empty for it.

    Args:
        project: the project.
        files: the sources of the server.
        folder: the application's folder.
        built: whether the sources run from another place than they lie in.
    """
    reader = _Reader(project, Values(files), folder, built=built)
    reader.read()
    found = reader.folders
    for path in _kept_empty(project, folder):
        found.setdefault(path, Fact(path, Evidence("folder", posixpath.join(folder, path))))
    return Written(list(found.values()), list(reader.beside.values()))


class _Reader:
    def __init__(self, project: Project, values: Values, folder: str, *, built: bool) -> None:
        self.project, self.values, self.folder, self.built = project, values, folder, built
        self.folders: dict[str, Fact[str]] = {}
        self.beside: dict[str, Fact[str]] = {}
        self.templates: set[str] = set()

    def read(self) -> None:
        for file in self.values.files:
            for match in COPIES.finditer(file.text):
                given = self.values.arguments(file, match.end() - 1)
                if len(given) > 1 and given[0] is not None:
                    self.templates.add(self._place(given[0], file))
                if len(given) > 1 and given[1] is not None:
                    self._note(given[1], file, match.start(), is_file=True)
        for file in self.values.files:
            self._read_calls(file)
            self._read_keys(file)

    def _read_calls(self, file: TextFile) -> None:
        for pattern, is_file in ((FOLDERS, False), (STORES, False), (FILES, True)):
            for match in pattern.finditer(file.text):
                given = self.values.arguments(file, match.end() - 1)
                if given and given[0] is not None:
                    self._note(given[0], file, match.start(), is_file=is_file)

    def _read_keys(self, file: TextFile) -> None:
        for mentions, pattern in KEYS:
            if any(one in file.text for one in mentions):
                for match in pattern.finditer(file.text):
                    self._note(self.values.at(file, match.end()), file, match.end(), is_file=False)
        for endings_named, pattern, endings in KEYS_OF_FILES:
            if any(one in file.text for one in endings_named):
                for match in pattern.finditer(file.text):
                    found = self.values.at(file, match.end())
                    before = file.text[max(0, match.start() - 80) : match.start()]
                    imported = IGNORED.search(before.rpartition("\n")[2])
                    if found is not None and found.rest.endswith(endings) and not imported:
                        self._note(found, file, match.end(), is_file=True)

    def _note(self, found: Path | None, file: TextFile, offset: int, *, is_file: bool) -> None:
        path = self._place(found, file) if found is not None else ""
        if not path or path in self.templates:
            return
        evidence = Evidence("written", file.path, file.line_of(offset))
        if is_file and found is not None and not found.goes_on:
            inner = posixpath.dirname(path)
            if not inner and "." in path and not path.startswith("."):
                self.beside.setdefault(path, Fact(path, evidence))
            path = inner
        if self._may_be_written(path):
            self.folders.setdefault(path, Fact(path, evidence))

    def _place(self, found: Path, file: TextFile) -> str:
        """Where it lies, relative to the application; empty where that is not known or matters."""
        if found.start == "~":
            return posixpath.join("~", found.rest) if found.rest.strip("/.") else ""
        if found.start == "tmp" or not found.rest:
            return ""
        if found.rest.startswith("/") and found.start == ".":
            path = posixpath.normpath(found.rest)
            return "" if SYSTEM.fullmatch(path) else path
        path = found.rest.lstrip("/")
        if found.start == "here":
            own = posixpath.relpath(posixpath.dirname(file.path) or ".", self.folder or ".")
            path = posixpath.normpath(posixpath.join(own, path))
            if self.built and path.split("/")[0] == own.split("/")[0]:
                return ""  # which lies beside what the build makes
        return posixpath.normpath(path)

    def _may_be_written(self, path: str) -> bool:
        """Whether a path is no place of the application's sources."""
        if path.startswith(("/", "~/")):
            return True
        inside = posixpath.join(self.folder, path)
        return path.split("/", maxsplit=1)[0] not in NO_PLACE and not self.project.has(inside)


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
