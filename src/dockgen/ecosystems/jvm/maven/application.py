"""Which module of a Maven build is the application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, text
from dockgen.core.project import Project, once_per_project
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Candidate
from dockgen.ecosystems.jvm.common import java_sources, spring_boot
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.common.running import serving
from dockgen.ecosystems.jvm.common.spring_boot import SpringBoot
from dockgen.ecosystems.jvm.maven import artifact
from dockgen.ecosystems.jvm.maven.artifact import Jar
from dockgen.ecosystems.jvm.maven.reactor import Reactor

if TYPE_CHECKING:
    from dockgen.ecosystems.jvm.maven.frameworks.quarkus import Quarkus

QUARKUS = "quarkus-maven-plugin"

Kind = Literal["spring-boot", "quarkus", "tomcat", "executable-jar"]


class Application(NamedTuple):
    """A module that can be run.

    Args:
        pom: its POM.
        boot: what the POM says of Spring Boot, or None.
        jar: the jar to be run; None where a plugin makes something else of it.
        kind: what is made of it.
    """

    pom: Pom
    boot: SpringBoot | None
    jar: Jar | None
    kind: Kind = "executable-jar"

    @property
    def evidence(self) -> Evidence:
        """What tells that it is one."""
        if self.boot is not None and self.boot.plugin is not None:
            return self.boot.plugin.evidence
        if self.jar is not None and self.jar.main_class is not None:
            return self.jar.main_class.evidence
        made_by_quarkus = _quarkus(self.pom) if self.kind == "quarkus" else None
        if made_by_quarkus is not None:
            return made_by_quarkus.plugin.evidence
        if self.kind == "tomcat":
            return self.pom.packaging.evidence
        return Evidence("main method", self.pom.path)


def _quarkus(pom: Pom) -> Quarkus | None:
    """What the POM says of Quarkus; its reader is loaded only where a POM names it."""
    if pom.plugin(QUARKUS) is None:
        return None
    from dockgen.ecosystems.jvm.maven.frameworks import quarkus

    return quarkus.find(pom)


def of(pom: Pom, *, alone: bool = True) -> Application | None:
    """What a module makes to be run, as far as its POM says; None where it seems a library.

    Args:
        pom: its POM.
        alone: whether nothing else is built, so that Spring Boot's plugin can be told to
            repackage the jar where the POM does not say so.
    """
    boot = spring_boot.find(pom)
    if _quarkus(pom) is not None:
        return Application(pom, None, jar=None, kind="quarkus")
    packed = boot is not None and boot.makes_application and (alone or boot.binds_repackage)
    if pom.packaging.value in {"jar", "war"} and packed:
        return Application(pom, boot, jar=None, kind="spring-boot")
    if pom.packaging.value == "war":
        return Application(pom, boot, jar=None, kind="tomcat")
    if pom.packaging.value != "jar":
        return None
    jar = artifact.of_jar(pom, artifact.final_name(pom))
    return Application(pom, boot, jar) if jar.main_class else None


@once_per_project
def applications(project: Project, reactor: Reactor) -> dict[str, Application]:
    """The applications among the modules, by path; none where all are libraries.

    A module is an application if its POM says so. Where several seem to be, because they inherit a
    plugin, those with a main method are meant, wars, and what Quarkus makes; where none says so,
    the one with a main method is.
    """
    members: Mapping[str, Pom] = reactor.modules or {"": reactor.root}
    alone = not reactor.modules
    declared = {path: one for path, pom in members.items() if (one := of(pom, alone=alone))}
    found = dict(declared)
    unsure = _only_uses_boot(reactor.root, found)
    if len(found) != 1 or unsure:
        candidates = declared or members
        starting = [path for path in candidates if _is_started(project, members[path])]
        if starting:
            found = {path: declared.get(path) or undeclared(members[path]) for path in starting}
        elif unsure:
            found = {}
    return found


def _only_uses_boot(root: Pom, found: Mapping[str, Application]) -> bool:
    """Whether nothing but the plugin of Spring Boot, bound to no goal, tells that it is run."""
    boot = found[""].boot if "" in found else None
    if boot is None or boot.binds_repackage or root.packaging.value != "jar":
        return False
    named = boot.plugin.setting("mainClass") if boot.plugin else None
    elsewhere = root.value("build/sourceDirectory")
    return named is None and elsewhere is None and root.property("start-class") is None


def choose(project: Project, reactor: Reactor) -> tuple[Application, Evidence] | None:
    """The application that is meant among the modules, or None where all are libraries.

    Raises:
        SeveralApplications: several could be meant.
    """
    found = applications(project, reactor)
    if len(found) < 2:
        return next(((one, one.evidence) for one in found.values()), None)
    place = Evidence("modules", reactor.root.path)
    made = candidates(reactor, found)
    chosen = choosing.decide(project, made, fact="workspace", evidence=place)
    return found[chosen.value], chosen.evidence


def candidates(reactor: Reactor, found: Mapping[str, Application]) -> tuple[Candidate, ...]:
    """The applications among the modules, each with what it does."""
    return tuple(_candidate(path, found[path], reactor) for path in sorted(found))


def _candidate(path: str, application: Application, reactor: Reactor) -> Candidate:
    libraries = (
        f"{one.coordinates.group}:{one.coordinates.artifact}"
        for part in reactor.needed_by(application.pom)
        for one in part.dependencies
        if one.runs_with_the_application
    )
    serves = application.kind in {"quarkus", "tomcat"}
    name = application.pom.artifact.value
    return serving.candidate(path, (name,), libraries, application.kind, serves=serves)


def undeclared(pom: Pom) -> Application:
    """A module that is to be run although its POM does not say so."""
    jar = artifact.of_jar(pom, artifact.final_name(pom))
    return Application(pom, spring_boot.find(pom), jar)


def _is_started(project: Project, pom: Pom) -> bool:
    packaging = pom.packaging.value
    if packaging == "war" or _quarkus(pom) is not None:
        return True
    return packaging == "jar" and any(java_sources.main_methods(project, pom.folder))


def main_class(project: Project, application: Application) -> Fact[str] | None:
    """The class that an application without Spring Boot's plugin starts with, or None.

    Raises:
        UnusableInput: the POM names none and several have a main method.
    """
    jar = application.jar
    if jar is not None and jar.main_class is not None:
        return jar.main_class
    found = list(java_sources.main_methods(project, application.pom.folder))
    if len(found) > 1:
        names = [one.value for one in found]
        raise UnusableInput(
            f"several classes have a main method: {', '.join(names)}",
            file=application.pom.path,
            hint=f"choose one with --set main_class={names[0]}",
        )
    return found[0] if found else None


def module(reactor: Reactor, workspace: Fact[str]) -> Pom:
    """The module at the path that the user gave.

    Raises:
        UnusableInput: there is no such module; the message lists those that there are.
    """
    path = workspace.value.strip("/").removeprefix("./")
    if path in reactor.modules:
        return reactor.modules[path]
    raise UnusableInput(
        f"there is no module {workspace.value!r}",
        file=reactor.root.path,
        hint=f"there are {', '.join(reactor.modules)}" if reactor.modules else "it has no modules",
    )


def settle(project: Project, reactor: Reactor, findings: Findings) -> Application | None:
    """The application that is to be run; where there are modules, its path is settled.

    Returns:
        It, or None where nothing seems to be one.

    Raises:
        UnusableInput: there are several, or no module lies where the user says.
    """
    if reactor.modules and "workspace" in findings.unused:
        pom = module(reactor, findings.settle("workspace", text, None))
        return of(pom, alone=False) or undeclared(pom)
    chosen = choose(project, reactor)
    application = chosen[0] if chosen else None
    if application is None and "main_class" in findings.unused and not reactor.modules:
        return undeclared(reactor.root)
    if chosen and application is not None and reactor.modules:
        path = next(path for path, pom in reactor.modules.items() if pom is application.pom)
        settled = findings.settle("workspace", text, Fact(path, chosen[1]))
        choosing.note_others(findings, settled, sorted(applications(project, reactor)))
    return application
