"""Python applications: whatever installs their packages, and whatever serves them."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Override, Verdict, no
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

SHAPES = {
    "server": "an application that listens on a port",
    "worker": "a process that listens on no port",
    "cli": "a command line, whose arguments are those of `docker run`",
}
BASES = {
    "debian": "python:slim, on Debian",
    "alpine": "python:alpine: smaller, with musl instead of glibc",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project of Python sources that something can start.

    Raises:
        UnusableInput: a manifest cannot be read, or there are several applications.
    """
    if not any(path.endswith(".py") for path in project.files):
        return no("no Python source")  # before anything that only Python projects need is imported
    from dockgen.ecosystems.python import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The members of a uv workspace that are applications: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has("uv.lock") or not project.has("pyproject.toml"):
        return ()
    from dockgen.ecosystems.python import detect as detecting

    return detecting.workspaces(project)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: stages that install and build and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a base that has no such Python, or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.python import plan as planning

    return planning.plan(verdict, choices)


ECOSYSTEM = Ecosystem(
    name="python",
    precedence="its server serves the pages beside it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
)
