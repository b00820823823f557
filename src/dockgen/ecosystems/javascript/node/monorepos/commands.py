"""How scripts of the members of a workspace are run."""

from __future__ import annotations

import shlex

from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos import nx, rush
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.readers.package_json import PackageJson


def member_command(manager: Manager, member: Member, script: str) -> str:
    """How the package manager runs a script of a member."""
    name, folder = shlex.quote(member.name), shlex.quote(member.folder)
    target = member.package.target(script)
    if target:
        return by_moon(target)
    return manager.row.run_member.format(name=name, folder=folder, script=script)


def by_moon(target: str) -> str:
    """How moon runs a task, without installing packages and tools before."""
    return f"moon run --no-actions {shlex.quote(target)}"


def is_orchestrated(root: PackageJson) -> bool:
    """Whether a tool is there that knows what has to be built first."""
    return root.dependency("turbo", "nx", "lerna") is not None


def orchestrated(
    project: Project, root: PackageJson, manager: Manager, member: Member, script: str
) -> str | None:
    """The command of a tool that knows what has to be built first; None without such a tool."""
    name = shlex.quote(member.name)
    if project.has(rush.NAME):
        run = member_command(manager, member, script)
        own = script == "build"
        return f"rush build --to {name}" if own else f"rush build --to-except {name} && {run}"
    if member.package.target(script):
        return member_command(manager, member, script)
    if root.dependency("turbo"):
        return f"{manager.row.runner} turbo run {script} --filter={name}"
    if root.dependency("nx"):
        options = nx.build_options(project)
        return f"{manager.row.runner} nx run-many --targets={script} --projects={name}{options}"
    if root.dependency("lerna"):
        return f"{manager.row.runner} lerna run {script} --scope={name} --include-dependencies"
    return None
