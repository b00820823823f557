"""Finds out which jar a Clojure project makes, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Findings, Override, Verdict, no
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.ecosystems.jvm.clojure import facts as clojure_facts
from dockgen.ecosystems.jvm.clojure import leiningen, tools_build

READERS = ((leiningen.PROJECT, leiningen.read), (tools_build.DEPS, tools_build.read))
"""Leiningen first: where both files lie, its own says by itself what it makes, and often takes
its libraries from the other."""


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose build makes a jar to be run.

    Raises:
        UnusableInput: a file cannot be read, or does not say plainly where the jar lies.
    """
    reasons = []
    for path, read in READERS:
        jar = read(project) if project.has(path) else ""
        if not isinstance(jar, str):
            findings = Findings(overrides)
            clojure_facts.settle(project, jar, findings)
            refuse_unprintable(findings)
            return Verdict(matched=True, reason=f"found {path}", shape="uberjar", findings=findings)
        reasons += [jar] if jar else []
    return no("; ".join(reasons))
