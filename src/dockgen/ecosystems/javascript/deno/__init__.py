"""Servers that Deno runs from their sources."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import record

SHAPES = {"server": "a server that Deno runs from its sources"}
BASES = {
    "debian": "denoland/deno on Debian",
    "alpine": "denoland/deno on Alpine",
}

MARKS = ("deno.json", "deno.jsonc", "deno.lock")


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a deno.json, or scripts of package.json beside a deno.lock, that start a server.

    Raises:
        UnusableInput: deno.json, package.json or a value of the user's cannot be used.
    """
    if project.first(*MARKS) is None:
        return no("no deno.json")  # before anything that only these projects need is imported
    from dockgen.ecosystems.javascript.deno import detect as detecting

    return detecting.detect(project, overrides)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage; with `multi`, a stage of its own that fetches the packages and builds.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    from dockgen.ecosystems.javascript.deno import detect as detecting

    return detecting.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.javascript.deno import dependencies

    return dependencies.read(project, workspace)


ECOSYSTEM = Ecosystem(
    name="deno",
    title="Deno",
    precedence="deno.json says that Deno runs it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    takes_port=True,
    manifests=("deno.json", "deno.jsonc"),
    lockfiles=("deno.lock",),
    generated=(record.INSTALLED,),
    comments=record.COMMENTS,
    services=record.SERVICES,
    dependencies=_dependencies,
)
