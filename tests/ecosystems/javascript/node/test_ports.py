"""The port of a server: what it listens on, and what deploys it where the code says nothing."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import dockerfile_of, verdict_of

SERVER = {"scripts": {"start": "node s.js"}, "dependencies": {"express": "5"}}
SILENT = "require('http').createServer(f).listen(config.port)"


@pytest.mark.parametrize(
    ("start", "command"),
    [
        (
            "cross-env PORT=${FE_PORT:-3001} node s.js",
            '["sh", "-c", "PORT=${FE_PORT:-3001} exec node s.js"]',
        ),
        (
            "NODE_ENV=production PORT=${WEB_PORT-3001} node s.js",
            '["sh", "-c", "PORT=${WEB_PORT-3001} exec node s.js"]',
        ),
        ("node s.js --port ${FE_PORT:-3001}", None),
        ("cross-env PORT=3001 node s.js", '["node", "s.js"]'),
    ],
)
def test_a_port_behind_a_variable_of_the_start_is_read(
    project: MakeProject, start: str, command: str | None
) -> None:
    package = {**SERVER, "scripts": {"start": start}}
    files = {"s.js": "createServer().listen(process.env.PORT)"}
    found = verdict_of(project, package, files).findings
    assert found.facts["port"].value == 3001
    text = dockerfile_of(project, package, files)
    assert "EXPOSE 3001\n" in text
    assert f"CMD {command or '['}" in text


@pytest.mark.parametrize(
    ("files", "port", "place"),
    [
        ({"Dockerfile": "FROM node:22\nCOPY . .\nEXPOSE 7001\n"}, 7001, "Dockerfile:3"),
        (
            {"compose.yaml": "services:\n  web:\n    build: .\n    ports: ['80:7002']\n"},
            7002,
            "compose.yaml:4",
        ),
        (
            {"docker-compose.yml": "services: \n w:\n  build: .\n  environment: {PORT: 7003}\n"},
            7003,
            "docker-compose.yml",
        ),
        ({".env": "DB_PORT=5432\nPORT=7004\n"}, 7004, ".env:2"),
        ({".env.example": "PORT=7005\n"}, 7005, ".env.example:1"),
    ],
)
def test_what_deploys_the_server_names_its_port_where_the_code_does_not(
    project: MakeProject, files: dict[str, str], port: int, place: str
) -> None:
    found = verdict_of(project, SERVER, {"s.js": SILENT, **files}).findings.facts
    assert found["port"].value == port
    assert str(found["port"].evidence).startswith(place)
    assert found["set_port"].value is True


def test_the_code_goes_before_what_deploys_it(project: MakeProject) -> None:
    files = {"s.js": "createServer().listen(process.env.PORT || 4000)", ".env": "PORT=7000\n"}
    assert verdict_of(project, SERVER, files).findings.facts["port"].value == 4000


def test_the_port_of_another_service_in_compose_is_none_of_the_servers(
    project: MakeProject,
) -> None:
    compose = "services:\n  db:\n    image: postgres\n    ports: ['5432:5432']\n"
    found = verdict_of(project, SERVER, {"s.js": SILENT, "compose.yaml": compose}).findings.facts
    assert found["port"].value == 3000
