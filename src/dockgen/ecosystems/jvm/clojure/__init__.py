"""Clojure applications as one jar: Leiningen's uberjar, or that of tools.build."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import (
    SEMICOLONS,
    Ecosystem,
    Reviewing,
)
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import record

LEININGEN, TOOLS_DEPS = "project.clj", "deps.edn"

SHAPES = {"uberjar": "a jar with its libraries in it, which java runs"}
BASES = {
    "debian": "Eclipse Temurin on Ubuntu, the default of the official image",
    "alpine": "Eclipse Temurin on Alpine: smaller, with musl instead of glibc",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose `project.clj` or `build.clj` makes a jar to be run.

    Raises:
        UnusableInput: a file cannot be read, or does not say plainly where the jar lies.
    """
    found = project.first(LEININGEN, TOOLS_DEPS)
    if found is None:  # before anything that only Clojure's projects need is imported
        return no(f"no {LEININGEN} or {TOOLS_DEPS}")
    from dockgen.ecosystems.jvm.clojure import detect as detecting

    return detecting.detect(project, overrides)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a value that cannot be printed safely.
    """
    from dockgen.ecosystems.jvm.clojure import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.jvm.clojure import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.jvm.common.building import reviewing

    return reviewing.CLOJURE


ECOSYSTEM = Ecosystem(
    name="clojure",
    title="Clojure",
    precedence="its jar brings the pages beside it along",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    manifests=(LEININGEN, TOOLS_DEPS),
    generated=(
        record.MAVEN_REPOSITORY,
        GeneratedFolder("target", "build output", beside=(LEININGEN, TOOLS_DEPS)),
    ),
    compilers=(*record.COMPILERS, "lein"),
    caches=(record.MAVEN_CACHE,),
    comments={".clj": SEMICOLONS, ".cljc": SEMICOLONS, **record.COMMENTS},
    services=record.SERVICES,
    dependencies=_dependencies,
    service_variables=record.service_variables,
    jdbc=True,
    releases=record.RELEASES,
    products=record.PRODUCTS,
    reviewing=_reviewing,
)
