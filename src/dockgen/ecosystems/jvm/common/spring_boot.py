"""What a POM says about Spring Boot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.parts import Dependency, Plugin
from dockgen.ecosystems.jvm.common.poms.pom import Pom

GROUP = "org.springframework.boot"
PARENT = "spring-boot-starter-parent"
BOM = "spring-boot-dependencies"
PLUGIN = "spring-boot-maven-plugin"

WEB = lazy_regex(
    r"spring-boot-starter-(web|webmvc|webflux|jersey|data-rest|hateoas|web-services|webservices"
    r"|graphql|websocket|rsocket|tomcat|jetty|undertow|reactor-netty)"
    r"|spring-boot-admin-starter-server|vaadin-spring-boot-starter"
    r"|spring-cloud-config-server|spring-cloud-starter-netflix-eureka-server"
    r"|spring-cloud-starter-gateway(-server-webflux|-server-webmvc|-mvc)?"
)
"""The dependencies that bring an HTTP server:
https://docs.spring.io/spring-boot/reference/using/build-systems.html#using.build-systems.starters."""

CONNECTING = {
    "a database": lazy_regex(
        r"spring-boot-starter-(data-(jpa|jdbc|r2dbc|mongodb|redis|elasticsearch|cassandra|couchbase"
        r"|neo4j|ldap)(-reactive)?|jdbc|r2dbc|jooq|batch(-jdbc)?|flyway|liquibase|mongodb|cassandra"
        r"|couchbase|neo4j|elasticsearch)|mybatis(-plus)?(-spring)?-boot\d?-starter|redisson-.+"
        r"|spring-session-(jdbc|data-redis|data-mongodb)|flyway-core|liquibase-core|HikariCP"
    ),
    "a message broker": lazy_regex(
        r"spring-boot-starter-(amqp|rabbitmq.*|activemq|artemis|kafka|pulsar.*|integration-.+)"
        r"|spring-(kafka|rabbit|pulsar)|spring-cloud-(starter-)?(stream|bus).*"
    ),
    "a configuration or discovery service": lazy_regex(
        r"spring-cloud-starter-(config|vault.*|consul.*|zookeeper.*|kubernetes.*|alibaba-nacos.*"
        r"|netflix-eureka-client)|spring-cloud-config-client|spring-cloud-vault-config"
        r"|spring-cloud-(aws|azure|gcp)-starter.*"
    ),
    "an identity provider": lazy_regex(
        r"spring-boot-starter-(security-)?(oauth2-client|saml2)|spring-security-saml2-service-provider"
    ),
}
"""What connects to something while an application starts, before it is ready:
https://docs.spring.io/spring-boot/how-to/aot-cache.html."""

UNLAYERED = (
    ("executable", "true", "it begins with a launch script"),
    ("includeTools", "false", "it leaves out the tool that extracts the layers"),
    ("layers/includeLayerTools", "false", "it leaves out the tool that extracts the layers"),
    ("layers/configuration", "", "its layers have names of their own"),
    ("includes/include/artifactId", "", "its libraries are left out of it"),
)
"""Settings of the plugin, the value that matters (or any), and why it keeps the archive whole."""


class SpringBoot(NamedTuple):
    """Spring Boot as a POM uses it.

    Args:
        evidence: what tells that it is used.
        version: its version; None where a parent outside the project knows it.
        plugin: its Maven plugin; None where the build does not use it.
        binds_repackage: whether the build makes an executable archive without being told.
    """

    evidence: Evidence
    version: Fact[str] | None
    plugin: Plugin | None
    binds_repackage: bool

    @property
    def makes_application(self) -> bool:
        """Whether the plugin makes an executable archive of this module."""
        skipped = self.plugin and self.plugin.setting("skip")
        return self.plugin is not None and not (skipped and skipped.value == "true")

    @property
    def left_out(self) -> Fact[str] | None:
        """What says that the archive leaves its libraries out, or None."""
        return self.plugin.setting("includes/include/artifactId") if self.plugin else None

    @property
    def loads_from_beside(self) -> bool:
        """Whether its launcher finds libraries in a folder beside it.

        https://docs.spring.io/spring-boot/specification/executable-jar/property-launcher.html
        """
        layout = self.plugin.setting("layout") if self.plugin else None
        return layout is not None and layout.value in {"ZIP", "DIR"}

    def layers(self, version: tuple[int, int], packaging: str) -> Fact[bool]:
        """Whether the archive says which layer each of its files belongs to.

        It does by default from version 2.4 on, and on request in 2.3:
        https://docs.spring.io/spring-boot/maven-plugin/packaging.html#packaging.layers. An archive
        with a launch script in front cannot be taken apart; a war stays whole, for its pages.

        Args:
            version: Spring Boot's version, major and minor.
            packaging: `jar` or `war`.
        """
        if packaging != "jar":
            return Fact(
                value=False, evidence=default("a war is not extracted, because of the pages in it")
            )
        for path, value, reason in UNLAYERED:
            found = self.plugin.setting(path) if self.plugin else None
            if found is not None and value in {found.value, ""}:
                return Fact(value=False, evidence=found.evidence._replace(reason=reason))
        enabled = self.plugin.setting("layers/enabled") if self.plugin else None
        if enabled is not None:
            return Fact(enabled.value == "true" and version >= (2, 3), enabled.evidence)
        place = self.version.evidence if self.version else self.evidence
        reason = "Spring Boot has layers from 2.4 on"
        return Fact(version >= (2, 4), place._replace(reason=reason))


def find(pom: Pom) -> SpringBoot | None:
    """What the POM says of Spring Boot, or None where it says nothing."""
    plugin = pom.plugin(PLUGIN)
    parent = pom.outer_parent
    has_parent = parent is not None and parent.key == (GROUP, PARENT)
    versions = list(_versions(pom, plugin))
    starter = next((one for one in pom.dependencies if one.coordinates.group == GROUP), None)
    if plugin is None and not has_parent and starter is None:
        return None
    evidence = versions[0].evidence if versions else None
    if evidence is None:
        evidence = plugin.evidence if plugin else starter.coordinates.evidence if starter else None
    bound = plugin is not None and "repackage" in plugin.goals()
    return SpringBoot(
        evidence or Evidence("file", pom.path),
        versions[0] if versions else None,
        plugin,
        binds_repackage=bound or parent is not None,
    )


def _versions(pom: Pom, plugin: Plugin | None) -> Iterable[Fact[str]]:
    """The versions that are named, what Maven takes first."""
    parent = pom.outer_parent
    if parent is not None and parent.group == GROUP and parent.version:
        yield Fact(parent.version, parent.evidence._replace(key="project/parent/version"))
    entries = (*pom.managed_dependencies, *pom.dependencies)
    for one in sorted(entries, key=lambda one: one.coordinates.artifact != BOM):
        where = one.coordinates
        if where.group == GROUP and where.version and "${" not in where.version:
            yield Fact(where.version, where.evidence)
    for model, path, element in plugin.declarations if plugin else ():
        version = element.find("version")
        if version is not None and version.text:
            fact = pom.resolve(model.fact(f"{path}/plugin/version", version))
            if "${" not in fact.value:
                yield fact


def line_of(version: str) -> tuple[int, int]:
    """The major and minor number of a version, zeros where it does not begin with them."""
    match = re.match(r"(\d{1,6})\.(\d{1,6})", version)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def web_server(dependencies: Iterable[Dependency]) -> Dependency | None:
    """The dependency that brings an HTTP server, or None."""
    for one in dependencies:
        if one.runs_with_the_application and WEB.fullmatch(one.coordinates.artifact):
            return one
    return None
