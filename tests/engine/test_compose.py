"""An example and the database that its dependencies call for come up together and answer."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from dockgen.ecosystems.registry import find
from dockgen.integrations.compose.services import KINDS
from tests.engine import engines
from tests.engine.test_example_images import ask
from tests.examples import FOLDER

pytestmark = pytest.mark.engine

PROJECT = f"dockgen-test-compose-{uuid4().hex[:8]}"
"""What compose calls it; each process that runs these tests has its own."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


EXAMPLES = {"node-postgres": 3000, "rust-actix-postgres": 8080}
"""The examples that count visits in a database, with the port that each listens on."""


@pytest.fixture(params=["node-postgres"])
def composed(docker: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The example as `dockgen init --compose` leaves it, on a port that is free here."""
    folder = tmp_path / request.param
    shutil.copytree(FOLDER / request.param, folder)
    syntax = "false" if engines.STAND_INS else "true"
    (folder / ".dockgen.yml").write_text(f"schema: 1\nsyntax: {syntax}\n", "utf-8")
    assert dockgen(["init", "--yes", "--compose", "--image", PROJECT, str(folder)]) == 0
    engines.provide((folder / "Dockerfile").read_text("utf-8"))
    if engines.STAND_INS:
        from tests.engine.standins import ensure

        ensure(["postgres:18"])
    compose = folder / "compose.yaml"
    port = EXAMPLES[request.param]
    own, free = f'"{port}:{port}"', f'"127.0.0.1:{free_port()}:{port}"'
    text = compose.read_text("utf-8").replace(own, free)
    compose.write_text(text, "utf-8")
    yield folder
    compose_(docker, folder, "down", "--volumes", "--rmi", "local")


def compose_(docker: str, folder: Path, *arguments: str) -> str:
    place = ("--project-directory", folder, "--project-name", PROJECT)
    return engines.run(docker, "compose", *place, *arguments)


@pytest.mark.parametrize("composed", EXAMPLES, indirect=True)
def test_the_application_counts_in_its_database_and_finds_the_count_again(
    docker: str, composed: Path
) -> None:
    compose_(docker, composed, "up", "--build", "--detach", "--wait")
    port = int(
        compose_(docker, composed, "port", "app", str(EXAMPLES[composed.name])).rsplit(":", 1)[-1]
    )
    wait_until_it_answers(port)
    assert visits(port) == 1
    assert visits(port) == 2

    for service in ("app", "postgres"):
        name = compose_(docker, composed, "ps", "--quiet", service).strip()
        host = engines.inspect(docker, name)["HostConfig"]
        assert host["ReadonlyRootfs"]
        assert host["CapDrop"] == ["ALL"]
        assert host["SecurityOpt"] == ["no-new-privileges:true"]

    # The volume outlives the containers.
    compose_(docker, composed, "down")
    compose_(docker, composed, "up", "--detach", "--wait")
    wait_until_it_answers(port)
    assert visits(port) == 3


def wait_until_it_answers(port: int) -> None:
    for _ in range(100):
        try:
            assert ask(port, "/health")[0] == 200
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("no answer within 10 s")


def visits(port: int) -> int:
    status, body = ask(port, "/visits/Ada")
    assert status == 200, body
    count: int = json.loads(body)["visits"]
    return count


def test_an_env_file_takes_the_place_of_the_defaults(docker: str, composed: Path) -> None:
    """There is none at first: the tests above ran with what the compose file holds."""
    (composed / ".env").write_text("POSTGRES_PASSWORD=another\n")
    shown = json.loads(compose_(docker, composed, "config", "--format", "json"))
    address = shown["services"]["app"]["environment"]["DATABASE_URL"]
    assert address == "postgresql://app:another@postgres:5432/app"


def test_compose_accepts_every_service(docker: str, tmp_path: Path) -> None:
    dependencies = {find("node").services[kind.name][0]: "1" for kind in KINDS}
    manifest = {"scripts": {"start": "node server.js"}, "dependencies": dependencies}
    (tmp_path / "package.json").write_text(json.dumps(manifest), "utf-8")
    (tmp_path / "server.js").write_text("", "utf-8")
    assert dockgen(["init", "--yes", "--compose", str(tmp_path)]) == 0
    shutil.copy(tmp_path / ".env.example", tmp_path / ".env")
    shown = json.loads(compose_(docker, tmp_path, "config", "--format", "json"))
    assert set(shown["services"]) == {"app", *(kind.name for kind in KINDS)}
    environment = shown["services"]["app"]["environment"]
    assert environment["DATABASE_URL"] == "postgresql://app:change-me@postgres:5432/app"
