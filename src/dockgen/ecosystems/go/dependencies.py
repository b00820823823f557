"""What a program depends on, and which of it calls for a service."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.go import modules, programs, releaser
from dockgen.ecosystems.go.code.packages import Packages
from dockgen.ecosystems.go.modules import Build

MAJOR = re.compile(r"/v\d+$|\.v\d+$")


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The modules that a program imports from, by their paths without the major version.

    Args:
        project: the project.
        workspace: the folder of a module or of a program; empty for the top.

    Raises:
        UnusableInput: a go.mod cannot be read.
    """
    folder = "" if workspace in {"", "."} else workspace
    build = modules.read(project, folder)
    packages = Packages(build)
    try:
        chosen = programs.choose(packages, folder, releaser.read(project, build.home))
    except UnusableInput:
        chosen = None  # several, of which the user names one
    if chosen is None:
        return _direct(build)
    return _imported(build, packages.closure(chosen.value).imported)


def _direct(build: Build) -> dict[str, Evidence]:
    return {
        MAJOR.sub("", path): one.evidence
        for file in build.modules.values()
        for path, one in file.requirements.items()
        if not one.indirect
    }


def _imported(build: Build, imported: Iterable[str]) -> dict[str, Evidence]:
    packages = tuple(imported)
    return {
        MAJOR.sub("", path): one.evidence
        for file in build.reachable.values()
        for path, one in file.requirements.items()
        if any(package == path or package.startswith(f"{path}/") for package in packages)
    }
