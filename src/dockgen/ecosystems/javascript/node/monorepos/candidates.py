"""What could be the application of a workspace, and what its scripts say of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.dockerfile.deployed.candidates import Aside, Candidate, Kind, Said, aside_by_name
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Matcher
from dockgen.ecosystems.javascript.node.monorepos import nest_cli, rush
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.ecosystems.javascript.node.monorepos.workspaces import GROUPS, Member, Workspace
from dockgen.ecosystems.javascript.node.scripts import command_words, scripts, start_command
from dockgen.readers.package_json import NAME, PackageJson

PHONES = ("expo", "react-native", "@capacitor/core", "nativescript")
DESKTOPS = ("@tauri-apps/cli", "@tauri-apps/api", "electron", "electron-builder")
DOCUMENTATION = {"docusaurus", "vitepress", "vuepress", "storybook"}
DOCUMENTATION_PACKAGES = ("@astrojs/starlight", "nextra", "fumadocs-core", "@redocly/cli")

ROLES = {
    "frontend": Kind.SITE,
    "backend": Kind.SERVER,
}
"""What Backstage calls its packages: https://backstage.io/docs/tooling/cli/build-system#package-roles."""

KINDS = {
    "server": Kind.SERVER,
    "bundle": Kind.SERVER,
    "library": Kind.SERVER,
    "site": Kind.SITE,
}

CONTAINERS = frozenset("docker container image prod production heroku deploy release".split())
STARTS = frozenset("start serve server".split())
DEVELOPS = frozenset("dev develop development watch test lint storybook e2e local debug".split())


def of_members(
    project: Project, workspace: Workspace, found: Sequence[Member]
) -> tuple[Candidate, ...]:
    """The members that can be run or served, each with what it is."""
    made = {one.folder: _of_member(project, one) for one in found}
    users = _users(workspace) if len(found) > 1 else {}
    for one in found:
        if not made[one.folder].aside:
            why = _part_of_another(one, users.get(one.name, []), made)
            made[one.folder] = made[one.folder]._replace(**_set_aside(why))
    return tuple(made.values())


def _users(workspace: Workspace) -> dict[str, list[Member]]:
    """The members that depend on a package, by its name."""
    found: dict[str, list[Member]] = {}
    for member in workspace.members.values():
        for name in {name for group in GROUPS for name in member.package.json.keys(group)}:
            found.setdefault(name, []).append(member)
    return found


def of_picked(project: Project, found: Mapping[str, Picked]) -> tuple[Candidate, ...]:
    """The applications that NestJS or Nx builds."""
    return tuple(
        Candidate(
            value=key,
            folder=one.folder,
            kind=_kind_of_picked(project, one),
            of=one.framework,
            names=(key, one.name),
        )._replace(**_set_aside(aside_by_name(one.folder or key, one.name)))
        for key, one in found.items()
    )


def _kind_of_picked(project: Project, one: Picked) -> Kind:
    if not one.entry:
        return Kind.SERVER if one.framework in {"next", "nuxt"} else Kind.SITE
    return Kind.SERVER if listening_port.listens(project, one.entry) else Kind.PROGRAM


def default_of_nest(project: Project) -> tuple[Said, ...]:
    """The project that nest-cli.json builds where none is named."""
    default = nest_cli.default(project)
    return (Said((default,), "builds it by default"),) if default else ()


def _set_aside(why: Aside) -> dict[str, Any]:
    return {"aside": why.reason, "never": why.never}


def _of_member(project: Project, member: Member) -> Candidate:
    package = member.package
    match = Matcher(project, package).first()
    row = match.row if match else None
    kind = KINDS.get(row.kind, Kind.PROGRAM) if row else Kind.PROGRAM
    if row is None:
        kind = _kind_of_program(project, package)
    role = package.json.text("backstage", "role")
    name = package.name.value if package.name else ""
    return Candidate(
        value=member.folder,
        folder=member.folder,
        kind=ROLES.get(role.value, kind) if role else kind,
        of=row.name if row else "",
        names=tuple(dict.fromkeys((member.name, name))),
    )._replace(**_set_aside(_aside(project, member, row.name if row else "")))


def _kind_of_program(project: Project, package: PackageJson) -> Kind:
    start = start_command.read(project, package)
    if start is not None and start.is_command_line:
        return Kind.COMMAND
    entry = command_words.entry_file(start.arguments.value) if start else None
    listens = entry is not None and listening_port.listens(project, entry, package.folder)
    return Kind.SERVER if listens else Kind.PROGRAM


def _aside(project: Project, member: Member, framework: str) -> Aside:
    """Why a member is hardly meant."""
    package = member.package
    role = package.json.text("backstage", "role")
    if role is not None and role.value not in ROLES:
        return Aside(f"Backstage calls it a {role.value}", never=True)
    for packages, what in ((PHONES, "for phones"), (DESKTOPS, "for desktops")):
        carried = package.dependency(*packages)
        if carried is not None:
            name = carried.evidence.key.partition(".")[2]
            return Aside(f"{name} makes applications {what}", never=True)
    if framework in DOCUMENTATION or package.dependency(*DOCUMENTATION_PACKAGES):
        return Aside("it is documentation")
    names = {one.lower() for one in package.json.keys("scripts")}
    if not names & {"start", "build", "dev", "serve"} and not any(
        one.startswith(("start", "build", "prod", "docker")) for one in names
    ):
        published = any(package.json.value(key) for key in ("main", "exports", "module", "types"))
        if published and start_command.procfile(project, package) is None:
            return Aside("a library: no script starts or builds it", never=True)
    return aside_by_name(member.folder, package.name.value if package.name else "")


def _part_of_another(
    member: Member, users: Sequence[Member], made: Mapping[str, Candidate]
) -> Aside:
    """Which other member a site is served by, or a program is a library of."""
    published = any(member.package.json.value(key) for key in ("main", "exports", "types"))
    for other in users:
        user = made.get(other.folder)
        if made[member.folder].kind is Kind.SITE and user and user.kind is Kind.SERVER:
            return Aside(f"{other.folder} serves it")
        if published and start_command.script_of(member.package) is None:
            return Aside(f"a library of {other.folder}", never=True)
    return Aside()


WORDS = lazy_regex(r"[A-Za-z0-9]+")


def scripts_at_the_top(project: Project) -> tuple[Said, ...]:
    """What the scripts at the top start and deploy, those for containers and production first."""
    if not project.has(NAME) or project.has(rush.NAME):  # Rush reads none at the top
        return ()
    package = PackageJson(project)
    said: dict[str, list[Fact[str]]] = {"deploys it": [], "starts it": []}
    for name in package.json.keys("scripts"):
        script = package.script(name)
        words = set(WORDS.findall(name.lower()))
        if script is None or words & DEVELOPS:
            continue
        text = Fact(re.sub(r"\s;\s", " && ", scripts.expanded(script, package)), script.evidence)
        if words & CONTAINERS:
            said["deploys it"].append(text)
        elif words & STARTS:
            said["starts it"].append(text)
    return tuple(Said(tuple(texts), what) for what, texts in said.items())
