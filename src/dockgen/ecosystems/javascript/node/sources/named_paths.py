"""Files and folders that a command or sources name plainly, and that a server reads when it runs.

A path is relative to the working directory, which is the application's folder.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.common.listening_port import SOURCE_ENDINGS
from dockgen.ecosystems.javascript.node.sources.path_values import Path, Values

PLACE = r"(?:[\w.]+\(\s*)?(?:process\.cwd\(\)\s*,\s*)?"
LITERAL = r"['\"`](?P<path>(?:\./)?[\w@-][\w@./-]*)['\"`](?!\s*,\s*['\"`])"
NAMES = (
    lazy_regex(rf"\bmigrations?(?:Folder|Dir|Directory|Path|sPath)\s*:\s*{PLACE}{LITERAL}"),
    lazy_regex(
        r"\b(?:readFile|readdir|opendir|createReadStream|readFileSync|readdirSync|opendirSync)"
        rf"\(\s*{PLACE}{LITERAL}"
    ),
)
"""`migrationsFolder: "./drizzle"` (https://orm.drizzle.team/docs/migrations), Kysely's
`migrationFolder`, and what a program opens."""

ROOTED = lazy_regex(r"process\.cwd\(\)\s*,\s*(?P<parts>(?:['\"][\w./-]+['\"]\s*,?\s*)+)")
MENTIONS = ("migration", "Migration", "readFile", "readdir", "opendir", "ReadStream", "cwd()")
NOT_SOURCES = lazy_regex(
    r"(?:.*/)?(?:node_modules|dist|build|coverage|\.[^/]+|tests?|__tests__|e2e|scripts|cypress)/.*"
    r"|.*\.(?:test|spec|config|stories|d)\.[cm]?[jt]sx?"
)
"""What a bundled server is not made of."""

NEVER = lazy_regex(
    r"(?:.*/)?(?:package(?:-lock)?\.json|tsconfig[\w.-]*\.json|\.env[^/]*|node_modules)(?:/.*)?"
    r"|.*\.(?:pem|key|p12|pfx)|src|app|pages|server|lib|\."
)
"""What comes into the image anyway, must not, or is a whole tree of sources."""

READS = lazy_regex(
    r"\b(?:readdir|opendir|readFile|createReadStream|existsSync|statSync|loadFilesSync|requireDir|"
    r"(?:fast)?[gG]lob(?:by)?|fg|import(?:All|Directory)|addSchemaFromDir)(?:Sync)?"
    r"(?:\.(?:sync|stream|glob|async))?\(\s*\[?"
    r"|\b(?:cwd|baseDir|rootDir|migrationsDir|templatesDir|dirname)\s*:\s*"
)
"""Calls that read, and options that say where: their value is a path from the working directory."""

RESOLVED = lazy_regex(r"(?<![\w$.])(?:path\.)?(?=resolve\(\s*['\"`](?![/@]))")
"""`path.resolve("server")` begins at the working directory."""

TREES = frozenset({"app", "pages", "server", "lib"})
WILDCARD = lazy_regex(r"[*?{\[!]")
MAX_SOURCES = 400
WORDS = lazy_regex(r"[^\s'\"=:;&|()]+")


def of_sources(project: Project, files: Iterable[TextFile], folder: str) -> list[str]:
    """The files and folders of the project that sources name, relative to the application.

    Args:
        project: the project.
        files: the sources.
        folder: the application's folder.
    """
    found: dict[str, None] = {}
    for file in files:
        if not any(one in file.text for one in MENTIONS):
            continue
        for path in _named(file.text):
            inside = posixpath.normpath(posixpath.join(folder, path))
            there = project.has(inside) or project.has_folder(inside)
            if there and not NEVER.fullmatch(path) and not path.startswith(".."):
                found.setdefault(path)
    return [one for one in found if not _is_below(one, found)]


def from_working_directory(
    project: Project, files: Iterable[TextFile], folder: str
) -> list[Fact[str]]:
    """The folders of the project that sources read from the working directory on.

    Args:
        project: the project.
        files: the sources.
        folder: the application's folder.
    """
    values = Values(files)
    found: dict[str, Fact[str]] = {}
    for file in values.files:
        for pattern in (READS, RESOLVED):
            for match in pattern.finditer(file.text):
                path = _folder_at(values.at(file, match.end()))
                inside = posixpath.normpath(posixpath.join(folder, path))
                usable = path and not path.startswith("..") and project.has_folder(inside)
                if usable and (path in TREES or path == "src" or not NEVER.fullmatch(path)):
                    evidence = Evidence("reads", file.path, file.line_of(match.start()))
                    found.setdefault(path, Fact(path, evidence))
    return [one for path, one in found.items() if not _is_below(path, found)]


def _folder_at(found: Path | None) -> str:
    """A path from the working directory, up to its first wildcard; empty for any other."""
    if found is None or found.start != "." or found.rest.startswith("/"):
        return ""
    fixed = WILDCARD.split(found.rest, maxsplit=1)[0]
    fixed = fixed if fixed == found.rest else posixpath.dirname(fixed)
    return posixpath.normpath(fixed) if fixed.strip("./") else ""


def _is_below(path: str, others: Iterable[str]) -> bool:
    return any(path != one and path.startswith(f"{one}/") for one in others)


def _named(text: str) -> Iterator[str]:
    for pattern in NAMES:
        yield from (posixpath.normpath(match["path"]) for match in pattern.finditer(text))
    for match in ROOTED.finditer(text):
        parts = re.findall(r"['\"]([\w./-]+)['\"]", match["parts"])
        yield posixpath.normpath(posixpath.join(*parts))


def sources(project: Project, folder: str) -> Iterator[TextFile]:
    """The sources of an application whose build bundles them, as many as are read in no time."""
    below = f"{folder}/" if folder else ""
    endings = (*SOURCE_ENDINGS, ".jsx", ".vue", ".svelte", ".astro")
    named = (one for one in project.starting(below) if one.endswith(endings))
    usable = [one for one in named if not NOT_SOURCES.fullmatch(one.removeprefix(below))]
    for path in usable[:MAX_SOURCES]:
        file = project.readable(path)
        if file is not None:
            yield file


def of_command(project: Project, words: Iterable[str], folder: str, entry: str | None) -> list[str]:
    """The files that a command names beside its entry file, with what they import.

    Args:
        project: the project.
        words: the command, and options that a variable holds.
        folder: the application's folder.
        entry: the entry file, which the build makes or which is there anyway.
    """
    found: dict[str, None] = {}
    for word in words:
        for part in WORDS.findall(word):
            path = posixpath.normpath(part)
            inside = posixpath.join(folder, path)
            if path == entry or path.startswith("..") or NEVER.fullmatch(path):
                continue
            if "." not in posixpath.basename(path) or not project.has(inside):
                continue
            found.setdefault(path)
            for file in listening_port.followed(project, path, folder):
                found.setdefault(posixpath.relpath(file.path, folder or "."))
    return [one for one in found if not one.startswith("..")]
