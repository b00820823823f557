"""moon: its workspace, the projects' tasks, and the versions that its toolchain names.

https://moonrepo.dev/docs/config/workspace, https://moonrepo.dev/docs/config/project,
https://moonrepo.dev/docs/config/tasks, https://moonrepo.dev/docs/config/toolchain, and
https://moonrepo.dev/docs/proto/config for .prototools. Version 1 has `.moon/toolchain.yml` and
`.moon/tasks.yml`, version 2 `.moon/toolchains.yml` and any file below `.moon/tasks`.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.readers.package_json import PackageJson
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

FOLDER = ".moon"
ENDINGS = (".yml", ".yaml")
PROTO = ".prototools"
CLI = "@moonrepo/cli"
TASKS = ("build", "start")
"""The tasks that an image is made by; what else a project has is for developers."""

OUTPUTS = (".moon/cache", ".moon/docker")
JAVASCRIPT = frozenset({"javascript", "typescript", "node", "bun", "npm", "pnpm", "yarn"})
EVERY = frozenset({"tasks", "all"})
"""The names of files whose tasks every project inherits."""


class MoonPackageJson(PackageJson):
    """A package.json whose project has tasks of moon too.

    Args:
        project: the repository.
        folder: the project's folder.
        name: the name by which moon knows it.
        tasks: the commands of its tasks, by name.
    """

    def __init__(
        self, project: Project, folder: str, name: str, tasks: Mapping[str, Fact[str]]
    ) -> None:
        super().__init__(project, folder)
        self._moon_name = name
        self._tasks = tasks

    def script(self, name: str) -> Fact[str] | None:
        """The script of that name, else what the task of moon's runs."""
        return super().script(name) or self._tasks.get(name)

    def target(self, name: str) -> str | None:
        """What moon calls the task, where no script has its name."""
        own = super().script(name) is None and name in self._tasks
        return f"{self._moon_name}:{name}" if own else None


class Moon(NamedTuple):
    """A repository of moon's.

    Args:
        project: the repository.
        names: the names of projects that the workspace gives, by folder.
    """

    project: Project
    names: Mapping[str, str]

    def config(self, folder: str) -> YamlFile | None:
        """The project's own moon.yml."""
        return _yaml(self.project, posixpath.join(folder, "moon"))

    def name(self, folder: str) -> str:
        """By which name moon knows the project in a folder."""
        config = self.config(folder)
        own = config.text("id") if config else None
        return own.value if own else self.names.get(folder, posixpath.basename(folder) or "root")

    def package(self, folder: str) -> PackageJson:
        """The package.json of a project, with its tasks."""
        tasks = {one: found for one in TASKS if (found := self.task(folder, one))}
        return MoonPackageJson(self.project, folder, self.name(folder), tasks)

    def task(self, folder: str, name: str) -> Fact[str] | None:
        """What a task of a project runs, by its own file or by one that it inherits from."""
        own = self.config(folder)
        if own is not None:
            found = _command(own, name)
            if found is not None:
                return found
            excluded = own.value("workspace", "inheritedTasks", "exclude")
            if isinstance(excluded, list) and name in excluded:
                return None
        if name == "start":  # which libraries and sites inherit like all others
            return None
        inherited = (_command(file, name) for file in self._inherited(own))
        return next((one for one in inherited if one), None)

    def _inherited(self, own: YamlFile | None) -> Iterator[YamlFile]:
        """The files whose tasks a project inherits, the most specific first."""
        kinds = _kinds(own)
        paths = sorted(
            path
            for path in self.project.starting(f"{FOLDER}/tasks/", f"{FOLDER}/tasks.")
            if path.endswith(ENDINGS)
        )
        for path in reversed(paths):
            file = self.project.parsed(path, YamlFile)
            stem = posixpath.basename(path).partition(".")[0]
            if _inherits(file, stem, kinds):
                yield file

    def needs(self, folder: str) -> frozenset[str]:
        """The names of the projects that one names in its own file."""
        config = self.config(folder)
        if config is None:
            return frozenset()
        depends = config.value("dependsOn")
        named = [
            str(one.get("id")) if isinstance(one, dict) else str(one)
            for one in (depends if isinstance(depends, list) else [])
        ]
        for name in TASKS:
            deps = config.value("tasks", name, "deps")
            for one in deps if isinstance(deps, list) else []:
                target = str(one.get("target")) if isinstance(one, dict) else str(one)
                named.append(target.partition(":")[0])
        return frozenset(named) - {"", "^", "~"}


def _kinds(own: YamlFile | None) -> set[str]:
    """What a project says that it is: its layer, language, tags."""
    if own is None:
        return set()
    kinds = {found.value for key in KINDS if (found := own.text(key))}
    tags = own.value("tags")
    return kinds | {str(one) for one in tags} if isinstance(tags, list) else kinds


KINDS = ("layer", "type", "stack", "language", "platform")


def _inherits(file: YamlFile, stem: str, kinds: set[str]) -> bool:
    """Whether a project inherits the tasks of a file.

    Args:
        file: the file.
        stem: its name without the ending.
        kinds: what the project says that it is.
    """
    by = file.value("inheritedBy")
    if by is not None:
        return bool(set(_strings(by)) & (kinds | JAVASCRIPT))
    if stem in EVERY:
        return True
    if stem.startswith("tag-"):
        return stem.removeprefix("tag-") in kinds
    first, *rest = stem.split("-")
    return first in JAVASCRIPT and set(rest) <= kinds


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _command(file: YamlFile, name: str) -> Fact[str] | None:
    """What a task of a file runs; None where it runs nothing."""
    for key in ("command", "script"):
        found = file.value("tasks", name, key)
        words = [str(one) for one in found] if isinstance(found, list) else None
        text = shlex.join(words) if words else found
        if isinstance(text, str) and text.strip() not in {"", "noop", "no-op", "nop"}:
            arguments = file.value("tasks", name, "args") if key == "command" else None
            more = [str(one) for one in arguments] if isinstance(arguments, list) else []
            text = shlex.join([*shlex.split(text), *more]) if more else text
            line = file.line("tasks", name)
            return Fact(text, Evidence(f"tasks.{name}", file.path, line))
    return None


def _yaml(project: Project, stem: str) -> YamlFile | None:
    path = project.first(*(f"{stem}{ending}" for ending in ENDINGS))
    return project.parsed(path, YamlFile) if path else None


def find(project: Project) -> Moon | None:
    """The repository's moon; None where it has none.

    Raises:
        UnusableInput: one of moon's files is no YAML.
    """
    workspace = _yaml(project, f"{FOLDER}/workspace")
    if workspace is None:
        return None
    found = workspace.value("projects")
    if isinstance(found, dict) and {"globs", "sources"} & set(found):
        found = found.get("sources")
    named = found.items() if isinstance(found, dict) else ()
    names = {posixpath.normpath(str(folder)): str(name) for name, folder in named}
    return Moon(project, {"" if folder == "." else folder: name for folder, name in names.items()})


def versions(project: Project, tool: str) -> Iterator[Fact[str]]:
    """The versions of a tool that proto and moon's toolchain are told, the strongest first."""
    if project.has(PROTO):
        file = project.parsed(PROTO, TomlFile)
        value = file.value(tool)
        if isinstance(value, str):
            yield Fact(value, file.evidence(tool))
    toolchain = _toolchain(project)
    for path in ((tool, "version"), ("node", tool, "version")) if toolchain else ():
        found = toolchain.text(*path) if toolchain else None
        if found is not None:
            yield found


def package_manager(project: Project) -> Fact[str] | None:
    """The name of the package manager that moon's toolchain names."""
    toolchain = _toolchain(project)
    if toolchain is None:
        return None
    return toolchain.text("javascript", "packageManager") or toolchain.text(
        "node", "packageManager"
    )


def _toolchain(project: Project) -> YamlFile | None:
    return _yaml(project, f"{FOLDER}/toolchains") or _yaml(project, f"{FOLDER}/toolchain")


def version(project: Project) -> Fact[str]:
    """The version of moon to install, where no package.json does."""
    workspace = _yaml(project, f"{FOLDER}/workspace")
    constraint = workspace.text("versionConstraint") if workspace else None
    older = project.first(*(f"{FOLDER}/{one}{end}" for one in OLDER for end in ENDINGS))
    lines = ("1", "2") if older else ("2", "1")
    told = [*versions(project, "moon"), *([constraint] if constraint else [])]
    for one in told:
        exact = EXACT.fullmatch(one.value.strip())
        line = one.value.strip() if exact else ranges.newest(one.value, lines)
        if line:
            return Fact(line, one.evidence)
    return Fact(lines[0], Evidence("file", older) if older else default("the newest line of moon"))


EXACT = lazy_regex(r"\d+(?:\.\d+)*")
OLDER = ("toolchain", "tasks")
"""Files that version 2 has under other names: https://moonrepo.dev/docs/migrate/2.0."""


def files_of_others(project: Project, moon: Moon, needed: Iterable[str]) -> list[str]:
    """A file of each project that the workspace names and the application does not need.

    moon stops where the folder of a project is missing that the workspace names one by one.
    """
    known = set(needed)
    found = (
        project.first(*(posixpath.join(folder, one) for one in ("moon.yml", "package.json")))
        for folder in moon.names
        if folder and folder not in known
    )
    return [one for one in found if one]
