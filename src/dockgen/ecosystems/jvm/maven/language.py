"""The language of a Maven module, and the Java that it is compiled for."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.jvm.common import java_version
from dockgen.ecosystems.jvm.common.poms.pom import Pom

KOTLIN, GROOVY = "kotlin-maven-plugin", "gmavenplus-plugin"
PLUGINS = (
    ("kotlin", KOTLIN),
    ("groovy", GROOVY),
    ("groovy", "groovy-eclipse-compiler"),
    ("scala", "scala-maven-plugin"),
)
"""The plugins that compile another language than Java."""


def of(pom: Pom) -> Fact[str]:
    """The language that the sources are written in."""
    for language, name in PLUGINS:
        plugin = pom.plugin(name)
        if plugin is not None:
            return Fact(language, plugin.evidence)
    return Fact("java", Evidence("file", "pom.xml"))


def java_of(pom: Pom) -> Fact[str] | None:
    """The Java that a module is compiled for, by whichever compiler: the newer one runs both.

    Raises:
        UnusableInput: a release is not a number.
    """
    asked = (java_version.of_pom(pom), _of_kotlin(pom), _of_groovy(pom))
    return max((one for one in asked if one), key=lambda one: int(one.value), default=None)


def _of_kotlin(pom: Pom) -> Fact[str] | None:
    """What Kotlin compiles for: https://kotlinlang.org/docs/maven-compile-package.html."""
    plugin = pom.plugin(KOTLIN)
    if plugin is None:
        return None
    configured = plugin.setting("jvmTarget")
    found = pom.resolve(configured) if configured else pom.property("kotlin.compiler.jvmTarget")
    return java_version.read_release(found) if found else None


def _of_groovy(pom: Pom) -> Fact[str] | None:
    """What Groovy compiles for: https://groovy.github.io/GMavenPlus/compile-mojo.html."""
    plugin = pom.plugin(GROOVY)
    configured = plugin.setting("targetBytecode") if plugin else None
    return java_version.read_release(pom.resolve(configured)) if configured else None
