"""A native executable that GraalVM's own plugin makes beside the jar.

https://graalvm.github.io/native-build-tools/latest/maven-plugin.html
"""

from __future__ import annotations

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.common.poms.pom import Pom

PLUGIN = "native-maven-plugin"
GOALS = frozenset({"build", "compile", "compile-no-fork"})
OFF = "-DskipNativeBuild=true"


def of(pom: Pom) -> Evidence | None:
    """Where a POM binds it to every build; None where it waits for a profile or a command."""
    plugin = pom.plugin(PLUGIN)
    return plugin.evidence if plugin is not None and plugin.goals() & GOALS else None
