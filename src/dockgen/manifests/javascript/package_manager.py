"""Which package manager a project uses, and at which version."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Fact, default
from dockgen.manifests.javascript.managers import BY_NAME, MANAGERS, PackageManager
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.project import Project

PNPM_BY_LOCKFILE = {"5": "7", "6": "8", "9": "10"}
"""The line of pnpm that wrote a lockfile of this format: https://pnpm.io/lockfile-versions."""

FIELD = re.compile(r"(npm|pnpm|yarn|bun)@(\d+(?:\.\d+)*[0-9A-Za-z.-]*)(?:\+\S+)?")
"""`packageManager`: https://nodejs.org/api/packages.html#packagemanager."""


@dataclass(frozen=True, slots=True)
class Manager:
    """The package manager of one project.

    Args:
        name: its name in the table.
        version: the version to install; None where the base image's own serves.
        lockfile: the lockfile that it will obey, or None.
    """

    name: Fact[str]
    version: Fact[str] | None
    lockfile: str | None

    @property
    def row(self) -> PackageManager:
        """Its row of the table."""
        return BY_NAME[self.name.value]


def read(project: Project, package: PackageJson) -> Manager:
    """The project's package manager: by `packageManager`, else by its lockfile, else npm.

    Raises:
        UnusableInput: `packageManager` is not `name@version`.
    """
    declared = package.json.text("packageManager")
    if declared is not None:
        return _declared(project, declared)
    for row in MANAGERS:
        lockfile = project.first(*row.lockfiles)
        if lockfile is None or (row.name == "yarn-berry" and not _is_berry(project, lockfile)):
            continue
        name = Fact(row.name, Evidence("file", lockfile))
        return Manager(name, _version_for(project, row, lockfile), lockfile)
    return Manager(Fact("npm", default("no lockfile says otherwise")), None, None)


def _declared(project: Project, declared: Fact[str]) -> Manager:
    match = FIELD.fullmatch(declared.value.strip())
    if match is None:
        raise UnusableInput(
            f"packageManager is {declared.value!r}, not name@version",
            file=declared.evidence.file,
            line=declared.evidence.line,
            hint="for example pnpm@10.2.0",
        )
    name, version = match[1], match[2]
    if name == "yarn" and not version.startswith("1."):
        name = "yarn-berry"
    row = BY_NAME[name]
    lockfile = project.first(*row.lockfiles)
    return Manager(Fact(name, declared.evidence), Fact(version, declared.evidence), lockfile)


def _is_berry(project: Project, lockfile: str) -> bool:
    """Yarn from 2 on marks its lockfile: https://yarnpkg.com/migration/guide."""
    return project.has(".yarnrc.yml") or "__metadata:" in project.read(lockfile).text


def _version_for(project: Project, row: PackageManager, lockfile: str) -> Fact[str] | None:
    if row.name != "pnpm":
        if not row.default_version:
            return None
        return Fact(row.default_version, default(f"the newest line of {row.command}"))
    file = project.read(lockfile)
    match = re.search(r"^lockfileVersion:\s*['\"]?(\d+)", file.text, re.MULTILINE)
    if match is None:
        return Fact(row.default_version, default("the lockfile does not say its format"))
    line = PNPM_BY_LOCKFILE.get(match[1], row.default_version)
    return Fact(line, Evidence("lockfileVersion", lockfile, file.line_of(match.start())))


def other_lockfiles(project: Project, manager: Manager) -> tuple[str, ...]:
    """Lockfiles of other package managers that lie in the project too."""
    own = manager.row.lockfiles
    names = dict.fromkeys(name for row in MANAGERS for name in row.lockfiles if name not in own)
    return tuple(name for name in names if project.has(name))
