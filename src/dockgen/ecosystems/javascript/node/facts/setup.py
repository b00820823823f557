"""Scripts of an installation in a workspace: those at the top, and what they mean for packages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, pairs, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos.commands import is_orchestrated
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, find
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import command_words, lifecycle, scripts
from dockgen.ecosystems.javascript.node.scripts.lifecycle import Lifecycle
from dockgen.ecosystems.javascript.node.sources import prisma
from dockgen.readers.package_json import NAME

READ_FOLDERS = ("patches", ".yarn/patches", ".yarn/plugins", ".yarn/releases", ".yarn/cache")
"""Folders that an installation reads."""

WORD = lazy_regex(r"[\w@./-]+")
PRISMA_FILES = ("prisma.config.ts", "prisma.config.mjs", "prisma.config.js", "schema.prisma")
"""Files beside package.json that Prisma reads: https://www.prisma.io/docs/orm/reference."""


class Changes(NamedTuple):
    """What scripts change in installed packages.

    Args:
        script: a script, of the application, the top or a member, that may do so; or None.
        patch: the command at the top that patches packages; empty where there is none.
        generates: whether all that may do so, in a project of one package, is `prisma generate`.
    """

    script: Fact[str] | None
    patch: str = ""
    generates: bool = False


def settle(app: App, manager: Manager, own: Lifecycle) -> Changes:
    """Settle which scripts at the top of a workspace run and when, and say what all change."""
    if not app.members:
        return Changes(own.changing, own.patch, own.generates)
    top = _settle_top(app, manager)
    return Changes(top.changing or own.changing or _changing_member(app), top.patch)


def _settle_top(app: App, manager: Manager) -> Lifecycle:
    top = lifecycle.read(app.root, app.root.script("build"))
    if not top.later:
        return Lifecycle()
    elsewhere = _other_member(app, top)
    if elsewhere is not None:
        app.findings.warn(
            f"scripts.{top.later[0].value} of the top does not run in this image: "
            f"it calls for {elsewhere.folder}, which {app.folder} does not depend on"
        )
        return Lifecycle()
    # What only patches needs no sources, so its layer lies before them.
    name = "package_setup_commands" if top.patches else "workspace_setup_commands"
    commands = tuple(f"{manager.row.command} run {one.value}" for one in top.later)
    app.findings.settle(name, words, Fact(commands, top.later[0].evidence))
    return top


def _other_member(app: App, top: Lifecycle) -> Member | None:
    """A member that a script at the top names and the application does not need, or None."""
    found = find(app.project)
    needed = {member.folder for member in app.members}
    others = [one for one in found.members.values() if one.folder not in needed] if found else []
    text = _text(app, top)
    for one in others:
        folder, name = re.escape(one.folder), re.escape(one.name)
        named = rf"(?:-w|-F|--workspace|--filter|--scope|workspace)[= ][\"']?{name}(?![\w/-])"
        if re.search(rf"(?<![\w@/-]){folder}(?![\w-])|{named}", text):
            return one
    return None


def _text(app: App, top: Lifecycle) -> str:
    """The text of the scripts that run, and of those that they call."""
    found = (app.root.script(one.value) for one in top.later)
    return " ; ".join(scripts.expanded(one, app.root) for one in found if one)


def _changing_member(app: App) -> Fact[str] | None:
    """A script of a member that may change installed packages: a tool may call any of them."""
    for member in app.members:
        package = member.package
        found = lifecycle.read(package, package.script("build")).changing
        if found is None and is_orchestrated(app.root):
            found = lifecycle.generator(package)
        if found is not None:
            return found
    return None


def settle_released(app: App, manager: Manager, start: tuple[str, ...]) -> None:
    """Settle `released_packages`: development packages that npm would keep when it prunes.

    `@prisma/client` names the command line of Prisma and TypeScript as optional peers, and npm
    prunes no optional peer that the project declares, even for development alone: hundreds of
    megabytes (https://github.com/npm/cli/issues/7734). What else needs one of them keeps it. From
    npm 11 on, an optional peer that nobody declares goes with the others.
    """
    client = [one for one in app.packages if one.json.text("dependencies", "@prisma/client")]
    if not client or _migrates(app, start):
        return
    keys = [
        (package.folder or ".", f"devDependencies.{name}")
        for package in app.packages
        for name in ("prisma", "typescript")
        if package.json.text("devDependencies", name)
    ]
    if keys and manager.row.name == "pnpm":
        _warn_of_kept(app, manager)
    elif keys and _can_release(app, manager):
        evidence = client[0].json.evidence("dependencies", "@prisma/client")
        app.findings.settle("released_packages", pairs("FOLDER:KEY"), Fact(tuple(keys), evidence))


SETTINGS = "pnpm-workspace.yaml"
OVERRIDE = "@prisma/client>prisma"
KEEPS = ">=9.12 <11.28 || >=12.0 <12.8"
"""Which pnpm keeps optional peers that are development packages, and can be told not to: before
9.12 no override removes anything, and 11.28 and 12.8 install them for development alone."""


def _warn_of_kept(app: App, manager: Manager) -> None:
    """Say how pnpm is told to leave out what its lockfile holds as dependencies of the client.

    https://pnpm.io/settings#overrides: `-` removes a dependency, from 9.12 on.
    """
    version = manager.version.value if manager.version else ""
    padded = ranges.newest_of(version)
    # https://pnpm.io/settings: in a file of their own from 10 on, and in no other from 11 on.
    apart = ranges.admits(">=11", padded) or app.project.has(SETTINGS)
    place = SETTINGS if apart and ranges.admits(">=10", padded) else NAME
    files = (one for one in (SETTINGS, NAME) if app.project.has(one))
    said = any(OVERRIDE in app.project.read(one).text for one in files)
    if ranges.admits(KEEPS, padded) and not said:
        app.findings.warn(
            "pnpm keeps prisma and typescript, which @prisma/client names as optional peers, more "
            f"than 100 MB: pnpm 11.28 leaves them out, and so do overrides of pnpm in {place}, "
            f"{OVERRIDE!r} and '@prisma/client>typescript' as '-'"
        )


def _can_release(app: App, manager: Manager) -> bool:
    """Whether it is npm 11 or later, which comes with Node.js 24."""
    if manager.row.name != "npm":
        return False
    if manager.version is not None:
        return ranges.major(manager.version.value) >= 11
    version = str(app.findings.facts["language_version"].value)
    return ranges.major(version) >= 24


def _migrates(app: App, start: tuple[str, ...]) -> bool:
    """Whether the image may be asked to bring a database up to date, with Prisma's own tool."""
    asked = [" ".join(start)]
    for package in app.packages:
        found = (package.script(name) for name in package.json.keys("scripts"))
        asked += [one.value for one in found if one]
    entry = command_words.entry_file(start)
    asked += [file.text for file in listening_port.followed(app.project, entry, app.folder)]
    return DEPLOYS.search(" ; ".join(asked)) is not None


DEPLOYS = lazy_regex(r"\bprisma['\",\s\[]+migrate['\",\s]+deploy\b")
"""In a script, or in a source that runs it: `execa("prisma", ["migrate", "deploy"])`."""


def clients_of_prisma(app: App) -> list[Member]:
    """The members, dependencies first, whose schema has a client in their installed packages."""
    return [one for one in app.members if prisma.has_client_in_packages(app.project, one.package)]


def client_to_generate(app: App, manager: Manager) -> Fact[str] | None:
    """The command that writes Prisma's client, where no script of an installation or build does.

    Before version 7 the installed package did so by itself, for which it needs the schema:
    https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client.
    """
    package = app.package
    paths = prisma.schemas(app.project, package)
    tool = package.dependency("prisma")
    if app.members or not paths or tool is None:
        return None
    if not package.json.text("dependencies", "@prisma/client"):
        return None
    build = app.build_script
    texts = [scripts.expanded(build, package)] if build else []
    removed = lifecycle.read(package, None).removed
    found = (package.script(one.value) for one in removed)
    texts += [scripts.expanded(one, package) for one in found if one]
    written = prisma.is_written(app.project, paths)
    if written or any(lifecycle.GENERATES.search(one) for one in texts):
        return None
    place = prisma.with_generator(app.project, paths)
    return Fact(f"{manager.row.runner} prisma generate", Evidence("generator", place))


def files_at_top(app: App) -> tuple[str, ...]:
    """Files at the top that the scripts there read, package.json with the scripts among them."""
    named = [path for path in _paths(app) if "/" not in path]
    return (NAME, *sorted({path for path in named if app.project.has(path)} - {NAME}))


def folders_at_top(app: App) -> tuple[str, ...]:
    """Folders at the top, outside all members, that the scripts there read."""
    members = {member.folder.split("/")[0] for member in app.members}
    installed = {path.split("/")[0] for path in READ_FOLDERS}
    named = {path.split("/")[0] for path in _paths(app)} - members - installed - {"node_modules"}
    return tuple(sorted(one for one in named if app.project.has_folder(one)))


def _paths(app: App) -> Iterator[str]:
    text = _text(app, lifecycle.read(app.root, app.root.script("build")))
    schema = app.root.json.text("prisma", "schema")
    for word in WORD.findall(f"{text} {schema.value if schema else ''}"):
        yield posixpath.normpath(word)
    if lifecycle.GENERATES.search(text):
        yield from PRISMA_FILES
