"""How the part of a workspace is made that one application needs: `turbo prune`, `pnpm deploy`."""

from __future__ import annotations

import re
import shlex

from dockgen.core.facts import Evidence, Fact, pairs, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.facts import managing, setup
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.package_managers import pnpm_settings, ranges
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager

PATCH = lazy_regex(r"patches/[^/]+\+[^/]+\.patch")
"""A patch: https://github.com/ds300/patch-package#readme."""


def settle_pruning(app: App, manager: Manager) -> None:
    """`turbo prune` writes a lockfile for the application alone, which no other one changes."""
    turbo = app.root.dependency("turbo")
    if app.reaches is not None and app.reaches.leads_out:
        return  # it takes along what package.json files name, and nothing else
    if turbo is None or not app.project.first("turbo.json", "turbo.jsonc"):
        return
    exact = manager.locked.version("turbo") if manager.locked else None
    version = exact.value if exact else re.sub(r"^[\^~>=v ]+", "", turbo.value)
    name = shlex.quote(app.members[-1].name)
    has_bun = manager.row.name == "bun" and app.findings.facts["runtime"].value == "bun"
    runner = "bunx" if has_bun else "npx --yes"
    command = f"{runner} turbo@{version} prune {name} --docker"
    found = exact.evidence if exact else turbo.evidence
    app.findings.settle("prune_workspace_command", text, Fact(command, found))


def settle(app: App, manager: Manager, shape: str) -> None:
    """Settle `deploy_command` and what it has to be given, for pnpm and a server that is built."""
    # Members of Nx often leave their packages to the top, which `pnpm deploy` would leave out.
    from_top = app.picked is not None and app.root.has_production_dependencies
    stays = from_top or _stays_in_place(app, manager)
    if manager.row.name == "pnpm" and shape == "built-server" and not stays:
        command = Fact(_deploy(app, manager), Evidence("file", manager.lockfile))
        app.findings.settle("deploy_command", text, command)
        _settle_deployed(app)


def _stays_in_place(app: App, manager: Manager) -> bool:
    """Whether the image has to hold the members where they lie in the repository.

    `pnpm deploy`, which is there from 7.4 on, takes along what is asked for as `workspace:`, or
    copied as such. It leaves a link to any other member where no folder is:
    https://pnpm.io/settings#linkworkspacepackages.
    """
    if not ranges.admits(">=7.4", _padded(manager)):
        return True
    names = {member.name for member in app.members}
    asked = [
        wanted
        for member in app.members
        for name, wanted in member.package.declared().items()
        if name in names and not wanted.startswith("workspace:")
    ]
    said = pnpm_settings.setting(app.project, "linkWorkspacePackages")
    by_range = said in {"true", "deep"} or (not said and ranges.admits("<9", _padded(manager)))
    linked = asked if by_range else [one for one in asked if one.startswith("link:")]
    return bool(linked) and not _is_injected(app)


def _padded(manager: Manager) -> str:
    version = manager.version.value if manager.version else manager.row.default_version
    return ranges.newest_of(version)


def _is_injected(app: App) -> bool:
    """Whether members are copied to where they are needed, instead of linked."""
    return pnpm_settings.setting(app.project, "injectWorkspacePackages") == "true"


def _deploy(app: App, manager: Manager) -> str:
    """https://pnpm.io/cli/deploy; from 10 to 12.1 it wants injected members or the old way."""
    old_way = ranges.admits(">=10 <12.2", _padded(manager)) and not _is_injected(app)
    legacy = "--legacy " if old_way else ""
    name = shlex.quote(app.members[-1].name)
    facts = app.findings.facts
    everything = facts.get("production_install_command") == facts["install_command"]
    only = "" if everything else "--prod "
    told = managing.linker(app, manager)
    return f"pnpm --filter={name} deploy {only}{legacy}/prod{told}"


def _settle_deployed(app: App) -> None:
    """Settle what `pnpm deploy`, which installs packages anew, has to be given of the build's.

    A package of pnpm is next to those that it depends on, and a link leads to it: above the place
    that a link leads to are its neighbours. https://pnpm.io/symlinked-node-modules-structure
    """
    found = app.findings
    if "package_setup_commands" in found.facts:
        _settle_patched(app)
    if pnpm_settings.setting(app.project, "nodeLinker") == "hoisted":
        return
    copies, evidence = [], None
    used = app.package.json.keys("dependencies")
    for member in setup.clients_of_prisma(app):
        client = "node_modules/@prisma/client/../../.prisma"
        above = "/".join(".." for _ in member.name.split("/"))
        place = f"{member.name}/{above}/" if member is not app.members[-1] else ""
        if place and member.name not in used:
            continue
        copies.append((f"{member.folder}/{client}", f"{place}@prisma/client/../../"))
        evidence = evidence or member.package.json.evidence("dependencies", "@prisma/client")
    if evidence is not None:
        found.settle("deployed_clients", pairs("FROM:TO"), Fact(tuple(copies), evidence))


def _settle_patched(app: App) -> None:
    """Settle the patches of patch-package that change what `pnpm deploy` has installed anew.

    It finds a package at the top of node_modules only, where pnpm has the application's own ones.
    """
    own = {*app.package.json.keys("dependencies"), *app.package.json.keys("optionalDependencies")}
    others = {name for one in app.members for name in one.package.json.keys("dependencies")} - own
    files = app.project.matching(PATCH)
    patches = {one: _patched_by(one) for one in files}
    applied = tuple(one for one, name in patches.items() if name in own)
    if applied:
        app.findings.settle("deployed_patches", words, Fact(applied, Evidence("file", applied[0])))
    left = [one for one, name in patches.items() if name in others or "++" in one]
    if left:
        app.findings.warn(
            f"`pnpm deploy` installs packages anew, and patch-package does not find there what "
            f"{', '.join(left)} changes: `pnpm patch` keeps patches in pnpm-workspace.yaml"
        )


def _patched_by(path: str) -> str:
    """The package that a patch is for: `patches/@acme+x+1.0.0.patch` is for @acme/x."""
    if "++" in path:
        return ""  # a package inside another one's folder
    parts = path.removeprefix("patches/").split("+")
    return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]
