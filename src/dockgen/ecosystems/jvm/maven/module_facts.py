"""What settling the facts of a module rests on: its POM, and the facts that are settled."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import TypeVar

from dockgen.core.facts import Fact, FactValue, Findings, default, words
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.parts import Dependency
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven.reactor import Reactor

T = TypeVar("T", bound=FactValue)


class ModuleFacts:
    """A module, and what is known of it so far.

    Args:
        project: the project.
        reactor: the POMs that its build reads.
        pom: the module's own.
        findings: where the facts go.
    """

    def __init__(self, project: Project, reactor: Reactor, pom: Pom, findings: Findings) -> None:
        self.project = project
        self.reactor = reactor
        self.pom = pom
        self.needed = reactor.needed_by(pom)
        self.findings = findings

    def _unless_given(self, name: str, read: Callable[[], Fact[T] | None]) -> Fact[T] | None:
        """What the project says, read only where the user says nothing."""
        return None if name in self.findings.unused else read()

    def _text(self, name: str) -> str:
        fact = self.findings.facts.get(name)
        return str(fact.value) if fact else ""

    def _words(self, name: str) -> tuple[str, ...]:
        fact = self.findings.facts.get(name)
        return words(fact.value) if fact else ()

    def _start(self, command: tuple[str, ...]) -> None:
        itself = "java itself" if command[0] == "java" else "the application itself"
        found = Fact(command, default(f"{itself} runs as PID 1 and receives the signals"))
        self.findings.settle("start_command", words, found)

    def _inside(self, path: Fact[str]) -> Fact[str]:
        """A path of the module, seen from the project's top."""
        return Fact(posixpath.normpath(posixpath.join(self.pom.folder, path.value)), path.evidence)

    def _dependencies(self) -> Iterator[Dependency]:
        return (dependency for pom in self.needed for dependency in pom.dependencies)
