"""Which generators an image has to call, because nothing that builds it does."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.core.facts import Fact, pairs
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos.commands import member_command
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import lifecycle, scripts
from dockgen.ecosystems.javascript.node.sources import generators, prisma
from dockgen.readers.json import JsonFile
from dockgen.readers.package_json import PackageJson

BUILDS = ("prebuild", "build", "postbuild")
TASK_FILES = ("turbo.json", "turbo.jsonc", "nx.json")


class Call(NamedTuple):
    """A generator that the image calls.

    Args:
        folder: the folder of the package that has it.
        command: how it is called.
        into_packages: whether it may write into installed packages.
    """

    folder: str
    command: Fact[str]
    into_packages: bool


def settle(app: App, manager: Manager) -> Fact[str] | None:
    """Settle `generator_commands`, and return the first that may change installed packages."""
    found = calls(app, manager) if not app.sides and app.picked is None else []
    if found:
        commands = tuple((one.folder or ".", one.command.value) for one in found)
        evidence = found[0].command.evidence
        app.findings.settle("generator_commands", pairs("FOLDER:COMMAND"), Fact(commands, evidence))
    return next((one.command for one in found if one.into_packages), None)


def calls(app: App, manager: Manager) -> list[Call]:
    """The generators that the image calls, those of dependencies first, each with a note."""
    found: list[Call] = []
    packages = [one.package for one in app.members] or [app.package]
    for package in packages:
        member = next((one for one in app.members if one.folder == package.folder), None)
        running = _running(app, package)
        for one in generators.missing(app.project, package, app.root):
            if generators.is_called(one.row, running):
                continue
            if member is None and one.row.name == "Prisma":
                continue  # `setup.client_to_generate` has rules of its own for it
            place = f"{one.evidence.file}:{one.evidence.line}"
            place = place if one.evidence.line else str(one.evidence.file)
            if one.asks:
                app.findings.warn(
                    f"{place}: what {one.row.name} makes is not in the project, and it wants "
                    f"{one.asks}, which no build has: commit what it makes"
                )
                continue
            if not (one.script or one.row.command):
                continue
            command = _command(app, manager, member, package, one)
            app.findings.warn(
                f"{place}: nothing that builds the image calls {one.row.name}, and what it makes "
                "is not in the project: the image calls it once its sources are there"
            )
            found.append(Call(package.folder, command, one.row.into_packages))
    return found


def _command(
    app: App,
    manager: Manager,
    member: Member | None,
    package: PackageJson,
    found: generators.Found,
) -> Fact[str]:
    if member is not None and found.script:
        command = member_command(manager, member, found.script)
    elif found.script:
        command = f"{manager.row.command} run {found.script}"
    else:
        command = f"{manager.row.runner} {found.row.command}"
        if member is not None:
            command = f"(cd {shlex.quote(member.folder)} && {command})"
    if found.row.name == "Prisma":
        values, _ = prisma.demanded(app.project, package)
        told = " ".join(f"{name}={shlex.quote(value)}" for name, value in values.items())
        if told and command.startswith("("):
            command = command.replace(" && ", f" && {told} ", 1)
        elif told:
            command = f"{told} {command}"
    return Fact(command, found.evidence)


def _running(app: App, package: PackageJson) -> list[str]:
    """The commands of scripts that the image runs anyway and that may generate for a package."""
    texts = generators.expanded(package, BUILDS)
    packages = {one.folder: one for one in (package, app.package, app.root)}
    for one in packages.values():
        build = app.build_script if one is app.package else None
        texts += [scripts.expanded(build, one)] if build else []
        texts += generators.expanded(one, [fact.value for fact in lifecycle.read(one, build).later])
    return [*texts, *generators.expanded(package, _tasks_before_builds(app))]


def _tasks_before_builds(app: App) -> list[str]:
    """The scripts that a tool of the repository runs before it builds.

    https://turborepo.com/docs/reference/configuration#dependson
    """
    path = app.project.first(*TASK_FILES)
    file = app.project.readable(path) if path else None
    if file is None or app.root.dependency("turbo", "nx") is None:
        return []
    json = JsonFile(file, comments=True)
    names: list[str] = []
    for key in ("tasks", "pipeline", "targetDefaults"):
        waiting = ["build"]
        while waiting:
            found = json.value(key, waiting.pop(), "dependsOn")
            for one in found if isinstance(found, list) else []:
                name = str(one).lstrip("^").rpartition("#")[2]
                if name not in names and name != "build":
                    names.append(name)
                    waiting.append(name)
    return names
