"""Frameworks that a jar is started with as any other, and where each says its port.

A framework is a row: what tells that it is used, and how its port is named.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import configured_port, java_sources, ktor
from dockgen.ecosystems.jvm.common.poms.parts import Dependency
from dockgen.ecosystems.jvm.common.running import beside
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig
from dockgen.readers import properties

Port = tuple[Fact[int] | None, str]


PORT_OF_FILE = lazy_regex(r"[\"']?\b((?:http\.|server\.)?port)[\"']?\s*:\s*([1-9]\d{1,4})\b")
"""The first port in a configuration of Vert.x, JSON or YAML."""


class Module(NamedTuple):
    """What a rule may look at.

    Args:
        project: the project.
        folder: the module's folder, empty at the top.
        config: its `application.properties` and `application.yml`.
        main_class: what is started.
    """

    project: Project
    folder: str
    config: SpringConfig
    main_class: str


class Framework(NamedTuple):
    """A framework.

    Args:
        name: what the fact `framework` says.
        used: the dependency that tells that it is used, as `group:artifact`.
        port: where it listens.
    """

    name: str
    used: re.Pattern[str]
    port: Callable[[Module], Port]


def _micronaut(module: Module) -> Port:
    """https://docs.micronaut.io/latest/guide/configurationreference.html."""
    return configured_port.of(module.config, ("micronaut.server.port",), 8080, "Micronaut")


def _helidon_se(module: Module) -> Port:
    """https://helidon.io/docs/v4/se/webserver/webserver: any free port where none is named."""
    found = configured_port.of(module.config, ("server.port",), None, "Helidon")
    return found if found[0] or found[1] else _in_sources(module)


def _helidon_mp(module: Module) -> Port:
    """https://helidon.io/docs/v4/mp/server."""
    path = posixpath.join(
        module.folder, "src/main/resources/META-INF/microprofile-config.properties"
    )
    if module.project.has(path):
        found = module.project.parsed(path, properties.parse).get("server.port")
        if found is not None and re.fullmatch(r"[1-9]\d{0,4}", found.value):
            return Fact(int(found.value), found.evidence), ""
    return configured_port.of(module.config, ("server.port",), 7001, "Helidon")


def _ktor(module: Module) -> Port:
    found = ktor.configured_port(module.project, module.folder, module.config)
    return (found, "") if found else _anywhere_in_sources(module)


def _in_sources(module: Module) -> Port:
    return java_sources.port_of(module.project, module.folder, module.main_class), ""


def _vertx(module: Module) -> Port:
    """https://vertx.io/docs/vertx-config/java/: sources name the key, the file the number."""
    found, _ = _anywhere_in_sources(module)
    paths = beside.configuration(module.project, module.folder, "vertx")
    for path in paths if found is None else ():
        file = module.project.readable(path)
        match = PORT_OF_FILE.search(file.text) if file else None
        if file and match:
            place = Evidence(match[1], path, file.line_of(match.start()))
            return Fact(int(match[2]), place), ""
    return found, ""


def _anywhere_in_sources(module: Module) -> Port:
    return java_sources.port_anywhere(module.project, module.folder, module.main_class), ""


FRAMEWORKS = (
    Framework("micronaut", lazy_regex(r"io\.micronaut:micronaut-http-server-.+"), _micronaut),
    Framework("helidon", lazy_regex(r"io\.helidon\.microprofile\..+:.+"), _helidon_mp),
    Framework("helidon", lazy_regex(r"io\.helidon\.webserver(\..+)?:.+"), _helidon_se),
    Framework("ktor", lazy_regex(r"io\.ktor:ktor-server-.+"), _ktor),
    Framework("vertx", lazy_regex(r"io\.vertx:vertx-(core|web)"), _vertx),
    Framework("javalin", lazy_regex(r"io\.javalin:javalin(-bundle)?"), _anywhere_in_sources),
)
"""The frameworks, what is taken first: Micronaut and others build on Vert.x and Netty too."""


def find(dependencies: Iterable[Dependency]) -> tuple[Framework, Dependency] | None:
    """The framework that a module uses and the dependency that tells so, or None."""
    named = [one for one in dependencies if one.runs_with_the_application]
    for framework in FRAMEWORKS:
        for one in named:
            if framework.used.fullmatch(":".join(one.coordinates.key)):
                return framework, one
    return None
