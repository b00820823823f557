"""Python applications: whatever installs their packages, and whatever serves them."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.facts import Override, Verdict, no
from dockgen.planning import Choices, Plan
from dockgen.project import Project

SHAPES = {
    "server": "an application that listens on a port",
    "worker": "a process that listens on no port",
    "command-line": "a command line, whose arguments are those of `docker run`",
}
BASES = {
    "debian": "python:slim, on Debian",
    "alpine": "python:alpine: smaller, with musl instead of glibc",
}


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project of Python sources that something can start.

    Raises:
        UnusableInput: a manifest cannot be read, or there are several applications.
    """
    if not any(path.endswith(".py") for path in project.files):
        return no("no Python source")  # before anything that only Python projects need is imported
    from dockgen.ecosystems.python import detect as detecting

    return detecting.detect(project, overrides)


def workspaces(project: Project) -> tuple[str, ...]:
    """The members of a uv workspace that are applications: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has("uv.lock") or not project.has("pyproject.toml"):
        return ()
    from dockgen.ecosystems.python import detect as detecting

    return detecting.workspaces(project)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: stages that install and build and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a base that has no such Python, or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.python import plan as planning

    return planning.plan(verdict, choices)
