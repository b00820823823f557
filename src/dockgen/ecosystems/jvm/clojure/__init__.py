"""Clojure applications as one jar: Leiningen's uberjar, or that of tools.build."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Override, Verdict, no
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

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


ECOSYSTEM = Ecosystem(
    name="clojure",
    precedence="its jar brings the pages beside it along",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
)
