"""JVM applications built by Gradle: Spring Boot, Quarkus, distributions, and shadow jars."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import (
    CredentialFile,
    Ecosystem,
    Reviewing,
)
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import record

SCRIPTS = ("build.gradle.kts", "build.gradle")
SETTINGS = ("settings.gradle.kts", "settings.gradle")
"""In the order in which Gradle looks for them."""

SHAPES = {
    "spring-boot": "a Spring Boot application, extracted into layers where its version supports it",
    "quarkus": "Quarkus' fast jar, its libraries in a layer of their own",
    "distribution": "the output of installDist: the application with its libraries beside it",
    "executable-jar": "a jar with its libraries in it or beside it, of shadow or Gradle itself",
}
BASES = {
    "debian": "Eclipse Temurin on Ubuntu, the default of the official image",
    "alpine": "Eclipse Temurin on Alpine: smaller, with musl instead of glibc",
    "distroless": "Java on Debian without a shell or a package manager",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with Gradle's scripts at its top that can be run.

    Raises:
        UnusableInput: a script or a configuration cannot be read, or there are several
            applications.
    """
    found = project.first(*SETTINGS, *SCRIPTS)
    if found is None:  # before anything that only Gradle's projects need is imported
        return no("no build.gradle or settings.gradle")
    from dockgen.ecosystems.jvm.gradle import detect as detecting

    return detecting.detect(project, overrides, found)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The projects that are applications, by folder: what `workspace` can be set to.

    Raises:
        UnusableInput: a script cannot be read.
    """
    if project.first(*SETTINGS) is None:
        return ()
    from dockgen.ecosystems.jvm.gradle import detect as detecting

    return detecting.workspaces(project)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the scripts do not make, or a value that cannot be printed
            safely.
    """
    from dockgen.ecosystems.jvm.gradle import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.jvm.gradle import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.jvm.common.building import reviewing

    return reviewing.GRADLE


ECOSYSTEM = Ecosystem(
    name="gradle",
    title="Gradle",
    precedence="no wrapper but Gradle's is here",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    manifests=(*SCRIPTS, *SETTINGS),
    lockfiles=("gradle.lockfile",),
    generated=(
        GeneratedFolder(".gradle", "the caches of Gradle", dependencies=True),
        GeneratedFolder("build", "build output", beside=SCRIPTS),
        GeneratedFolder("out", "build output", beside=("build.gradle",)),
    ),
    compilers=(*record.COMPILERS, "gradle"),
    caches=(r"\.gradle/caches",),
    credentials=(CredentialFile(r"(^|/)gradle\.properties$", rb"(?i)(password|token)\s*=\s*\S"),),
    gone=(record.LAYERTOOLS,),
    comments=record.COMMENTS,
    services=record.SERVICES,
    dependencies=_dependencies,
    service_variables=record.service_variables,
    jdbc=True,
    releases=record.RELEASES,
    products=record.PRODUCTS,
    reviewing=_reviewing,
)
