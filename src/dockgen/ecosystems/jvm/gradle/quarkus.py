"""What a Gradle build of Quarkus is told, so that it makes a fast jar.

https://quarkus.io/guides/gradle-tooling#building-uber-jars
"""

from __future__ import annotations

from dockgen.core.facts import Fact, default
from dockgen.ecosystems.jvm.common.spring_boot import line_of
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig

KEYS = ("quarkus.package.jar.type", "quarkus.package.type")
"""What the application is packed into; the second key is the one up to 3.9."""

FAST = frozenset({"fast-jar", "mutable-jar", "jar"})
FAST_SINCE = (1, 12)
"""The first line that makes a fast jar when nothing says otherwise."""


def option(config: SpringConfig | None, version: str) -> Fact[str] | None:
    """The option that has the build make one; None where it does so by itself.

    Args:
        config: the application's configuration; None where it cannot be read.
        version: Quarkus' version; empty where it is not known.
    """
    for key in KEYS:
        found = config and (config.get(f"%prod.{key}") or config.get(key))
        if found and found.value not in FAST:
            return Fact(f"-D{key}=fast-jar", found.evidence)
    line = line_of(version)
    if config is not None and (0, 0) < line < FAST_SINCE:
        found = config.get(KEYS[1])
        if found is None or found.value == "jar":
            reason = f"Quarkus {version} has another default"
            return Fact(f"-D{KEYS[1]}=fast-jar", found.evidence if found else default(reason))
    return None
