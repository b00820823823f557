"""The facts of a server."""

from __future__ import annotations

from itertools import chain, islice

from dockgen.core.facts import (
    Evidence,
    Fact,
    Variables,
    default,
    flag,
    port,
    text,
    variables,
    words,
)
from dockgen.core.project import TextFile
from dockgen.dockerfile.deployed.port import port as port_of_deployment
from dockgen.ecosystems.javascript.common import health_route, listening_port
from dockgen.ecosystems.javascript.node.facts import (
    installation,
    local_packages,
    managing,
    output,
    redwood,
    workspace,
)
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.facts.starting import (
    framework_output,
    starts_the_frameworks_way,
)
from dockgen.ecosystems.javascript.node.monorepos import redwood as sides
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.pages import build_variables
from dockgen.ecosystems.javascript.node.scripts import command_words, scripts, start_command
from dockgen.ecosystems.javascript.node.scripts.start_command import Start
from dockgen.ecosystems.javascript.node.sources import (
    called_programs,
    entry_source,
    named_paths,
    written_folders,
)
from dockgen.readers.package_json import NAME

EVERY_INTERFACE = "0.0.0.0"  # noqa: S104  inside a container, what is published is what is reached


def settle(app: App, start: Start) -> str:
    """Settle the facts of a server, and return the shape of its image."""
    command = start.arguments.value
    entry = command_words.entry_file(command)
    compiled = _is_compiled(app, command)
    listening = entry_source.entry_file(app.project, app.package, command)
    if listening is None and compiled:
        listening = entry_source.bundled(app.project, app.package, app.build_script)
    listening = listening or _first_of_many(app, command)
    app.settle_language()
    manager = managing.settle(app)
    runtime = "bun" if command[0] == "bun" or compiled else "node"
    reason = Evidence("file", app.inside(NAME), reason="what the start command calls")
    app.settle_runtime(manager, runtime, reason)
    app.settle_framework(manager)
    bundle = app.row is not None and app.row.kind == "bundle"
    bundle = bundle and starts_the_frameworks_way(app, start)
    installation.settle(app, manager, command, carries_packages=bundle)
    redwood.settle(app)
    local_packages.warn_of_extensions(app)
    built = app.settle_build(manager)
    if built:
        build_variables.settle(app)
        installation.settle_all_needed(app)
        output.settle_caches(app)
        if not (app.sides and output.may_load_members(app, start)):
            output.settle(app, start, entry)
    app.warn_of_computed()
    for note in start.notes:
        app.findings.warn(note)
    _settle_port(app, start, listening)
    if "port" in app.findings.facts:
        found = health_route.find(app.project, listening, app.folder)
        app.findings.settle_optional("health_path", text, found)
    _settle_environment(app, start, listening)
    members = _sources_of_members(app)
    _settle_writable(app, listening, members, bundle=bundle)
    _settle_programs(app, listening, members, bundle=bundle)
    _settle_init(app, start, listening)
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
    return "/" in "".join(command[:1]) and "bun build" in text and "--compile" in text


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
        command_words.entry_file(start_command.resolve(one, app.package).arguments.value)
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
    host = sides.settings(app.project).host if redwood.is_pair(app) else None
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
        assigned = Variables((name, str(fact.value)) for name, fact in values.items())
        evidence = next(iter(values.values())).evidence
        app.findings.settle("environment", variables, Fact(assigned, evidence))


def _sources_of_members(app: App) -> list[TextFile]:
    """The sources of the members that it depends on, as many as are read in no time."""
    every = (named_paths.sources(app.project, one.folder) for one in app.members[:-1])
    return list(islice(chain.from_iterable(every), named_paths.MAX_SOURCES))


def _settle_writable(app: App, entry: str | None, members: list[TextFile], *, bundle: bool) -> None:
    """Settle the folders that the server writes to: the framework's, and those it names itself."""
    row, folders, evidence = app.row, list[str](), None
    if row is not None and row.writable:
        folders = [one.replace("{output}", framework_output(app)) for one in row.writable]
        evidence = default(f"where {row.name} writes")
    built = "build_command" in app.findings.facts
    sources = list(listening_port.followed(app.project, entry, app.folder))
    if bundle:  # whose entry file the build makes of them all
        sources = list(named_paths.sources(app.project, app.folder))
    sources += members
    written = written_folders.read(app.project, sources, app.folder, built=built)
    own = written.folders
    for one in written.beside:
        app.findings.warn(
            f"{one.evidence.file}:{one.evidence.line} writes {one.value} beside the program, where "
            "the image's user cannot write: give it a folder of its own, such as data/"
        )
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
        held = tuple(one for one in folders if one[0] not in "/~" and app.has(one))
        held = tuple(one for one in held if not app.project.has(f"{app.inside(one)}/.gitkeep"))
        if held:
            reason = Evidence("folder", held[0], reason="it holds files of the project")
            app.findings.settle("owned_folders", words, Fact(held, reason))


def _settle_programs(app: App, entry: str | None, members: list[TextFile], *, bundle: bool) -> None:
    """Settle the programs of the system that the server calls, by its own sources."""
    sources = list(listening_port.followed(app.project, entry, app.folder))
    if bundle:
        sources += named_paths.sources(app.project, app.folder)
    sources += members
    found = called_programs.read(sources)
    if found:
        names = tuple(one.value for one in found)
        app.findings.settle("system_programs", words, Fact(names, found[0].evidence))


def _settle_init(app: App, start: Start, entry: str | None) -> None:
    """Settle that an init is PID 1, unless the program is known to stop at both signals."""
    own = app.row is not None and app.row.stops and starts_the_frameworks_way(app, start)
    if own or listening_port.handles_signals(app.project, entry, app.folder):
        return
    why = default("Node.js as PID 1 ignores Ctrl-C and SIGTERM unless the program handles both")
    app.findings.settle("init", flag, Fact(value=True, evidence=why))


def _settle_port(app: App, start: Start, entry: str | None) -> None:
    """Settle `port`: from the command, the sources, what deploys it, env files, the framework."""
    found = listening_port.in_arguments(start.arguments)
    scripted = start.environment.get("PORT")
    if found is None and scripted is not None and scripted.value.isdigit():
        found = Fact(int(scripted.value), scripted.evidence)
    by_user = found is not None and app.findings.is_decided("start_command")
    found = found or listening_port.read(app.project, entry, app.folder)
    deployed = None
    if found is None and not start.is_command_line:
        deployed = found = port_of_deployment(app.project, app.folder)
    if found is None and redwood.is_pair(app):
        found = sides.settings(app.project).port
    alone = app.match is None and (
        start.is_command_line or listening_port.opens_nothing(app.project, entry, app.folder)
    )
    if found is None and alone:
        app.findings.settle_optional("port", port, None)
        return
    assumed = Fact(3000, default("the usual port; PORT is set to it"))
    if app.row is not None and app.row.port:
        assumed = Fact(app.row.port, default(f"what {app.row.name} takes; PORT is set to it"))
    settled = app.findings.settle("port", port, found or assumed, ask=True)
    by_user = by_user or app.findings.is_decided("port")
    if by_user or deployed is not None or found is None:  # nothing that is run says it
        app.findings.settle("set_port", flag, Fact(value=True, evidence=settled.evidence))
