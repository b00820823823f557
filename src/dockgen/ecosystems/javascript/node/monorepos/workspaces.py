"""Workspaces: which members a repository has, and which of them an application is made of.

How each tool names its members: https://docs.npmjs.com/cli/using-npm/workspaces,
https://pnpm.io/pnpm-workspace_yaml, https://yarnpkg.com/features/workspaces,
https://bun.com/docs/pm/workspaces, https://lerna.js.org/docs/api-reference/configuration,
https://rushjs.io/pages/configs/rush_json, https://moonrepo.dev/docs/config/workspace#projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.project import Project, once_per_project
from dockgen.dockerfile.linear_regex import whole_match
from dockgen.ecosystems.javascript.node.monorepos import moon, rush
from dockgen.readers.json import JsonFile
from dockgen.readers.package_json import NAME, PackageJson
from dockgen.readers.yaml import YamlFile

GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
PNPM = "pnpm-workspace.yaml"


class Member(NamedTuple):
    """A package of the workspace.

    Args:
        folder: its folder, relative to the project.
        package: its package.json.
        apart: the names of members that it takes from the registry all the same.
        also: the folders of members that it needs by another file than package.json.
    """

    folder: str
    package: PackageJson
    apart: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its full name, scope included; its folder where it has none."""
        found = self.package.json.text("name")
        return found.value if found else self.folder


@dataclass(frozen=True, eq=False)
class Workspace:
    """A repository of several packages.

    Args:
        members: all of them, by folder.
        evidence: where the members are named.
    """

    members: dict[str, Member]
    evidence: Evidence

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """The members by their names."""
        return {member.name: member for member in self.members.values()}

    @cached_property
    def by_declared(self) -> dict[str, list[Member]]:
        """The members that each package is to be installed for."""
        found: dict[str, list[Member]] = {}
        for member in self.members.values():
            for name in member.package.declared():
                found.setdefault(name, []).append(member)
        return found

    def needed_by(self, folder: str, also: Mapping[str, Iterable[str]]) -> list[Member]:
        """A member with all that it depends on, dependencies first.

        Args:
            folder: the member's folder.
            also: folders of members that no package.json names, by the folder that needs them.
        """
        by_name = self.by_name
        ordered: dict[str, Member] = {}
        entered: set[str] = set()

        def visit(member: Member) -> None:
            if member.folder in entered:
                return
            entered.add(member.folder)
            for name in _depends_on(member):
                if name in by_name:
                    visit(by_name[name])
            for one in (*member.also, *also.get(member.folder, ())):
                if one in self.members:
                    visit(self.members[one])
            ordered[member.folder] = member

        visit(self.members[folder])
        return list(ordered.values())


def _depends_on(member: Member) -> Iterator[str]:
    for group in GROUPS:
        yield from (name for name in member.package.json.keys(group) if name not in member.apart)


@once_per_project
def find(project: Project) -> Workspace | None:
    """The workspace whose root the project is, or None.

    Raises:
        UnusableInput: a file that names the members, or the package.json of one, cannot be used.
    """
    if project.has(rush.NAME):
        return _of_rush(project)
    named = (
        _in_package_json(project) or _in_pnpm(project) or _in_moon(project) or _in_lerna(project)
    )
    if named is None:
        return None
    patterns, evidence = named
    folders = sorted(_matching(project, patterns))
    members = {one.folder: one for one in _members(project, folders)}
    return Workspace(members, evidence) if members else None


def _members(project: Project, folders: list[str]) -> Iterator[Member]:
    found = moon.find(project) if project.has_folder(moon.FOLDER) else None
    by_name = {found.name(folder): folder for folder in folders} if found else {}
    for folder in folders:
        if found is None:
            yield Member(folder, PackageJson(project, folder))
        else:
            also = sorted(by_name[one] for one in found.needs(folder) & set(by_name))
            yield Member(folder, found.package(folder), frozenset(), tuple(also))


Patterns = tuple[list[str], Evidence]


def _in_package_json(project: Project) -> Patterns | None:
    """`workspaces`: a list, or an object that holds one under `packages`."""
    if not project.has(NAME):
        return None
    json = project.parsed(NAME, JsonFile)
    found = json.value("workspaces")
    if isinstance(found, dict):
        found = found.get("packages")
    if not isinstance(found, list):
        return None
    return [str(one) for one in found], json.evidence("workspaces")


def _in_pnpm(project: Project) -> Patterns | None:
    found = _yaml_value(project, PNPM, "packages")
    if not isinstance(found, list):
        return None
    return [str(one) for one in found], Evidence("packages", PNPM)


def _in_moon(project: Project) -> Patterns | None:
    """`projects`: globs, or a map of names to folders, or an object that holds both."""
    path = ".moon/workspace.yml"
    found = _yaml_value(project, path, "projects")
    if isinstance(found, dict) and {"globs", "sources"} & set(found):
        sources = found.get("sources")
        named = list(sources.values()) if isinstance(sources, dict) else []
        globs = found.get("globs")
        found = [*named, *(globs if isinstance(globs, list) else [])]
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, list):
        return None
    return [str(one) for one in found], Evidence("projects", path)


def _in_lerna(project: Project) -> Patterns | None:
    if not project.has("lerna.json"):
        return None
    json = project.parsed("lerna.json", JsonFile)
    found = json.value("packages")
    patterns = [str(one) for one in found] if isinstance(found, list) else ["packages/*"]
    return patterns, json.evidence("packages")


def _of_rush(project: Project) -> Workspace | None:
    found = rush.read(project)
    members = {
        one.folder: Member(one.folder, PackageJson(project, one.folder), one.apart)
        for one in found.projects
    }
    return Workspace(members, found.evidence) if members else None


def _yaml_value(project: Project, path: str, key: str) -> object:
    return project.parsed(path, YamlFile).value(key) if project.has(path) else None


def _matching(project: Project, patterns: Iterable[str]) -> set[str]:
    """The folders with a package.json that the patterns name; `!` takes folders out again."""
    folders = {path.removesuffix(f"/{NAME}") for path in project.named(NAME) if path != NAME}
    chosen: set[str] = set()
    for pattern in patterns:
        fits = whole_match(_expression(pattern.lstrip("!")))
        matches = {one for one in folders if fits(one)}
        chosen = chosen - matches if pattern.startswith("!") else chosen | matches
    return chosen


def _expression(pattern: str) -> str:
    """A glob of folders as a regular expression: `*` within a name, `**` over several."""
    clean = pattern.removeprefix("./").strip("/")
    return "".join(_part(part) for part in re.split(r"(\*\*/?|\*|\?|\{[^{}]*\})", clean))


def _part(part: str) -> str:
    fixed = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in fixed:
        return fixed[part]
    if part.startswith("{") and part.endswith("}"):
        return "(?:" + "|".join(re.escape(one) for one in part[1:-1].split(",")) + ")"
    return re.escape(part)
