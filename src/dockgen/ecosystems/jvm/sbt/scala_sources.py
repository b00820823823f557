"""What Scala's sources say: where a program starts, and where it listens."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.jvm.common import java_sources
from dockgen.ecosystems.jvm.common import script_text as gradle_text
from dockgen.ecosystems.jvm.common.script_text import Script

PACKAGE = r"^[ \t]*package[ \t]+(?!object\b)([\w.]+)"
OBJECT_WITH_APP = (
    r"^[ \t]*(?:case[ \t]+)?object[ \t]+(\w+)[ \t]+extends[ \t]+[^\n{]*?"
    r"\b(?:App|IOApp(?:\.Simple)?|ZIOAppDefault|ZIOApp|MainRoutes|cask\.Main)\b"
)
OBJECT_OR_MAIN = r"^[ \t]*(?:case[ \t]+)?object[ \t]+(\w+)|\bdef[ \t]+main[ \t]*\("
MAIN_FUNCTION = r"@main[ \t\n]+def[ \t]+(\w+)"
PORTS = (
    r'"PORT"[^;\n]{0,80}?"?\b(\d{2,5})\b',
    r'\bport"(\d{2,5})"',
    r"\bnewServerAt\s*\([^,()]{0,200},\s*(?:port\s*=\s*)?(\d{2,5})\b",
    r"\bbind(?:AndHandle|Http|Server)?\s*\([^()]{0,200}?,\s*(\d{2,5})\b",
    r"\b(?:defaultWithPort|bindHttp|withPort|InetSocketAddress)\s*\(\s*(\d{2,5})\b",
    r"\boverride[ \t]+def[ \t]+port\b[^=\n]*=\s*(\d{2,5})\b",
    r"\bval[ \t]+(?:default)?[pP]ort\b[^=\n]*=\s*(\d{2,5})\b",
)
"""PORT's stand-in, http4s, Pekko and Akka HTTP, ZIO HTTP and the JDK, cask, a `val`."""

MAX_SOURCES = 2_000
"""How many source files are searched."""


def main_classes(project: Project, folder: str) -> Iterator[Fact[str]]:
    """The classes that a program can start with, in alphabetical order of their files."""
    for script in _sources(project, folder):
        package = ".".join(match[1] for match in script.find(PACKAGE))
        for name, match in _mains(script):
            full = f"{package}.{name}" if package else name
            yield Fact(full, script.evidence(match, "main"))


def _mains(script: Script) -> Iterator[tuple[str, re.Match[str]]]:
    for match in (*script.find(OBJECT_WITH_APP), *script.find(MAIN_FUNCTION)):
        yield match[1], match
    around: re.Match[str] | None = None
    for match in script.find(OBJECT_OR_MAIN):
        if match[1]:
            around = match
        elif around:
            yield around[1], match


def port_of(project: Project, folder: str) -> Fact[int] | None:
    """The first port that the sources of a project name, or None."""
    for script in _sources(project, folder):
        for pattern in PORTS:
            for match in re.finditer(pattern, script.code):
                if 1 <= int(match[1]) <= 65535:
                    return Fact(int(match[1]), script.evidence(match, "listening"))
    return None


def files(project: Project, folder: str) -> Iterator[TextFile]:
    """The source files of a project that can be read, Java's too."""
    for script in _sources(project, folder):
        yield script.file
    yield from java_sources.files(project, folder)


def _sources(project: Project, folder: str) -> Iterator[Script]:
    """Play has its sources in `app`."""
    usual = ("src/main/scala", "src/main/java", "app")
    tops = tuple(f"{posixpath.join(folder, one)}/" for one in usual)
    paths = [one for one in project.starting(*tops) if one.endswith(".scala")]
    for path in paths[:MAX_SOURCES]:
        try:
            yield gradle_text.read(project, path)
        except UnusableInput:  # too large, or not UTF-8: the compiler may still take it
            continue
