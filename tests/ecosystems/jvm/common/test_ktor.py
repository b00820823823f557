"""Ktor's port from its configuration."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.jvm.common.ktor import configured_port
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig
from tests.conftest import MakeProject
from tests.maven_projects import detect, value
from tests.poms import dependencies, pom, properties

CONF = "src/main/resources/application.conf"
YAML = "src/main/resources/application.yaml"


@pytest.mark.parametrize(
    ("path", "text", "port"),
    [
        (CONF, "ktor {\n  deployment {\n    port = 8081\n    port = ${?PORT}\n  }\n}\n", 8081),
        (CONF, "ktor {\n  deployment {\n    host = ${?HOST} # {\n    port: 8082\n  }\n}\n", 8082),
        (CONF, "ktor.deployment.port = 8083\n", 8083),
        (CONF, 'ktor { deployment { sslPort = 1, port = "8084" } }\n', 8084),
        (CONF, "ktor { deployment { port = ${PORT} } }\n", None),
        (CONF, "other { port = 1 }\n", None),
        (YAML, "ktor:\n  deployment:\n    port: 8085\n", 8085),
        (YAML, 'ktor:\n  deployment:\n    port: "$PORT:8086"\n', 8086),
        (YAML, 'ktor:\n  deployment:\n    port: "$PORT"\n', None),
        (YAML, "other: 1\n", None),
    ],
)
def test_a_file_names_the_port(
    project: MakeProject, path: str, text: str, port: int | None
) -> None:
    made = project({path: text})
    found = configured_port(made, "", SpringConfig(made, "", lambda _: None))
    assert (found.value if found else None) == port


def test_it_goes_before_the_sources_and_tells_its_line(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(
            properties(exec_mainClass="io.ktor.server.netty.EngineMain"),
            dependencies("ktor-server-netty-jvm", group="io.ktor"),
        ),
        CONF: "ktor {\n  deployment {\n    port = 8087\n  }\n}\n",
        "src/main/kotlin/App.kt": "fun x() = embeddedServer(Netty, port = 1234)\n",
    }
    found = detect(project, files)
    assert value(found, "port") == 8087
    assert found.facts["port"].evidence.line == 3
    assert value(detect(project, {**files, CONF: ""}), "port") == 1234
