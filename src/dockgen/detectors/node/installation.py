"""The facts of an installation: who installs, by which commands, from which files."""

from __future__ import annotations

import re
import shlex

from dockgen.detectors.node import bootstrapping, elsewhere, setup, tools
from dockgen.detectors.node.app import App, member_command
from dockgen.facts import Evidence, Fact, default, flag, text, words
from dockgen.manifests.javascript import (
    install_scripts,
    lerna,
    lifecycle,
    lockfiles,
    package_manager,
    registries,
    system_needs,
)
from dockgen.manifests.javascript.lifecycle import Lifecycle
from dockgen.manifests.javascript.managers import BY_NAME
from dockgen.manifests.javascript.package_json import NAME
from dockgen.manifests.javascript.package_manager import Manager

ASIDE = "/tools"
"""Where the packages of a build lie while its node_modules loses some of them."""

NPM_7_COMES_WITH = 15
"""The first Node.js whose npm has `--omit` and `npm pkg`."""

READS_FORMAT_3 = "npm 6 reads no lockfile of this format"


def settle_manager(app: App) -> Manager:
    """Settle `package_manager` and its version, and say what is odd about the lockfiles."""
    manager = package_manager.read(app.project, app.root)
    manager = _with_bundled_npm(app, manager)
    name = app.findings.settle("package_manager", _manager_name, manager.name)
    if name is not manager.name:
        manager = package_manager.with_lockfile(app.project, name, None)
    version = app.findings.settle_optional("package_manager_version", text, manager.version)
    manager = manager._replace(version=version)
    _warn_of_lockfiles(app, manager)
    _warn_of_scripts(app, manager)
    return manager


def _with_bundled_npm(app: App, manager: Manager) -> Manager:
    """The npm that comes with an old Node.js; one that can read the lockfile, where it cannot."""
    if manager.name.value != "npm" or manager.version is not None:
        return manager
    given = app.findings.unused.get("language_version")
    found = app.node(manager) if given is None else None
    version = found.value if found else str(given.value if given else "")
    if not re.match(r"\d", version) or int(re.sub(r"\D.*", "", version)) >= NPM_7_COMES_WITH:
        return manager
    number = manager.locked.format if manager.locked else None
    if number is not None and number.value == "3":
        return manager._replace(version=Fact("8", number.evidence._replace(reason=READS_FORMAT_3)))
    evidence = found.evidence if found else Evidence("language_version", reason="what it brings")
    return manager._replace(name=Fact("npm-6", evidence))


def _manager_name(value: object) -> str:
    if value not in BY_NAME:
        raise ValueError(f"one of {', '.join(BY_NAME)}")
    return str(value)


def _warn_of_lockfiles(app: App, manager: Manager) -> None:
    command = manager.row.command
    if manager.lockfile is None:
        app.findings.warn(
            f"no lockfile of {command} is in the project: every build may install "
            f"other versions; commit {manager.row.lockfiles[0]}"
        )
    for other in package_manager.other_lockfiles(app.project, manager):
        app.findings.warn(f"{other} is left alone: the project uses {command}")
    if _is_of_npm_6(manager):
        app.findings.warn(
            f"{manager.lockfile} was written by npm 6 or older: a newer npm is told to treat peers "
            "as that did; `npm install` writes the file anew"
        )
    complaint = package_manager.complaint(manager)
    if complaint:
        app.findings.warn(complaint)
        return
    stale = _stale(app, manager)
    if stale:
        more = " and more" if len(stale) > 3 else ""
        app.findings.warn(
            f"{manager.lockfile} is out of date, and `{manager.row.frozen}` will stop the build: "
            f"it lacks {', '.join(stale[:3])}{more}; run {command} install"
        )


def _warn_of_scripts(app: App, manager: Manager) -> None:
    """Say where a package manager will not run a script that a native module needs."""
    command, version = manager.row.command, manager.version
    if version is None or not install_scripts.has_to_approve(command, version.value):
        return
    needed = install_scripts.unapproved(app.project, app.root, command, manager.locked)
    if needed is not None:
        approve = "npm install-scripts approve" if command == "npm" else "pnpm approve-builds"
        app.findings.warn(
            f"{needed.evidence.key} is installed without its binary: {command} {version.value} "
            f"runs no script that is not approved; run `{approve}` and commit what it writes"
        )


def _stale(app: App, manager: Manager) -> list[str]:
    """What the manifests ask for and the lockfile does not hold; members of a workspace apart."""
    if manager.locked is None:
        return []
    members = {member.name for member in app.members}
    found: list[str] = []
    for package in app.packages:
        asked = {name: one for name, one in package.declared().items() if name not in members}
        found += lockfiles.stale(manager.locked, asked, package.folder)
    return found


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
    scripts = lifecycle.read(app.package, app.build_script)
    client = setup.client_to_generate(app, manager)
    if client is not None:
        scripts = scripts._replace(changing=scripts.changing or client)
        app.findings.warn(
            "no script calls `prisma generate`, which the image does after its sources are there"
        )
    changes = setup.settle(app, manager, scripts)
    elsewhere.settle_sources(app)
    elsewhere.settle_inner(app, manager, start)
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
        production = everything if keeps_all else production
        _settle_production(app, manager, changes, production, keeps_all=keeps_all)
        if "prune_command" in app.findings.facts:
            setup.settle_released(app, manager, start)
    _settle_files(app, manager)
    _settle_scripts(app, manager, scripts, client)
    return scripts


def _settle_loaded(app: App, start: tuple[str, ...]) -> bool:
    """Settle which development packages the framework's configuration loads at the start.

    Returns:
        Whether they are there only where all development packages are.
    """
    if app.row is None or app.row.kind != "server" or not app.config_files:
        return False
    from dockgen.manifests.javascript import loaded_config

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


def _reads_typescript(app: App, files: tuple[str, ...]) -> bool:
    """Whether the server needs TypeScript to load its configuration."""
    if not any(name.endswith(("ts", "tsx")) for name in files[:1]):
        return False
    facts = app.findings.facts
    from dockgen.manifests.javascript import loaded_config

    version, node = str(facts["framework_version"].value), str(facts["language_version"].value)
    return not loaded_config.reads_typescript(version, node)


def _commands(app: App, manager: Manager) -> tuple[Fact[str], Fact[str]]:
    """How everything is installed, and how what is needed at run time."""
    row, locked = manager.row, manager.lockfile is not None
    why = Evidence("file", manager.lockfile) if locked else default("there is no lockfile")
    everything = row.frozen if locked else row.unlocked
    production = row.frozen_production if locked else row.unlocked_production
    if _is_of_npm_6(manager):
        everything, production = everything + OLD_PEERS, production + OLD_PEERS
    if app.members and row.focus:
        names = {"name": shlex.quote(app.members[-1].name), "root": _root_name(app)}
        everything = row.focus.format(**names)
        production = row.focus_production.format(**names)
    old = bootstrapping.version(app, manager)
    if old is not None:
        folders = tuple(member.folder for member in app.members)
        name, client = app.members[-1].name, manager.row.name
        everything, production = lerna.commands(app.project, folders, name, client, everything)
        why = old.evidence
    return Fact(everything, why), Fact(production, why)


def _settle_production(
    app: App,
    manager: Manager,
    changes: setup.Changes,
    command: Fact[str],
    *,
    keeps_all: bool,
) -> None:
    """Settle how the packages for the run time come about: installed apart, or left by pruning."""
    if not keeps_all and not any(one.has_production_dependencies for one in app.packages):
        return
    if changes.script is None:
        app.findings.settle("production_install_command", text, command)
        return
    evidence = changes.script.evidence
    prune = prune_of(app, manager)
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
        old = manager.row.prune and _is_of_npm_6(manager)
        return manager.row.prune + (OLD_PEERS if old else "")
    return manager.row.prune_members.format(name=shlex.quote(app.members[-1].name))


def _is_of_npm_6(manager: Manager) -> bool:
    """Whether a newer npm reads a lockfile that npm 6 wrote, which installed no peers."""
    found = manager.locked.format if manager.locked else None
    return manager.row.name == "npm" and found is not None and found.value == "1"


OLD_PEERS = " --legacy-peer-deps"
"""Has npm treat peers as npm 6 did: otherwise those that do not fit each other stop it.
https://docs.npmjs.com/cli/using-npm/config#legacy-peer-deps"""


def _root_name(app: App) -> str:
    found = app.root.json.text("name")
    return shlex.quote(found.value) if found else ""


def _settle_files(app: App, manager: Manager) -> None:
    """Settle the files that an installation reads, and the secrets among them."""
    names = [one for one in manager.row.companions if app.project.has(one)]
    secret = registries.files_with_credentials(app.project, tuple(names))
    for fact in secret:
        names.remove(fact.value)
    if secret:
        paths = tuple(fact.value for fact in secret)
        app.findings.settle("secret_files", words, Fact(paths, secret[0].evidence))
    variables = registries.variables(app.project, tuple(names))
    if variables:
        found = tuple(fact.value for fact in variables)
        app.findings.settle("secret_variables", words, Fact(found, variables[0].evidence))
    top = [NAME, manager.lockfile, *names]
    if bootstrapping.version(app, manager):
        top += [lerna.NAME, *lerna.lockfiles(app.project, (one.folder for one in app.members))]
    members = [f"{member.folder}/{NAME}" for member in app.members]
    archives = _words_of(app, "local_archives")
    found = tuple(path for path in [*top, *members, *archives] if path is not None)
    app.findings.settle("manifests", words, Fact(found, Evidence("file", NAME)))
    folders = tuple(one for one in setup.READ_FOLDERS if app.project.has_folder(one))
    folders += _words_of(app, "local_packages")
    if folders:
        app.findings.settle(
            "manifest_folders", words, Fact(folders, Evidence("folder", folders[0]))
        )


def _words_of(app: App, fact: str) -> tuple[str, ...]:
    found = app.findings.facts.get(fact)
    return found.value if found and isinstance(found.value, tuple) else ()


def _settle_scripts(
    app: App, manager: Manager, scripts: Lifecycle, client: Fact[str] | None
) -> None:
    """Settle which scripts the installation leaves out, and which of them run later."""
    removed = [f"scripts.{fact.value}" for fact in scripts.removed] if not app.members else []
    for package in app.packages if app.members else ():
        inner = lifecycle.read(package, None)
        removed += [f"{package.folder or '.'}:scripts.{fact.value}" for fact in inner.removed]
    if removed:
        evidence = scripts.removed[0].evidence if scripts.removed else Evidence("file", NAME)
        app.findings.settle("removed_scripts", words, Fact(tuple(removed), evidence))
    if not scripts.later and client is None:
        return
    member = app.members[-1] if app.members else None
    run = f"{manager.row.command} run"
    commands = [
        member_command(manager, member, fact.value) if member else f"{run} {fact.value}"
        for fact in scripts.later
    ]
    if client is not None:
        commands.append(client.value)
    first = next(one for one in (*scripts.later, client) if one is not None)
    app.findings.settle("setup_commands", words, Fact(tuple(commands), first.evidence))


def _settle_needs(app: App, manager: Manager, *, runs: bool, carries_packages: bool) -> None:
    """Settle what the packages need of the system: to be installed, and to run."""
    needs = system_needs.read(app.packages, manager.locked)
    if needs.compiler is not None:
        why = needs.compiler.evidence._replace(reason="an installation may have to compile it")
        app.findings.settle("compiles", text, Fact(_package_of(needs.compiler), why))
    # Development packages do not come into an image, unless a build puts them into its output.
    apart = [
        (row, fact)
        for row, fact in needs.rows
        if fact.evidence.key.startswith("devDependencies.")
        and runs
        and (row.is_browser or not carries_packages)
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
    return name if group in {"dependencies", "devDependencies", "optionalDependencies"} else key
