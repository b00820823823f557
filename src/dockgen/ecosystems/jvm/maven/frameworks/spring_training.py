"""Whether a Spring Boot application is started once while its image is built.

https://docs.spring.io/spring-boot/how-to/aot-cache.html
"""

from __future__ import annotations

from collections.abc import Iterable

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, Findings, default, flag
from dockgen.ecosystems.jvm.common import spring_boot
from dockgen.ecosystems.jvm.common.java_launch import Launch
from dockgen.ecosystems.jvm.common.pom_parts import Dependency

NEEDS = "it takes Java 17 and a jar of Spring Boot 3.3 that is taken apart"


def settle(launch: Launch, dependencies: Iterable[Dependency], findings: Findings) -> bool:
    """Settle whether that leaves a cache.

    Args:
        launch: how the application is taken apart and started.
        dependencies: what it depends on.
        findings: where the fact goes.

    Raises:
        UnusableInput: the user asks for a cache that cannot be.
    """
    cache = findings.settle("aot_cache", flag, _found(launch, dependencies))
    if cache.value and not launch.can_be_trained:
        place = cache.evidence
        raise UnusableInput(
            f"aot_cache cannot be: {NEEDS}", file=place.file or place.key, line=place.line
        )
    return cache.value


def _found(launch: Launch, dependencies: Iterable[Dependency]) -> Fact[bool]:
    if not launch.can_be_trained:
        return Fact(value=False, evidence=default(NEEDS))
    connecting = spring_boot.connecting(dependencies)
    if connecting is None:
        seen = "nothing is seen that it connects to at the start"
        return Fact(value=True, evidence=default(seen))
    dependency, what = connecting
    reason = f"it connects to {what} at the start"
    return Fact(value=False, evidence=dependency.coordinates.evidence._replace(reason=reason))
