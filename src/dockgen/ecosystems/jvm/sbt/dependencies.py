"""What an application of sbt depends on at run time."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.sbt import build as sbt_build
from dockgen.ecosystems.jvm.sbt.build import Build, Module

TEST = r"""%\s*(?:"[^"]*test[^"]*"|Test\b)"""


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The libraries of a project, by `group:name`, apart from those of its tests.

    https://www.scala-sbt.org/1.x/docs/Library-Dependencies.html

    Args:
        project: the project.
        workspace: the folder of the application; empty or `.` for the top.

    Raises:
        UnusableInput: a file cannot be read, or there are several applications.
    """
    build = sbt_build.Build(project)
    chosen = sbt_build.choose(build, workspace if len(build.modules) > 1 else "")
    return of(build, chosen.module) if chosen else {}


def of(build: Build, module: Module) -> dict[str, Evidence]:
    """The libraries of one project of a build, by `group:name`."""
    return {
        f"{match['group']}:{match['name']}": place
        for match, place in build.find(module, sbt_build.COORDINATES)
        if re.search(TEST, match[0], re.IGNORECASE) is None
    }
