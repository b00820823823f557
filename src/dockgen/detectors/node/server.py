"""The facts of a server."""

from __future__ import annotations

import re

from dockgen.detectors.node.app import App
from dockgen.facts import Evidence, Fact, default, port, text, words
from dockgen.manifests.javascript import listening_port, start_command
from dockgen.manifests.javascript.frameworks import Framework, Part
from dockgen.manifests.javascript.package_json import NAME

KEPT_FOLDERS = [
    "public",
    "views",
    "static",
    "assets",
    "templates",
    "locales",
    "i18n",
    "migrations",
    "prisma",
    "drizzle",
    "config",
    "emails",
]
"""Folders beside a build's output that servers read at run time."""

Command = Fact[tuple[str, ...]]


def start_of(app: App) -> Command | None:
    """Settle `start_command`: what the user says, the framework's own, or the project's."""
    found = start_command.read(app.project, app.package)
    if app.match is not None and app.match.row.start:
        found = _framework_start(app, app.match.row, found)
    return app.findings.settle_optional("start_command", words, found)


def _framework_start(app: App, row: Framework, found: Command | None) -> Command:
    """The framework's own command, unless the project starts something else."""
    script = app.package.script("start")
    if found is not None and script is not None and not re.search(row.starts, script.value):
        return found
    output = _output(app) or row.output
    parts = [part.replace("{output}", output) for part in row.start]
    if parts[0] != "node":
        parts[0] = f"node_modules/.bin/{parts[0]}"
    evidence = script.evidence if script else default(f"how {row.name} starts")
    return Fact(tuple(parts), evidence)


def _output(app: App) -> str:
    output = app.matcher.output(app.match) if app.match else None
    return output.value if output else ""


def is_server(app: App, start: Command) -> bool:
    """Whether what starts opens a port: the user, a framework or the entry file says so."""
    entry = start_command.entry_file(start.value)
    return (
        start.evidence.file is None  # the user said so
        or app.match is not None
        or (entry is not None and listening_port.listens(app.project, entry))
    )


def settle(app: App, start: Command) -> str:
    """Settle the facts of a server, and return the shape of its image."""
    app.settle_language()
    manager = app.settle_manager()
    runtime = "bun" if start.value[0] == "bun" else "node"
    reason = Evidence("file", NAME, reason="what the start command calls")
    app.settle_runtime(manager, runtime, reason)
    app.settle_framework(manager)
    app.settle_installation(manager, start.value)
    entry = start_command.entry_file(start.value)
    built = app.settle_build(manager)
    if built:
        _settle_output(app, start, entry)
    _settle_environment(app)
    _settle_port(app, entry)
    app.settle_name()
    if not built:
        return "server"
    return "bundled-server" if _kind(app) == "bundle" else "built-server"


def _kind(app: App) -> str:
    return app.match.row.kind if app.match else "library"


def _settle_output(app: App, start: Command, entry: str | None) -> None:
    """Settle what the build writes, and what of the project has to lie beside it."""
    output = None
    if _kind(app) in {"server", "bundle"} and app.match is not None:
        output = app.matcher.output(app.match)
    output = output or _folder_of(app, entry, start)
    settled = app.findings.settle_optional("output_dir", text, output)
    row = app.match.row if app.match else None
    if row is not None and row.parts and settled is not None:
        parts = tuple(_printed(part, settled.value) for part in row.parts if _exists(app, part))
        app.findings.settle("built_parts", words, Fact(parts, settled.evidence))
    candidates = (*row.kept, *KEPT_FOLDERS) if row and row.kind != "bundle" else KEPT_FOLDERS
    if row is not None and row.kind == "bundle":
        return
    kept = tuple(one for one in dict.fromkeys(candidates) if _is_there(app, one))
    if kept:
        app.findings.settle("kept_folders", words, Fact(kept, Evidence("folder", kept[0])))


def _printed(part: Part, output: str) -> str:
    source = part.source.replace("{output}", output)
    return f"{source}:{part.to.replace('{output}', output) or '.'}"


def _exists(app: App, part: Part) -> bool:
    return not part.optional or app.project.has_folder(app.package.inside(part.source))


def _is_there(app: App, path: str) -> bool:
    inside = app.package.inside(path)
    return app.project.has(inside) or app.project.has_folder(inside)


def _folder_of(app: App, entry: str | None, start: Command) -> Fact[str] | None:
    """The folder that the build writes: where the entry file lies that is not in the project."""
    if entry is None or app.project.has(app.package.inside(entry)) or "/" not in entry:
        return None
    return Fact(entry.split("/", 1)[0], start.evidence)


def _settle_environment(app: App) -> None:
    row = app.match.row if app.match else None
    if row is not None and row.environment:
        values = tuple(f"{name}={value}" for name, value in row.environment)
        evidence = default(f"what {row.name} needs in a container")
        app.findings.settle("environment", words, Fact(values, evidence))
    if row is not None and row.writable:
        folders = tuple(one.replace("{output}", _output(app)) for one in row.writable)
        evidence = default(f"where {row.name} writes")
        app.findings.settle("writable_folders", words, Fact(folders, evidence))


def _settle_port(app: App, entry: str | None) -> None:
    found = listening_port.read(app.project, entry)
    usual = app.match.row.port if app.match else None
    assumed = Fact(3000, default("what most servers take; PORT is set to it"))
    if usual is not None and app.match is not None:
        assumed = Fact(usual, default(f"what {app.match.row.name} takes; PORT is set to it"))
    app.findings.settle("port", port, found or assumed, ask=True)
