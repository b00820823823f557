"""Whether a package manager would refuse a lockfile, because it does not fit a package.json.

Each compares in its own way, and only what it would itself stop at is said:

- npm builds the tree that package.json asks for and refuses a version that does not fit its range;
  another range that the same version fits is fine: https://docs.npmjs.com/cli/commands/npm-ci.
- pnpm and Bun keep the ranges of each member and compare them as text, the overridden ones too.
- Yarn from 2 on keeps them in the entry of each member, and what `resolutions` make of them apart.
- Yarn 1 looks for `name@range`, and for the package at the top alone:
  https://github.com/yarnpkg/yarn/issues/5840.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.package_managers import pnpm_settings, ranges
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.package_json import PackageJson
from dockgen.readers.yaml import YamlFile

ELSEWHERE = lazy_regex(r"(?:workspace|link|file|portal|patch|catalog|exec|runtime):.*")
"""Ranges that no registry answers, and that lockfiles write in forms of their own."""

SEMVER = lazy_regex(r"[\d\s.*xX<>=^~|v+a-z-]*\d[\d\s.*xX<>=^~|v+\w-]*")


class Asked(NamedTuple):
    """What one package.json asks for.

    Args:
        folder: the folder of the package.json; empty for the top.
        ranges: the ranges by package, without members of the workspace.
        known: further names that its part of the lockfile may hold: members and peers.
        overridden: the packages whose ranges something else decides.
    """

    folder: str
    ranges: Mapping[str, str]
    known: Collection[str] = frozenset()
    overridden: Collection[str] = frozenset()


def stale(locked: Locked, asked: Asked) -> list[str]:
    """What the package manager would stop at, one clause a package."""
    if locked.by_version:
        return _by_version(locked, asked)
    if locked.wanted is not None:
        return _by_text(locked, asked) if asked.folder in locked.wanted else []
    if not locked.descriptors or asked.folder:
        return []
    return [
        f"{name} {wanted}"
        for name, wanted in asked.ranges.items()
        if f"{name}@{wanted.removeprefix('npm:')}" not in locked.descriptors
        and not ELSEWHERE.fullmatch(wanted)
    ]


def _by_version(locked: Locked, asked: Asked) -> list[str]:
    if locked.wanted is None or asked.folder not in locked.wanted:
        return []
    found = []
    for name, wanted in asked.ranges.items():
        held = _place(locked, asked.folder, name)
        if held is None:
            found.append(f"{name} {wanted}")
        elif name not in asked.overridden and held and SEMVER.fullmatch(wanted):
            fits = ranges.admits(wanted, held)
            found += [] if fits else [f"{name} {wanted} (the lockfile has {held})"]
    return found


def _place(locked: Locked, folder: str, name: str) -> str | None:
    """The version that a member finds; empty for a folder, None where there is none."""
    parts = folder.split("/") if folder else []
    for depth in range(len(parts), -1, -1):
        found = locked.places.get("/".join([*parts[:depth], "node_modules", name]))
        if found is not None:
            return found
    return None


def _by_text(locked: Locked, asked: Asked) -> list[str]:
    held = (locked.wanted or {})[asked.folder]
    apart = {*asked.overridden, *asked.known}
    found = []
    for name, wanted in asked.ranges.items():
        if name in apart or not wanted or ELSEWHERE.fullmatch(wanted):
            continue
        there = held.get(name)
        if there is None:
            found.append(f"{name} {wanted}")
        elif there.removeprefix("npm:") != wanted.removeprefix("npm:"):
            found.append(f"{name} {wanted} (the lockfile was made for {there})")
    return found


def left_over(locked: Locked, asked: Asked) -> list[str]:
    """The packages that a lockfile was made for and a package.json does not name any more.

    npm and Yarn 1 leave them out without a word, so there are none.
    """
    if locked.by_version or locked.wanted is None:
        return []
    held = locked.wanted.get(asked.folder, {})
    names = {*asked.ranges, *asked.overridden, *asked.known}
    left = [name for name, wanted in held.items() if not ELSEWHERE.fullmatch(wanted)]
    return [name for name in left if name not in names]


def overridden(project: Project, root: PackageJson) -> frozenset[str]:
    """The packages whose ranges overrides or resolutions decide.

    https://docs.npmjs.com/cli/configuring-npm/package-json#overrides,
    https://pnpm.io/settings#overrides, https://yarnpkg.com/configuration/manifest#resolutions
    """
    keys = [*root.json.keys("overrides"), *root.json.keys("pnpm", "overrides")]
    keys += root.json.keys("resolutions")
    there = project.has(pnpm_settings.NAME)
    settings = project.parsed(pnpm_settings.NAME, YamlFile) if there else None
    more = settings.value("overrides") if settings else None
    keys += [str(one) for one in more] if isinstance(more, dict) else []
    names = (re.sub(r"^.*[>](?=[@a-z])|^\*\*/", "", one) for one in keys)
    return frozenset(name[:1] + name[1:].partition("@")[0] for name in names)
