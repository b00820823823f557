"""What a program opens beside itself: files that it reads, and places that it writes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.go.code.source import GoFile
from dockgen.ecosystems.go.modules import inside

STRING = r"[\"`]([^\"`\n]+)[\"`]"
CALLS = lazy_regex(
    r"(?:\.(?:ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles|Static|StaticFS|StaticFile|Favicon"
    r"|File|SendFile|ServeFile|ServeFiles|HandleDir|AddConfigPath|SetConfigFile|ReadInConfig"
    r"|Views|RegisterView)"
    r"|\bhttp\.Dir|\bgin\.Dir|\bos\.(?:Open|ReadFile|ReadDir|DirFS|Stat)|\bioutil\.Read(?:File|Dir)"
    r"|\bhtml\.New|\bdjango\.New|\bpug\.New|\bhandlebars\.New|\bmustache\.New|\bstatic\.New"
    r"|\bstatic\.LocalFile|\bstatic\.Serve|\bfilepath\.(?:Glob|Walk|WalkDir|Join)|\btoml\.DecodeFile"
    r"|\bcleanenv\.ReadConfig|\bconfig\.(?:Load|New|Must\w*|Read\w*)|\bconf\.MustLoad"
    r"|\bMustLoadTranslation\w*|\bLoadMessageFile|\bx509\.\w+|\btls\.LoadX509KeyPair|\bfile\.Provider"
    r"|\bgoose\.(?:Up|Run|UpContext)|\bmigrate\.New\w*|\brice\.(?:Must)?FindBox)"
    r"\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)"
)
MIGRATIONS = lazy_regex(r"[\"`]file://([\w./-]+)[\"`]")
FLAGS = lazy_regex(
    rf"\b\w*(?:flag|Flags\(\)|fs)\w*\.String(?:VarP|Var|P)?\(\s*(?:&?[\w.]+\s*,\s*)?"
    rf"\"[\w.-]*(?:conf|config|templates?|static|dir|path|file|f)[\w.-]*\"\s*,\s*(?:\"\w?\"\s*,\s*)?{STRING}"
)
CONFIG_NAME = lazy_regex(r"\.SetConfigName\(\s*\"([\w.-]+)\"")
CONFIG_PATHS = lazy_regex(r"\.AddConfigPath\(\s*\"([^\"\n]*)\"")
CONFIG_ENDINGS = ("yaml", "yml", "json", "toml", "env", "ini", "properties", "hcl")
BEEGO = ("conf", "views", "static")
TEXT = lazy_regex(STRING)

WRITES = lazy_regex(
    rf"\b(?:os\.(?:Create|Mkdir|MkdirAll)|(?:os|ioutil)\.WriteFile|bolt\.Open|bbolt\.Open|buntdb\.Open"
    rf"|leveldb\.OpenFile|badger\.(?:Open|DefaultOptions)|pebble\.Open|sqlite\.Open|bleve\.New)\s*\(\s*{STRING}"
)
APPENDS = lazy_regex(rf"\bos\.OpenFile\(\s*{STRING}\s*,[^)]*os\.O_(?:CREATE|WRONLY|RDWR|APPEND)")
DATABASES = lazy_regex(
    rf"\b(?:sql|sqlx)\.(?:Open|Connect|MustConnect|MustOpen)\(\s*\"(?:sqlite3?|duckdb)\"\s*,\s*{STRING}"
)
NEVER = lazy_regex(r"(^|/)(\.env(\..*)?|.*\.(pem|key|p12|pfx|go)|id_(rsa|ed25519).*|\.git.*)$")
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
        for call in CALLS.finditer(file.code):
            evidence = file.evidence(call.start(), "file")
            for text in TEXT.findall(call[1]):
                yield text, evidence
            if "filepath.Join" in call[0]:
                yield "/".join(TEXT.findall(call[1])), evidence
            for name in re.findall(r"\b[A-Za-z_]\w*\b", TEXT.sub("", call[1])):
                if name in file.constants:
                    yield file.constants[name], evidence
        for pattern in (MIGRATIONS, FLAGS):
            for match in pattern.finditer(file.code):
                yield match[1], file.evidence(match.start(), "file")
        yield from _configuration(file)
        if any(path.endswith(("/beego", "beego/server/web")) for path in file.imports):
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
        for pattern, is_database in ((WRITES, False), (APPENDS, False), (DATABASES, True)):
            for match in pattern.finditer(file.code):
                folder = _written(match[0], match[1], is_database=is_database)
                if folder is not None:
                    found.setdefault(folder, Fact(folder, file.evidence(match.start(), "writes")))
    return tuple(found.values())


def _written(call: str, path: str, *, is_database: bool) -> str | None:
    if is_database or "sqlite.Open" in call:
        path = path.removeprefix("file:").partition("?")[0]
        if path.startswith(":memory:") or not path:
            return None
    if path.startswith(("/", "~")) or "://" in path or "$" in path or "%" in path:
        return None
    is_folder = re.search(r"Mkdir|badger|leveldb|pebble|bleve", call) is not None
    folder = posixpath.normpath(path) if is_folder else posixpath.dirname(posixpath.normpath(path))
    return None if folder.startswith("..") else folder or "."
