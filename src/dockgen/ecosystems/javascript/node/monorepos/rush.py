"""Rush: rush.json, and the files below common/config that say how it installs and deploys.

https://rushjs.io/pages/configs/rush_json/, https://rushjs.io/pages/maintainer/deploying/,
https://rushjs.io/pages/advanced/subspaces/.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.readers.json import JsonFile, json_with_comments
from dockgen.readers.package_json import NAME as PACKAGE

NAME = "rush.json"
CONFIG = "common/config/rush"
SUBSPACES = "common/config/subspaces"
READ_FOLDERS = ("common/config", "common/scripts", "common/autoinstallers", "common/pnpm-patches")
"""Folders that `rush install` reads; it compares the scripts with those that it would write."""

OUTPUTS = ("common/temp", "common/deploy", "**/.rush", "**/rush-logs")
"""What Rush writes."""

LOCKFILES = {"pnpm": "pnpm-lock.yaml", "npm": "npm-shrinkwrap.json", "yarn": "yarn.lock"}
STORES = {"pnpm": "pnpm-store", "npm": "npm-cache", "yarn": "yarn-cache"}
"""Where each package manager keeps what it fetched, below common/temp."""

GLOBAL_STORE = "/root/.local/share/pnpm/store"
APART = ("decoupledLocalDependencies", "cyclicDependencyProjects")
"""Names of members that a project takes from the registry; the second is the older name."""

PHASE = "_phase:"


class RushProject(NamedTuple):
    """A project that rush.json names.

    Args:
        folder: its folder.
        apart: the members that it takes from the registry and not from the repository.
        subspace: the subspace that it is installed with; empty where there is none.
    """

    folder: str
    apart: frozenset[str]
    subspace: str = ""


class Rush(NamedTuple):
    """What rush.json says.

    Args:
        version: the version of Rush, which is exact.
        manager: the package manager that Rush installs with: `pnpm`, `npm` or `yarn`, at a version.
        node: the versions of Node.js that Rush runs on here, or None.
        projects: all projects.
        evidence: where they are named.
    """

    version: Fact[str]
    manager: Fact[str]
    node: Fact[str] | None
    projects: tuple[RushProject, ...]
    evidence: Evidence

    @property
    def installer(self) -> str:
        """The name of the package manager."""
        return self.manager.value.partition("@")[0]


def read(project: Project) -> Rush:
    """Read rush.json.

    Raises:
        UnusableInput: it is no JSON, lacks what Rush needs, or names a folder without package.json.
    """
    file = _json(project, NAME)
    version = file.text("rushVersion")
    if version is None:
        raise UnusableInput(
            "names no rushVersion",
            file=NAME,
            line=1,
            hint="Rush needs an exact version, for example 5.179.0",
        )
    found = file.value("projects")
    if not isinstance(found, list):
        raise UnusableInput("names no projects", file=NAME, line=file.line("projects") or 1)
    projects = tuple(_project(project, one) for one in found)
    node = file.text("nodeSupportedVersionRange")
    return Rush(version, _manager(file), node, projects, file.evidence("projects"))


def node_range(project: Project) -> Fact[str] | None:
    """The versions of Node.js that rush.json admits; None without such a file or range."""
    return read(project).node if project.has(NAME) else None


def _json(project: Project, path: str) -> JsonFile:
    return project.parsed(path, json_with_comments)


def _manager(file: JsonFile) -> Fact[str]:
    for name in LOCKFILES:
        found = file.text(f"{name}Version")
        if found is not None:
            return Fact(f"{name}@{found.value}", found.evidence)
    raise UnusableInput(
        "names no package manager", file=NAME, line=1, hint="for example pnpmVersion: 10.28.0"
    )


def _project(project: Project, one: object) -> RushProject:
    folder = one.get("projectFolder") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(folder, str):
        line = _json(project, NAME).line("projects")
        raise UnusableInput("names a project without projectFolder", file=NAME, line=line)
    folder = folder.removeprefix("./").strip("/")
    if not project.has(f"{folder}/{PACKAGE}"):
        raise UnusableInput(
            f"names {folder}, which holds no {PACKAGE}",
            file=NAME,
            line=line_of(project, "projectFolder", folder),
        )
    names = [name for key in APART if isinstance(one.get(key), list) for name in one[key]]
    return RushProject(folder, frozenset(str(name) for name in names), _subspace(project, one))


def _subspace(project: Project, one: dict[str, object]) -> str:
    path = f"{CONFIG}/subspaces.json"
    if not project.has(path) or _json(project, path).value("subspacesEnabled") is not True:
        return ""
    return str(one.get("subspaceName") or "default")


def line_of(project: Project, key: str, value: str) -> int | None:
    """The line of rush.json on which a project's key has this value; None where it is elsewhere."""
    file = project.read(NAME)
    wanted = rf"^(?!\s*//).*\"{key}\"\s*:\s*{re.escape(json.dumps(value))}"
    match = re.search(wanted, file.text, re.MULTILINE)
    return file.line_of(match.start()) if match else None


def config_folder(rush: Rush, folder: str) -> str:
    """The folder with the lockfile and the settings that a project is installed with."""
    subspace = next((one.subspace for one in rush.projects if one.folder == folder), "")
    return f"{SUBSPACES}/{subspace}" if subspace else CONFIG


def lockfile(rush: Rush, folder: str) -> str:
    """The path of the lockfile that a project is installed by."""
    return f"{config_folder(rush, folder)}/{LOCKFILES[rush.installer]}"


def store(project: Project, rush: Rush) -> str:
    """Where fetched packages lie: below the repository, unless a setting says otherwise.

    https://rushjs.io/pages/configs/pnpm-config_json/: `pnpmStore`, in rush.json before Rush 5.74.
    """
    path = f"{CONFIG}/pnpm-config.json"
    settings = [_json(project, NAME).value("pnpmOptions", "pnpmStore")]
    if project.has(path):
        settings.append(_json(project, path).value("pnpmStore"))
    if "global" in settings and rush.installer == "pnpm":
        return GLOBAL_STORE
    return f"common/temp/{STORES[rush.installer]}"


def uses_workspaces(project: Project) -> bool:
    """Whether pnpm installs the projects as its workspace, and thus some of them alone.

    https://rushjs.io/pages/configs/pnpm-config_json/: `useWorkspaces`, in rush.json before.
    """
    path = f"{CONFIG}/pnpm-config.json"
    settings = [_json(project, NAME).value("pnpmOptions", "useWorkspaces")]
    if project.has(path):
        settings.append(_json(project, path).value("useWorkspaces"))
    return True in settings


KNOWS_GIT_FROM = (5, 44)
"""The version that lets a variable name Git; an older one stops at variables it does not know."""


def knows_git_variable(version: str) -> bool:
    """Whether this version of Rush takes RUSH_GIT_BINARY_PATH."""
    numbers = re.findall(r"\d+", version)[:2]
    return tuple(int(one) for one in numbers) >= KNOWS_GIT_FROM


def registry_files(project: Project) -> list[str]:
    """The files that name registries and hold their credentials."""
    return [
        one
        for one in project.starting("common/config/")
        if re.fullmatch(r"common/config/.+/\.npmrc", one)
    ]


ADDS = ("folderToCopy", "projectSettings", "dependencySettings")
"""The settings of a scenario by which it holds other files than Rush finds by itself."""


class Deployment(NamedTuple):
    """How `rush deploy` is called.

    Args:
        commands: the commands that fill the folder; without a scenario of the repository's own,
            they make one before.
        scenario: the repository's own file that says what to deploy, or None.
        whole: whether that file names more than the application and what it depends on.
    """

    commands: tuple[str, ...]
    scenario: Fact[str] | None
    whole: bool = False


def deployment(project: Project, name: str, folder: str, *, keeps_all: bool) -> Deployment:
    """How a project is deployed: by the repository's own scenario, else by one made for the image.

    Args:
        project: the repository.
        name: the project's name.
        folder: the folder to deploy to.
        keeps_all: whether it runs with its development packages.
    """
    quoted = shlex.quote(name)
    own = _scenario(project, name)
    if own is not None:
        path = own.value
        scenario = re.sub(r".*/deploy-?(.*)\.json", r"\1", path)
        option = f" --scenario {shlex.quote(scenario)}" if scenario else ""
        commands = [f"rush deploy --project {quoted}{option} --target-folder {folder}"]
        file = _json(project, path)
        if file.value("linkCreation") == "script":
            commands.append(f"node {folder}/create-links.js create")
        return Deployment(tuple(commands), own, any(file.value(one) for one in ADDS))
    made = f"{CONFIG}/deploy-image.json"
    commands = [f"rush init-deploy --project {quoted} --scenario image"]
    if keeps_all:
        uncommented = 's|// "includeDevDependencies"|"includeDevDependencies"|'
        commands.append(f"sed -i '{uncommented}' {made}")
    commands.append(f"rush deploy --project {quoted} --scenario image --target-folder {folder}")
    return Deployment(tuple(commands), None)


def _scenario(project: Project, name: str) -> Fact[str] | None:
    pattern = rf"{re.escape(CONFIG)}/deploy(-[\w-]+)?\.json"
    for path in (one for one in project.starting(f"{CONFIG}/deploy") if re.fullmatch(pattern, one)):
        file = _json(project, path)
        named = file.value("deploymentProjectNames")
        if isinstance(named, list) and name in named:
            return Fact(path, file.evidence("deploymentProjectNames"))
    return None


def builds(scripts: Iterable[str]) -> bool:
    """Whether `rush build` has something to run of these scripts, or knows to run nothing."""
    return any(name == "build" or name.startswith(PHASE) for name in scripts)
