"""What starts a Python application: chosen by the specification's order, with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests.dependencies import Dependencies
from dockgen.ecosystems.python.sources.modules import Module, Sources

Shape = Literal["server", "worker", "cli"]


class Start(NamedTuple):
    """How an application is started.

    Args:
        command: the command, as the exec form takes it.
        evidence: what tells that it is this one.
        shape: what kind of process it is.
        framework: the framework that it is made with.
        package: the distribution that tells the framework's version.
        server: the server's name in the table of servers; empty for none of them.
        port: the port that it listens on.
        root: the folder that its modules are imported from, relative to the project.
        adds: a server that the project does not bring along, to be installed.
        health: a path that says whether it is well.
        interrupted: whether it stops on SIGINT and not on SIGTERM.
        installed: whether the project has to be installed for the command to be there.
        notes: what the user should know.
        file: the source that is started, relative to the project.
        told: the variables that the source reads its address from, beside PORT; `{port}` stands for
            the port.
        on_path: the folder that its own imports start from, where the command does not look there.
        temporary: the files and folders (with a slash) that it writes beside itself, which lie in
            /tmp instead.
    """

    command: tuple[str, ...]
    evidence: Evidence
    shape: Shape = "server"
    framework: str = ""
    package: str = ""
    server: str = ""
    port: Fact[int] | None = None
    root: str = ""
    adds: str = ""
    health: Fact[str] | None = None
    interrupted: bool = False
    installed: bool = False
    notes: tuple[str, ...] = ()
    file: str = ""
    told: tuple[tuple[str, str], ...] = ()
    temporary: tuple[str, ...] = ()
    on_path: str | None = None


class Application(NamedTuple):
    """What is looked at to find the start.

    Args:
        project: the project.
        folder: the application's folder.
        sources: its sources.
        needed: what it depends on; None where nothing lists it.
    """

    project: Project
    folder: str
    sources: Sources
    needed: Dependencies | None

    def has(self, *names: str) -> bool:
        """Whether one of these packages is installed, or brought along by one that is."""
        if self.needed is None:
            return False
        packages = self.needed.packages
        return any(name in packages or self._implied(name) for name in names)

    def _implied(self, name: str) -> bool:
        packages = self.needed.packages if self.needed is not None else {}
        return any(
            owner in packages and (not extra or extra in packages[owner].extras)
            for owner, extra in BRINGS.get(name, ())
        )

    def uses(self, module: str) -> bool:
        """Whether any source imports it."""
        return self.sources.imports(module)

    def scripts(self) -> dict[str, Fact[str]]:
        """The programs that installing the project makes, with what each calls."""
        found: dict[str, Fact[str]] = {}
        needed = self.needed
        if needed is not None and needed.pyproject is not None and needed.pyproject.is_package:
            found |= needed.pyproject.scripts()
        if needed is not None and needed.setup is not None:
            found |= needed.setup.scripts
        return found

    def files(self) -> Iterator[Module]:
        """The sources, the nearest to the top first."""
        return self.sources.modules()


BRINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "fastapi-cli": (
        ("fastapi", "standard"),
        ("fastapi", "all"),
        ("fastapi", "standard-no-fastapi-cloud-cli"),
    ),
    "uvicorn": (
        ("fastapi", "standard"),
        ("fastapi", "all"),
        ("fastapi", "standard-no-fastapi-cloud-cli"),
        ("litestar", "standard"),
        ("connexion", "uvicorn"),
        ("chainlit", ""),
        ("gradio", ""),
        ("nicegui", ""),
        ("python-fasthtml", ""),
    ),
    "hypercorn": (("quart", ""),),
    "daphne": (("channels", "daphne"),),
    "jinja2": (("flask", ""),),
}
"""Packages that others bring along, with the extra that does; empty for always."""
