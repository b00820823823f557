"""Whether a Spring Boot application is started once while its image is built.

https://docs.spring.io/spring-boot/how-to/aot-cache.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, flag
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import java_sources, spring_boot
from dockgen.ecosystems.jvm.common.java_launch import Launch
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig, readable

NEEDS = "it takes Java 17 and a jar of Spring Boot 3.3 that is taken apart"

INJECTED = lazy_regex(r'@(?:field:|param:)?Value\s*\(\s*"\\?\$\{([\w.-]+)\}"\s*\)')
"""A value without a default, in Java or Kotlin; where nothing sets it, the context does not start:
https://docs.spring.io/spring-framework/reference/core/beans/annotation-config/value-annotations.html."""

ALWAYS_SET = lazy_regex(
    r"(java|os|user|file|line|path|sun|jdk|random|local|spring\.boot)\..+"
    r"|HOME|HOSTNAME|LANG|LC_ALL|PATH|PWD|PID|TZ|JAVA_HOME|LOG_\w+|(CONSOLE|FILE)_LOG_\w+"
)
"""What the JVM, a container or Spring Boot itself sets."""


def settle(launch: Launch, reasons: Iterable[Evidence], findings: Findings) -> bool:
    """Settle whether that leaves a cache.

    Args:
        launch: how the application is taken apart and started.
        reasons: what speaks against a start without what a deployment brings.
        findings: where the fact goes.

    Raises:
        UnusableInput: the user asks for a cache that cannot be.
    """
    cache = findings.settle("aot_cache", flag, _found(launch, reasons))
    if cache.value and not launch.can_be_trained:
        place = cache.evidence
        raise UnusableInput(
            f"aot_cache is unavailable: {NEEDS}", file=place.file or place.key, line=place.line
        )
    return cache.value


def _found(launch: Launch, reasons: Iterable[Evidence]) -> Fact[bool]:
    if not launch.can_be_trained:
        return Fact(value=False, evidence=default(NEEDS))
    against = next(iter(reasons), None)
    if against is None:
        seen = "no connection at startup was found"
        return Fact(value=True, evidence=default(seen))
    return Fact(value=False, evidence=against)


def connecting(libraries: Iterable[tuple[str, Evidence]]) -> Iterator[Evidence]:
    """The libraries that connect to something at the start, by artifact and place."""
    for artifact, place in libraries:
        for what, pattern in spring_boot.CONNECTING.items():
            if pattern.fullmatch(artifact):
                yield place._replace(reason=f"it connects to {what} at startup")


def unset(project: Project, folder: str, read: Callable[[], SpringConfig]) -> Iterator[Evidence]:
    """Where the application reads a value at its start that nothing in the project sets.

    Nothing where its configuration cannot be read: whoever needs that says so.

    Args:
        project: the project.
        folder: the module's folder.
        read: reads its configuration.
    """
    config = readable(read)
    if config is None:
        return
    for name in config.unexplained():
        if not ALWAYS_SET.fullmatch(name.value):
            yield name.evidence._replace(reason=_reason(name.value))
    for file in java_sources.files(project, folder):
        for match in INJECTED.finditer(file.text):
            if config.get(match[1]) is None and not ALWAYS_SET.fullmatch(match[1]):
                place = Evidence("@Value", file.path, file.line_of(match.start()))
                yield place._replace(reason=_reason(match[1]))


def _reason(name: str) -> str:
    return f"it needs {name} at the start, which nothing here sets"
