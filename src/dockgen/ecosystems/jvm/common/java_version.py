"""Which Java a project asks for: what its POM compiles for, or what its version managers use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product, table_date
from dockgen.ecosystems.jvm.common.poms.parts import Plugin
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.readers import properties

VENDOR_AND_VERSION = lazy_regex(r"(?:[A-Za-z]\w*-)*(?:1\.)?(\d{1,3})(?!\d)", re.ASCII)
"""`21`, `1.8`, `21.0.5-tem`, `temurin-21.0.5+11.0.LTS`, `openjdk64-17.0.9`."""

RELEASE = lazy_regex(r"(?:1\.)?(\d{1,3})")


class KnownParent(NamedTuple):
    """A parent from a repository whose defaults are known.

    Args:
        property: the property that the release is read from.
        defaults: what it is where nobody sets it, by the parent's own major version.
        release_since: the major version from which the parent sets `maven.compiler.release`, which
            goes before `source` and `target`.
    """

    property: str
    defaults: Mapping[int, int]
    release_since: int


HELIDON = KnownParent("maven.compiler.source", {1: 11, 2: 11, 3: 17, 4: 21}, 4)
MICRONAUT = KnownParent("release.version", {2: 8, 3: 8, 4: 17}, 2)
KNOWN_PARENTS = {
    ("org.springframework.boot", "spring-boot-starter-parent"): KnownParent(
        "java.version", {1: 6, 2: 8, 3: 17, 4: 17}, 3
    ),
    ("io.micronaut", "micronaut-parent"): MICRONAUT,
    ("io.micronaut.platform", "micronaut-parent"): MICRONAUT,
    ("io.helidon.applications", "helidon-se"): HELIDON,
    ("io.helidon.applications", "helidon-mp"): HELIDON,
}
"""By group and artifact: https://docs.spring.io/spring-boot/system-requirements.html,
https://micronaut-projects.github.io/micronaut-maven-plugin/latest/,
https://helidon.io/docs/v4/about/prerequisites."""

COMPILER = "maven-compiler-plugin"
MAIN_COMPILATION = ("default-compile",)
"""The execution that compiles an application; others compile for older or newer releases too."""


def release(value: object) -> str:
    """The kind of a fact that is a Java release: `21`, or `1.8` for 8."""
    match = RELEASE.fullmatch(str(value))
    if match is None:
        raise ValueError("a Java release such as 21")
    return match[1]


def of_pom(pom: Pom) -> Fact[str] | None:
    """The release that a POM compiles for, as Maven works it out; None where nothing says it.

    `release` goes before `source` and `target`, and a plugin's own configuration before the
    property that its parameter defaults to:
    https://maven.apache.org/plugins/maven-compiler-plugin/compile-mojo.html. Spring Boot's parent
    sets `maven.compiler.release` from version 3 on, before it `source` and `target`, to
    `java.version`.

    Raises:
        UnusableInput: the release is not a number, or a property that no POM here defines.
    """
    found = _parameter(pom, "release")
    known = _known_parent(pom)
    if found is None and known is not None and known[1] >= known[0].release_since:
        found = _default_of_parent(pom)
    if found is None:
        found = _parameter(pom, "target") or _parameter(pom, "source") or _default_of_parent(pom)
    if found is None and pom.outer_parent is not None:
        found = pom.property("java.version")
    return read_release(found) if found else None


def _parameter(pom: Pom, name: str) -> Fact[str] | None:
    plugin: Plugin | None = pom.plugin(COMPILER, lifecycle=True)
    configured = plugin.setting(name, MAIN_COMPILATION) if plugin else None
    return pom.resolve(configured) if configured else pom.property(f"maven.compiler.{name}")


def _known_parent(pom: Pom) -> tuple[KnownParent, int] | None:
    """The known parent of a POM and its major version; None where it has another or none."""
    parent = pom.outer_parent
    known = KNOWN_PARENTS.get(parent.key) if parent is not None else None
    major = parent.version.partition(".")[0] if parent is not None else ""
    return (known, int(major)) if known is not None and major.isdecimal() else None


def _default_of_parent(pom: Pom) -> Fact[str] | None:
    parent, known = pom.outer_parent, _known_parent(pom)
    if parent is None or known is None:
        return None
    row, major = known
    java = row.defaults.get(major, row.defaults[max(row.defaults)])
    reason = f"the default of {parent.artifact} {parent.version}"
    evidence = parent.evidence._replace(reason=reason)
    return pom.property(row.property) or Fact(str(java), evidence)


def read_release(found: Fact[str]) -> Fact[str]:
    """What a file says, as a release: `1.8` is 8.

    Raises:
        UnusableInput: it is not a number, or a property that no POM here defines.
    """
    match = RELEASE.fullmatch(found.value)
    if match is None:
        unknown = "${" in found.value
        raise UnusableInput(
            f"{found.value} is defined nowhere in the project"
            if unknown
            else f"{found.value!r} is not a Java release",
            file=found.evidence.file,
            line=found.evidence.line,
            hint="give it with --set language_version=21",
        )
    return Fact(match[1], found.evidence)


def of_version_files(project: Project) -> Fact[str] | None:
    """The Java that a version manager's file names, or None; see `VERSION_FILES` for the order.

    Raises:
        UnusableInput: a file of mise is not TOML.
    """
    for path, read in VERSION_FILES:
        found = read(project, path) if project.has(path) else None
        match = VENDOR_AND_VERSION.match(found.value) if found else None
        if found and match:
            return Fact(match[1], found.evidence)
    return None


def _java_version(project: Project, path: str) -> Fact[str] | None:
    """Read jenv's file: https://www.jenv.be."""
    for number, line in enumerate(project.read(path).text.splitlines(), start=1):
        if line.strip():
            return Fact(line.strip(), Evidence("file", path, number))
    return None


def _sdkmanrc(project: Project, path: str) -> Fact[str] | None:
    """Read SDKMAN's file: https://sdkman.io/usage#env-command."""
    return project.parsed(path, properties.parse).get("java")


def _tool_versions(project: Project, path: str) -> Fact[str] | None:
    """Read asdf's file: https://asdf-vm.com/manage/configuration.html#tool-versions."""
    for number, line in enumerate(project.read(path).text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if len(words) > 1 and words[0] == "java":
            return Fact(words[1], Evidence("java", path, number))
    return None


def _mise(project: Project, path: str) -> Fact[str] | None:
    """Read mise's file: https://mise.jdx.dev/configuration.html."""
    import tomllib

    file = project.read(path)
    try:
        tools = tomllib.loads(file.text).get("tools", {})
    except tomllib.TOMLDecodeError as problem:
        raise UnusableInput(f"is not valid TOML: {problem}", file=path) from None
    given = tools.get("java") if isinstance(tools, dict) else None
    given = given[0] if isinstance(given, list) and given else given  # the first one is the default
    version = given.get("version") if isinstance(given, dict) else given
    if version is None:
        return None
    match = re.search(r"^[ \t]*\"?java\"?[ \t]*=", file.text, re.MULTILINE)
    line = file.line_of(match.start()) if match else None
    return Fact(str(version), Evidence("tools.java", path, line))


def _system_properties(project: Project, path: str) -> Fact[str] | None:
    """Read Heroku's file: https://devcenter.heroku.com/articles/java-support#specifying-a-java-version."""
    return project.parsed(path, properties.parse).get("java.runtime.version")


VERSION_FILES: tuple[tuple[str, Callable[[Project, str], Fact[str] | None]], ...] = (
    (".java-version", _java_version),
    (".sdkmanrc", _sdkmanrc),
    (".tool-versions", _tool_versions),
    ("mise.toml", _mise),
    (".mise.toml", _mise),
    (".config/mise.toml", _mise),
    ("system.properties", _system_properties),
)
"""The files that name a Java for people and platforms, the most specific first: jenv's, SDKMAN's,
asdf's, mise's (https://mise.jdx.dev/configuration.html), Heroku's."""


def newest_lts() -> Fact[str]:
    """The Java to take where nothing asks for one."""
    java = product("java").default
    return Fact(
        java, default(f"no file names a Java version; {java} is the newest with long support")
    )


def image_for(java: str) -> tuple[str, str]:
    """The release whose image runs this Java, and what the user should know about it.

    A release without an image goes to the next one with long-term support: it runs what was
    compiled for the older one.
    """
    table = product("java")
    release = table.find(java)
    if release is None:
        later = [line for line in table.releases if line.lts and int(line.version) > int(java)]
        if not later:
            return java, f"Java {java} is newer than what was known on {table_date()}"
        version = later[-1].version
        return version, f"Java {java} has no image; {version}, the next long-term release, runs it"
    if not release.is_supported(table_date()):
        return java, f"Java {java} has received no security fixes since {release.end_of_life}"
    return java, ""
