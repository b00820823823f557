"""Which package manager a project uses, and at which version.

Asked in this order: `packageManager`, `devEngines.packageManager`, `volta`, the lockfile with the
version of its format, `engines`, a script that Bun runs; npm where nothing says otherwise.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.javascript.node.monorepos import moon, rush
from dockgen.ecosystems.javascript.node.node_version import volta
from dockgen.ecosystems.javascript.node.package_managers import (
    install_scripts,
    lockfiles,
    ranges,
    yarn_settings,
)
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.ecosystems.javascript.node.package_managers.managers import (
    BY_NAME,
    MANAGERS,
    PackageManager,
    row_of,
)
from dockgen.readers.package_json import PackageJson

NAMES = ("pnpm", "yarn", "bun", "npm")
FIELD = lazy_regex(r"(npm|pnpm|yarn|bun)@(\d+(?:\.\d+)*[0-9A-Za-z.-]*)(?:\+\S+)?")
"""`packageManager`: https://nodejs.org/api/packages.html#packagemanager."""

BUN = lazy_regex(r"(?:bun|bunx)\s")
"""A script that Bun runs."""

PNPM_BY_FORMAT = {"5": "7", "6": "8", "9": "10"}
"""The line of pnpm to take for a lockfile of this format."""

READERS_OF_FORMAT = {"5": "<8", "6": ">=7.24 <9", "9": ">=9"}
"""Which versions of pnpm obey a lockfile of this format: https://pnpm.io/9.x/git#lockfiles."""

OLDER_BERRY = {"4": "2", "5": "3", "6": "3"}
"""Which line of Yarn wrote a lockfile whose `__metadata` names this version."""


class Manager(NamedTuple):
    """The package manager of one project.

    Args:
        name: its name in the table.
        version: the version to install; None where the base image's own serves.
        lockfile: the lockfile that it will obey, or None.
        locked: what that lockfile says.
        has_focus: whether a plugin of the project brings `yarn workspaces focus`.
    """

    name: Fact[str]
    version: Fact[str] | None
    lockfile: str | None
    locked: Locked | None = None
    has_focus: bool = False

    @property
    def row(self) -> PackageManager:
        """Its row of the table, with the commands that its version has."""
        version = self.version.value if self.version else ""
        return row_of(self.name.value, version, has_focus=self.has_focus)


def read(project: Project, package: PackageJson) -> Manager:
    """The project's package manager.

    Raises:
        UnusableInput: a field that names it cannot be understood, or the lockfile cannot be read.
    """
    found = (
        _named(project, package)
        or _of_engines(project, package)
        or _of_volta(project, package)
        or _of_moon(project)
        or _by_lockfile(project, package)
    )
    if found is not None:
        return _handing_over(project, found)
    for command in NAMES:
        wanted = package.json.text("engines", command)
        if wanted is not None and command != "npm":
            version = _resolved(command, wanted)
            return with_lockfile(project, _row_name(command, version), version)
    for key in ("start:prod", "start", "build", "dev"):
        script = package.script(key)
        if script is not None and BUN.match(script.value):
            return with_lockfile(project, Fact("bun", script.evidence), None)
    return Manager(Fact("npm", default("no lockfile says otherwise")), None, None)


def of_rush(project: Project, folder: str) -> Manager:
    """Rush, by the version in rush.json, with the lockfile that a project is installed by.

    Raises:
        UnusableInput: rush.json or the lockfile cannot be used.
    """
    found = rush.read(project)
    path = rush.lockfile(found, folder)
    locked = lockfiles.read(project, path) if project.has(path) else None
    name = Fact("rush", found.version.evidence)
    return Manager(name, found.version, path if locked else None, locked)


def with_lockfile(project: Project, name: Fact[str], version: Fact[str] | None) -> Manager:
    """The package manager of that name, with its lockfile where the project has one."""
    lockfile = project.first(*BY_NAME[name.value].lockfiles)
    locked = lockfiles.read(project, lockfile) if lockfile else None
    return Manager(name, version, lockfile, locked, _has_focus(project, name.value))


def _handing_over(project: Project, manager: Manager) -> Manager:
    """Yarn with the version of the program in the project, which every Yarn hands over to."""
    named = yarn_settings.version(project) if manager.row.command == "yarn" else None
    if named is None:
        return manager._replace(has_focus=_has_focus(project, manager.name.value))
    return with_lockfile(project, _row_name("yarn", named), named)


def _has_focus(project: Project, name: str) -> bool:
    return name == "yarn-berry" and yarn_settings.has_focus(project)


def _named(project: Project, package: PackageJson) -> Manager | None:
    declared = package.json.text("packageManager")
    if declared is None:
        return None
    match = FIELD.fullmatch(declared.value.strip())
    if match is None:
        raise UnusableInput(
            f"packageManager is {declared.value!r}, not name@version",
            file=declared.evidence.file,
            line=declared.evidence.line,
            hint="for example pnpm@10.2.0",
        )
    version = Fact(match[2], declared.evidence)
    return with_lockfile(project, _row_name(match[1], version), version)


def _of_engines(project: Project, package: PackageJson) -> Manager | None:
    """`devEngines.packageManager`; where it names no version, the lockfile may tell it."""
    for name, wanted in package.named_engines("packageManager", *NAMES):
        locked = _by_lockfile(project, package) if wanted is None else None
        if locked is not None and locked.row.command == name:
            return locked
        evidence = package.json.evidence("devEngines", "packageManager")
        version = _resolved(name, wanted or Fact("*", evidence))
        return with_lockfile(project, _row_name(name, version), version)
    return None


def _of_volta(project: Project, package: PackageJson) -> Manager | None:
    """https://docs.volta.sh/reference/pin."""
    for name in NAMES:
        pinned = next(volta.pinned(project, package, name), None)
        if pinned is not None and name != "npm":
            return with_lockfile(project, _row_name(name, pinned), pinned)
    return None


def _of_moon(project: Project) -> Manager | None:
    """What moon's toolchain installs with, where it says at which version."""
    named = moon.package_manager(project) if project.has_folder(moon.FOLDER) else None
    if named is None or named.value not in NAMES or named.value == "npm":
        return None
    pinned = next(moon.versions(project, named.value), None)
    if pinned is None:
        return None
    version = _resolved(named.value, pinned)
    return with_lockfile(project, _row_name(named.value, version), version)


def _row_name(name: str, version: Fact[str]) -> Fact[str]:
    """The name in the table: Yarn from version 2 on is another one."""
    berry = name == "yarn" and not re.match(r"[01](\.|$)", version.value)
    return Fact("yarn-berry" if berry else name, version.evidence)


def _resolved(name: str, wanted: Fact[str]) -> Fact[str]:
    """The version for a range: an exact one stays what it is."""
    text = wanted.value.strip()
    if re.fullmatch(r"\d+(\.\d+)*", text):
        return Fact(text, wanted.evidence)
    known = product(name)
    lines = dict.fromkeys([known.default, *(line.version for line in known.releases)])
    found = ranges.newest(text, lines)
    if found is None:
        raise UnusableInput(
            f"no known release of {name} satisfies {text!r}",
            file=wanted.evidence.file,
            line=wanted.evidence.line,
            hint=f"known are {', '.join(line.version for line in known.releases)}",
        )
    return Fact(found, wanted.evidence)


def _by_lockfile(project: Project, package: PackageJson) -> Manager | None:
    for row in MANAGERS:
        path = project.first(*row.lockfiles)
        if path is None:
            continue
        locked = lockfiles.read(project, path)
        if row.name == "yarn-berry" and not (project.has(".yarnrc.yml") or locked.format):
            continue  # Yarn from 2 on marks its lockfile: https://yarnpkg.com/migration/guide
        name = Fact(row.name, Evidence("file", path))
        return Manager(name, _version_for(row, package, locked, project), path, locked)
    return None


def _version_for(
    row: PackageManager, package: PackageJson, locked: Locked, project: Project
) -> Fact[str] | None:
    wanted = package.json.text("engines", row.command)
    if wanted is not None and row.npm_package:
        return _resolved(row.command, wanted)
    if not row.default_version:
        return None
    formats = {"pnpm": PNPM_BY_FORMAT, "yarn-berry": OLDER_BERRY}.get(row.name, {})
    if locked.format is None or row.name == "bun":  # one line of Bun reads every format
        return Fact(row.default_version, default(f"the newest line of {row.command}"))
    line = formats.get(locked.format.value.split(".")[0], row.default_version)
    if line == "10":  # what 9 wrote too, which runs the scripts that nobody approved
        needed = install_scripts.unapproved(project, package, row.command, locked)
        if needed is not None:
            reason = "pnpm 10 runs no script that is not approved"
            return Fact("9", needed.evidence._replace(reason=reason))
    return Fact(line, locked.format.evidence)


def other_lockfiles(project: Project, manager: Manager) -> tuple[str, ...]:
    """Lockfiles of other package managers that lie in the project too."""
    own = manager.row.lockfiles
    names = dict.fromkeys(name for row in MANAGERS for name in row.lockfiles if name not in own)
    return tuple(name for name in names if project.has(name))


def complaint(manager: Manager) -> str | None:
    """Why this version of the package manager will not obey the lockfile, or None."""
    locked, version = manager.locked, manager.version
    if locked is None or version is None:
        return None
    if manager.name.value == "yarn" and locked.format is not None:
        return (
            f"{locked.path} was written by Yarn 2 or later, and yarn {version.value} is to read it"
        )
    if manager.name.value == "yarn-berry" and locked.format is None and locked.descriptors:
        return f"{locked.path} was written by Yarn 1; `yarn install` of {version.value} migrates it"
    if manager.name.value == "pnpm" and locked.format is not None:
        line = locked.format.value.split(".")[0]
        readers = READERS_OF_FORMAT.get(line)
        exact = ranges.newest_of(version.value)
        if readers and not ranges.admits(readers, exact):
            return (
                f"{locked.path} has format {locked.format.value}, "
                f"which pnpm {version.value} cannot use; `pnpm install` rewrites it"
            )
    return None
