"""Which Tomcat a war is for, and what the image needs to know of it.

The servlet API decides: its packages moved from `javax` to `jakarta` with version 5.
https://tomcat.apache.org/whichversion.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, port, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.jvm.common import java_version
from dockgen.ecosystems.jvm.common.poms.parts import Dependency
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven.war import jakarta_ee
from dockgen.readers import xml as xml_source

OLDEST_JAVA = {"9.0": 8, "10.1": 11, "11.0": 17}
"""The Tomcats that are supported, and the oldest Java that each runs on."""

DEFAULT_PORT = 8080
HOME = "/usr/local/tomcat"
"""Where the official image has Tomcat: https://hub.docker.com/_/tomcat."""

START: tuple[str, ...] = ("catalina.sh", "run")
"""What the official image starts; the script gives its place to java at its end."""

ROOT = "/"
CONTEXT_PATH = lazy_regex(r"(?:/[\w.~@+-]+)+")

Lines = tuple[tuple[tuple[int, int], str], ...]

LINES: tuple[tuple[re.Pattern[str], Lines], ...] = (
    (
        lazy_regex(r"javax\.servlet(\.jsp)?:.+|javax:javaee-(web-)?api"),
        (((99, 0), "9.0"),),
    ),
    (
        lazy_regex(r"jakarta\.servlet:jakarta\.servlet-api"),
        (((4, 0), "9.0"), ((6, 0), "10.1"), ((99, 0), "11.0")),
    ),
    (
        lazy_regex(r"jakarta\.platform:jakarta\.jakartaee-(web-)?api"),
        (((8, 99), "9.0"), ((10, 99), "10.1"), ((99, 0), "11.0")),
    ),
    (
        lazy_regex(r"org\.apache\.tomcat(\.embed)?:.+"),
        (((9, 99), "9.0"), ((10, 99), "10.1"), ((99, 0), "11.0")),
    ),
    (
        lazy_regex(r"org\.springframework:spring-(web|webmvc|websocket)"),
        (((5, 99), "9.0"), ((6, 99), "10.1"), ((99, 0), "11.0")),
    ),
    (
        lazy_regex(r"org\.springframework\.boot:spring-boot-.+"),
        (((2, 99), "9.0"), ((3, 99), "10.1"), ((99, 0), "11.0")),
    ),
)
"""Dependencies that tell the line: up to which version of theirs it is which Tomcat."""

IMPORT = lazy_regex(r"^[ \t]*import\s+(?:static\s+)?(javax|jakarta)\.servlet\.", re.MULTILINE)
MAX_SOURCES = 500
"""How many source files are searched for an import."""


def settle(
    project: Project,
    pom: Pom,
    dependencies: Iterable[Dependency],
    findings: Findings,
    java: str,
) -> None:
    """Settle which Tomcat serves a war, on which Java, and where.

    Raises:
        UnusableInput: the deployment descriptor is not XML, what the user set does not fit, or no
            image of Tomcat has a Java that is new enough.
    """
    given, named = "tomcat_version" in findings.unused, tuple(dependencies)
    found = None if given else tomcat(project, pom, named)
    missing = jakarta_ee.beyond_tomcat(project, pom, named)
    if missing:
        findings.warn(missing)
    served_by = findings.settle("tomcat_version", line, found)
    runs_on = java_for(java, served_by.value)
    if runs_on is None:
        place = findings.facts["language_version"].evidence
        raise UnusableInput(
            f"Tomcat has no image with Java {java}",
            file=place.file or place.key,
            line=place.line,
            hint=f"compile for a release with long-term support, such as {product('java').default}",
        )
    if runs_on != java_version.image_for(java)[0]:
        findings.warn(f"Tomcat {served_by.value} runs on Java {runs_on}: its images have no {java}")
    reason = "the image serves one application, so it is at the root"
    findings.settle("context_path", context_path, Fact(ROOT, default(reason)))
    findings.settle("port", port, Fact(DEFAULT_PORT, default("Tomcat's default port")))
    findings.settle(
        "start_command",
        words,
        Fact(START, default("the script replaces itself with java, which receives the signals")),
    )


def tomcat(project: Project, pom: Pom, dependencies: Iterable[Dependency]) -> Fact[str]:
    """The line of Tomcat that a war is for: `9.0`, `10.1` or `11.0`.

    What a dependency says goes before the deployment descriptor, and that before the sources.

    Raises:
        UnusableInput: the deployment descriptor is not XML.
    """
    named = tuple(dependencies)
    by_rule: tuple[Iterator[Fact[str]], ...] = (
        _by_dependency(pom, named),
        _by_parent(pom),
        _by_descriptor(project, pom.folder),
        _by_imports(project, pom.folder),
    )
    for rule in by_rule:
        for found in rule:
            return found
    line = product("tomcat").default
    return Fact(line, default(f"nothing names a servlet API; {line} is the newest line"))


def _by_dependency(pom: Pom, dependencies: tuple[Dependency, ...]) -> Iterator[Fact[str]]:
    managed = {one.coordinates.key: one.coordinates.version for one in pom.managed_dependencies}
    for pattern, lines in LINES:
        for one in dependencies:
            where = one.coordinates
            if pattern.fullmatch(":".join(where.key)):
                version = where.version or managed.get(where.key, "")
                yield from _fact(lines, version, where.evidence)


def _by_parent(pom: Pom) -> Iterator[Fact[str]]:
    parent = pom.outer_parent
    if parent is not None:
        for pattern, lines in LINES:
            if pattern.fullmatch(":".join(parent.key)):
                yield from _fact(lines, parent.version, parent.evidence)


def _fact(lines: Lines, version: str, place: Evidence) -> Iterator[Fact[str]]:
    numbers = _numbers(version)
    if numbers is not None or len(lines) == 1:
        found = (line for newest, line in lines if (numbers or (0, 0)) <= newest)
        yield from (Fact(line, place) for line in list(found)[:1])


def _by_descriptor(project: Project, folder: str) -> Iterator[Fact[str]]:
    """What `web.xml` was written for; version 5.0 of it is the first of `jakarta`."""
    path = posixpath.join(folder, "src/main/webapp/WEB-INF/web.xml")
    if not project.has(path):
        return
    text = project.read(path)
    if "<!DOCTYPE" in text.text:  # up to version 2.3
        yield Fact("9.0", Evidence("web-app", path, 1))
        return
    top = xml_source.parse(text, root="web-app")
    version = _numbers(top.attributes.get("version", ""))
    if version:
        line = "9.0" if version < (5, 0) else "10.1" if version < (6, 1) else "11.0"
        yield Fact(line, Evidence("web-app/version", path, top.line))


def _by_imports(project: Project, folder: str) -> Iterator[Fact[str]]:
    top = posixpath.join(folder, "src/main/")
    sources = project.starting(top)
    kinds = (".java", ".kt", ".groovy")
    for path in [one for one in sources if one.endswith(kinds)][:MAX_SOURCES]:
        try:
            file = project.read(path)
        except UnusableInput:  # too large or not UTF-8: a compiler may still take it
            continue
        match = IMPORT.search(file.text)
        if match:
            line = "9.0" if match[1] == "javax" else "10.1"
            key = f"import {match[1]}.servlet"
            yield Fact(line, Evidence(key, path, file.line_of(match.start(1))))


def _numbers(version: str) -> tuple[int, int] | None:
    match = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?", version)
    return (int(match[1]), int(match[2] or 0)) if match else None


def line(value: object) -> str:
    """The kind of a fact that is a line of Tomcat."""
    if str(value) in {"9", "9.0"}:
        return "9.0"
    if str(value) in {"11", "11.0"}:
        return "11.0"
    if str(value) in OLDEST_JAVA:
        return str(value)
    raise ValueError(f"one of {', '.join(OLDEST_JAVA)}")


def context_path(value: object) -> str:
    """The kind of a fact that is the path a war is served at: `/` or `/shop`."""
    text = f"/{str(value).strip('/')}"
    if text == ROOT or CONTEXT_PATH.fullmatch(text):
        return text
    raise ValueError("a path such as /shop")


def folder_of(path: str) -> str:
    """The folder below `webapps` that Tomcat serves at a path.

    https://tomcat.apache.org/tomcat-11.0-doc/config/context.html#Naming
    """
    return "ROOT" if path == ROOT else path.strip("/").replace("/", "#")


def java_for(java: str, tomcat_line: str) -> str | None:
    """The Java whose Tomcat image runs what was compiled for a release; None where there is none.

    There are images for releases with long-term support only.
    """
    least = max(int(java), OLDEST_JAVA[tomcat_line])
    lines = [int(one.version) for one in product("java").releases if one.lts]
    return min((str(one) for one in lines if one >= least), key=int, default=None)
