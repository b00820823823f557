"""package.json: https://docs.npmjs.com/cli/configuring-npm/package-json."""

from __future__ import annotations

from collections.abc import Iterable

from dockgen.facts import Evidence, Fact
from dockgen.manifests.json_source import JsonFile
from dockgen.project import Project

NAME = "package.json"


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
        self.json = JsonFile(project.read(self.inside(NAME)))

    def inside(self, path: str) -> str:
        """A path below the package's folder, relative to the project."""
        path = path.removeprefix("./")
        return f"{self.folder}/{path}" if self.folder else path

    def script(self, name: str) -> Fact[str] | None:
        """The script of that name, or None."""
        return self.json.text("scripts", name)

    def dependency(self, *names: str) -> Fact[str] | None:
        """The version range of the first of these packages that the project depends on."""
        for name in names:
            for group in ("dependencies", "devDependencies", "optionalDependencies"):
                found = self.json.text(group, name)
                if found is not None:
                    return found
        return None

    def production_dependency(self, names: Iterable[str]) -> tuple[str, Evidence] | None:
        """The first of these packages that is needed at run time, with its evidence."""
        for name in names:
            if self.json.text("dependencies", name) is not None:
                return name, self.json.evidence("dependencies", name)
        return None

    @property
    def has_production_dependencies(self) -> bool:
        """Whether anything has to be installed at run time."""
        return bool(self.json.keys("dependencies") or self.json.keys("optionalDependencies"))

    @property
    def name(self) -> Fact[str] | None:
        """The package's name, without its scope."""
        found = self.json.text("name")
        return Fact(found.value.rsplit("/", 1)[-1], found.evidence) if found else None
