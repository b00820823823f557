"""The project's own packages: which files each has, and what a program is made of."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.go.code import constraints
from dockgen.ecosystems.go.code.source import GoFile
from dockgen.ecosystems.go.modules import Build

MAX_FILES = 5_000
"""How many Go files are read; what is near the top comes first."""

NOT_PROGRAMS = frozenset(
    (
        "testdata vendor node_modules example examples hack script scripts test tests e2e "
        "third_party fixtures benchmark benchmarks"
    ).split()
)
"""Folders whose programs are for the people who work on the project."""

TOOLS = lazy_regex(r"(^|/)(internal|build|ci|dev)/tools?(/|$)|(^|/)tools(/|$)")
PROGRAM = lazy_regex(r"^[^\S\n]*package\s+main\b", 8)  # 8: re.MULTILINE


@dataclass(frozen=True)
class Closure:
    """A program: the files of its package and of all of the project's own that it imports.

    Args:
        files: the files, the program's own first.
        folders: the folders of the packages.
        imported: packages of others, each with the first file that imports it.
        missing: packages of the project's own that hold no Go file, likewise.
    """

    files: tuple[GoFile, ...]
    folders: tuple[str, ...]
    imported: dict[str, Fact[str]]
    missing: dict[str, Fact[str]]


class Packages:
    """The packages of a build.

    Args:
        build: the modules.
        tags: the tags that the build is given.
        process: the process of the Procfile that the user names.
    """

    def __init__(
        self, build: Build, tags: Collection[str] = (), process: Fact[str] | None = None
    ) -> None:
        self.build = build
        self.process = process
        self._tags = tuple(tags)
        self._read: dict[str, tuple[GoFile, ...]] = {}

    @property
    def _paths(self) -> dict[str, list[str]]:
        return self.build.project.kept(_paths_by_folder)

    def files(self, folder: str) -> tuple[GoFile, ...]:
        """The files of a folder's package that a build for Linux takes."""
        if folder not in self._read:
            self._read[folder] = tuple(self._files(folder))
        return self._read[folder]

    def _files(self, folder: str) -> Iterator[GoFile]:
        for path in self._paths.get(folder, ()):
            file = self.build.project.readable(path)
            name = posixpath.basename(path)
            if file is None or name.startswith(("_", ".")):
                continue
            if constraints.is_built(path, file.text, self._tags):
                yield GoFile(file)

    def is_program(self, folder: str) -> bool:
        """Whether a folder holds a program that runs on Linux."""
        paths = self._paths.get(folder, ())
        texts = (self.build.project.readable(path) for path in paths)
        if not any(text is not None and PROGRAM.search(text.text) for text in texts):
            return False
        files = self.files(folder)
        return any(one.has_main for one in files) and not any(
            "syscall/js" in one.imports for one in files
        )

    @property
    def programs(self) -> tuple[str, ...]:
        """The folders of the programs that are made to be run, those near the top first."""
        return _programs(self.build.project, self.build, self._tags)

    def find_programs(self) -> tuple[str, ...]:
        """The same, looked for anew."""
        known = set(self.build.modules) or {self.build.home}
        return tuple(
            folder
            for folder in self._paths
            if not _is_for_developers(folder)
            and (self.build.module_of(folder) in known or not self.build.modules)
            and self.is_program(folder)
        )

    def closure(self, folder: str) -> Closure:
        """What a program is made of."""
        files: list[GoFile] = []
        imported: dict[str, Fact[str]] = {}
        missing: dict[str, Fact[str]] = {}
        seen, waiting = {folder}, [folder]
        while waiting:
            package = waiting.pop(0)
            for file in self.files(package):
                files.append(file)
                for path in file.imports:
                    own = self.build.folder_of(path)
                    at = Fact(path, file.evidence(file.code.find(f'"{path}"'), "import"))
                    if own is None:
                        imported.setdefault(path, at)
                    elif not self.files(own):
                        missing.setdefault(own, at)
                    elif own not in seen:
                        seen.add(own)
                        waiting.append(own)
        return Closure(tuple(files), tuple(sorted(seen)), imported, missing)


def _paths_by_folder(project: Project) -> dict[str, list[str]]:
    """The Go files by folder, without those of tests."""
    found: dict[str, list[str]] = defaultdict(list)
    paths = [path for path in project.with_suffix(".go") if not path.endswith("_test.go")]
    for path in sorted(paths, key=lambda one: (one.count("/"), one))[:MAX_FILES]:
        found[posixpath.dirname(path)].append(path)
    return found


@once_per_project
def _programs(_: Project, build: Build, tags: tuple[str, ...]) -> tuple[str, ...]:
    return Packages(build, tags).find_programs()


def _is_for_developers(folder: str) -> bool:
    parts = folder.split("/") if folder else []
    return (
        any(part in NOT_PROGRAMS or part.startswith(("_", ".")) for part in parts)
        or TOOLS.search(folder) is not None
    )
