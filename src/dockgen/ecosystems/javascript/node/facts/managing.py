"""The facts of a package manager: which it is, which version, and what is odd about its files."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact, flag, text
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos import moon, rush
from dockgen.ecosystems.javascript.node.package_managers import (
    install_scripts,
    package_manager,
    pnpm_settings,
    ranges,
    staleness,
)
from dockgen.ecosystems.javascript.node.package_managers.managers import BY_NAME
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager

OLD_PEERS = " --legacy-peer-deps"
"""Has npm treat peers as npm 6 did: otherwise those that do not fit each other stop it.
https://docs.npmjs.com/cli/using-npm/config#legacy-peer-deps"""

NO_RUNTIME = " --no-runtime"
"""Has pnpm leave out the Node.js of `devEngines.runtime`, which the image has already.
https://pnpm.io/cli/install#--no-runtime"""

NO_RUNTIME_SINCE = ">=11.1"

NPM_7_COMES_WITH = 15
"""The first Node.js whose npm has `--omit` and `npm pkg`."""

READS_FORMAT_3 = "npm 6 reads no lockfile of this format"


def settle(app: App) -> Manager:
    """Settle `package_manager` and its version, and say what is odd about the lockfiles."""
    if app.of_rush:
        manager = package_manager.of_rush(app.project, app.folder)
    else:
        manager = package_manager.read(app.project, app.root)
    manager = _with_bundled_npm(app, manager)
    name = app.findings.settle("package_manager", _manager_name, manager.name)
    if name is not manager.name:
        manager = package_manager.with_lockfile(app.project, name, None)
    version = app.findings.settle_optional("package_manager_version", text, manager.version)
    manager = manager._replace(version=version)
    _warn_of_lockfiles(app, manager)
    _warn_of_scripts(app, manager)
    if app.runs_moon:
        _settle_moon(app)
    return manager


def _settle_moon(app: App) -> None:
    """Settle `runs_moon`, and the version to install where no package.json at the top has moon."""
    target = app.package.script("build")
    why = target.evidence if target else Evidence("folder", moon.FOLDER)
    app.findings.settle("runs_moon", flag, Fact(value=True, evidence=why))
    if app.root.dependency(moon.CLI) is None:
        app.findings.settle("moon_version", text, moon.version(app.project))


def _with_bundled_npm(app: App, manager: Manager) -> Manager:
    """The npm that comes with an old Node.js; one that can read the lockfile, where it cannot."""
    if manager.name.value != "npm" or manager.version is not None:
        return manager
    given = app.findings.unused.get("language_version")
    found = app.node(manager) if given is None else None
    version = found.value if found else str(given.value if given else "")
    if not re.match(r"\d", version) or ranges.major(version) >= NPM_7_COMES_WITH:
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
        app.findings.warn(f"{other} is ignored: the project uses {command}")
    if is_of_npm_6(manager):
        app.findings.warn(
            f"{manager.lockfile} was written by npm 6 or older: a newer npm gets an option that "
            "treats peers the same way; `npm install` rewrites the file"
        )
    complaint = package_manager.complaint(manager)
    if complaint:
        app.findings.warn(complaint)
    if complaint or manager.locked is None:
        return
    asked = _asked(app)
    stale = [one for part in asked for one in staleness.stale(manager.locked, part)]
    left = [one for part in asked for one in staleness.left_over(manager.locked, part)]
    if not stale and not left:
        return
    said = [f"it lacks {_first(stale)}"] if stale else []
    said += [f"it still has {_first(left)}"] if left else []
    renews = manager.row.renews or f"{command} install"
    app.findings.warn(
        f"{manager.lockfile} is out of date, and `{manager.row.frozen}` will stop the build: "
        f"{' and '.join(said)}; run {renews}"
    )


def _first(clauses: list[str]) -> str:
    """The first of several, and that there are more."""
    return ", ".join(clauses[:3]) + (" and more" if len(clauses) > 3 else "")


def _asked(app: App) -> list[staleness.Asked]:
    """What each package.json asks for that the lockfile has to hold."""
    if app.project.first(*PNPM_HOOKS):
        return []  # which change what a package.json asks for
    members = {member.name for member in (*app.members, *app.sides)}
    overridden = staleness.overridden(app.project, app.root)
    found = []
    for package in app.packages:
        asked = {name: one for name, one in package.declared().items() if name not in members}
        known = {*members, *package.json.keys("peerDependencies")}
        found.append(staleness.Asked(package.folder, asked, known, overridden))
    return found


PNPM_HOOKS = (".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js")


def _warn_of_scripts(app: App, manager: Manager) -> None:
    """Say where a package manager will not run a script that a native module needs."""
    command, version = _installer(app, manager)
    if not version or not install_scripts.has_to_approve(command, version):
        return
    needed = install_scripts.unapproved(app.project, app.root, command, manager.locked)
    if needed is not None:
        approve = APPROVES["rush" if app.of_rush else command]
        app.findings.warn(
            f"{needed.evidence.key} is installed without its binary: {command} {version} "
            f"runs no script that is not approved; {approve}"
        )


APPROVES = {
    "npm": "run `npm install-scripts approve` and commit what it writes",
    "pnpm": "run `pnpm approve-builds` and commit what it writes",
    "rush": (
        f"name it in {rush.CONFIG}/pnpm-config.json: globalOnlyBuiltDependencies, or "
        "globalAllowBuilds from pnpm 11 on"
    ),
}


def _installer(app: App, manager: Manager) -> tuple[str, str]:
    """The package manager that installs, which Rush has one for, and its version or nothing."""
    if app.of_rush:
        name, _, version = rush.read(app.project).manager.value.partition("@")
        return name, version
    return manager.row.command, manager.version.value if manager.version else ""


def is_of_npm_6(manager: Manager) -> bool:
    """Whether a newer npm reads a lockfile that npm 6 wrote, which installed no peers."""
    found = manager.locked.format if manager.locked else None
    return manager.row.name == "npm" and found is not None and found.value == "1"


def options(manager: Manager) -> str:
    """What an installation is told beside its usual command, with a space before it."""
    if is_of_npm_6(manager):
        return OLD_PEERS
    return NO_RUNTIME if _brings_runtime(manager) else ""


NODE_MODULES = " --config.node-linker=isolated --config.symlink=true"
"""Has pnpm write a plain node_modules folder: https://pnpm.io/settings#nodelinker."""


def linker(app: App, manager: Manager) -> str:
    """What pnpm is told where the project has Plug'n'Play, with a space before it.

    As with Yarn, the image has node_modules, which runs without a loader.
    """
    if manager.row.command != "pnpm":
        return ""
    return NODE_MODULES if pnpm_settings.setting(app.project, "nodeLinker") == "pnp" else ""


def _brings_runtime(manager: Manager) -> bool:
    """Whether pnpm would fetch a Node.js of its own, and can be told not to."""
    members = (manager.locked.wanted if manager.locked else None) or {}
    asked = any(one.startswith("runtime:") for held in members.values() for one in held.values())
    version = manager.version.value if manager.version else ""
    return asked and ranges.admits(NO_RUNTIME_SINCE, ranges.newest_of(version))
