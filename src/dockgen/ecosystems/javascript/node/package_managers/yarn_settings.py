"""What the settings of Yarn say of an installation: https://yarnpkg.com/configuration/yarnrc.

Yarn 1 has a file of its own form: https://classic.yarnpkg.com/en/docs/yarnrc.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.yaml import YamlFile

NAME = ".yarnrc.yml"
CLASSIC = ".yarnrc"
RELEASE = lazy_regex(r"(?:.*/)?yarn-(\d+\.\d+\.\d+[\w.-]*)\.[cm]?js")
"""How `yarn set version` names the program that it puts into a project."""

CLASSIC_PATH = lazy_regex(r"^[^\S\n]*\"?yarn-path\"?\s+\"?([^\"\s]+)\"?", re.MULTILINE)
FOCUS = "workspace-tools"
"""The plugin that has `yarn workspaces focus` before Yarn 4."""


def _read(project: Project) -> YamlFile | None:
    return project.parsed(NAME, YamlFile) if project.has(NAME) else None


def release(project: Project) -> Fact[str] | None:
    """The program that the project brings, which every installed Yarn hands over to, or None.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    settings = _read(project)
    if settings is not None:
        return settings.text("yarnPath")
    if not project.has(CLASSIC):
        return None
    file = project.read(CLASSIC)
    match = CLASSIC_PATH.search(file.text)
    if match is None:
        return None
    return Fact(match[1], Evidence("yarn-path", CLASSIC, file.line_of(match.start())))


def version(project: Project) -> Fact[str] | None:
    """The version that the name of that program says, or None.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    path = release(project)
    match = RELEASE.fullmatch(path.value) if path else None
    return Fact(match[1], path.evidence) if path and match else None


def _plugins(project: Project) -> Iterator[tuple[str, str]]:
    """The path and the name of each plugin; Yarn 2 could do with paths alone."""
    settings = _read(project)
    found = settings.value("plugins") if settings else None
    for one in found if isinstance(found, list) else []:
        if isinstance(one, str):
            yield one, ""
        elif isinstance(one, dict):
            yield str(one.get("path", "")), str(one.get("spec", ""))


def has_focus(project: Project) -> bool:
    """Whether a plugin of the project brings `yarn workspaces focus`.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    return any(FOCUS in path or FOCUS in spec for path, spec in _plugins(project))


def programs(project: Project) -> tuple[str, ...]:
    """The files of the project that Yarn runs: the release and the plugins.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    path = release(project)
    named = [path.value] if path else []
    named += [one for one, _ in _plugins(project)]
    inside = (posixpath.normpath(one) for one in named if one)
    return tuple(dict.fromkeys(one for one in inside if project.has(one)))


def keeps_archives(project: Project) -> bool:
    """Whether the settings have archives kept in the project instead of in the user's folder.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    settings = _read(project)
    return settings is not None and settings.value("enableGlobalCache") in {"false", False}
