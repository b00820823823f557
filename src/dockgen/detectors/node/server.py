"""The facts of a server."""

from __future__ import annotations

import re

from dockgen.detectors.node import both_sides, elsewhere, installation, managing, workspace
from dockgen.detectors.node.app import App
from dockgen.facts import Evidence, Fact, default, port, text, words
from dockgen.manifests.javascript import (
    env_files,
    listening_port,
    scripts,
    sides,
    start_command,
    touched_files,
    tsconfig,
)
from dockgen.manifests.javascript.frameworks import Framework, Part
from dockgen.manifests.javascript.package_json import NAME
from dockgen.manifests.javascript.package_manager import Manager
from dockgen.manifests.javascript.start_command import Start
from dockgen.patterns import lazy_regex

KEPT_FOLDERS = (
    "public views static assets templates locales i18n migrations prisma drizzle config emails "
    "schema.prisma"
).split()
"""Folders beside a build's output that servers read at run time."""

TSCONFIG = lazy_regex(r"tsconfig[\w.-]*\.json")

EVERY_INTERFACE = "0.0.0.0"  # noqa: S104  inside a container, what is published is what is reached


def start_of(app: App) -> Start | None:
    """Settle `start_command`: what the user says, the framework's own, or the project's."""
    sender = app.sender
    found = (
        start_command.resolve(sender, app.package)
        if sender is not None
        else start_command.read(app.project, app.package)
    )
    if app.picked is not None and not app.picked.framework:
        found = Start(Fact(("node", app.picked.entry), app.picked.evidence))
    elif app.row is not None and app.row.start:
        found = _framework_start(app, app.row, found)
    arguments = found.arguments if found else None
    settled = app.findings.settle_optional("start_command", words, arguments)
    if settled is None:
        return None
    return Start(settled, found.environment if found else {}, found.notes if found else ())


def _framework_start(app: App, row: Framework, found: Start | None) -> Start:
    """The framework's own command, unless the project starts something else."""
    script = start_command.procfile(app.project, app.package)
    script = script or start_command.script_of(app.package)
    if found is not None and script is not None:
        asked = f"{script.value} ; {' '.join(found.arguments.value)}"
        if not re.search(row.starts, asked, re.MULTILINE):
            return found
        if found.arguments.value[0] == "sh":
            return found
        same = found.arguments.value[0].rsplit("/", 1)[-1] == row.start[0]
        if same and len(found.arguments.value) > len(row.start):
            return found  # it is given options
    parts = _own_words(app, row)
    evidence = script.evidence if script else default(f"how {row.name} starts")
    return Start(Fact(tuple(parts), evidence), found.environment if found else {})


def _own_words(app: App, row: Framework) -> list[str]:
    """The framework's own command."""
    output = _framework_output(app) or row.output
    member = f"{app.folder}/" if app.folder and row.nested else ""
    parts = [part.replace("{output}", output).replace("{member}", member) for part in row.start]
    if parts[0] != "node":
        parts[0] = f"node_modules/.bin/{parts[0]}"
    return parts


def _framework_output(app: App) -> str:
    output = app.matcher.output(app.match) if app.match else None
    return output.value if output else ""


def is_server(app: App, start: Start) -> bool:
    """Whether what starts opens a port: the user, a framework or the entry file says so."""
    entry = start_command.entry_file(start.arguments.value)
    return (
        start.arguments.evidence.file is None  # the user said so
        or app.match is not None
        or start_command.is_command_line(start)
        or (entry is not None and listening_port.listens(app.project, entry, app.folder))
    )


def settle(app: App, start: Start) -> str:
    """Settle the facts of a server, and return the shape of its image."""
    command = start.arguments.value
    entry = start_command.entry_file(command)
    listening = entry or _first_of_many(app, command)
    app.settle_language()
    manager = managing.settle(app)
    runtime = "bun" if command[0] == "bun" or _is_compiled(app, command) else "node"
    reason = Evidence("file", app.inside(NAME), reason="what the start command calls")
    app.settle_runtime(manager, runtime, reason)
    app.settle_framework(manager)
    bundle = app.row is not None and app.row.kind == "bundle"
    bundle = bundle and starts_the_frameworks_way(app, start)
    installation.settle(app, manager, command, carries_packages=bundle)
    both_sides.settle(app)
    elsewhere.warn_of_extensions(app)
    built = app.settle_build(manager)
    if built:
        app.settle_build_arguments()
        installation.settle_all_needed(app)
        _settle_caches(app)
        if not (app.sides and _may_load_members(app, start)):
            _settle_output(app, start, entry)
    for note in start.notes:
        app.findings.warn(note)
    _settle_port(app, start, listening)
    _settle_environment(app, start, listening)
    _settle_writable(app, listening)
    _warn_of_signals(app, listening)
    if app.row is not None and app.row.note and starts_the_frameworks_way(app, start):
        app.findings.warn(app.row.note.replace("{config}", app.matcher.config_file(app.row)))
    app.settle_name()
    shape = "server"
    built = built or app.of_rush  # `rush deploy` has to put together what runs
    waiting = {"setup_commands", "inner_install_commands", "workspace_setup_commands"}
    if built or waiting & set(app.findings.facts):
        shape = "bundled-server" if bundle else "built-server"
    workspace.settle(app, manager, shape)
    _warn_of_unpruned(app, manager)
    return shape


def _is_compiled(app: App, command: tuple[str, ...]) -> bool:
    """Whether the program is an executable that Bun makes, with all that it needs."""
    build = app.build_script
    text = scripts.expanded(build, app.package) if build else ""
    return "/" in command[0] and "bun build" in text and "--compile" in text


def _first_of_many(app: App, command: tuple[str, ...]) -> str | None:
    """The entry file of the first of several processes that a tool starts together."""
    if command[0].rsplit("/", 1)[-1] not in {"concurrently", "run-p", "npm-run-all"}:
        return None
    app.findings.warn(
        f"{command[0].rsplit('/', 1)[-1]} starts several processes in one container, of which "
        "nothing restarts one alone: an image for each is usual, by --set start_command=…"
    )
    text = " ".join([command[0].rsplit("/", 1)[-1], *command[1:]])
    found = (app.package.script(name) for name in scripts.called(text))
    entries = (
        start_command.entry_file(start_command.resolve(one, app.package).arguments.value)
        for one in found
        if one
    )
    return next((one for one in entries if one), None)


def _warn_of_unpruned(app: App, manager: Manager) -> None:
    facts = app.findings.facts
    if "unpruned_packages" not in facts or "deploy_command" in facts:
        return
    if not installation.prune_of(app, manager):
        key = facts["unpruned_packages"].evidence.key
        app.findings.warn(
            f"the image keeps the development packages, because {key} may change what is in "
            f"node_modules and {manager.row.command} cannot take them out again"
        )


def _settle_caches(app: App) -> None:
    row = app.row
    if row is not None and row.caches:
        evidence = default(f"what {row.name} keeps for the next build")
        app.findings.settle("build_caches", words, Fact(row.caches, evidence))


def _may_load_members(app: App, start: Start) -> bool:
    """Whether what starts may load files of any member that comes along, so that all is kept."""
    carried = app.row is not None and app.row.kind == "bundle"
    if carried and starts_the_frameworks_way(app, start):
        return False
    return not both_sides.is_pair(app)


def _settle_output(app: App, start: Start, entry: str | None) -> None:
    """Settle what the build writes, and what of the project has to lie beside it."""
    row, output = app.row, None
    beside: Fact[str] | None = None
    if app.match is not None and app.match.row.kind in {"server", "bundle"}:
        output = app.matcher.output(app.match)
        if not starts_the_frameworks_way(app, start):
            output, beside = None, output
    if app.picked is not None and app.picked.output:
        output = Fact(app.picked.output, app.picked.evidence)
    output = output or _folder_of(app, entry, start)
    settled = app.findings.settle_optional("output_dir", text, output)
    if settled is None:
        return
    row = row if row is None or beside is None else row._replace(parts=())
    _settle_parts(app, row, settled, beside)
    if row is not None and row.kind == "bundle" and row.parts:
        return
    # What a build writes in the place of the application brings along what lies beside it.
    whole = row is not None and any(part.to in {"", "."} for part in row.parts)
    kept = app.existing((*(row.kept if row else ()), *(() if whole else KEPT_FOLDERS)))
    linked = app.findings.words("local_packages")  # node_modules has links to them
    kept = (*kept, *app.existing((*linked, *_aliases(app, start))))
    kept = (*kept, *_loaded_beside(app, kept))
    if app.is_shared:  # what it says of modules holds for what was built below it
        kept = (*kept, *app.existing((NAME,)))
    kept = (*kept, *_read_beside(app, entry, (*kept, settled.value)))
    if kept:
        kind = "folder" if app.project.has_folder(app.inside(kept[0])) else "file"
        app.findings.settle("kept_folders", words, Fact(kept, Evidence(kind, kept[0])))


def _settle_parts(
    app: App, row: Framework | None, output: Fact[str], beside: Fact[str] | None
) -> None:
    """Settle `built_parts`: the framework's, or its output and the server around it."""
    parts: tuple[str, ...] = ()
    if beside is not None:
        parts = tuple(f"{one}:{one}" for one in dict.fromkeys([beside.value, output.value]))
    elif row is not None:
        parts = tuple(_printed(app, part, output.value) for part in row.parts if _there(app, part))
    if parts:
        app.findings.settle("built_parts", words, Fact(parts, output.evidence))


def _aliases(app: App, start: Start) -> list[str]:
    """The files that give imports their meaning, where that happens when the program starts.

    https://github.com/dividab/tsconfig-paths#with-node
    """
    if not any("tsconfig-paths" in word for word in start.arguments.value):
        return []
    below = f"{app.folder}/" if app.folder else ""
    names = (path.removeprefix(below) for path in app.project.files if path.startswith(below))
    return sorted(name for name in names if TSCONFIG.fullmatch(name))


def _loaded_beside(app: App, kept: tuple[str, ...]) -> tuple[str, ...]:
    """What the framework's configuration loads at the start, unless a kept folder holds it."""
    names = app.config_files
    if not names:
        return ()
    from dockgen.manifests.javascript import loaded_config

    loaded = loaded_config.read(app.project, app.package, names).files
    return tuple(one for one in loaded if one.split("/")[0] not in kept)


def _read_beside(app: App, entry: str | None, there: tuple[str, ...]) -> list[str]:
    """The files that the server opens while it runs, unless a folder that is kept holds them."""
    sources = listening_port.followed(app.project, entry, app.folder)
    found = touched_files.read(app.project, sources, app.folder)
    return [one for one in found if not any(f"{one}/".startswith(f"{two}/") for two in there)]


def starts_the_frameworks_way(app: App, start: Start) -> bool:
    """Whether the framework's own command starts it; the project's own server needs its sources."""
    row = app.row
    if row is None or row.kind not in {"server", "bundle"}:
        return False
    if not row.start:
        return True
    own = _own_words(app, row)
    words_ = [part.removeprefix("./") for part in start.arguments.value]
    if own[0] == "node":
        return own[1] in words_
    return words_[:1] == own[:1]


def _printed(app: App, part: Part, output: str) -> str:
    member = f"{app.folder}/" if app.folder else ""
    values = {"{output}": output, "{member}": member}
    source, to = part.source, part.to
    for placeholder, value in values.items():
        source, to = source.replace(placeholder, value), to.replace(placeholder, value)
    return f"{source}:{to or '.'}"


def _there(app: App, part: Part) -> bool:
    return not part.optional or app.project.has_folder(app.inside(part.source))


def _folder_of(app: App, entry: str | None, start: Start) -> Fact[str] | None:
    """The folder that the build writes: where the entry file lies that is not in the project."""
    if entry is None or app.project.has(app.inside(entry)) or "/" not in entry:
        return None
    if start.arguments.value[:1] == ("sh",) and "&&" in start.arguments.value[-1]:
        return None  # a step before may read anything: all is kept
    configured = tsconfig.out_dir(app.project, app.package)
    if configured is not None and entry.startswith(f"{configured.value}/"):
        return configured
    return Fact(entry.split("/", 1)[0], start.arguments.evidence)


def _settle_environment(app: App, start: Start, entry: str | None) -> None:
    """Settle the variables that the image sets: the script's, the framework's, the address."""
    values: dict[str, Fact[str]] = {}
    row = app.row
    if row is not None:
        evidence = default(f"what {row.name} needs in a container")
        values |= {name: Fact(value, evidence) for name, value in row.environment}
    program, *given = start.arguments.value
    if program.endswith("/fastify") and not {"-a", "--address"} & set(given):
        # It knows by itself only Docker: https://github.com/fastify/fastify-cli#fastify-environment-variables
        evidence = default("what fastify-cli needs in a container")
        values["FASTIFY_ADDRESS"] = Fact(EVERY_INTERFACE, evidence)
    known = app.findings.facts.get("port")
    told = known.evidence if known else None  # another one than the script's is set apart
    values |= {
        name: fact
        for name, fact in start.environment.items()
        if name != "PORT" or fact.evidence == told
    }
    host = sides.settings(app.project).host if both_sides.is_pair(app) else None
    if host is not None and host.value != EVERY_INTERFACE:
        values["REDWOOD_WEB_HOST"] = Fact(EVERY_INTERFACE, host.evidence)
    bound = listening_port.local_binding(app.project, entry, app.folder)
    if bound is None and row is not None and row.name == "fastify":
        bound = listening_port.fastify_binding(app.project, entry, app.folder)
    if bound is not None and bound.variable:
        values[bound.variable] = Fact(EVERY_INTERFACE, bound.evidence)
    elif bound is not None:
        app.findings.warn(
            f"{bound.evidence.file}:{bound.evidence.line} listens on {bound.address} only, which "
            f"nothing outside the container reaches: listen on {EVERY_INTERFACE}"
        )
    if values:
        pairs = tuple(f"{name}={fact.value}" for name, fact in values.items())
        evidence = next(iter(values.values())).evidence
        app.findings.settle("environment", words, Fact(pairs, evidence))


def _settle_writable(app: App, entry: str | None) -> None:
    """Settle the folders that the server writes to: the framework's, and those it names itself."""
    row, folders, evidence = app.row, list[str](), None
    if row is not None and row.writable:
        folders = [one.replace("{output}", _framework_output(app)) for one in row.writable]
        evidence = default(f"where {row.name} writes")
    built = "build_command" in app.findings.facts
    sources = listening_port.followed(app.project, entry, app.folder)
    own = touched_files.written(app.project, sources, app.folder, built=built)
    if own:
        place = own[0].evidence
        at = f"{place.file}:{place.line}" if place.line else f"{place.file}/"
        app.findings.warn(
            f"{at}: the server writes to {', '.join(one.value for one in own)}, which goes with "
            "the container: give it a volume to keep it"
        )
    folders += [one.value for one in own if one.value not in folders]
    evidence = evidence or (own[0].evidence if own else None)
    if evidence is not None:
        app.findings.settle("writable_folders", words, Fact(tuple(folders), evidence))


def _warn_of_signals(app: App, entry: str | None) -> None:
    opened = listening_port.ignores_sigterm(app.project, entry, app.folder)
    if opened is not None:
        app.findings.warn(
            f"{opened.file}:{opened.line} opens a server, and nothing handles SIGTERM, which PID 1 "
            'otherwise ignores: process.on("SIGTERM", …), or docker run --init'
        )


def _settle_port(app: App, start: Start, entry: str | None) -> None:
    """Settle `port`: from the command, the sources, env files, the framework."""
    found = listening_port.in_arguments(start.arguments)
    scripted = start.environment.get("PORT")
    if found is None and scripted is not None and scripted.value.isdigit():
        found = Fact(int(scripted.value), scripted.evidence)
    found = found or listening_port.read(app.project, entry, app.folder)
    if found is None:
        written = env_files.read(app.project, app.package, "PORT")
        if written is not None and written.value.isdigit():
            found = Fact(int(written.value), written.evidence)
    if found is None and both_sides.is_pair(app):
        found = sides.settings(app.project).port
    alone = app.match is None and (
        start_command.is_command_line(start)
        or listening_port.opens_nothing(app.project, entry, app.folder)
    )
    if found is None and alone:
        app.findings.settle_optional("port", port, None)
        return
    assumed = Fact(3000, default("what most servers take; PORT is set to it"))
    if app.row is not None and app.row.port:
        assumed = Fact(app.row.port, default(f"what {app.row.name} takes; PORT is set to it"))
    app.findings.settle("port", port, found or assumed, ask=True)
