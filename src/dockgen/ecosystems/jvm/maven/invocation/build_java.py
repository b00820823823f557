"""The JDK that a Maven build insists to run on, which need not be the application's.

https://maven.apache.org/enforcer/enforcer-rules/requireJavaVersion.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.versions import product
from dockgen.ecosystems.jvm.common.poms.pom import Pom

ENFORCER = "maven-enforcer-plugin"
RULE = "rules/requireJavaVersion/version"

RANGE = lazy_regex(r"([\[(])([^\[\](),]*)(?:(,)([^\[\](),]*))?([\])])")
"""One range of a version's requirement: https://maven.apache.org/enforcer/enforcer-rules/versionRanges.html."""

NEWEST_PATCH = 999
"""What images have: the newest patch of a release."""


def required(poms: Iterable[Pom]) -> Fact[str] | None:
    """What the build's rules ask of the JDK that runs it, or None."""
    for pom in poms:
        plugin = pom.plugin(ENFORCER)
        if plugin is None or "enforce" not in plugin.goals():
            continue
        found = plugin.setting(RULE)
        if found is not None and "${" not in pom.resolve(found).value:
            return Fact(pom.resolve(found).value, found.evidence)
    return None


def chosen(java: str, requirement: Fact[str]) -> Fact[str] | None:
    """The release to build on where the application's own is refused; None where it is not.

    It is the oldest with long-term support that compiles for the application's.

    Raises:
        UnusableInput: no release is new enough and allowed.
    """
    if allows(requirement.value, int(java)):
        return None
    lines = (int(one.version) for one in product("java").releases if one.lts)
    newer = sorted(line for line in lines if line >= int(java))
    found = next((line for line in newer if allows(requirement.value, line)), None)
    if found is None:
        place = requirement.evidence
        raise UnusableInput(
            f"no Java with long-term support is {requirement.value!r} and compiles for {java}",
            file=place.file,
            line=place.line,
            hint="give another with --set build_java=RELEASE",
        )
    return Fact(str(found), requirement.evidence)


def allows(requirement: str, java: int) -> bool:
    """Whether a requirement takes the newest patch of a release; one that is unreadable does."""
    text = requirement.replace(" ", "")
    if not re.search(r"[\[(]", text):
        return (java, NEWEST_PATCH) >= _numbers(text)
    ranges = [match.groups() for match in RANGE.finditer(text)]
    return not ranges or any(_within(java, one) for one in ranges)


def _within(java: int, limits: Sequence[str | None]) -> bool:
    opening, low, comma, high, closing = limits
    image = (java, NEWEST_PATCH)
    if not comma:  # [17] is this very version
        return image[0] == _numbers(low or "")[0]
    above = not low or (image >= _numbers(low) if opening == "[" else image > _numbers(low))
    below = not high or (image <= _numbers(high) if closing == "]" else image < _numbers(high))
    return above and below


def _numbers(version: str) -> tuple[int, ...]:
    """A version as numbers: `1.8.0_252` is 8.0.252."""
    numbers = [int(one) for one in re.findall(r"\d{1,6}", version)]
    return tuple(numbers[1:] if numbers[:1] == [1] and len(numbers) > 1 else numbers) or (0,)
