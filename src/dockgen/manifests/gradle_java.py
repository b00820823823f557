"""Which Java a Gradle build asks for, and on which its Gradle can run."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockgen.facts import Evidence, Fact, default
from dockgen.manifests import java_version, properties_source
from dockgen.manifests.gradle_build import Build, Module
from dockgen.manifests.gradle_text import Script
from dockgen.patterns import lazy_regex
from dockgen.project import Project
from dockgen.versions import product

LEVEL = r"(?:JavaVersion\.VERSION_|JvmTarget\.JVM_|[\"'])?(?:1[._])?(\d{1,3})\b"
FROM_CATALOG = r"libs\.versions\.([\w.]+?)(?:\.get\(\)|\.asProvider)"
ASKED = (
    ("languageVersion", r"\bJavaLanguageVersion\.of\(\s*"),
    ("jvmToolchain", r"\bjvmToolchain\s*\(?\s*"),
    ("options.release", r"\boptions\.release(?:\.set\(|\s*=)\s*"),
    ("release", r"(?<![\w.])release(?:\.set\(|\s*=)\s*"),
    ("targetCompatibility", r"\btargetCompatibility\s*(?:\(|=|\s)\s*"),
    ("sourceCompatibility", r"\bsourceCompatibility\s*(?:\(|=|\s)\s*"),
    ("jvmTarget", r"\bjvmTarget(?:\.set\(|\s*=)\s*"),
)
"""What names a release, what decides first. A toolchain compiles and tests, so it goes first:
https://docs.gradle.org/current/userguide/building_java_projects.html#sec:java_cross_compilation."""

RUNS_ON = (
    (25, (9, 1)),
    (24, (8, 14)),
    (23, (8, 10)),
    (22, (8, 8)),
    (21, (8, 5)),
    (17, (7, 3)),
    (11, (5, 0)),
    (8, (2, 0)),
)
"""The first Gradle that runs on each Java:
https://docs.gradle.org/current/userguide/compatibility.html."""

DISTRIBUTION = lazy_regex(r".*/gradle-(?P<version>\d[\w.-]*?)-(?:bin|all)\.zip")
WRAPPER = "gradle/wrapper/gradle-wrapper.properties"


def wrapper(project: Project) -> Fact[str] | None:
    """The Gradle that the project's wrapper fetches; None where it has no whole wrapper.

    https://docs.gradle.org/current/userguide/gradle_wrapper.html
    """
    jar = "gradle/wrapper/gradle-wrapper.jar"
    if not all(project.has(path) for path in ("gradlew", WRAPPER, jar)):
        return None
    url = properties_source.parse(project.read(WRAPPER)).get("distributionUrl")
    match = DISTRIBUTION.fullmatch(url.value.strip()) if url else None
    return Fact(match["version"], url.evidence) if url and match else None


def asked(build: Build, module: Module) -> Fact[str] | None:
    """The release that a project's scripts ask for, else the root's; None where nothing says it."""
    for scripts in (module.scripts, build.root.scripts):
        found = _in_scripts(scripts, build)
        if found:
            return found
    return None


def _in_scripts(scripts: Iterable[Script], build: Build) -> Fact[str] | None:
    for key, before in ASKED:
        for script in scripts:
            for match in script.find(before + LEVEL):
                return Fact(match[1], script.evidence(match, key))
            for match in script.find(before + FROM_CATALOG):
                named = build.catalog.versions.get(match[1])
                if named and java_version.RELEASE.fullmatch(named.value):
                    return Fact(java_version.release(named.value), named.evidence)
            for match in script.find(before + r"[^\n]*?[\"']?(\w[\w.]*)[\"']?"):
                named = build.properties.get(match[1])
                if named and java_version.RELEASE.fullmatch(named.value.strip()):
                    return Fact(java_version.release(named.value.strip()), named.evidence)
    return None


def newest_for(gradle: Fact[str]) -> Fact[str]:
    """The Java to take where nothing asks for one: the newest long-term one that Gradle runs on."""
    line = line_of(gradle.value)
    newest = product("java").default
    for java, first in RUNS_ON:
        release = product("java").find(str(java))
        if java <= int(newest) and release and release.lts and line >= first:
            reason = f"no file names a Java version; {java} is the newest long-term one that Gradle"
            return Fact(str(java), default(f"{reason} {gradle.value} runs on"))
    return java_version.newest_lts()


def for_build(java: str, gradle: str) -> str:
    """The Java to build with: Gradle 9 itself takes 17, whatever it compiles for."""
    return "17" if line_of(gradle) >= (9, 0) and int(java) < 17 else java


def obstacle(java: str, gradle: Fact[str]) -> str:
    """Why this Gradle cannot run on this Java; empty where it can."""
    line = line_of(gradle.value)
    first = next((first for known, first in RUNS_ON if int(java) >= known), (0, 0))
    if line >= first:
        return ""
    needed = ".".join(str(part) for part in first)
    place: Evidence = gradle.evidence
    where = f"{place.file}:{place.line}: " if place.file else ""
    return f"{where}Gradle {gradle.value} does not run on Java {java}; it takes {needed}"


def line_of(version: str) -> tuple[int, int]:
    """The major and minor number of Gradle's version; a bare major is its newest."""
    match = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?", version)
    if match is None:
        return (0, 0)
    return int(match[1]), int(match[2]) if match[2] else 99
