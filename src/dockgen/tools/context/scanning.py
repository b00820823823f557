"""The build context: what a builder gets to see of a folder, and what the ignore file keeps out."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.core.safe_files import reason_of
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_matcher import Matcher, Verdict
from dockgen.dockerfile.ignore_patterns import Pattern, parse

COMMON_IGNORE_FILE = ".dockerignore"
ANYONE_READS = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
EXAMPLES = 5
"""How many of the paths that a pattern keeps out are remembered."""


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The ignore file that the builder reads.

    Args:
        path: its path, relative to the context; None where there is none.
        patterns: its patterns.
        problem: why the builder does not see it although it is there; empty where it does.
    """

    path: str | None = None
    patterns: tuple[Pattern, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class KeptOut:
    """What one pattern keeps out.

    Args:
        files: the files that were seen; those in a folder that is left out as a whole are not.
        folders: the folders that are left out as a whole.
        bytes: the size of all that was measured.
        examples: the first few paths, folders with a `/` at their end.
    """

    files: int = 0
    folders: int = 0
    bytes: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, path: str) -> None:
        """Remember a path as an example, as long as there are few."""
        if len(self.examples) < EXAMPLES:
            self.examples.append(path)


@dataclass(slots=True)
class Context:
    """What a builder gets to see.

    Args:
        ignore_file: the ignore file that decided it.
        files: the size of each file, link and special file, by its path. The second and further
            names of a file with several are 0, as they are not sent again; so are links.
        folders: the paths of the folders.
        kept_out: what each pattern keeps out.
        unreadable: what the client cannot read, with the reason: files that are sent, which arrive
            empty, and folders (with a `/` at their end) that it looks into, also for what is let
            back in from an ignored one.
        emptied: files that arrive without their content, by the pattern that does it.
        measured: whether the folders that are left out were looked into.
    """

    ignore_file: IgnoreFile
    files: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    kept_out: dict[Pattern, KeptOut] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    emptied: dict[str, Pattern] = field(default_factory=dict)
    measured: bool = False

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(self.files.values())

    def __contains__(self, path: str) -> bool:
        return path in self.files or path in self.folders

    def asked_for(self, sources: tuple[Source, ...]) -> dict[str, int]:
        """The files that BuildKit sends for these sources: it leaves the others where they are.

        https://docs.docker.com/build/buildkit/#overview
        """
        wanted = [source for source in sources if source.used]
        if any(not source.path for source in wanted):
            return self.files
        plain = tuple(source.path for source in wanted if not source.is_pattern)
        below = tuple(f"{path}/" for path in plain)
        exact = frozenset(plain)
        patterns = [Pattern(one.path, one.path) for one in wanted if one.is_pattern]
        return {
            path: size
            for path, size in self.files.items()
            if path in exact or path.startswith(below) or _matches(patterns, path)
        }


def _matches(patterns: list[Pattern], path: str) -> bool:
    if not patterns:
        return False
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return any(pattern.matches(one) for pattern in patterns for one in above)


def ignore_file_of(project: Project, dockerfile: str) -> IgnoreFile:
    """Find and read the ignore file that the builder takes for a Dockerfile.

    One that is named after the Dockerfile goes before `.dockerignore`, even where it is empty:
    https://docs.docker.com/build/concepts/context/#filename-and-location

    Args:
        project: the context.
        dockerfile: the Dockerfile's path, relative to the context.

    Raises:
        UnusableInput: the builder would refuse the file.
    """
    for path in (f"{dockerfile}{COMMON_IGNORE_FILE}", COMMON_IGNORE_FILE):
        if not project.exists(path):
            continue
        try:
            raw = project.read_bytes(path)
        except UnusableInput as problem:
            return IgnoreFile(path, problem=problem.message)
        return IgnoreFile(path, parse(raw, path))
    return IgnoreFile()


def scan(project: Project, ignore_file: IgnoreFile, *, measure: bool = False) -> Context:
    """Walk the folder as the builder's client does.

    Args:
        project: the folder.
        ignore_file: what is kept out of it.
        measure: whether to look into the folders that are left out, for their sizes.

    Raises:
        UnusableInput: a pattern is not one that the builder takes, or the folder itself cannot be
            listed.
    """
    walk = _Walk(project, Context(ignore_file, measured=measure))
    walk.run()
    return walk.context


class _Walk:
    """One walk over a folder."""

    def __init__(self, project: Project, context: Context) -> None:
        self.context = context
        self._project = project
        self._matcher = Matcher(context.ignore_file.patterns)
        self._names: dict[tuple[int, int], list[str]] = {}

    def run(self) -> None:
        """Visit every folder from which something may come."""
        waiting: list[tuple[str, Verdict]] = [("", self._matcher.top)]
        while waiting:
            path, verdict = waiting.pop()
            for folder in self._files_of(path, verdict):
                inner = self._matcher.verdict(folder, verdict)
                pattern = inner.kept_out_by
                if pattern is None:
                    self._add_folder(folder)
                elif self._matcher.can_be_skipped(folder, inner):
                    self._leave_out(folder, pattern)
                    continue
                waiting.append((folder, inner))
        self._count_once()

    def _files_of(self, path: str, verdict: Verdict) -> list[str]:
        """Note the files of a folder, and return the paths of the folders in it."""
        folders, files, prefix = [], self.context.files, f"{path}/" if path else ""
        suspect = self._matcher.name_filter(path, verdict)
        inherited = self._matcher.inherited(verdict)
        before = len(files)
        for entry in self._entries(path):
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{prefix}{entry.name}")
                continue
            inner, file = inherited, f"{prefix}{entry.name}"
            if suspect(entry.name):
                inner = self._matcher.verdict(file, verdict)
            pattern = inner.kept_out_by
            if pattern is not None:
                self._keep_out(file, pattern, entry)
                continue
            files[file] = self._sent_size(file, entry)
            if inner.pattern is not None:  # let back in by a `!`
                self._check_content(file)
        if path and len(files) > before:
            self._add_folder(path)
        return folders

    def _entries(self, path: str) -> list[os.DirEntry[str]]:
        try:
            return self._project.entries(path)
        except OSError as problem:
            if not path:
                raise UnusableInput(
                    f"cannot be listed: {reason_of(problem)}", file=str(self._project.root)
                ) from None
            self.context.unreadable[f"{path}/"] = reason_of(problem)
            return []

    def _sent_size(self, file: str, entry: os.DirEntry[str]) -> int:
        """What is sent of a file: nothing for links and special files."""
        status = _status(entry)
        if status is None:
            return 0
        if status.st_nlink > 1:
            self._names.setdefault((status.st_dev, status.st_ino), []).append(file)
        may_read = status.st_mode & ANYONE_READS == ANYONE_READS
        if not may_read and self._project.head(file, 1) is None:
            self.context.unreadable[file] = "permission denied"
            return 0
        return status.st_size

    def _count_once(self) -> None:
        """Send a file with several names under the first one, in the order of the client's walk.

        The client visits the names of a folder sorted, and a folder's content in the folder's
        place: https://pkg.go.dev/path/filepath#WalkDir. The order of the file system is another.
        """
        for names in self._names.values():
            for link in sorted(names, key=lambda name: name.split("/"))[1:]:
                self.context.files[link] = 0

    def _add_folder(self, path: str) -> None:
        while path and path not in self.context.folders:
            self.context.folders.add(path)
            path = path.rpartition("/")[0]

    def _check_content(self, file: str) -> None:
        pattern = self._matcher.withholding(file)
        if pattern is not None and self.context.files[file]:
            self.context.emptied[file] = pattern
            self.context.files[file] = 0

    def _keep_out(self, file: str, pattern: Pattern, entry: os.DirEntry[str]) -> None:
        kept_out = self.context.kept_out.setdefault(pattern, KeptOut())
        kept_out.files += 1
        kept_out.note(file)
        if self.context.measured:
            kept_out.bytes += _size(entry)

    def _leave_out(self, folder: str, pattern: Pattern) -> None:
        kept_out = self.context.kept_out.setdefault(pattern, KeptOut())
        kept_out.folders += 1
        kept_out.note(f"{folder}/")
        waiting = [folder] if self.context.measured else []
        while waiting:
            path = waiting.pop()
            try:
                entries = self._project.entries(path)
            except OSError:
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/{entry.name}")
                else:
                    kept_out.files += 1
                    kept_out.bytes += _size(entry)


def _size(entry: os.DirEntry[str]) -> int:
    status = _status(entry)
    return 0 if status is None else status.st_size


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    """What is known of a regular file; None for anything else, also what has just vanished."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None
