"""A folder of pages that need no build, served by nginx."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Override, Verdict
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

SHAPES = {"pages": "pages served as they are by nginx, with a real 404"}
BASES = {
    "debian": "nginxinc/nginx-unprivileged on Debian",
    "alpine": "nginxinc/nginx-unprivileged on Alpine",
    "distribution": "Debian itself, with the nginx that it packages",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with an `index.html` in one of the usual folders.

    Raises:
        UnusableInput: a value of the user's cannot be used.
    """
    from dockgen.ecosystems.sites.static import detect as detecting

    return detecting.detect(project, overrides)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage of nginx with the pages; with `multi`, a stage that compresses them first.

    Raises:
        UnusableInput: the folder or the page for what is missing cannot be printed safely.
    """
    from dockgen.ecosystems.sites.static import plan as planning

    return planning.plan(verdict, choices)


ECOSYSTEM = Ecosystem(
    name="static",
    title="Static pages",
    precedence="",
    shapes=SHAPES,
    bases=BASES,
    companions=("nginx.conf",),
    detect=_detect,
    plan=_plan,
)
