"""The facts of a Quarkus application: what it is packed into, where that lies, how it starts."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, Findings, text
from dockgen.ecosystems.jvm.common import java_launch, spring_boot
from dockgen.ecosystems.jvm.common.java_launch import Command
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven.frameworks import quarkus
from dockgen.ecosystems.jvm.maven.frameworks.quarkus import Settings

SHAPES = {"fast-jar": "quarkus", quarkus.NATIVE: "native"}
"""The shape of what is made, where it is no jar."""

STARTS: dict[str, Command] = {
    "fast-jar": ("java", java_launch.HEAP, "-jar", quarkus.RUN),
    quarkus.NATIVE: (f"./{java_launch.EXECUTABLE}",),
}
"""How it starts, where it is no jar."""


class Packed(NamedTuple):
    """What is made of an application.

    Args:
        shape: the shape of its image.
        start: the command that starts it.
        options: what the build is told, so that it makes it.
    """

    shape: str
    start: Command
    options: tuple[str, ...]


def settle(pom: Pom, settings: Settings, name: Fact[str], findings: Findings) -> Packed:
    """Settle what the application is packed into, and where that lies.

    Args:
        pom: the module.
        settings: its configuration files.
        name: the name of what is built, without its extension.
        findings: where the facts go.

    Raises:
        UnusableInput: a native executable is asked for that cannot be made.
    """
    given = "package_type" in findings.unused
    said = findings.facts.get("framework_version")
    version = Fact(str(said.value), said.evidence) if said else None
    line = spring_boot.line_of(version.value) if version else (0, 0)
    possible, asked = quarkus.makes_native(line), quarkus.wants_native(pom, settings)
    found = quarkus.package_type(pom, settings, version, native=asked if possible else None)
    fact = findings.settle("package_type", quarkus.kind_of_package, found)
    kind, place = fact.value, fact.evidence
    if kind == quarkus.NATIVE and not possible:
        raise UnusableInput(
            "package_type cannot be native: the builder images are for Quarkus 3.8 and newer",
            file=place.file or place.key,
            line=place.line,
        )
    if asked is not None and not possible:
        findings.warn(
            f"{asked.file}:{asked.line}: the builder images of native executables are for Quarkus"
            f" 3.8 and newer; the image runs the {kind} instead"
        )
    path = quarkus.artifact(pom, settings, kind, name)
    findings.settle("artifact", text, _inside(pom, path))
    if kind == "legacy-jar":
        folder = posixpath.join(posixpath.dirname(path.value), "lib")
        findings.settle("libraries", text, _inside(pom, Fact(folder, path.evidence)))
    options = quarkus.options(pom, settings, kind, line, given=given)
    start = STARTS.get(kind, java_launch.of_archive("jar"))
    return Packed(SHAPES.get(kind, "executable-jar"), start, options)


def _inside(pom: Pom, path: Fact[str]) -> Fact[str]:
    """A path of the module, seen from the project's top."""
    return Fact(posixpath.join(pom.folder, path.value), path.evidence)
