"""package.json: https://docs.npmjs.com/cli/configuring-npm/package-json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Self

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project, TextFile
from dockgen.readers.json import JsonFile

NAME = "package.json"
GROUPS = ("dependencies", "devDependencies", "optionalDependencies")
"""Where a package names what is installed with it."""


class PackageJson:
    """The package.json of a project.

    Args:
        project: the project.
        folder: the folder below it that holds the file; empty for the top.

    Raises:
        UnusableInput: the file cannot be read, or is not an object of JSON.
    """

    def __init__(self, project: Project, folder: str = "") -> None:
        self.folder = folder
        self.json = project.parsed(self.inside(NAME), JsonFile)

    @classmethod
    def empty(cls) -> Self:
        """One that says nothing, for the top of a repository whose tool reads none there."""
        made = cls.__new__(cls)
        made.folder, made.json = "", JsonFile(TextFile(NAME, "{}"))
        return made

    def inside(self, path: str) -> str:
        """A path below the package's folder, relative to the project."""
        path = path.removeprefix("./")
        return f"{self.folder}/{path}" if self.folder else path

    def script(self, name: str) -> Fact[str] | None:
        """The script of that name, or None."""
        return self.json.text("scripts", name)

    def target(self, name: str) -> str | None:  # noqa: ARG002  what other tools know by this name
        """What a tool of the repository calls a task that stands for a script; None for scripts."""
        return None

    def dependency(self, *names: str) -> Fact[str] | None:
        """The version range of the first of these packages that the project depends on."""
        if self._depended_on.isdisjoint(names):
            return None  # which is so for nearly all that are asked for
        for name in names:
            for group in GROUPS:
                found = self.json.text(group, name)
                if found is not None:
                    return found
        return None

    @cached_property
    def _depended_on(self) -> frozenset[str]:
        return frozenset(name for group in GROUPS for name in self.json.keys(group))

    def production_dependency(self, names: Iterable[str]) -> tuple[str, Evidence] | None:
        """The first of these packages that is needed at run time, with its evidence."""
        for name in names:
            if self.json.text("dependencies", name) is not None:
                return name, self.json.evidence("dependencies", name)
        return None

    def development_engines(self, kind: str, *names: str) -> Iterator[Fact[str]]:
        """The versions in `devEngines` of the engines of that kind with one of those names.

        https://docs.npmjs.com/cli/configuring-npm/package-json#devengines
        """
        for _, version in self.named_engines(kind, *names):
            if version is not None:
                yield version

    def named_engines(self, kind: str, *names: str) -> Iterator[tuple[str, Fact[str] | None]]:
        """Like `development_engines`, with the engine's name; None where no version is given."""
        found = self.json.value("devEngines", kind)
        for engine in found if isinstance(found, list) else [found]:
            if isinstance(engine, dict) and engine.get("name") in names:
                version = engine.get("version")
                evidence = self.json.evidence("devEngines", kind)
                said = isinstance(version, str) and version.strip() not in {"", "*"}
                yield str(engine["name"]), Fact(str(version), evidence) if said else None

    def declared(self) -> dict[str, str]:
        """Every package that is to be installed, with the range that is asked for."""
        found: dict[str, str] = {}
        for group in GROUPS:
            for name in self.json.keys(group):
                wanted = self.json.value(group, name)
                if isinstance(wanted, str):
                    found[name] = wanted
        return found

    @property
    def has_production_dependencies(self) -> bool:
        """Whether anything has to be installed at run time."""
        return bool(self.json.keys("dependencies") or self.json.keys("optionalDependencies"))

    @property
    def name(self) -> Fact[str] | None:
        """The package's name, without its scope."""
        found = self.json.text("name")
        return Fact(found.value.rsplit("/", 1)[-1], found.evidence) if found else None


class SharedPackageJson(PackageJson):
    """The package.json at the top as that of an application which has none that is installed.

    Its scripts are those of the repository, so the application has none.

    Args:
        root: the package.json at the top.
        folder: the application's folder.
    """

    def __init__(self, root: PackageJson, folder: str) -> None:
        self.folder = folder
        self.json = root.json

    def script(self, name: str) -> Fact[str] | None:  # noqa: ARG002  it has none of any name
        """None, whatever the name."""
        return None
