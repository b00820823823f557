"""Lerna before 7, which links and installs the members of a repository itself.

Where package.json names no `workspaces`, the package manager does not know of the members, and
`lerna bootstrap` installs the packages of each in its own folder. Lerna 7 has lost that command:
https://lerna.js.org/docs/legacy-package-management.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.readers.package_json import PackageJson

NAME = "lerna.json"
LOCKFILES = {"npm": "package-lock.json", "yarn": "yarn.lock"}
WITHOUT_DEVELOPMENT = {"npm": "--omit=dev", "yarn": "--production"}
TAKES_OUT = {"npm": "npm prune --omit=dev", "yarn": "yarn install --production"}


def alone(project: Project, root: PackageJson) -> Fact[str] | None:
    """The version of Lerna where nothing but lerna.json names the members, or None."""
    named = root.json.value("workspaces") is not None or project.has("pnpm-workspace.yaml")
    return None if named or not project.has(NAME) else root.dependency("lerna")


def bootstraps(version: str) -> bool:
    """Whether a range of versions is of the time when Lerna installed packages."""
    major = re.search(r"\d+", version)
    return major is not None and int(major[0]) < 7


def lockfiles(project: Project, folders: Iterable[str]) -> list[str]:
    """The lockfiles that members have of their own."""
    names = [f"{folder}/{name}" for folder in folders for name in LOCKFILES.values()]
    return [path for path in names if project.has(path)]


def commands(
    project: Project, folders: tuple[str, ...], name: str, client: str, top: str
) -> tuple[str, str]:
    """How everything is installed, and how only what is needed at run time.

    Args:
        project: the repository.
        folders: the application's folder and those of the members that it depends on.
        name: the application's name.
        client: the package manager, `npm` or `yarn`.
        top: the command that installs the packages at the top, Lerna among them.
    """
    frozen = all(project.has(f"{folder}/{LOCKFILES[client]}") for folder in folders)
    scope = f"--scope={shlex.quote(name)} --include-dependencies"
    run = "npx" if client == "npm" else "yarn"
    everything = f"{top} && {run} lerna bootstrap --{'' if frozen else 'no-'}ci {scope}"
    production = f"{everything} -- {WITHOUT_DEVELOPMENT[client]} && {TAKES_OUT[client]}"
    return everything, production
