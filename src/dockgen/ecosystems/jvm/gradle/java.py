"""Which Java a Gradle build asks for, and on which its Gradle can run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.jvm.common import java_version
from dockgen.ecosystems.jvm.common.script_text import Script
from dockgen.ecosystems.jvm.gradle.build import Build, Module
from dockgen.ecosystems.jvm.gradle.variables import EXPRESSION, Variables
from dockgen.readers import properties

Rows = tuple[tuple[str, str], ...]

LEVEL = r"(?:JavaVersion\.VERSION_|JvmTarget\.JVM_|[\"'])?(?:1[._])?(\d{1,3})\b"
WRAPPED = (
    r"JavaVersion\.toVersion\(|Integer\.\w+\(|JavaLanguageVersion\.of\(|JvmTarget\.fromTarget\("
)
ASKED: Rows = (
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

TOOLCHAIN = ASKED[:2]
"""Those that ask for a JDK of this very release, which Gradle looks for on the machine:
https://docs.gradle.org/current/userguide/toolchains.html."""

RUNS_ON = (
    (26, (9, 4)),
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

DAEMON = "gradle/gradle-daemon-jvm.properties"
HOME = "org.gradle.java.home"
NAMED_HOME = lazy_regex(
    r"(?:java|jdk|jvm|temurin|zulu|corretto)[-_]?(?:1\.)?(\d{1,2})(?![\w])", re.IGNORECASE
)

DISTRIBUTION = lazy_regex(r".*/gradle-(?P<version>\d[\w.-]*?)-(?:bin|all)\.zip")
WRAPPER = "gradle/wrapper/gradle-wrapper.properties"
SCRIPT = "gradlew"
WHOLE = (WRAPPER, SCRIPT, "gradle/wrapper/gradle-wrapper.jar")


def named(project: Project) -> Fact[str] | None:
    """The Gradle that the wrapper's properties name; None where there are none.

    https://docs.gradle.org/current/userguide/gradle_wrapper.html
    """
    if not project.has(WRAPPER):
        return None
    url = project.parsed(WRAPPER, properties.parse).get("distributionUrl")
    match = DISTRIBUTION.fullmatch(url.value.strip()) if url else None
    return Fact(match["version"], url.evidence) if url and match else None


def missing(project: Project) -> str:
    """The first part of a wrapper that the project has not; empty where it is whole.

    Its jar is often missing, because a `.gitignore` keeps out every jar.
    """
    return next((path for path in WHOLE if not project.has(path)), "")


def asked(build: Build, module: Module, rows: Rows = ASKED) -> Fact[str] | None:
    """The release that a project's scripts ask for, else the root's; None where nothing says it."""
    for scripts in (module.scripts, build.root.scripts):
        found = _in_scripts(scripts, build.variables(module), rows)
        if found:
            return found
    return None


def toolchains(build: Build, needed: Sequence[Module], runs: str) -> Fact[tuple[str, ...]] | None:
    """The JDKs that the build needs beside the one that Gradle runs on; None where one does all.

    Args:
        build: the build.
        needed: the application and the projects that it needs.
        runs: the release that Gradle itself runs on.
    """
    found: dict[str, Evidence] = {}
    for module in needed:
        one = asked(build, module, TOOLCHAIN)
        if one is not None and one.value != runs and product("java").find(one.value):
            found.setdefault(one.value, one.evidence)
    if not found:
        return None
    place = next(iter(found.values()))._replace(reason=f"Gradle itself runs on Java {runs}")
    return Fact(tuple(found), place)


def daemon(project: Project) -> Fact[str] | None:
    """The Java that Gradle's daemon runs on, where the project says so; else None.

    https://docs.gradle.org/current/userguide/gradle_daemon.html#sec:daemon_jvm_criteria
    """
    if not project.has(DAEMON):
        return None
    found = project.parsed(DAEMON, properties.parse).get("toolchainVersion")
    match = java_version.RELEASE.fullmatch(found.value.strip()) if found else None
    return Fact(match[1], found.evidence) if found and match else None


def home(build: Build) -> Fact[str] | None:
    """The folder of a JDK on somebody's machine that the build is told to run on; else None.

    https://docs.gradle.org/current/userguide/build_environment.html#sec:gradle_configuration_properties
    """
    return build.properties.get(HOME)


def of_home(build: Build) -> Fact[str] | None:
    """The release that the name of that folder says."""
    found = home(build)
    match = NAMED_HOME.search(found.value) if found else None
    return Fact(match[1], found.evidence) if found and match else None


def _in_scripts(scripts: Iterable[Script], variables: Variables, rows: Rows) -> Fact[str] | None:
    for key, before in rows:
        for script in scripts:
            for match in script.find(before + LEVEL):
                return Fact(match[1], script.evidence(match, key))
            for match in script.find(f"{before}(?:{WRAPPED})*({EXPRESSION})"):
                named = variables.value_of(Fact(match[1], script.evidence(match, key)))
                if named and java_version.RELEASE.fullmatch(named.value):
                    return Fact(java_version.release(named.value), named.evidence)
    return None


def newest_for(gradle: Fact[str]) -> Fact[str]:
    """The Java to take where nothing asks for one: the newest long-term one that Gradle runs on."""
    java = _newest_long_term(line_of(gradle.value))
    if java is None:
        return java_version.newest_lts()
    reason = f"no file names a Java version; {java} is the newest long-term one that Gradle"
    return Fact(java, default(f"{reason} {gradle.value} runs on"))


def _newest_long_term(line: tuple[int, int]) -> str | None:
    """The newest Java with long-term support that a line of Gradle runs on."""
    newest = int(product("java").default)
    for java, first in RUNS_ON:
        release = product("java").find(str(java))
        if java <= newest and release and release.lts and line >= first:
            return str(java)
    return None


def for_build(java: str, gradle: str, daemon_on: str = "") -> str:
    """The Java to build with, whatever it is made for: one that this Gradle runs on.

    What the project says of Gradle's daemon goes before all else. Gradle 9 itself takes 17 or
    newer, and an old Gradle knows nothing of later Javas.
    """
    if daemon_on:
        return daemon_on
    line = line_of(gradle)
    if line >= (9, 0) and int(java) < 17:
        return "17"
    return java if line >= _first_on(java) else _newest_long_term(line) or java


def obstacle(java: str, gradle: Fact[str]) -> str:
    """What to know where this Gradle cannot run on this Java; empty where it can."""
    first = _first_on(java)
    if line_of(gradle.value) >= first:
        return ""
    needed = ".".join(str(part) for part in first)
    place: Evidence = gradle.evidence
    where = f"{place.file}:{place.line}: " if place.file else ""
    instead = for_build(java, gradle.value)
    return (
        f"{where}Gradle {gradle.value} does not run on Java {java}, so it builds on {instead}"
        f" what {java} runs; Gradle {needed} runs on it"
    )


def _first_on(java: str) -> tuple[int, int]:
    """The first Gradle that runs on a Java."""
    return next((first for known, first in RUNS_ON if int(java) >= known), (0, 0))


def line_of(version: str) -> tuple[int, int]:
    """The major and minor number of Gradle's version; a bare major is its newest."""
    match = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?", version)
    if match is None:
        return (0, 0)
    return int(match[1]), int(match[2]) if match[2] else 99
