"""Scala applications built by sbt: assembly jars, staged applications, and Play."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import (
    Ecosystem,
    Reviewing,
)
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import record

BUILD = "build.sbt"

SHAPES = {
    "assembly": "a jar with its libraries in it, which sbt-assembly makes",
    "stage": "what sbt-native-packager stages: the application with its libraries beside it",
    "play": "a staged Play application, with its configuration beside the libraries",
}
BASES = {
    "debian": "Eclipse Temurin on Ubuntu, the default of the official image",
    "alpine": "Eclipse Temurin on Alpine: smaller, with musl instead of glibc",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with a `build.sbt` at its top that can be run.

    Raises:
        UnusableInput: a file cannot be read, or there are several applications.
    """
    if not project.has(BUILD):
        return no(f"no {BUILD}")  # before anything that only sbt's projects need is imported
    from dockgen.ecosystems.jvm.sbt import detect as detecting

    return detecting.detect(project, overrides)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the build does not make, or a value that cannot be printed
            safely.
    """
    from dockgen.ecosystems.jvm.sbt import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.jvm.sbt import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.jvm.common.building import reviewing

    return reviewing.SBT


ECOSYSTEM = Ecosystem(
    name="sbt",
    title="sbt",
    precedence="its build makes the pages beside it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    manifests=(BUILD,),
    generated=(GeneratedFolder("target", "build output", beside=(BUILD,)),),
    compilers=(*record.COMPILERS, "sbt"),
    comments=record.COMMENTS,
    services=record.SERVICES,
    dependencies=_dependencies,
    service_variables=record.service_variables,
    jdbc=True,
    releases=record.RELEASES,
    products=record.PRODUCTS,
    reviewing=_reviewing,
)
