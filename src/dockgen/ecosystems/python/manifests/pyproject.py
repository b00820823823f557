"""pyproject.toml: PEP 621, dependency groups, and the tables of uv, Poetry, PDM and Hatch.

https://packaging.python.org/en/latest/specifications/pyproject-toml/
"""

from __future__ import annotations

import posixpath
from functools import cached_property

from dockgen.core.facts import Fact
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.python.manifests.requirements import Requirement, normalized
from dockgen.readers.toml import TomlFile

NAME = "pyproject.toml"

NATIVE_BACKENDS = ("maturin", "scikit_build_core.build", "mesonpy", "setuptools_rust")


class PyProject:
    """A pyproject.toml.

    Args:
        project: the project.
        folder: the folder that it lies in; empty for the top.

    Raises:
        UnusableInput: it is not TOML.
    """

    def __init__(self, project: Project, folder: str = "") -> None:
        self.folder = folder
        self.path = posixpath.join(folder, NAME)
        self.toml = project.parsed(self.path, TomlFile)

    @property
    def name(self) -> Fact[str] | None:
        """The project's name."""
        return self.toml.text("project", "name") or self.toml.text("tool", "poetry", "name")

    @property
    def backend(self) -> str:
        """The build backend; empty where there is none, so that the project is no package."""
        found = self.toml.text("build-system", "build-backend")
        if found is not None:
            return found.value
        return "setuptools.build_meta" if self.toml.value("build-system") is not None else ""

    def has_tool(self, name: str) -> bool:
        """Whether there is a table of a tool's."""
        return self.toml.value("tool", name) is not None

    @property
    def is_package(self) -> bool:
        """Whether managers install the project itself beside its dependencies.

        https://docs.astral.sh/uv/concepts/projects/config/#project-packaging,
        https://python-poetry.org/docs/basic-usage/#operating-modes
        """
        said = self.toml.value("tool", "uv", "package")
        if isinstance(said, bool):
            return said
        if self.toml.value("tool", "poetry", "package-mode") is False:
            return False
        return bool(self.backend)

    @cached_property
    def dependencies(self) -> tuple[Requirement, ...]:
        """What the application itself needs, from PEP 621 or Poetry's table."""
        found = self._listed("project", "dependencies")
        table = self.toml.value("tool", "poetry", "dependencies")
        if isinstance(table, dict):
            found += [
                self._of_poetry(name, value) for name, value in table.items() if name != "python"
            ]
        return tuple(found)

    def extras(self) -> tuple[str, ...]:
        """The names of the extras."""
        return self.toml.keys("project", "optional-dependencies")

    def optional(self, name: str) -> tuple[Requirement, ...]:
        """What an extra asks for."""
        return tuple(self._listed("project", "optional-dependencies", name))

    def _listed(self, *path: str) -> list[Requirement]:
        listed = self.toml.value(*path)
        texts = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        evidence = self.toml.evidence(*path)
        return [requirements.one(text, evidence._replace(key=text[:80])) for text in texts]

    def _of_poetry(self, name: str, value: object) -> Requirement:
        evidence = self.toml.evidence("tool", "poetry", "dependencies", name)
        table = value if isinstance(value, dict) else {}
        extras = table.get("extras")
        names = tuple(normalized(str(one)) for one in extras) if isinstance(extras, list) else ()
        version = table.get("version", value if isinstance(value, str) else "")
        path = table.get("path")
        exact = (
            str(version).removeprefix("==")
            if str(version)[:1].isdigit() or str(version).startswith("==")
            else ""
        )
        return Requirement(
            normalized(name),
            "" if "*" in exact else exact,
            names,
            evidence,
            path=posixpath.normpath(posixpath.join(self.folder, path))
            if isinstance(path, str)
            else "",
            url=str(table.get("git", "")),
            specifier=str(version),
        )

    def scripts(self) -> dict[str, Fact[str]]:
        """The programs that installing the project makes, with what each calls."""
        found: dict[str, Fact[str]] = {}
        for path in (("project", "scripts"), ("tool", "poetry", "scripts")):
            for name in self.toml.keys(*path):
                said = self.toml.text(*path, name)
                if said is not None:
                    found.setdefault(name, said)
        return found

    @property
    def has_entry_points(self) -> bool:
        """Whether other packages find something of the project's by its entry points."""
        return bool(
            self.toml.keys("project", "entry-points") or self.toml.keys("tool", "poetry", "plugins")
        )

    @property
    def readme(self) -> str:
        """The file that `readme` names, relative to the project; empty where there is none."""
        said = self.toml.value("project", "readme") or self.toml.value("tool", "poetry", "readme")
        if isinstance(said, dict):
            said = said.get("file")
        return posixpath.join(self.folder, said) if isinstance(said, str) else ""

    @property
    def version_from_history(self) -> bool:
        """Whether the version is read from Git's history, which no build context has."""
        return (
            self.has_tool("setuptools_scm")
            or self.toml.value("tool", "hatch", "version", "source") == "vcs"
            or self.toml.value("tool", "pdm", "version", "source") == "scm"
        )

    @property
    def members(self) -> tuple[str, ...]:
        """The patterns of a uv workspace's members."""
        said = self.toml.value("tool", "uv", "workspace", "members")
        return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()

    def local_sources(self) -> dict[str, str]:
        """The packages that uv takes from folders, with the folder; from the workspace: empty."""
        table = self.toml.value("tool", "uv", "sources")
        found = {}
        for name, said in table.items() if isinstance(table, dict) else ():
            if isinstance(said, dict) and isinstance(said.get("path"), str):
                found[normalized(name)] = posixpath.normpath(
                    posixpath.join(self.folder, said["path"])
                )
            elif isinstance(said, dict) and said.get("workspace") is True:
                found[normalized(name)] = ""
        return found


@once_per_project
def read(project: Project, folder: str = "") -> PyProject | None:
    """The pyproject.toml of a folder, or None.

    Raises:
        UnusableInput: it is not TOML.
    """
    return PyProject(project, folder) if project.has(posixpath.join(folder, NAME)) else None
