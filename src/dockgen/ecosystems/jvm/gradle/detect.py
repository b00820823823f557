"""Finds out what Gradle's scripts make, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Fact, Findings, Override, Verdict, no, text
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import deployable
from dockgen.ecosystems.jvm.gradle import above, reading
from dockgen.ecosystems.jvm.gradle import application as gradle_application
from dockgen.ecosystems.jvm.gradle.facts import FactsOf


def detect(project: Project, overrides: Mapping[str, Override], found: str) -> Verdict:
    """Match a project whose scripts make something to be run.

    Args:
        project: the project.
        overrides: what the user sets, by the fact's name.
        found: the script that lies at the top.

    Raises:
        UnusableInput: a script or a configuration cannot be read, or there are several
            applications.
    """
    findings = Findings(overrides)
    build = reading.read(project)
    workspace = ""
    if "workspace" in findings.unused and len(build.modules) > 1:
        workspace = str(overrides["workspace"].value)
        text(workspace)
    chosen = gradle_application.choice(build, workspace)
    if chosen is None:
        return no(f"{found} applies no plugin that builds an application")
    above.refuse_part(project)
    application, _ = chosen
    FactsOf(project, build, chosen, findings).settle()
    if len(build.modules) > 1:
        settled = findings.facts["workspace"]
        every = sorted(gradle_application.applications(build))
        choosing.note_others(findings, Fact(str(settled.value), settled.evidence), every)
    refuse_unprintable(findings)
    return Verdict(
        matched=True,
        reason=f"found {found}",
        shape=application.kind,
        findings=findings,
        gives_way=_gives_way(project),
    )


def workspaces(project: Project) -> tuple[str, ...]:
    """The projects that are applications, by folder: what `workspace` can be set to.

    Raises:
        UnusableInput: a script cannot be read.
    """
    build = reading.read(project)
    if len(build.modules) < 2:
        return ()
    found = gradle_application.applications(build)
    kept = {one.value for one in deployable(gradle_application.candidates(build, found))}
    return tuple(folder for folder in found if folder in kept)


def _gives_way(project: Project) -> str:
    """Why Maven goes first where both could build; only Gradle's wrapper alone says otherwise."""
    if not project.has("pom.xml") or (project.has("gradlew") and not project.has("mvnw")):
        return ""
    if project.has("mvnw"):
        return "Maven's wrapper is next to Gradle's scripts"
    return "neither brings a wrapper, and a POM says the whole build without being executed"
