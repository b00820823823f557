"""Chooses what starts, in order: Procfile, FastAPI's entry point, frameworks, scripts, files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from dockgen.core.facts import Fact
from dockgen.dockerfile.deployed import platforms
from dockgen.ecosystems.python.manifests.requirements import normalized
from dockgen.ecosystems.python.running import files, objects, options, processes, tools
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.readers import procfile
from dockgen.readers.procfile import Process

Chooser = Callable[[Application], Start | None]


def choose(application: Application, asked: Fact[str] | None = None) -> Start | None:
    """What starts the application; None where nothing does.

    Args:
        application: the application.
        asked: the process of the Procfile that the user names.

    Raises:
        UnusableInput: the Procfile has no such process.
    """
    named = processes_of(application)
    path = posixpath.join(application.folder, procfile.NAME)
    chosen = procfile.chosen(application.project, path, asked)
    chosen = chosen or _of_platform(application)
    if chosen is not None:
        return processes.start(application, chosen, framework_of(application))
    for one in (
        objects.entry_point,
        tools.start,
        objects.start,
        _script,
        files.package,
        files.file,
    ):
        found = one(application)
        if found is not None:
            return found
    others = [one for name, one in named.items() if name not in {"release", "web"}]
    return processes.start(application, others[0], None) if others else None


STARTS = frozenset({"startCommand", "entrypoint", "run_command", "cmd"})
"""The keys of hosting platforms' files that hold what starts the application."""

PROGRAMS = frozenset({*SERVERS, "waitress-serve", "python3"})


def _of_platform(application: Application) -> Process | None:
    """What render.yaml, railway.json, app.yaml and the like start; None where that says nothing."""
    if application.folder:
        return None
    for one in platforms.texts(application.project):
        words = options.plain(one.value).split()
        is_start = one.evidence.key.rpartition(".")[2] in STARTS
        if is_start and words and words[0] in PROGRAMS and one.evidence.file != procfile.NAME:
            return Process("web", one.value, one.evidence)
    return None


def framework_of(application: Application) -> Start | None:
    """What the application is made with, whatever starts it."""
    return tools.start(application) or objects.start(application)


def processes_of(application: Application) -> dict[str, Process]:
    """The processes that the application's Procfile names."""
    return procfile.read(application.project, posixpath.join(application.folder, procfile.NAME))


def _script(application: Application) -> Start | None:
    """A program that installing the project makes; of several, the one named like the project."""
    needed, scripts = application.needed, application.scripts()
    if not scripts or needed is None:
        return None
    own, setup = needed.pyproject, needed.setup
    said = (own.name if own is not None else None) or (setup.name if setup is not None else None)
    name = said.value if said is not None else ""
    like = [one for one in scripts if normalized(one) == normalized(name)]
    usual = [one for one in scripts if one in {"start", "serve", "server", "main", "app", "run"}]
    chosen = (like or usual or list(scripts))[0]
    found = files.of_script(application, chosen, scripts[chosen])
    if application.uses("fastmcp") or application.uses("mcp.server"):
        package = "fastmcp" if application.has("fastmcp") else "mcp"
        of_fastmcp = application.uses("fastmcp") or application.uses("mcp.server.fastmcp")
        found = found._replace(framework="fastmcp" if of_fastmcp else "mcp", package=package)
    if len(scripts) > 1:
        others = ", ".join(one for one in scripts if one != chosen)
        note = f"{others} can be started too: --set start_command=NAME"
        found = found._replace(notes=(*found.notes, note))
    return found
