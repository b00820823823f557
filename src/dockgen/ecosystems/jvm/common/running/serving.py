"""Which applications of the JVM open a port, by the libraries that they use."""

from __future__ import annotations

from collections.abc import Iterable

from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.deployed.candidates import Candidate, Kind, aside_by_name
from dockgen.ecosystems.jvm.common import spring_boot

SERVERS = lazy_regex(
    r"(?P<name>javalin|ktor-server|dropwizard-core|vertx-web|undertow-core|jetty-server"
    r"|micronaut-http-server|quarkus-(?:rest|resteasy|vertx-http|reactive-routes)|helidon-webserver"
    r"|spark-core|http4s|pekko-http|akka-http|zio-http|grpc-netty|grpc-server|tomcat-embed-core"
    r"|jooby|armeria|ratpack|ring-jetty-adapter|http-kit)"
)
"""Libraries that open a port, beside the starters of Spring Boot."""


def of(libraries: Iterable[str]) -> str:
    """The library that opens a port; empty where none does.

    Args:
        libraries: the libraries, by `group:name`.
    """
    for one in libraries:
        name = one.partition(":")[2]
        if spring_boot.WEB.fullmatch(name):
            return name
        found = SERVERS.match(name)
        if found is not None:
            return found["name"]
    return ""


def candidate(
    folder: str, names: tuple[str, ...], libraries: Iterable[str], kind: str, *, serves: bool
) -> Candidate:
    """A part of a build that can be run, with what it does.

    Args:
        folder: where it lies, which is what the user chooses it by; `.` for the top.
        names: what the build calls it.
        libraries: what it depends on, by `group:name`.
        kind: what is made of it.
        serves: whether its kind alone says that it opens a port.
    """
    server = of(libraries)
    aside = aside_by_name(folder, *names)
    return Candidate(
        value=folder,
        folder="" if folder == "." else folder,
        kind=Kind.SERVER if serves or server else Kind.PROGRAM,
        of=server or kind,
        names=names,
        aside=aside.reason,
        never=aside.never,
    )
