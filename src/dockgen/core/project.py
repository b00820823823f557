"""The only reader of the user's files: lists them once, reads them within bounds."""

from __future__ import annotations

import os
import posixpath
import re
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from dockgen.core import gitignore
from dockgen.core.errors import Unreadable, UnusableInput
from dockgen.core.generated import GeneratedFolder, outputs
from dockgen.core.gitignore import Ignoring
from dockgen.core.safe_files import MAX_BYTES, head_below, read_below, reason_of
from dockgen.core.seen_files import note_read

MAX_ENTRIES = 50_000
"""How many entries are listed. The search goes breadth first, so what is near the top is whole."""

SKIPPED_FOLDERS = frozenset(
    (
        ".git .hg .svn .jj node_modules bower_components target .gradle .m2 .venv venv .pixi "
        "__pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .next .nuxt .svelte-kit "
        ".output .turbo .nx .cache .parcel-cache .angular .pnpm-store .terraform .idea .vscode "
        ".vs .fleet .zed .settings .metals .bloop .bsp .calva .cpcache .clj-kondo .lsp "
        ".nyc_output .hypothesis"
    ).split()
)
"""Dependencies, outputs and tool state: never a project's own description."""

XML_DECLARATION = rb"<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z][\w.-]{0,30})[\"']"
XML_ENCODINGS = r"(?i:iso-8859-([1-9]|1[013-6])|windows-125[0-8]|us-ascii)"
"""Encodings of one byte a character, in which an XML file may declare itself to be."""


P = ParamSpec("P")
T = TypeVar("T")


class TextFile(NamedTuple):
    """A text file of the project.

    Args:
        path: its path relative to the project, with `/` between the parts.
        text: its content, decoded.
    """

    path: str
    text: str

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, in which the character at `offset` lies."""
        return bisect_left(_line_ends(self.text), offset) + 1


@lru_cache(maxsize=4)
def _line_ends(text: str) -> array[int]:
    """Where the lines of a text end; asked for hundreds of places of one text in a row."""
    return array("Q", (match.start() for match in re.finditer("\n", text)))


class Project:
    """A project folder.

    Args:
        folder: the folder; everything is read below it and nothing outside.

    Raises:
        UnusableInput: the folder does not exist, is a file, or cannot be listed.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.root = Path(folder)
        self._left_out: tuple[GeneratedFolder, ...] = ()
        self.passed_over: dict[str, str] = {}
        """Files that are left out of `files` since they cannot be read, each with the reason."""
        shown = os.fspath(folder)
        try:
            with os.scandir(self.root):
                pass
        except FileNotFoundError:
            raise UnusableInput("no such folder", file=shown) from None
        except NotADirectoryError:
            raise UnusableInput(
                "is a file, not a folder", file=shown, hint="give the project's folder"
            ) from None
        except OSError as problem:
            raise UnusableInput(f"cannot be listed: {reason_of(problem)}", file=shown) from None

    @property
    def name(self) -> str:
        """The folder's own name; what is not UTF-8 in it is replaced."""
        return os.fsencode(self._real_root.name).decode("utf-8", "replace")

    @cached_property
    def _real_root(self) -> Path:
        """The folder behind all links."""
        return self.root.resolve()

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files, relative, with `/`.

        What differs from one machine to the next is left out: what `.gitignore` leaves out, and
        folders that tools write. So are links to folders.
        """
        found: set[str] = set()
        folders = deque([("", self._ignoring)])
        seen = 0
        while folders and seen < MAX_ENTRIES:
            below, ignoring = folders.popleft()
            for entry in _entries(self.root / below):
                seen += 1
                path, is_folder = f"{below}{entry.name}", _is_folder(entry)
                if ignoring.ignores(entry.name, folder=is_folder and not entry.is_symlink()):
                    continue
                if not is_folder:
                    if entry.is_symlink() and not _leads_somewhere(entry):
                        self.passed_over[path] = "is a link to nothing"
                    else:
                        found.add(path)
                elif entry.name not in SKIPPED_FOLDERS and not entry.is_symlink():
                    inner = ignoring.inside(entry.name, _gitignore(self.root, f"{path}/"))
                    folders.append((f"{path}/", inner))
        return frozenset(found)

    @cached_property
    def _ignoring(self) -> Ignoring:
        """What `.gitignore` files leave out at the top: its own, and those of its repository."""
        return self._ignored_above.with_own(_gitignore(self.root, ""))

    @cached_property
    def _ignored_above(self) -> Ignoring:
        """What those above leave out here; nothing where they leave out this very folder."""
        here = self._real_root
        folder = next((one for one in (here, *here.parents) if _is_top(one)), here)
        holding = Ignoring()
        for part in here.relative_to(folder).parts:
            holding = holding.with_own(_gitignore(folder, ""))
            if holding.ignores(part, folder=True):
                return Ignoring()
            holding, folder = holding.inside(part, None), folder / part
        return holding

    def is_ignored(self, path: str) -> bool:
        """Whether `.gitignore` leaves out a file, be it there or not."""
        return self._said_of(path, folder=False) is True

    def _said_of(self, path: str, *, folder: bool) -> bool | None:
        """What `.gitignore` says of a path: left out, let back in (False), or nothing."""
        ignoring, below = self._ignoring, ""
        *above, name = path.split("/")
        for part in above:
            if ignoring.verdict(part, folder=True):
                return True
            below += f"{part}/"
            ignoring = ignoring.inside(part, _gitignore(self.root, below))
        return ignoring.verdict(name, folder=folder)

    def without(self, rows: Sequence[GeneratedFolder]) -> Project:
        """The same folder without what tools wrote into it, unless `.gitignore` lets it in."""
        if tuple(rows) == self._left_out:
            return self
        found = outputs(self, self.files, rows)
        kept = Project(self.root)
        kept._left_out = tuple(rows)
        kept.passed_over = self.passed_over
        left_out = (one for one in found if self._said_of(one, folder=True) is None)
        starts = tuple(f"{folder}/" for folder in left_out)
        kept.__dict__["files"] = frozenset(one for one in self.files if not one.startswith(starts))
        return kept

    def pass_over(self, path: str, reason: str) -> None:
        """Leave a file out that cannot be read, as if it were not there."""
        self.passed_over[path] = reason
        files = self.files - {path}
        for name in _OF_FILES:
            self.__dict__.pop(name, None)
        self.__dict__["files"] = files

    @cached_property
    def sorted_files(self) -> tuple[str, ...]:
        """The paths of all files in order."""
        return tuple(sorted(self.files))

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """The paths in order, by the last part of each."""
        found: dict[str, list[str]] = {}
        for path in self.sorted_files:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    @cached_property
    def _by_suffix(self) -> Mapping[str, list[str]]:
        """The paths in order, by what the name of each has from its last dot on."""
        found: dict[str, list[str]] = {}
        for name, paths in self._by_name.items():
            found.setdefault(_suffix(name), []).extend(paths)
        return {suffix: sorted(paths) for suffix, paths in found.items()}

    def starting(self, *beginnings: str) -> Iterator[str]:
        """The paths that begin with one of these texts, in order.

        It costs what it finds, however many files the project has.
        """
        paths = self.sorted_files
        last = None
        for beginning in sorted(set(beginnings)):
            if last is not None and beginning.startswith(last):
                continue  # what it finds was found with the shorter one
            last = beginning
            at = bisect_left(paths, beginning)
            while at < len(paths) and paths[at].startswith(beginning):
                yield paths[at]
                at += 1

    def named(self, name: str) -> tuple[str, ...]:
        """The paths of the files of this name in all folders, in order."""
        return tuple(self._by_name.get(name, ()))

    @cached_property
    def _by_folder(self) -> Mapping[str, list[str]]:
        """The paths in order, by the folder that each lies in; empty for the top."""
        found: dict[str, list[str]] = {}
        for path in self.sorted_files:
            found.setdefault(path.rpartition("/")[0], []).append(path)
        return found

    def inside(self, folder: str) -> tuple[str, ...]:
        """The paths of the files that lie in this very folder, in order; empty for the top."""
        return tuple(self._by_folder.get(folder.rstrip("/"), ()))

    def within(self, folder: str) -> tuple[str, ...]:
        """The paths of the files in a folder and in those below it, in order; all for the top."""
        prefix = f"{folder.rstrip('/')}/" if folder.rstrip("/") else ""
        files = self.sorted_files
        if not prefix:
            return files
        begin = bisect_left(files, prefix)
        return files[begin : bisect_left(files, f"{prefix[:-1]}0", begin)]  # 0 comes after /

    def matching(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """The paths that a pattern matches as a whole, in order; all are tried once."""
        key = ("matching", pattern)
        if key not in self._derived:
            self._derived[key] = tuple(filter(pattern.fullmatch, self.sorted_files))
        return cast("tuple[str, ...]", self._derived[key])

    def with_suffix(self, *suffixes: str) -> list[str]:
        """The paths of the files whose names end in one of these, in order.

        Args:
            suffixes: each from the last dot on: `.py`.
        """
        found = [self._by_suffix.get(one, ()) for one in dict.fromkeys(suffixes)]
        return list(found[0]) if len(found) == 1 else sorted(path for one in found for path in one)

    def below(self, folder: str) -> Project:
        """A folder of this project as a project of its own, without listing it again."""
        inner = Project(self.root / folder)
        prefix = f"{folder}/"
        files = tuple(path.removeprefix(prefix) for path in self.starting(prefix))
        inner.__dict__["files"] = frozenset(files)
        inner._left_out = self._left_out
        inner.__dict__["sorted_files"] = files
        return inner

    @cached_property
    def _derived(self) -> dict[object, object]:
        """What was computed of this project, by what computed it: see `once_per_project`."""
        return {}

    def kept(self, make: Callable[[Project], T]) -> T:
        """What a class or a function makes of the project; it is made once."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast("T", self._derived[make])

    def parsed(self, path: str, parse: Callable[[TextFile], T]) -> T:
        """What a parser makes of a file; the file is read and parsed once.

        Args:
            path: the file, relative to the project.
            parse: the parser: a function or a class, the same one at each call.

        Raises:
            UnusableInput: as for `read`, and what the parser raises.
        """
        key = (parse, path)
        if key not in self._derived:
            self._derived[key] = parse(self.read(path))
        return cast("T", self._derived[key])

    def above(self, steps: int) -> Project:
        """The folder so many steps above, as a project whose files can be read one by one.

        It is not listed unless its `files` are asked for.
        """
        folder = self._real_root
        for _ in range(steps):
            folder = folder.parent
        return Project(folder)

    def folder_below(self, above: Project) -> str:
        """Where this project's folder lies, seen from one above it."""
        return self._real_root.relative_to(above._real_root).as_posix()

    def has(self, path: str) -> bool:
        """Whether the project holds this file."""
        return path in self.files

    def first(self, *paths: str) -> str | None:
        """The first of these paths that the project holds, or None."""
        return next((path for path in paths if path in self.files), None)

    def has_folder(self, path: str) -> bool:
        """Whether any file of the project lies below this folder."""
        return next(self.starting(f"{path.rstrip('/')}/"), None) is not None

    def read(self, path: str, limit: int = MAX_BYTES) -> TextFile:
        """The file's text.

        Args:
            path: the file, relative to the project.
            limit: the size in bytes up to which it is read.

        Raises:
            UnusableInput: it cannot be opened, is no ordinary file, is larger than `limit`, is not
                UTF-8, or is a link that leaves the project.
        """
        return TextFile(path, decode(self.read_bytes(path, limit), path))

    def read_bytes(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The file's content.

        Args:
            path: the file, relative to the project.
            limit: the size in bytes up to which it is read.

        Raises:
            UnusableInput: it cannot be opened, is no ordinary file, is larger than `limit`, or is
                a link that leaves the project.
        """
        note_read(path)
        return read_below(self.root, path, limit)

    def readable(self, path: str) -> TextFile | None:
        """A file of `files` as text; None where it is none, or cannot be read as such."""
        if path not in self.files and posixpath.normpath(path) not in self.files:
            return None
        try:
            return self.read(path)
        except UnusableInput:
            return None

    def head(self, path: str, size: int) -> bytes | None:
        """The first bytes of a regular file; None where it is none or cannot be read."""
        return head_below(self.root, path, size)

    def entries(self, folder: str) -> list[os.DirEntry[str]]:
        """What lies in a folder, links and special files included, in no order.

        Args:
            folder: the folder, relative to the project; empty for the project itself.

        Raises:
            OSError: the folder cannot be listed.
        """
        with os.scandir(self.root / folder) as listing:
            return list(listing)

    def exists(self, path: str) -> bool:
        """Whether there is anything at a path, skipped folders and broken links included."""
        return os.path.lexists(self.root / path)

    def real_path(self, path: str) -> str | None:
        """The path with all links followed, relative to the project; None where it lies outside.

        Raises:
            RuntimeError: links point at each other.
        """
        real, top = (self.root / path).resolve(), self._real_root
        return real.relative_to(top).as_posix() if real.is_relative_to(top) else None


_OF_FILES = ("sorted_files", "_by_name", "_by_suffix", "_by_folder", "_derived")
"""What is computed from the list of files, and is of no use when that changes."""


def once_per_project(
    function: Callable[Concatenate[Project, P], T],
) -> Callable[Concatenate[Project, P], T]:
    """Make a function of a project compute its answer once for each project and arguments.

    The services of one repository ask the same of it; with hundreds of them, what is not kept is
    most of the time. The arguments must be hashable, and nobody may change the answer. Files that
    dockgen itself writes are not read this way.
    """

    @wraps(function)
    def kept(project: Project, /, *args: P.args, **named: P.kwargs) -> T:
        key = (function, args, *sorted(named.items()))
        if key not in project._derived:
            project._derived[key] = function(project, *args, **named)
        return cast("T", project._derived[key])

    return kept


def _suffix(name: str) -> str:
    """What a file's name has from its last dot on: `.py`; empty where it has no dot."""
    _, dot, suffix = name.rpartition(".")
    return f"{dot}{suffix}"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing where it cannot be listed, since it is not ours to read."""
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except OSError:
        return []


def _gitignore(root: Path, below: str) -> str | None:
    """The text of the `.gitignore` in a folder, which ends with `/`; None without one."""
    path = f"{below}{gitignore.NAME}"
    if not os.path.lexists(root / path):
        return None
    try:
        return decode(read_below(root, path), path)
    except UnusableInput:
        return None


def _is_top(folder: Path) -> bool:
    """Whether a folder is the top of a repository."""
    return os.path.lexists(folder / ".git")


def _leads_somewhere(link: os.DirEntry[str]) -> bool:
    try:
        link.stat()
    except FileNotFoundError:
        return False
    except OSError:  # a loop, or a folder that is not ours to enter
        return True
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that points at itself
        return False


def decode(raw: bytes, path: str) -> str:
    """The text of a file, without its byte order mark and with Unix line ends.

    It is UTF-8, unless it is XML that declares one of the encodings of `XML_ENCODINGS`:
    https://www.w3.org/TR/xml/#charencoding.

    Raises:
        UnusableInput: the bytes are not of that encoding; the message names the line.
    """
    declared = re.match(XML_DECLARATION, raw) if raw.startswith(b"<?xml") else None
    name = declared[1].decode("ascii") if declared else "utf-8"
    known = declared is not None and re.fullmatch(XML_ENCODINGS, name)
    encoding = name if known else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        shown = "UTF-8" if encoding == "utf-8-sig" else name
        raise Unreadable(
            f"is not {shown} text", file=path, line=line, hint="save it as UTF-8"
        ) from None
    return text.replace("\r\n", "\n")
