"""Which images install and run an application, and how the package manager gets into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockgen.core.quoting import Printable, word
from dockgen.core.versions import product
from dockgen.ecosystems.javascript.common import images
from dockgen.ecosystems.javascript.node.monorepos import moon
from dockgen.ecosystems.javascript.node.package_managers import ranges

if TYPE_CHECKING:
    from dockgen.ecosystems.javascript.node.plan.values import Values

BUNDLED_NPM = ((24, "11"), (20, "10"), (18, "10"), (16, "8"), (0, "6"))
"""The major version of npm that comes with Node.js from that version on."""


UNPUBLISHED = ">=2 <2.4.1"
"""The versions of Yarn that the registry has no program of."""


def image_with_manager(values: Values) -> Printable:
    """The image in which packages are installed, and the application is built."""
    if values.is_all_bun:
        version = values.text("package_manager_version") or product("bun").default
        return images.bun(version, values.base)
    return images.node(values.node, values.base)


def own_runtime(values: Values) -> Printable | None:
    """The image that runs the application, where it is not the one that installs."""
    if not values.runs_on_bun or values.is_all_bun:
        return None
    return images.bun(values.text("language_version"), values.base)


def manager_install(values: Values) -> Printable | None:
    """How what the base image lacks gets into it: the package manager, Bun, moon."""
    manager = _package_of_manager(values)
    packages = [] if manager is None else [manager]
    if values.stages == "single" and own_runtime(values) is not None:
        packages.append(word(f"bun@{values.text('language_version')}", "language_version"))
    if "moon_version" in values.facts:
        packages.append(word(f"{moon.CLI}@{values.text('moon_version')}", "moon_version"))
    if not packages:
        return None
    command = ["bun" if values.is_all_bun else "npm", "install", "--global"]
    if values.row.command == "yarn" and manager is not None and _comes_with_yarn(values):
        command.append("--force")  # the other Yarn has the same name
    if any(one.startswith("bun@") for one in packages):
        command.append("--allow-scripts=bun")  # npm from 12 on runs none that is not approved
    facts = tuple(fact for one in packages for fact in one.facts)
    return Printable(" ".join([*command, *packages]), facts)


def _comes_with_yarn(values: Values) -> bool:
    """https://github.com/nodejs/docker-node#yarn-v1-classic-bundling."""
    return values.node_line < 26


def _package_of_manager(values: Values) -> Printable | None:
    """The npm package of the package manager, by its own version; None where it is there.

    Node.js 25 and later come without corepack, and npm with all: only another major version of
    it has to be installed.
    """
    row = values.row
    version = values.text("package_manager_version") or row.default_version
    if row.name == "npm":
        bundled = next((npm for line, npm in BUNDLED_NPM if values.node_line >= line), "")
        there = not version or version.split(".", maxsplit=1)[0] == bundled
    else:
        there = not row.npm_package or values.is_all_bun
        there = there or (row.name == "yarn" and _comes_with_yarn(values))
    if there:
        return None
    if row.name == "yarn-berry" and ranges.admits(UNPUBLISHED, ranges.newest_of(version)):
        version = "2"  # a release in the project is what it hands over to
    name = row.npm_package or row.command
    return word(f"{name}@{version}", "package_manager", "package_manager_version")
