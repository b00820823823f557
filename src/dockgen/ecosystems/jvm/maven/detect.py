"""Finds out what a Maven project builds, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Findings, Override, Verdict, no
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.dockerfile.deployed.candidates import deployable
from dockgen.ecosystems.jvm.common import record
from dockgen.ecosystems.jvm.maven import above, production
from dockgen.ecosystems.jvm.maven import application as maven_application
from dockgen.ecosystems.jvm.maven import facts as maven_facts
from dockgen.ecosystems.jvm.maven import reactor as maven_reactor

PRODUCTS = {
    "jar": "a library: no class of it has a main method",
    "pom": "libraries: no module is an application",
}
"""What a build makes that java does not run, by packaging."""


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose POM builds something to be run.

    Raises:
        UnusableInput: a POM or a configuration cannot be read, or there are several applications.
    """
    reactor = maven_reactor.read(project)
    packaging = reactor.root.packaging.value
    if packaging == "pom" and not reactor.modules:
        return no("pom.xml has the packaging pom and no modules, so it builds nothing")
    findings = Findings(overrides)
    profiles = production.settle(reactor, record.SERVICES, findings)
    if profiles:
        reactor = maven_reactor.read(project, profiles)
    application = maven_application.settle(project, reactor, findings)
    if application is None:
        return no(f"pom.xml builds {PRODUCTS.get(packaging, PRODUCTS['jar'])}")
    above.refuse(project)
    facts = maven_facts.FactsOf(project, reactor, application, findings)
    if not facts.settle():
        return no(f"pom.xml builds {PRODUCTS['jar']}")
    refuse_unprintable(findings)
    return Verdict(matched=True, reason="found pom.xml", shape=facts.shape, findings=findings)


def workspaces(project: Project) -> tuple[str, ...]:
    """The modules that are applications, by path: what `workspace` can be set to.

    Raises:
        UnusableInput: a POM cannot be read.
    """
    reactor = maven_reactor.read(project)
    if not reactor.modules:
        return ()
    found = maven_application.applications(project, reactor)
    kept = {one.value for one in deployable(maven_application.candidates(reactor, found))}
    return tuple(path for path in found if path in kept)
