"""What a war takes from its server beyond servlets and pages, which Tomcat does not have.

https://tomcat.apache.org/tomcat-11.0-doc/index.html names what it implements.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.parts import Dependency
from dockgen.ecosystems.jvm.common.poms.pom import Pom


class Part(NamedTuple):
    """A part of Jakarta EE.

    Args:
        packages: its packages, without `jakarta` or `javax`.
        brought_by: the libraries that bring it along, as `group:artifact`.
    """

    packages: re.Pattern[str]
    brought_by: re.Pattern[str]


NEVER = lazy_regex(r"(?!)")
PARTS = (
    Part(lazy_regex(r"ejb|jms|batch|security\.enterprise"), NEVER),
    Part(lazy_regex(r"ws\.rs"), lazy_regex(r".*(jersey|resteasy|cxf).*")),
    Part(lazy_regex(r"inject|enterprise"), lazy_regex(r".*(weld|openwebbeans|jersey|guice).*")),
    Part(lazy_regex(r"faces"), lazy_regex(r"org\.(glassfish|apache\.myfaces).*faces.*")),
    Part(lazy_regex(r"persistence"), lazy_regex(r".*(hibernate|eclipselink|openjpa).*")),
    Part(lazy_regex(r"json"), lazy_regex(r".*(parsson|yasson|johnzon|javax\.json).*")),
)
"""The parts that applications use most, and what brings each into a war."""

PLATFORM = lazy_regex(
    r"jakarta\.platform:jakarta\.jakartaee-((web|core)-)?api|javax:javaee-(web-)?api"
    r"|org\.eclipse\.microprofile:microprofile"
)
"""The interfaces of the whole platform: a war that names them leaves the rest to its server."""

SERVERS = {
    "liberty-maven-plugin": "Open Liberty",
    "wildfly-maven-plugin": "WildFly",
    "wildfly-jar-maven-plugin": "WildFly",
    "payara-micro-maven-plugin": "Payara Micro",
    "payara-server-maven-plugin": "Payara",
    "tomee-maven-plugin": "TomEE",
}
"""The servers that a POM's plugins start."""

IMPORT = lazy_regex(
    r"^[ \t]*import\s+(?:static\s+)?(?P<root>javax|jakarta)\.(?P<name>[\w.]+)", re.MULTILINE
)
MAX_SOURCES = 500
"""How many source files are searched."""


def beyond_tomcat(project: Project, pom: Pom, dependencies: Iterable[Dependency]) -> str:
    """What the user should know of a war that takes more from its server; empty where it does not.

    Args:
        project: the project.
        pom: the module that makes the war.
        dependencies: what it depends on.
    """
    named = {":".join(one.coordinates.key): one.runs_with_the_application for one in dependencies}
    if not any(PLATFORM.fullmatch(name) for name in named):
        return ""
    brought = [name for name, runs in named.items() if runs and not PLATFORM.fullmatch(name)]
    for used, place in _imports(project, pom.folder):
        for part in PARTS:
            if part.packages.fullmatch(used.partition(".")[2]) and not any(
                part.brought_by.fullmatch(name) for name in brought
            ):
                return (
                    f"{place.file}:{place.line}: Tomcat has no {used}, which this imports; the war"
                    f" needs {_server(pom)}, or libraries that bring it"
                )
    return ""


def _server(pom: Pom) -> str:
    found = (name for plugin, name in SERVERS.items() if pom.plugin(plugin) is not None)
    return next(found, "a server such as WildFly, Open Liberty, Payara or TomEE")


def _imports(project: Project, folder: str) -> Iterator[tuple[str, Evidence]]:
    """The packages of the platform that the sources import: `jakarta.ws.rs`."""
    top = posixpath.join(folder, "src/main/")
    sources = [path for path in project.starting(top) if path.endswith((".java", ".kt", ".groovy"))]
    for path in sources[:MAX_SOURCES]:
        try:
            file = project.read(path)
        except UnusableInput:  # too large or not UTF-8: a compiler may still take it
            continue
        for match in IMPORT.finditer(file.text):
            names = match["name"].split(".")
            for length in (1, 2):
                used = f"{match['root']}.{'.'.join(names[:length])}"
                yield used, Evidence("import", path, file.line_of(match.start("root")))
