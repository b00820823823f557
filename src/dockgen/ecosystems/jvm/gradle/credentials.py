"""The variables that a Gradle build reads the credentials of its repositories from.

https://docs.gradle.org/current/userguide/supported_repository_protocols.html
"""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.script_text import STRING, Script
from dockgen.ecosystems.jvm.gradle.build import Build

CREDENTIALS = r"\bcredentials(?:\s*\([^()\n]*\))?"
PUBLISHING = r"\b(?:publishing|uploadArchives|nexusPublishing|publishTo\w*)"
"""What goes out has credentials too, which no image's build needs."""

VARIABLE = rf"\b(?:getenv|environmentVariable)\s*\(\s*{STRING}"
PROPERTY = rf"\b(?:findProperty|property|gradleProperty)\s*\(\s*{STRING}"

NAME = lazy_regex(r"[A-Za-z_]\w*")


def variables(build: Build) -> tuple[Fact[str], ...]:
    """The variables, each once; a property that no file sets is one with Gradle's prefix."""
    found: dict[str, Fact[str]] = {}
    scripts = [script for module in build.modules.values() for script in module.scripts]
    for script in (*scripts, *build.others):
        bare = script.without([span for _, span in script.spans(PUBLISHING)])
        for _, span in bare.spans(CREDENTIALS):
            for fact in _in_block(bare.only([span]), build):
                found.setdefault(fact.value, fact)
    return tuple(found.values())


def _in_block(block: Script, build: Build) -> Iterator[Fact[str]]:
    """The variables of one repository; where it reads some, a property is for people's machines.

    https://docs.gradle.org/current/userguide/build_environment.html#setting_a_project_property
    """
    read = list(block.find(VARIABLE))
    for match in read:
        if NAME.fullmatch(match[1]):
            yield Fact(match[1], block.evidence(match, "credentials"))
    for match in () if read else block.find(PROPERTY):
        if NAME.fullmatch(match[1]) and match[1] not in build.properties:
            yield Fact(f"ORG_GRADLE_PROJECT_{match[1]}", block.evidence(match, "credentials"))
