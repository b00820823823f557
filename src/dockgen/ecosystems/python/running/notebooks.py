"""Notebooks that a server shows: Voilà's pages, Jupyter where the project configures it."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence, Fact, default
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start

SUFFIX = ".ipynb"
CONFIGURED = (
    "jupyter_server_config.py",
    "jupyter_lab_config.py",
    "jupyter_notebook_config.py",
    "jupyter_server_config.json",
)
"""What configures a server of Jupyter's, beside the notebooks or in the user's folder for it."""


def found(application: Application) -> tuple[str, ...]:
    """The notebooks of an application, the nearest to the top first."""
    inside = f"{application.folder}/" if application.folder else ""
    own = [
        one for one in application.project.files if one.endswith(SUFFIX) and one.startswith(inside)
    ]
    return tuple(sorted(own, key=lambda one: (one.count("/"), one)))


def start(application: Application) -> Start | None:
    """What shows the notebooks; None where nothing is said to."""
    notebooks = found(application)
    if notebooks and application.has("voila"):
        shown = notebooks[0] if len(notebooks) == 1 else posixpath.dirname(notebooks[0]) or "."
        return _served(application, "voila", ("voila", shown), notebooks[0])
    folders = ("", ".jupyter")
    places = [posixpath.join(application.folder, a, b) for a in folders for b in CONFIGURED]
    path = application.project.first(*places)
    if path is None or not application.has("jupyterlab", "notebook", "jupyter", "jupyter-server"):
        return None
    command = "notebook" if application.has("notebook") else "lab"
    return _served(application, "jupyter", ("jupyter", command, f"--config={path}"), path)


def _served(application: Application, name: str, command: tuple[str, ...], path: str) -> Start:
    server = SERVERS[name]
    options = tuple(one.format(port=server.port) for one in server.listening)
    return Start(
        (*command, *options),
        Evidence("file", path),
        framework=name,
        package=server.package,
        server=name,
        port=Fact(server.port, default(f"{name} listens there")),
        root=application.folder,
        file=path,
    )
