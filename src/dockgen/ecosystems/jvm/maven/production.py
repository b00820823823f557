"""Profiles that the build for production asks for, where a framework's generator makes them."""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.facts import Fact, Findings, default, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.parts import text_of
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven.reactor import Reactor


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


def settle(reactor: Reactor, findings: Findings) -> tuple[str, ...]:
    """The profiles that the build is told of; the fact is settled where there are some."""
    found = None if "profiles" in findings.unused else _of(reactor)
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
