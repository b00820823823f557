"""Pipfile: what Pipenv installs, and on which Python.

https://pipenv.pypa.io/en/latest/pipfile.html
"""

from __future__ import annotations

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.python.manifests.requirements import Requirement, normalized
from dockgen.readers.toml import TomlFile

NAME = "Pipfile"


class Pipfile:
    """A Pipfile.

    Args:
        project: the project.
        path: the file.

    Raises:
        UnusableInput: it is not TOML.
    """

    def __init__(self, project: Project, path: str = NAME) -> None:
        self.toml = project.parsed(path, TomlFile)

    @property
    def packages(self) -> tuple[Requirement, ...]:
        """What the application needs."""
        table = self.toml.value("packages")
        found = []
        for name, said in table.items() if isinstance(table, dict) else ():
            extras = said.get("extras", ()) if isinstance(said, dict) else ()
            version = (
                said
                if isinstance(said, str)
                else str(said.get("version", ""))
                if isinstance(said, dict)
                else ""
            )
            evidence = self.toml.evidence("packages", name)
            one = requirements.one(f"{name}{'' if version == '*' else version}", evidence)
            names = (
                tuple(normalized(str(extra)) for extra in extras)
                if isinstance(extras, list)
                else ()
            )
            git = str(said.get("git", "")) if isinstance(said, dict) else ""
            found.append(one._replace(extras=names, url=git))
        return tuple(found)

    @property
    def python(self) -> Fact[str] | None:
        """The Python that it asks for."""
        return self.toml.text("requires", "python_full_version") or self.toml.text(
            "requires", "python_version"
        )
