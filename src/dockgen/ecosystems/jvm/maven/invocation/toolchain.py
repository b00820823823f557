"""The JDK that a build asks Maven's toolchains for.

https://maven.apache.org/guides/mini/guide-using-toolchains.html
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.pom import Pom

FILE = "toolchains.xml"
"""What is made in the build stage: Maven's own place for it lies in the cache mount."""

PLACES = (
    ("maven-toolchains-plugin", "toolchains/jdk"),
    ("maven-compiler-plugin", "jdkToolchain"),
    ("maven-toolchains-plugin", ""),
)
"""Which plugin's configuration asks for a JDK; the last one is that of `select-jdk-toolchain`."""

ASKED = ("version", "vendor", "runtimeName", "runtimeVersion", "env")
NUMBER = lazy_regex(r"[\[(]?\s*(?:1\.)?(\d{1,3})(?:[.,\])\s+-].*)?", re.ASCII)
"""`17`, `1.8`, `17.0.9`, `[17,)`: of a range the oldest."""


class Toolchain(NamedTuple):
    """The JDK that a build asks for.

    Args:
        java: its release.
        provides: what it must be said to provide, in pairs of names and values.
    """

    java: Fact[str]
    provides: tuple[tuple[str, str], ...]

    @property
    def command(self) -> str:
        """The command that writes the file which says that the image's own JDK is the one."""
        from html import escape

        said = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in self.provides)
        text = (
            "<toolchains><toolchain><type>jdk</type>"
            f"<provides>{said}</provides>"
            "<configuration><jdkHome>%s</jdkHome></configuration></toolchain></toolchains>"
        )
        return f'printf {shlex.quote(text)} "$JAVA_HOME" > {FILE}'


def read(pom: Pom) -> Toolchain | None:
    """The JDK that the build asks for, or None where it takes the one that runs Maven."""
    for plugin_name, path in PLACES:
        asked = dict(_asked(pom, plugin_name, path))
        version = asked.get("version")
        number = NUMBER.fullmatch(version.value) if version else None
        if version is None or number is None:
            continue
        plain = {
            name: fact.value for name, fact in asked.items() if not re.search(r"[%\\]", fact.value)
        }
        provides = list({"version": version.value, **plain}.items())
        provides[0] = ("version", version.value if version.value[0].isdigit() else number[1])
        return Toolchain(Fact(number[1], version.evidence), tuple(provides))
    return None


def _asked(pom: Pom, plugin_name: str, path: str) -> Iterator[tuple[str, Fact[str]]]:
    plugin = pom.plugin(plugin_name)
    for name in ASKED if plugin is not None else ():
        found = plugin.setting(f"{path}/{name}".lstrip("/")) if plugin else None
        if found is not None:
            resolved = pom.resolve(found)
            if "${" not in resolved.value:
                yield name, resolved
