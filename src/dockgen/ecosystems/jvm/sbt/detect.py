"""Finds out what an sbt build makes, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Findings, Override, Verdict, no, text
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.ecosystems.jvm.sbt import build as sbt_build
from dockgen.ecosystems.jvm.sbt.facts import FactsOf


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose build can be run.

    Raises:
        UnusableInput: a file cannot be read, or there are several applications.
    """
    findings = Findings(overrides)
    build = sbt_build.Build(project)
    workspace = ""
    if "workspace" in findings.unused and len(build.modules) > 1:
        workspace = text(overrides["workspace"].value)
    application = sbt_build.choose(build, workspace)
    if application is None:
        return no(
            f"{sbt_build.BUILD} neither enables Play or JavaAppPackaging, nor has sbt-assembly"
            " for a project to be run"
        )
    FactsOf(project, build, application, findings).settle()
    refuse_unprintable(findings)
    return Verdict(
        matched=True,
        reason=f"found {sbt_build.BUILD}",
        shape=application.kind,
        findings=findings,
    )
