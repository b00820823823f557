"""Which packages a package manager lets run scripts when it installs them.

npm from 12 on and pnpm from 10 on run none that the project has not approved. A native module whose
binary such a script fetches or compiles is then installed without it, and fails at run time.
https://docs.npmjs.com/cli/v11/commands/npm-approve-scripts, https://pnpm.io/settings#build-settings
"""

from __future__ import annotations

import re

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos import rush
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.json import json_with_comments
from dockgen.readers.package_json import PackageJson

WITHOUT_BINARY = (
    "@discordjs/opus better-sqlite3 canvas couchbase deasync hiredis iconv isolated-vm kerberos "
    "libpq node-expat node-pty node-rdkafka node-sass nodegit odbc re2 sqlite3 tree-sitter usb"
).split()
"""Packages whose archive holds no binary for Linux: a script of theirs gets or makes it."""

CARRIES_FROM = {"better-sqlite3": 13}
"""The versions from which on an archive, or one that it depends on, holds the binary."""

APPROVES_FROM = {"npm": 12, "pnpm": 10}
"""The versions from which on scripts have to be approved."""

SETTINGS = ("pnpm-workspace.yaml", ".npmrc")
OF_RUSH = f"{rush.CONFIG}/pnpm-config.json"
"""Files by which pnpm is told what it may run."""

APPROVES_ALL = lazy_regex(
    r"dangerously-?allow-?all-?builds\s*[:=]\s*true|neverBuiltDependencies|onlyBuiltDependenciesFile",
    re.IGNORECASE,
)


def unapproved(
    project: Project, root: PackageJson, command: str, locked: Locked | None
) -> Fact[str] | None:
    """A package of the lockfile that needs a script which the project has not approved, or None.

    Args:
        project: the project.
        root: the package.json at the top, which npm and pnpm read approvals from.
        command: the package manager: `npm` or `pnpm`.
        locked: the lockfile.
    """
    for name in WITHOUT_BINARY if locked is not None else ():
        version = locked.version(name) if locked is not None else None
        if version is None or ranges.major(version.value) >= CARRIES_FROM.get(name, 10_000):
            continue
        if not _approved(project, root, command, name):
            return version
    return None


def _approved(project: Project, root: PackageJson, command: str, name: str) -> bool:
    if command == "npm":
        allowed = root.json.value("allowScripts")
        return isinstance(allowed, dict) and any(
            allowed[key] is True for key in allowed if _name(str(key)) == name
        )
    files = [project.read(path).text for path in SETTINGS if project.has(path)]
    if project.has(OF_RUSH):  # whose comments name every setting
        files.append(str(project.parsed(OF_RUSH, json_with_comments).top))
    text = "\n".join([str(root.json.value("pnpm")), *files])
    mentioned = rf"(?<![\w@/.-]){re.escape(name)}(?![\w/.-])(?!['\"]?\s*:\s*[Ff]alse)"
    return bool(APPROVES_ALL.search(text) or re.search(mentioned, text))


def _name(key: str) -> str:
    """The name in `name` or `name@version`."""
    return key[:1] + key[1:].split("@", 1)[0]


def has_to_approve(command: str, version: str) -> bool:
    """Whether this version of a package manager runs approved scripts alone."""
    return command in APPROVES_FROM and ranges.major(version) >= APPROVES_FROM[command]
