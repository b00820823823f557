"""Clojure applications as one jar: Leiningen's uberjar, or that of tools.build."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.facts import Override, Verdict, no
from dockgen.planning import Choices, Plan
from dockgen.project import Project

LEININGEN, TOOLS_DEPS = "project.clj", "deps.edn"

SHAPES = {"uberjar": "a jar with its libraries in it, which java runs"}
BASES = {
    "debian": "Eclipse Temurin on Ubuntu, the default of the official image",
    "alpine": "Eclipse Temurin on Alpine: smaller, with musl instead of glibc",
}


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose `project.clj` or `build.clj` makes a jar to be run.

    Raises:
        UnusableInput: a file cannot be read, or does not say plainly where the jar lies.
    """
    found = project.first(LEININGEN, TOOLS_DEPS)
    if found is None:  # before anything that only Clojure's projects need is imported
        return no(f"no {LEININGEN} or {TOOLS_DEPS}")
    from dockgen.detectors.clojure import detecting

    return detecting.detect(project, overrides)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a value that cannot be printed safely.
    """
    from dockgen.detectors.clojure import planning

    return planning.plan(verdict, choices)
