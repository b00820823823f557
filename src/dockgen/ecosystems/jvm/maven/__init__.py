"""Java applications built by Maven: Spring Boot, Quarkus, wars, and jars that java runs."""

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

POM = "pom.xml"

SHAPES = {
    "spring-boot": "a Spring Boot application, extracted into layers where its version supports it",
    "quarkus": "Quarkus' fast jar, its libraries in a layer of their own",
    "native": "an executable that Quarkus' builder image compiles, on its micro image",
    "tomcat": "a war that Tomcat serves, the Tomcat that its servlet API asks for",
    "executable-jar": "a jar that java runs, with its libraries inside it or beside it",
}
BASES = {
    "debian": "Eclipse Temurin on Ubuntu, the default of the official image",
    "alpine": "Eclipse Temurin on Alpine: smaller, with musl instead of glibc",
    "distroless": "Java on Debian without a shell or a package manager",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with a `pom.xml` at its top that builds something to be run.

    Raises:
        UnusableInput: a POM or a configuration cannot be read, or there are several applications.
    """
    if not project.has(POM):
        return no(f"no {POM}")  # before anything that only Maven projects need is imported
    from dockgen.ecosystems.jvm.maven import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The modules that are applications, by path: what `workspace` can be set to.

    Raises:
        UnusableInput: a POM cannot be read.
    """
    if not project.has(POM):
        return ()
    from dockgen.ecosystems.jvm.maven import detect as detecting

    return detecting.workspaces(project)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the build does not make, or a value that cannot be printed
            safely.
    """
    from dockgen.ecosystems.jvm.maven import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.jvm.maven import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.jvm.common.building import reviewing

    return reviewing.MAVEN


ECOSYSTEM = Ecosystem(
    name="maven",
    title="Maven",
    precedence="a POM usually builds the front end beside it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    manifests=(POM,),
    generated=(
        record.MAVEN_REPOSITORY,
        GeneratedFolder("target", "build output", beside=(POM,)),
    ),
    compilers=(*record.COMPILERS, "mvn"),
    caches=(record.MAVEN_CACHE,),
    credentials=(record.MAVEN_CREDENTIALS,),
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
