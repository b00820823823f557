"""What an application of Maven depends on at run time."""

from __future__ import annotations

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.maven import reactor as maven_reactor


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The libraries of a module and of the modules it needs, by `group:name`.

    Args:
        project: the project.
        workspace: the folder of the module; empty for the top.

    Raises:
        UnusableInput: a POM cannot be read.
    """
    reactor = maven_reactor.read(project)
    pom = reactor.modules.get(workspace, reactor.root)
    return {
        f"{one.coordinates.group}:{one.coordinates.artifact}": one.coordinates.evidence
        for part in reactor.needed_by(pom)
        for one in part.dependencies
        if one.runs_with_the_application
    }
