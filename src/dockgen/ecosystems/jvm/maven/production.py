"""Profiles that the build for production asks for.

A framework's generator makes them, or the POM packs the application, or brings the driver of its
database, in a profile alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, Findings, default, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.parts import text_of
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven import application
from dockgen.ecosystems.jvm.maven.reactor import Reactor
from dockgen.readers.xml import Element


class Production(NamedTuple):
    """A framework whose build for production is a profile.

    Args:
        name: its name.
        used: the dependency that tells that it is used, as `group:artifact`.
        profile: the profile.
    """

    name: str
    used: re.Pattern[str]
    profile: str


FRAMEWORKS = (
    Production("JHipster", lazy_regex(r"(tech|io\.github)\.jhipster:jhipster-framework"), "prod"),
    Production("Vaadin", lazy_regex(r"com\.vaadin:vaadin(-.+)?"), "production"),
)
"""https://www.jhipster.tech/production/ and https://vaadin.com/docs/latest/flow/production."""


PACKING = {
    "spring-boot-maven-plugin": "repackage",
    "quarkus-maven-plugin": "build",
    "maven-shade-plugin": "shade",
    "maven-assembly-plugin": "single",
}
"""The plugins that make what is run, each with the goal that does."""

MEANT = lazy_regex(r"(?i)prod(uction)?|release|docker|container|dist(ribution)?|deploy|package")
NOT_MEANT = lazy_regex(
    r"(?i)dev.*|local.*|.*test.*|it|debug|native.*|ide|sonar|.*sources.*|.*docs?"
)
"""What profiles for production are called, and those for other ends."""


class Profile(NamedTuple):
    """A profile of a POM that is not active by itself.

    Args:
        name: its id.
        element: the profile.
        file: the POM.
    """

    name: str
    element: Element
    file: str

    @property
    def packs(self) -> bool:
        """Whether it makes an archive that java runs."""
        for plugin in self.element.all("build/plugins/plugin"):
            goal = PACKING.get(text_of(plugin, "artifactId"))
            goals = {one.text for one in plugin.all("executions/execution/goals/goal")}
            boot = text_of(plugin, "groupId").startswith(("org.springframework", "io.quarkus"))
            if goal in goals and (boot or any(plugin.find(one) is not None for one in NAMES_CLASS)):
                return True
        return False

    def drivers(self, services: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """The drivers of databases and the like that it brings."""
        known = {one for group in services.values() for one in group}
        for one in self.element.all("dependencies/dependency"):
            name = f"{text_of(one, 'groupId')}:{text_of(one, 'artifactId')}"
            if name in known and text_of(one, "scope") in {"", "compile", "runtime"}:
                yield name


NAMES_CLASS = (
    "configuration/archive/manifest/mainClass",
    "executions/execution/configuration/archive/manifest/mainClass",
    "configuration/transformers/transformer/mainClass",
    "executions/execution/configuration/transformers/transformer/mainClass",
)


def settle(
    reactor: Reactor, services: Mapping[str, tuple[str, ...]], findings: Findings
) -> tuple[str, ...]:
    """The profiles that the build is told of; the fact is settled where there are some.

    Args:
        reactor: the POMs, with the profiles that are active by themselves.
        services: the drivers of each service, by `group:name`.
        findings: where the fact goes.
    """
    found = None
    if "profiles" not in findings.unused:
        found = _of(reactor) or _packing(reactor) or _driving(reactor, services, findings)
    made = findings.settle_optional("profiles", words, found)
    return tuple(name for word in made.value for name in word.split(",")) if made else ()


def _of(reactor: Reactor) -> Fact[tuple[str, ...]] | None:
    for pom in (reactor.root, *reactor.modules.values()):
        there = _profiles(pom)
        for framework in FRAMEWORKS:
            if framework.profile in there and _uses(pom, framework):
                reason = f"{framework.name} builds for production with it"
                return Fact((framework.profile,), default(reason))
    return None


def _profiles(pom: Pom) -> set[str]:
    return {text_of(one, "id") for model in pom.models for one in model.top.all("profiles/profile")}


def _uses(pom: Pom, framework: Production) -> bool:
    keys = (":".join(one.coordinates.key) for one in pom.dependencies)
    return any(framework.used.fullmatch(key) for key in keys)


def _inactive(reactor: Reactor) -> Iterator[Profile]:
    """The profiles that nothing turns on, those for tests and developers left out."""
    for pom in (reactor.root, *reactor.modules.values()):
        own = [model for model in pom.models if model.file == pom.path]
        active = {model.top.line for model in own}
        for one in own[-1].top.all("profiles/profile") if own else ():
            name = text_of(one, "id")
            if one.line not in active and name and not NOT_MEANT.fullmatch(name):
                yield Profile(name, one, pom.path)


def _packing(reactor: Reactor) -> Fact[tuple[str, ...]] | None:
    """The profile without which no module makes anything to be run."""
    members = reactor.modules or {"": reactor.root}
    if any(application.of(pom, alone=False) for pom in members.values()):
        return None
    found = sorted(
        (one for one in _inactive(reactor) if one.packs),
        key=lambda one: MEANT.fullmatch(one.name) is None,
    )
    return _asked(found[0], "it makes the archive that is run") if found else None


def _driving(
    reactor: Reactor, services: Mapping[str, tuple[str, ...]], findings: Findings
) -> Fact[tuple[str, ...]] | None:
    """The profile for production that brings a driver; others that do are named in a note."""
    members = (reactor.root, *reactor.modules.values())
    known = {one for group in services.values() for one in group}
    names = (":".join(one.coordinates.key) for pom in members for one in pom.dependencies)
    if any(name in known for name in names):
        return None
    found = [(one, name) for one in _inactive(reactor) for name in one.drivers(services)]
    for one, name in found:
        if MEANT.fullmatch(one.name):
            return _asked(one, f"it brings {name}")
    if found:
        one, name = found[0]
        findings.warn(
            f"{one.file}:{one.element.line}: only the profile {one.name} brings {name}; the image"
            f" is built without it: --set profiles={one.name} builds with it"
        )
    return None


def _asked(profile: Profile, reason: str) -> Fact[tuple[str, ...]]:
    place = Evidence("project/profiles/profile", profile.file, profile.element.line, reason=reason)
    return Fact((profile.name,), place)
