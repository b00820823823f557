"""What an application of Gradle depends on at run time."""

from __future__ import annotations

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.gradle import application, reading


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The libraries of a project and of the projects it needs, by `group:name`.

    Args:
        project: the project.
        workspace: the folder of the application; empty or `.` for the top.

    Raises:
        UnusableInput: a script cannot be read.
    """
    build = reading.read(project)
    chosen = application.choose(build, workspace)
    return build.dependencies(chosen.module) if chosen else {}
