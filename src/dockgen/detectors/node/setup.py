"""Scripts of an installation in a workspace: those at the top, and what they mean for packages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.detectors.node.app import App, is_orchestrated
from dockgen.facts import Fact, words
from dockgen.manifests.javascript import lifecycle, scripts
from dockgen.manifests.javascript.lifecycle import Lifecycle
from dockgen.manifests.javascript.package_json import NAME
from dockgen.manifests.javascript.package_manager import Manager
from dockgen.manifests.javascript.workspaces import Member, find
from dockgen.patterns import lazy_regex

READ_FOLDERS = ("patches", ".yarn/patches", ".yarn/plugins", ".yarn/releases", ".yarn/cache")
"""Folders that an installation reads."""

WORD = lazy_regex(r"[\w@./-]+")
PRISMA_FILES = ("prisma.config.ts", "prisma.config.mjs", "prisma.config.js", "schema.prisma")
"""Files beside package.json that Prisma reads: https://www.prisma.io/docs/orm/reference."""


def settle(app: App, manager: Manager, own: Lifecycle) -> Fact[str] | None:
    """Settle which scripts at the top of a workspace run, and when.

    Returns:
        A script, of the top or of a member, that may change installed packages; or None.
    """
    if not app.members:
        return own.changing
    return _settle_top(app, manager) or own.changing or _changing_member(app)


def _settle_top(app: App, manager: Manager) -> Fact[str] | None:
    top = lifecycle.read(app.root, app.root.script("build"))
    if not top.later:
        return None
    elsewhere = _other_member(app, top)
    if elsewhere is not None:
        app.findings.warn(
            f"scripts.{top.later[0].value} of the top does not run in this image: "
            f"it calls for {elsewhere.folder}, which {app.folder} does not depend on"
        )
        return None
    # What only patches needs no sources, so its layer lies before them.
    name = "package_setup_commands" if top.patches else "workspace_setup_commands"
    commands = tuple(f"{manager.row.command} run {one.value}" for one in top.later)
    app.findings.settle(name, words, Fact(commands, top.later[0].evidence))
    return top.changing


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
