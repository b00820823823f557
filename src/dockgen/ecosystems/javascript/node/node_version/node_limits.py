"""The newest Node.js that an old tool runs on, for projects that name none or any newer one.

webpack before 5.61 hashes with MD4, which the OpenSSL of Node.js 17 and later has no more
(https://github.com/webpack/webpack/issues/14532), and the frameworks that bring it are bound to it.
node-sass has a table: https://github.com/sass/node-sass#node-version-support-policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.package_json import PackageJson

Version = tuple[int, ...]


class Limit(NamedTuple):
    """Versions of something that run on no newer Node.js.

    Args:
        below: the first version that this does not hold for.
        newest: the newest line of Node.js with long-term support that they run on.
    """

    below: Version
    newest: str


FRAMEWORKS: dict[str, tuple[Limit, ...]] = {
    "angular": (Limit((13,), "16"),),
    "create-react-app": (Limit((5,), "16"),),
    "directus": (Limit((1000,), "22"),),
    "gatsby": (Limit((4,), "16"), Limit((6,), "24")),
    "next": (Limit((12,), "16"),),
    "nuxt": (Limit((2, 16), "16"),),
    "redwood": (Limit((9,), "20"),),
    "storybook": (Limit((7,), "16"),),
    "umi": (Limit((4,), "16"),),
    "vue-cli": (Limit((5,), "16"),),
    "webpack": (Limit((5, 61), "16"),),
}
"""By the framework that builds: another webpack in the lockfile may belong to something else.

Directus compiles isolated-vm, and its own image is of this line; Gatsby, Redwood say so themselves:
https://github.com/directus/directus/issues/26299, `engines` of gatsby.
"""

PACKAGES: dict[str, tuple[Limit, ...]] = {
    "better-sqlite3": (Limit((9,), "20"), Limit((12,), "22")),
    "fibers": (Limit((1000,), "14"),),
    "grpc": (Limit((1000,), "14"),),
    "node-sass": (
        Limit((6,), "14"),
        Limit((8,), "16"),
        Limit((9,), "18"),
        Limit((1000,), "20"),
    ),
}
"""By a package that is compiled for the version of Node.js."""


PNPM_WITHOUT_20 = ">=6 <7.32 || >=8.0 <8.3.1"

MANAGERS = {
    "yarn-berry": (("<3.2", "22"),),
    "pnpm": ((PNPM_WITHOUT_20, "18"),),
}
"""By the package manager: ranges of its versions, and the newest line that they run on.

Yarn before 3.2 calls `util.isDate`, which Node.js 23 has no more; pnpm fetched nothing on 20:
https://nodejs.org/api/deprecations.html#DEP0047, https://github.com/pnpm/pnpm/issues/6424.
"""


NOT_ON_24 = {"better-sqlite3": (13,)}
"""Packages that abort when they are compiled for Node.js 24, by the first version that does not.

From 24.19 on the headers have an object of C++ take back what it never announced:
https://github.com/nodejs/node/issues/65446. Before and after that line all is well.
"""

ABORTS_SINCE = 19
"""The version of Node.js 24 from which they do."""

LEGACY = "--openssl-legacy-provider"
"""Brings MD4 back: https://nodejs.org/api/cli.html#--openssl-legacy-provider."""


def of_framework(name: str, version: Fact[str]) -> Fact[str] | None:
    """The newest line of Node.js that a framework builds on, with what says so; None for any.

    Args:
        name: the framework's name.
        version: its version, or the range that is asked for.
    """
    return _of(FRAMEWORKS.get(name, ()), version)


def of_manager(name: str, version: Fact[str] | None) -> Fact[str] | None:
    """The newest line of Node.js that a package manager runs on, with what says so; None for any.

    Args:
        name: its name in the table of package managers.
        version: its version, or None for the newest.
    """
    if version is None:
        return None
    padded = ranges.newest_of(version.value.partition("-")[0])
    for versions, newest in MANAGERS.get(name, ()):
        if ranges.admits(versions, padded):
            return Fact(newest, version.evidence)
    return None


def of_packages(packages: Iterable[PackageJson], locked: Locked | None) -> Fact[str] | None:
    """The newest line of Node.js that compiled packages run on, with what says so; None for any.

    Args:
        packages: every package.json whose packages are installed.
        locked: the lockfile.
    """
    found = []
    for package in packages:
        for name, limits in PACKAGES.items():
            asked = package.dependency(name)
            exact = locked.version(name) if locked and asked else None
            limit = _of(limits, exact or asked) if asked else None
            found += [limit] if limit else []
    return lowest(found)


def aborting(
    packages: Iterable[PackageJson], locked: Locked | None, node: str
) -> tuple[str, Fact[str]] | None:
    """A package that may abort on this version of Node.js, with its own version; or None.

    Args:
        packages: every package.json whose packages are installed.
        locked: the lockfile.
        node: the version of Node.js.
    """
    line, *rest = node.split(".")
    if line != "24" or (rest and rest[0].isdigit() and int(rest[0]) < ABORTS_SINCE):
        return None
    for package in packages:
        for name, below in NOT_ON_24.items():
            asked = package.dependency(name)
            exact = locked.version(name) if locked and asked else None
            found = exact or asked
            if found is not None and _of((Limit(below, "22"),), found):
                return name, found
    return None


def lowest(limits: Iterable[Fact[str] | None]) -> Fact[str] | None:
    """The limit that holds for all."""
    return min((one for one in limits if one), key=lambda one: int(one.value), default=None)


def _of(limits: tuple[Limit, ...], version: Fact[str] | None) -> Fact[str] | None:
    text = version.value.split("||", maxsplit=1)[0] if version else ""
    numbers = tuple(int(one) for one in re.findall(r"\d+", text)[:3])
    for one in limits:
        if version is not None and numbers and numbers < one.below:
            return Fact(one.newest, version.evidence)
    return None
