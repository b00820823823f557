"""What the projects of an Nx repository are called, by themselves and by others."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.readers.json import JsonFile, json_with_comments
from dockgen.readers.package_json import NAME as PACKAGE

NX = "nx.json"
PROJECT = "project.json"
ALIASES = ("tsconfig.base.json", "tsconfig.json")
"""Where Nx looks for `paths`: https://nx.dev/docs/concepts/typescript-project-linking."""


class Names:
    """The projects by name, by alias and by place.

    Args:
        project: the repository.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        files = (*project.named(PROJECT), *project.named(PACKAGE))
        self.folders = frozenset(posixpath.dirname(path) for path in files if "/" in path)

    def owner(self, path: str) -> str | None:
        """The project in whose folder a path lies, the innermost one, or None."""
        while path and path != ".":
            if path in self.folders:
                return path
            path = posixpath.dirname(path)
        return None

    def below(self, path: str) -> list[str]:
        """The projects whose folders begin with a path."""
        return sorted(one for one in self.folders if one.startswith(path))

    @cached_property
    def by_package(self) -> dict[str, str]:
        """The folders of the projects by the names that they are imported by."""
        found: dict[str, str] = {}
        for folder in sorted(self.folders):
            json = self._json(f"{folder}/{PACKAGE}")
            name = json.text("name") if json else None
            found |= {name.value: folder} if name else {}
        return found

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The folders of the projects by all names that Nx knows them by."""
        found = dict(self.by_package)
        for folder in sorted(self.folders):
            names = [json.text("name") or json.text("nx", "name") for json in self._files(folder)]
            found |= {name.value: folder for name in names if name}
            if self.project.has(f"{folder}/{PROJECT}") and not any(names):
                found[posixpath.basename(folder)] = folder
        return found

    def tagged(self, tag: str) -> Iterator[str]:
        """The folders of the projects that carry a tag."""
        for folder in sorted(self.folders):
            for json in self._files(folder):
                tags = json.value("tags") or json.value("nx", "tags")
                if isinstance(tags, list) and tag in tags:
                    yield folder

    def paths(self, name: str, *, several: bool) -> Iterator[str]:
        """The paths that an import of this name may mean, in the repository.

        Args:
            name: what is imported.
            several: whether it is only the beginning of a name.
        """
        for known, folder in self.by_package.items():
            inner = name == known or name.startswith(f"{known}/")
            if inner or (several and name and known.startswith(name)):
                yield folder
        for alias, targets in self.aliases:
            before, star, after = alias.partition("*")
            if star and name.startswith(before) and name.endswith(after):
                rest = name[len(before) : len(name) - len(after)]
                yield from (target.replace("*", rest) for target in targets)
            elif name == alias or (several and name and alias.startswith(name)):
                yield from targets

    @cached_property
    def aliases(self) -> list[tuple[str, list[str]]]:
        """`paths` of the shared tsconfig, with their targets relative to the repository."""
        json = self._json(self.project.first(*ALIASES) or "")
        if json is None:
            return []
        base = json.text("compilerOptions", "baseUrl")
        found = []
        for alias in json.keys("compilerOptions", "paths"):
            targets = json.value("compilerOptions", "paths", alias)
            if isinstance(targets, list):
                start = base.value if base else ""
                paths = [posixpath.normpath(posixpath.join(start, str(one))) for one in targets]
                found.append((alias, paths))
        return found

    def _files(self, folder: str) -> Iterator[JsonFile]:
        found = (self._json(f"{folder}/{name}") for name in (PROJECT, PACKAGE))
        yield from (json for json in found if json)

    def _json(self, path: str) -> JsonFile | None:
        """A file that another tool reads, which will say what is wrong with it."""
        try:
            return self.project.parsed(path, json_with_comments)
        except UnusableInput:
            return None
