"""What a POM says about Spring Boot."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from dockgen.ecosystems.jvm.common.running import spring_training
from dockgen.ecosystems.jvm.common.spring_boot import find, line_of, web_server
from tests.conftest import MakeProject
from tests.poms import (
    BOOT_GROUP,
    BOOT_PLUGIN,
    boot_parent,
    dependencies,
    parent,
    plugin,
    plugins,
    pom,
    properties,
)


def read(project: MakeProject, *parts: str, parent: str = "") -> Pom:
    return PomReader(project({"pom.xml": pom(*parts, parent=parent)})).read("pom.xml")


def bom(version: str) -> str:
    entry = (
        f"<dependency>{BOOT_GROUP}<artifactId>spring-boot-dependencies</artifactId>"
        f"<version>{version}</version><type>pom</type><scope>import</scope></dependency>"
    )
    return f"<dependencyManagement><dependencies>{entry}</dependencies></dependencyManagement>"


PLUGIN_WITH_VERSION = BOOT_PLUGIN.replace("</plugin>", "<version>${boot}</version></plugin>")


@pytest.mark.parametrize(
    ("parts", "parent", "version", "line"),
    [
        ([plugins(BOOT_PLUGIN)], boot_parent("3.5.7"), "3.5.7", 2),
        ([bom("3.4.1"), plugins(BOOT_PLUGIN)], "", "3.4.1", 5),
        ([properties(boot="3.3.0"), bom("${boot}")], "", None, 0),
        ([properties(boot="3.3.0"), plugins(PLUGIN_WITH_VERSION)], "", "3.3.0", 5),
        ([plugins(PLUGIN_WITH_VERSION)], "", None, None),
        ([plugins(BOOT_PLUGIN)], parent("corporate", path=""), None, None),
    ],
)
def test_the_version_is_that_of_the_parent_the_bom_or_the_plugin(
    project: MakeProject, parts: list[str], parent: str, version: str | None, line: int | None
) -> None:
    found = find(read(project, *parts, plugins(), parent=parent))
    if line == 0:
        assert found is None
        return
    assert found is not None
    assert (found.version.value if found.version else None) == version
    if found.version:
        assert found.version.evidence.line == line


def test_a_starter_alone_is_spring_boot_without_an_application(project: MakeProject) -> None:
    found = find(read(project, dependencies("spring-boot-starter")))
    assert found is not None
    assert not found.makes_application
    assert found.evidence == Evidence("project/dependencies/dependency", "pom.xml", 5)


def test_another_project_is_not_spring_boot(project: MakeProject) -> None:
    assert find(read(project, dependencies("gson", group="g"))) is None


def test_a_plugin_that_is_skipped_makes_no_application(project: MakeProject) -> None:
    entry = plugin("spring-boot-maven-plugin", "<skip>true</skip>")
    found = find(read(project, plugins(entry)))
    assert found is not None
    assert not found.makes_application


@pytest.mark.parametrize(
    ("entry", "parent", "bound"),
    [
        (plugin("spring-boot-maven-plugin", "", "repackage"), "", True),
        (BOOT_PLUGIN, "", False),
        (BOOT_PLUGIN, boot_parent("3.5.7"), True),
    ],
)
def test_the_parent_or_an_execution_makes_the_archive(
    project: MakeProject, entry: str, parent: str, bound: bool
) -> None:
    found = find(read(project, plugins(entry), parent=parent))
    assert found is not None
    assert found.binds_repackage is bound


LAYERS = "<layers><{0}>{1}</{0}></layers>"


@pytest.mark.parametrize(
    ("configuration", "version", "packaging", "layered"),
    [
        ("", (2, 4), "jar", True),
        ("", (2, 3), "jar", False),
        ("", (4, 1), "war", False),
        (LAYERS.format("enabled", "true"), (2, 3), "jar", True),
        (LAYERS.format("enabled", "true"), (2, 2), "jar", False),
        (LAYERS.format("enabled", "false"), (4, 1), "jar", False),
        (LAYERS.format("configuration", "layers.xml"), (4, 1), "jar", False),
        (LAYERS.format("includeLayerTools", "false"), (3, 2), "jar", False),
        ("<includeTools>false</includeTools>", (4, 1), "jar", False),
        ("<executable>true</executable>", (3, 5), "jar", False),
        ("<executable>false</executable>", (3, 5), "jar", True),
    ],
)
def test_an_archive_notes_its_layers_unless_something_is_against_it(
    project: MakeProject,
    configuration: str,
    version: tuple[int, int],
    packaging: str,
    layered: bool,
) -> None:
    entry = plugin("spring-boot-maven-plugin", configuration)
    found = find(read(project, plugins(entry)))
    assert found is not None
    assert found.layers(version, packaging).value is layered


def test_layers_are_read_off_the_version_where_no_plugin_is_used(project: MakeProject) -> None:
    found = find(read(project, parent=boot_parent("3.5.7")))
    assert found is not None
    assert found.layers((3, 5), "jar").value


@pytest.mark.parametrize(
    ("version", "line"),
    [("3.5.7", (3, 5)), ("2.1.0.RELEASE", (2, 1)), ("4.0", (4, 0)), ("x", (0, 0)), ("", (0, 0))],
)
def test_a_version_has_a_line(version: str, line: tuple[int, int]) -> None:
    assert line_of(version) == line


@pytest.mark.parametrize(
    ("artifact", "serves"),
    [
        ("spring-boot-starter-web", True),
        ("spring-boot-starter-webmvc", True),
        ("spring-boot-starter-webflux", True),
        ("spring-cloud-starter-gateway-server-webmvc", True),
        ("spring-boot-starter", False),
        ("spring-boot-starter-webclient", False),
    ],
)
def test_some_starters_bring_an_http_server(
    project: MakeProject, artifact: str, serves: bool
) -> None:
    found = read(project, dependencies(artifact)).dependencies
    assert (web_server(found) is not None) is serves


@pytest.mark.parametrize(
    ("artifact", "what"),
    [
        ("spring-boot-starter-data-jpa", "a database"),
        ("spring-boot-starter-data-mongodb-reactive", "a database"),
        ("spring-boot-starter-jdbc", "a database"),
        ("mybatis-spring-boot-starter", "a database"),
        ("mybatis-plus-spring-boot3-starter", "a database"),
        ("flyway-core", "a database"),
        ("spring-kafka", "a message broker"),
        ("spring-boot-starter-amqp", "a message broker"),
        ("spring-cloud-starter-config", "a configuration or discovery service"),
        ("spring-cloud-starter-netflix-eureka-client", "a configuration or discovery service"),
        ("spring-boot-starter-oauth2-client", "an identity provider"),
        ("spring-boot-starter-security-oauth2-client", "an identity provider"),
        ("spring-boot-starter-data-rest", None),
        ("spring-boot-starter-validation", None),
    ],
)
def test_some_dependencies_connect_to_something_at_the_start(
    artifact: str, what: str | None
) -> None:
    place = Evidence("dependency", "pom.xml", 3)
    found = next(spring_training.connecting([(artifact, place)]), None)
    reason = f"it connects to {what} at startup"
    assert found == (place._replace(reason=reason) if what else None)
