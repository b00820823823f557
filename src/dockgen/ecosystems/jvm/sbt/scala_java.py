"""Which Java a Scala build runs on: what it compiles for, or what its Scala can.

https://docs.scala-lang.org/overviews/jdk-compatibility/overview.html
"""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import java_version
from dockgen.ecosystems.jvm.common.script_text import STRING
from dockgen.ecosystems.jvm.sbt.build import Build, Module

VERSION = rf"\bscalaVersion\s*:=\s*{STRING}"
RELEASES = (
    r'"-(?:java-output-version|release|-release|target)"\s*,\s*"(?:jvm-)?((?:1\.)?\d{1,2})"',
    r'"-(?:java-output-version|release|target|Xtarget)[: ](?:jvm-)?((?:1\.)?\d{1,2})"',
)
"""Options of scalac and javac, in one word or in two."""

FIRST = {
    (2, 12): ((25, 21), (21, 18), (17, 15)),
    (2, 13): ((25, 17), (21, 11), (17, 6)),
    (3, 3): ((25, 7), (21, 1), (17, 0)),
    (3, 7): ((25, 1), (21, 0), (17, 0)),
}
"""The first patch of a line that runs on a Java, the newest Java first. From 3.8 on all run."""

OLDEST = 17
"""The oldest Java that sbt's images have: https://github.com/sbt/docker-sbt."""


def scala(build: Build, module: Module) -> Fact[str] | None:
    """The Scala of a project, or the one that holds for all."""
    for match, place in build.find(module, VERSION):
        return Fact(match[1], place)
    for match in build.script.find(VERSION):
        return Fact(match[1], build.script.evidence(match, "scalaVersion"))
    return None


def asked(project: Project, build: Build, module: Module) -> Fact[str] | None:
    """The Java that the build compiles for, or that a version manager's file names."""
    for pattern in RELEASES:
        for match in _quoted(build, module, pattern):
            return match
    return java_version.of_version_files(project)


def _quoted(build: Build, module: Module, pattern: str) -> list[Fact[str]]:
    """What stands in strings of the project's own definition or before all of them."""
    return [
        java_version.read_release(Fact(match[1], place._replace(key="release")))
        for match, place in build.find(module, pattern)
    ]


def newest_for(version: Fact[str] | None) -> Fact[str]:
    """The newest Java with long support that a Scala runs on."""
    newest = java_version.newest_lts()
    if version is None:
        return newest
    numbers = [int(one) for one in version.value.split(".") if one.isdigit()]
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    firsts: tuple[tuple[int, int], ...] = FIRST.get((major, minor), ())
    if (major, minor) >= (3, 8):
        return newest
    if (3, 4) <= (major, minor) < (3, 7):
        firsts = ((21, 0),)  # Java 25 came after them
    able = next((java for java, first in firsts if patch >= first), OLDEST)
    reason = f"the newest with long support that Scala {version.value} runs on"
    place = Evidence(version.evidence.key, version.evidence.file, version.evidence.line, reason)
    return Fact(str(able), place)
