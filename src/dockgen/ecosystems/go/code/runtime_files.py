"""What a program opens beside itself: files that it reads, and places that it writes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.go.code.source import Call, GoFile
from dockgen.ecosystems.go.modules import inside

STRING = r"[\"`]([^\"`\n]+)[\"`]"
READS = frozenset(
    (
        "ParseFiles ParseGlob LoadHTMLGlob LoadHTMLFiles Static StaticFS StaticFile Favicon File "
        "SendFile ServeFile ServeFiles HandleDir AddConfigPath SetConfigFile Views RegisterView "
        "LocalFile FindBox MustFindBox DecodeFile ReadConfig MustLoad LoadMessageFile Provider "
        "LoadX509KeyPair"
    ).split()
)
"""Functions and methods that are given paths, whosever they are."""

READ_BY = {
    "Dir": ("http", "gin"),
    "Open": ("os",),
    "ReadFile": ("os", "ioutil"),
    "ReadDir": ("os", "ioutil"),
    "DirFS": ("os",),
    "Stat": ("os",),
    "New": ("html", "django", "pug", "handlebars", "mustache", "static", "migrate"),
    "Serve": ("static",),
    "Glob": ("filepath",),
    "Walk": ("filepath",),
    "WalkDir": ("filepath",),
    "Join": ("filepath", "path"),
    "Load": ("config", "conf", "ini"),
    "Up": ("goose",),
    "UpContext": ("goose",),
    "Run": ("goose",),
}
"""Functions of many packages, and the packages in which they are given paths."""

MIGRATIONS = lazy_regex(r"[\"`]file://([\w./-]+)[\"`]")
FLAGS = lazy_regex(
    rf"\.String(?:VarP|Var|P)?\(\s*(?:&?[\w.]+\s*,\s*)?"
    rf"\"[\w.-]*(?:conf|config|templates?|static|dir|path|file|f)[\w.-]*\"\s*,\s*(?:\"\w?\"\s*,\s*)?{STRING}"
)
CONFIG_NAME = lazy_regex(r"\.SetConfigName\(\s*\"([\w.-]+)\"")
CONFIG_PATHS = lazy_regex(r"\.AddConfigPath\(\s*\"([^\"\n]*)\"")
CONFIG_ENDINGS = ("yaml", "yml", "json", "toml", "env", "ini", "properties", "hcl")
BEEGO = ("conf", "views", "static")
TEXT = lazy_regex(STRING)

WRITES = {
    "Create": ("os",),
    "Mkdir": ("os",),
    "MkdirAll": ("os",),
    "WriteFile": ("os", "ioutil"),
    "OpenFile": ("os", "leveldb"),
    "Open": ("bolt", "bbolt", "buntdb", "badger", "pebble", "sqlite", "sql", "sqlx"),
    "Connect": ("sqlx",),
    "MustConnect": ("sqlx",),
    "DefaultOptions": ("badger",),
    "New": ("bleve",),
}
"""Functions that make a file or a folder, and their packages."""

FOLDERS = lazy_regex(r"Mkdir|badger|leveldb|pebble|bleve")
WRITING = lazy_regex(r"os\.O_(?:CREATE|WRONLY|RDWR|APPEND)")
FIRST = lazy_regex(rf"\s*{STRING}\s*(?:,|$)")
DATABASE = lazy_regex(rf"\s*\"(?:sqlite3?|duckdb)\"\s*,\s*{STRING}")
NEVER = lazy_regex(
    r"(^|/)(\.env(\..*)?|go\.(mod|sum|work)|.*\.(pem|key|p12|pfx|go)|id_(rsa|ed25519).*|\.git.*)$"
)
"""What is never copied: secrets are given at run time, and sources are compiled."""


@dataclass(frozen=True)
class Copied:
    """A file or a folder that the program reads.

    Args:
        source: where it lies in the project; a folder ends in a slash.
        target: where the program looks for it, below its working folder.
    """

    source: str
    target: str


def read_by(
    project: Project, files: Sequence[GoFile], home: str, main: str
) -> tuple[tuple[Copied, Evidence], ...]:
    """The files and folders that the program opens by relative paths, each with its evidence.

    Args:
        project: the project.
        files: the program's files.
        home: the folder that it is started in while it is developed: that of its module.
        main: the folder of its main package, where it may be started too.
    """
    found: dict[str, tuple[Copied, Evidence]] = {}
    embedded = {one.value for file in files for one in file.embedded}
    for path, evidence in _opened(files):
        target = _relative(path)
        if target is None or target in found or target in embedded:
            continue
        source = _existing(project, target, (home, main))
        if source is not None and not NEVER.search(source):
            found[target] = (Copied(source, target), evidence)
    return tuple(_without_inner(found))


def _without_inner(
    found: dict[str, tuple[Copied, Evidence]],
) -> Iterator[tuple[Copied, Evidence]]:
    """Without what lies in a folder that is copied as a whole."""
    folders = [f"{target}/" for target, (one, _) in found.items() if one.source.endswith("/")]
    for target, one in found.items():
        if not any(target.startswith(folder) for folder in folders):
            yield one


def _opened(files: Sequence[GoFile]) -> Iterator[tuple[str, Evidence]]:
    for file in files:
        for call in file.calls((*READS, *READ_BY)):
            if call.name not in READS and call.qualifier not in READ_BY[call.name]:
                continue
            evidence = file.evidence(call.start, "file")
            texts = TEXT.findall(call.arguments)
            yield from ((text, evidence) for text in texts)
            if call.name == "Join":
                yield "/".join(texts), evidence
            for name in re.findall(r"\b[A-Za-z_]\w*\b", TEXT.sub("", call.arguments)):
                if name in file.constants:
                    yield file.constants[name], evidence
        for pattern in (MIGRATIONS, FLAGS):
            for match in pattern.finditer(file.code):
                yield match[1], file.evidence(match.start(), "file")
        yield from _configuration(file)
        if any("/beego" in path for path in file.imports):
            yield from ((name, Evidence("beego", file.path)) for name in BEEGO)


def _configuration(file: GoFile) -> Iterator[tuple[str, Evidence]]:
    """Viper looks for a name with any ending in each of its paths."""
    paths = CONFIG_PATHS.findall(file.code)
    for name in CONFIG_NAME.finditer(file.code):
        for folder in paths:
            for ending in CONFIG_ENDINGS:
                path = f"{folder or '.'}/{name[1].removesuffix('.' + ending)}.{ending}"
                yield path, file.evidence(name.start(), "viper")


def _relative(path: str) -> str | None:
    """A path below the working folder, without the part from its first wildcard on."""
    if path.startswith(("/", "~")) or "://" in path or "\\" in path or "$" in path:
        return None
    fixed = re.split(r"[*?\[%{]", path)
    whole = fixed[0] if len(fixed) == 1 else fixed[0].rpartition("/")[0]
    target = posixpath.normpath(whole) if whole else "."
    return None if target == "." or target.startswith("..") else target


def _existing(project: Project, path: str, folders: tuple[str, str]) -> str | None:
    for folder in dict.fromkeys(folders):
        place = inside(folder, path)
        if project.has(place):
            return place
        if project.has_folder(place):
            return f"{place}/"
    return None


def written_by(files: Sequence[GoFile]) -> tuple[Fact[str], ...]:
    """The folders that the program writes below its working folder; `.` is that folder itself."""
    found: dict[str, Fact[str]] = {}
    for file in files:
        for call in file.calls(WRITES):
            folder = _written(call) if call.qualifier in WRITES[call.name] else None
            if folder is not None:
                found.setdefault(folder, Fact(folder, file.evidence(call.start, "writes")))
    return tuple(found.values())


def _written(call: Call) -> str | None:
    """The folder that a call writes; None where its path is not said, or not below."""
    is_sql = call.qualifier in {"sql", "sqlx"}
    if call.full == "os.OpenFile" and not WRITING.search(call.arguments):
        return None
    match = DATABASE.match(call.arguments) if is_sql else FIRST.match(call.arguments)
    path = match[1] if match else ""
    if is_sql or call.qualifier == "sqlite":
        path = path.removeprefix("file:").partition("?")[0]
    if not path or path.startswith(("/", "~", ":memory:")) or re.search(r"://|[$%]", path):
        return None
    normal = posixpath.normpath(path)
    folder = normal if FOLDERS.search(call.full) else posixpath.dirname(normal)
    return None if folder.startswith("..") else folder or "."
