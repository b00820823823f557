"""JavaScript and TypeScript: servers on Node.js or Bun, and sites that a build writes to disk."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Override, Verdict, no
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

PACKAGE = "package.json"

SHAPES = {
    "server": "a server that runs from its sources",
    "built-server": "a server that a build script makes, with the packages it needs",
    "bundled-server": "a server whose build carries all that it needs",
    "static-site": "a site that a build script makes, served by nginx",
}
BASES = {
    "debian": "the slim images on Debian",
    "alpine": "the smaller images on Alpine, with musl instead of glibc",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a package.json that says how to run a server or how to build a site.

    Raises:
        UnusableInput: package.json or a version file cannot be used.
    """
    if not _is_here(project):
        return no(f"no {PACKAGE}")  # before anything that only these projects need is imported
    from dockgen.ecosystems.javascript.node import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the applications of a workspace; none where the project is no workspace.

    Raises:
        UnusableInput: a file that names the members, or the package.json of one, cannot be used.
    """
    if not _is_here(project):
        return ()
    from dockgen.ecosystems.javascript.node import detect as detecting

    return detecting.workspaces(project)


def _is_here(project: Project) -> bool:
    return project.has(PACKAGE) or project.has("rush.json")


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    from dockgen.ecosystems.javascript.node.plan import planning

    return planning.plan(verdict, choices)


ECOSYSTEM = Ecosystem(
    name="node",
    precedence="package.json says how the pages are made",
    shapes=SHAPES,
    bases=BASES,
    companions=("nginx.conf", "runtime-config.sh"),
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
)
