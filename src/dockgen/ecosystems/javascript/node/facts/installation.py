"""The facts of an installation: who installs, by which commands, from which files."""

from __future__ import annotations

import shlex

from dockgen.core.facts import Evidence, Fact, default, flag, pairs, text, words
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node import system_needs
from dockgen.ecosystems.javascript.node.facts import (
    install_inputs,
    local_packages,
    managing,
    redwood,
    setup,
    tools,
)
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.facts.steps import bootstrapping, generating
from dockgen.ecosystems.javascript.node.monorepos import lerna, rush
from dockgen.ecosystems.javascript.node.monorepos.commands import member_command
from dockgen.ecosystems.javascript.node.monorepos.workspaces import find
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.package_managers.managers import with_npm_of
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import lifecycle, scripts, steps_before
from dockgen.ecosystems.javascript.node.scripts.lifecycle import Lifecycle
from dockgen.ecosystems.javascript.node.sources import entry_source, prisma
from dockgen.readers.package_json import GROUPS, NAME, PackageJson

ASIDE = "/tools"
"""Where the packages of a build lie while its node_modules loses some of them."""


def settle(
    app: App,
    manager: Manager,
    start: tuple[str, ...] = (),
    *,
    carries_packages: bool = False,
) -> Lifecycle:
    """Settle the commands that install, and the files that they read.

    Args:
        app: the application.
        manager: its package manager.
        start: what starts it; nothing for a site.
        carries_packages: whether what the build makes holds the packages that it needs.
    """
    _settle_needs(app, manager, runs=bool(start), carries_packages=carries_packages)
    hooks = lifecycle.read(app.installed, app.build_script)
    client = setup.client_to_generate(app, manager)
    if client is not None:
        alone = hooks.changing is None
        hooks = hooks._replace(changing=hooks.changing or client, generates=alone)
        app.findings.warn(
            "no script calls `prisma generate`, which the image does after its sources are there"
        )
    changes = setup.settle(app, manager, hooks)
    writing = generating.settle(app, manager)
    changes = changes._replace(script=changes.script or writing)
    local_packages.settle_sources(app)
    local_packages.settle_inner(app, manager, start)
    everything, production = _commands(app, manager)
    bootstrapping.warn(app, manager)
    app.findings.settle("install_command", text, everything)
    if start and not carries_packages:
        tool = tools.development_tool(app.package, start)
        missing = tools.missing_tool(app.package, start)
        if missing is not None:
            app.findings.warn(f"{missing} starts the application and is no dependency: add it")
        if tool is not None:
            note = f"{tool} runs the application but is a development dependency; move it"
            app.findings.warn(note)
        keeps_all = tool is not None or (app.row is not None and app.row.needs_all)
        keeps_all |= _settle_loaded(app, start)
        keeps_all |= not keeps_all and _imports_development(app, start)
        keeps_all |= redwood.needs_all(app, manager)
        production = everything if keeps_all else production
        _settle_production(app, manager, changes, production, keeps_all=keeps_all)
        if "prune_command" in app.findings.facts:
            setup.settle_released(app, manager, start)
    if app.of_rush:
        from dockgen.ecosystems.javascript.node.facts import rushing

        rushing.settle_installation(app)
    else:
        install_inputs.settle(app, manager)
    _settle_scripts(app, manager, hooks, client)
    return hooks


def _settle_loaded(app: App, start: tuple[str, ...]) -> bool:
    """Settle which development packages the framework's configuration loads at the start.

    Returns:
        Whether they are there only where all development packages are.
    """
    if app.row is None or app.row.kind != "server" or not app.config_files:
        return False
    from dockgen.ecosystems.javascript.node.sources import loaded_config

    loaded = loaded_config.read(app.project, app.package, app.config_files)
    if loaded.packages:
        names = ", ".join(dict.fromkeys(one.value for one in loaded.packages))
        place = loaded.packages[0].evidence
        app.findings.warn(
            f"the image keeps the development packages, because {place.file}:{place.line} loads "
            f"{names} whenever the application starts: as dependencies they would do alone"
        )
        return True
    typescript = app.package.json.text("devDependencies", "typescript")
    if typescript is None or not _reads_typescript(app, loaded.files):
        return False
    if app.members or start[0].rsplit("/", 1)[-1] not in app.row.start:
        return True
    # It depends on nothing, so its folder alone will do.
    file = Evidence("file", app.inside(loaded.files[0]), reason="it is read at every start")
    copied: tuple[str, ...] = ("typescript",)
    app.findings.settle("copied_packages", words, Fact(copied, file))
    return False


def _imports_development(app: App, start: tuple[str, ...]) -> bool:
    """Whether the server imports development packages whenever it starts."""
    from dockgen.ecosystems.javascript.node.sources import runtime_imports

    if not app.package.json.keys("devDependencies"):
        return False
    build = app.build_script
    if not runtime_imports.keeps_imports(scripts.expanded(build, app.package) if build else ""):
        return False
    entry = entry_source.entry_file(app.project, app.package, start)
    entry = entry or entry_source.bundled(app.project, app.package, build)
    sources = listening_port.followed(app.project, entry, app.folder)
    found = runtime_imports.development(sources, app.package)
    if found:
        names = ", ".join(one.value for one in found)
        place = found[0].evidence
        app.findings.warn(
            f"the image keeps the development packages, because {place.file}:{place.line} imports "
            f"{names} whenever the application starts: make it a dependency, or import it where "
            "it is needed"
        )
    return bool(found)


def _reads_typescript(app: App, files: tuple[str, ...]) -> bool:
    """Whether the server needs TypeScript to load its configuration."""
    if not any(name.endswith(("ts", "tsx")) for name in files[:1]):
        return False
    facts = app.findings.facts
    from dockgen.ecosystems.javascript.node.sources import loaded_config

    version, node = str(facts["framework_version"].value), str(facts["language_version"].value)
    return not loaded_config.reads_typescript(version, node)


def _commands(app: App, manager: Manager) -> tuple[Fact[str], Fact[str]]:
    """How everything is installed, and how what is needed at run time."""
    row, locked = manager.row, manager.lockfile is not None
    why = Evidence("file", manager.lockfile) if locked else default("there is no lockfile")
    everything = row.frozen if locked else row.unlocked
    production = row.frozen_production if locked else row.unlocked_production
    told = managing.options(manager) + managing.linker(app, manager)
    everything, production = everything + told, production + told
    if app.members and row.focus and _can_focus(app, manager):
        names = _names(app)
        everything = (row.focus if locked else row.focus_unlocked or row.focus).format(**names)
        production = row.focus_production.format(**names)
    old = bootstrapping.version(app, manager)
    if old is not None:
        folders = tuple(member.folder for member in app.members)
        name, client = app.members[-1].name, manager.row.name
        everything, production = lerna.commands(app.project, folders, name, client, everything)
        why = old.evidence
    production = with_npm_of(production, _node_line(app))
    return Fact(everything, why), Fact(production, why)


def _can_focus(app: App, manager: Manager) -> bool:
    """Whether one member may be installed by name here."""
    if app.of_rush:
        return rush.uses_workspaces(app.project)
    if not manager.row.every_manifest:
        return True
    # Without a lockfile nothing is missing, and a top without a name cannot be named.
    nameless = not _root_name(app) and bool(app.root.declared())
    return manager.lockfile is not None and not nameless


def _names(app: App) -> dict[str, str]:
    """What commands of a workspace are filled with."""
    name, root = shlex.quote(app.members[-1].name), _root_name(app)
    return {
        "name": " ".join([name, *_along(app)]),
        "root": root,
        "filters": " ".join(f"--filter={one}" for one in (root, name, *_along(app)) if one),
        "delete": _deleting(app),
    }


def _along(app: App) -> list[str]:
    """The names of members whose packages the application uses without depending on them."""
    folders = app.reaches.along if app.reaches else ()
    found = find(app.project) if folders else None
    return [shlex.quote(found.members[one].name) for one in folders] if found else []


def _deleting(app: App) -> str:
    """What leaves the run-time packages of members alone in the copies of package.json, and `&&`.

    As `yarn workspaces focus` has it, packages of the top are none of a member's.
    """
    groups = {"": [one for one in GROUPS if app.root.json.keys(one)]}
    for member in app.members:
        if member.package.json.keys("devDependencies"):
            groups[member.folder] = ["devDependencies"]
    steps = []
    for folder, keys in groups.items():
        place = [f"--prefix={folder}"] if folder else []
        steps += [shlex.join(["npm", "pkg", "delete", *place, *keys])] if keys else []
    return "".join(f"{one} && " for one in steps)


def _node_line(app: App) -> int:
    """The major version of Node.js in whose image packages are installed; 0 for Bun's."""
    facts = app.findings.facts
    is_bun = "runtime" in facts and facts["runtime"].value == "bun"
    return 0 if is_bun else ranges.major(str(facts["language_version"].value))


def _settle_production(
    app: App,
    manager: Manager,
    changes: setup.Changes,
    command: Fact[str],
    *,
    keeps_all: bool,
) -> None:
    """Settle how the packages for the run time come about: installed apart, or left by pruning."""
    if app.of_rush:  # which deploys what is needed at run time
        if keeps_all:
            reason = Evidence("start_command", reason="it starts with a development package")
            app.findings.settle("keeps_all", flag, Fact(value=True, evidence=reason))
        return
    if not keeps_all and not any(one.has_production_dependencies for one in app.packages):
        return
    if changes.script is None:
        app.findings.settle("production_install_command", text, command)
        return
    evidence = changes.script.evidence
    prune = prune_of(app, manager)
    apart = changes.generates and not prune and not keeps_all
    client = prisma.place_of_client(app.project) if apart else None
    if client is not None:
        app.findings.settle("production_install_command", text, command)
        if client:
            copied = (*app.findings.words("copied_packages"), client)
            app.findings.settle("copied_packages", words, Fact(copied, evidence))
        return
    if not prune or keeps_all:
        app.findings.settle("unpruned_packages", flag, Fact(value=True, evidence=evidence))
        return
    if changes.patch and manager.row.prune_reverts:
        # The tool that patches is a development package as a rule, so it is put aside before.
        aside = f"mkdir {ASIDE} && cp -R node_modules {ASIDE}/"
        app.findings.settle("aside_command", text, Fact(aside, evidence))
        prune = f"{prune} && PATH={ASIDE}/node_modules/.bin:$PATH {changes.patch}"
    app.findings.settle("prune_command", text, Fact(prune, evidence))


def prune_of(app: App, manager: Manager) -> str:
    """How development packages are taken out again; empty where the package manager cannot."""
    if not app.members:
        old = manager.row.prune and managing.is_of_npm_6(manager)
        prune = manager.row.prune + (managing.OLD_PEERS if old else "")
        prune += managing.linker(app, manager)
    else:
        prune = manager.row.prune_members.format(**_names(app))
    return with_npm_of(prune, _node_line(app))


def _root_name(app: App) -> str:
    found = app.root.json.text("name")
    return shlex.quote(found.value) if found else ""


def _settle_scripts(app: App, manager: Manager, hooks: Lifecycle, client: Fact[str] | None) -> None:
    """Settle which scripts the installation leaves out, and which of them run later."""
    own = hooks.removed if not app.members else ()
    removed = [(".", f"scripts.{fact.value}") for fact in own]
    along = [side.package for side in app.sides]
    for package in app.packages if app.members else along:
        inner = lifecycle.read(package, None)
        removed += [(package.folder or ".", f"scripts.{fact.value}") for fact in inner.removed]
    if removed:
        evidence = hooks.removed[0].evidence if hooks.removed else Evidence("file", NAME)
        app.findings.settle("removed_scripts", pairs("FOLDER:KEY"), Fact(tuple(removed), evidence))
    later = [
        (member_command(manager, side, fact.value), fact)
        for side in app.sides
        for fact in lifecycle.read(side.package, side.package.script("build")).later
    ]
    generated = app.generated(manager)
    if not (hooks.later or client or later or generated):
        return
    member = app.members[-1] if app.members else None
    run = f"{manager.row.command} run"
    commands = [command for command, _ in later] + [
        member_command(manager, member, fact.value)
        if member
        else _without_migrations(app, manager, fact.value) or f"{run} {fact.value}"
        for fact in hooks.later
    ]
    if client is not None:
        commands.append(client.value)
    commands += generated
    commands = [app.with_placeholders(one) for one in commands]
    told = (*(fact for _, fact in later), *hooks.later, client)
    first = next((one.evidence for one in told if one is not None), None)
    first = first or app.findings.facts["generator_commands"].evidence
    app.findings.settle("setup_commands", words, Fact(tuple(commands), first))


def _without_migrations(app: App, manager: Manager, name: str) -> str:
    """What is left of a script that needs a database too, which no build has; else nothing."""
    script = app.installed.script(name)
    kept, left_out = (
        steps_before.without_migrations(script, app.installed) if script else (None, [])
    )
    if script is None or kept is None or not left_out:
        return ""
    app.findings.warn(
        f"{script.evidence.file}:{script.evidence.line} needs a database ({', '.join(left_out)}), "
        "which is not available during an image build: migrate when you deploy, or before `&&` in "
        "the start script"
    )
    steps = [one.strip() for one in kept.value.split("&&")]
    return " && ".join(
        one if steps_before.IN_SHELL.match(one) else f"{manager.row.runner} {one}" for one in steps
    )


def _settle_needs(app: App, manager: Manager, *, runs: bool, carries_packages: bool) -> None:
    """Settle what the packages need of the system: to be installed, and to run."""
    along = app.reaches.along if app.reaches else ()
    others = [PackageJson(app.project, one) for one in along]
    needs = system_needs.read([*app.packages, *others], manager.locked)
    if needs.compiler is not None:
        why = needs.compiler.evidence._replace(reason="an installation may have to compile it")
        app.findings.settle("compiles", text, Fact(_package_of(needs.compiler), why))
    old = system_needs.old_compiler(manager.locked) if needs.compiler is not None else None
    if old is not None:
        app.findings.settle("old_node_gyp", text, old)
    # Development packages do not come into an image, unless a build puts them into its output.
    apart = [
        (row, fact)
        for row, fact in needs.rows
        if row.only_downloads
        or (
            fact.evidence.key.startswith("devDependencies.")
            and runs
            and (row.is_browser or not carries_packages)
        )
    ]
    kept = [one for one in needs.rows if one not in apart]
    for name, rows in (("native_packages", kept), ("native_development_packages", apart)):
        names = tuple(dict.fromkeys(_package_of(fact) for _, fact in rows))
        if names:
            app.findings.settle(name, words, Fact(names, rows[0][1].evidence))
    for row, _ in kept:
        if row.note:
            app.findings.warn(row.note)


def _package_of(fact: Fact[str]) -> str:
    key = fact.evidence.key
    group, _, name = key.partition(".")
    return name if group in GROUPS else key


def settle_all_needed(app: App) -> None:
    """Settle whether nothing is installed for development alone: both stages then do the same."""
    if app.members or "production_install_command" not in app.findings.facts:
        return
    if not any(one.json.keys("devDependencies") for one in app.packages):
        evidence = default("package.json names no development packages")
        app.findings.settle("all_packages_needed", flag, Fact(value=True, evidence=evidence))
