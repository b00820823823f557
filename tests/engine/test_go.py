"""What Go's images rest on besides the default, and a program with its database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.engine import engines
from tests.engine.test_compose import free_port
from tests.engine.test_example_images import (
    ask,
    check_answer,
    check_stop,
    files_of,
    published_port,
    start_and_wait,
)
from tests.examples import FOLDER, run_of

pytestmark = pytest.mark.engine

EXAMPLE = "go-http"
WHOLE = 1.02
"""How much more than its program, the CA bundle and the time zones an image from scratch is."""


def test_from_scratch_there_is_the_program_and_little_else(
    docker: str, disposable: list[str], tmp_path: Path
) -> None:
    context = tmp_path / EXAMPLE
    shutil.copytree(FOLDER / EXAMPLE, context)
    assert dockgen(["init", "--yes", "--base", "scratch", str(context)]) == 0
    tag = "dockgen-test-go-scratch"
    engines.build(docker, context, tag)
    container = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(container)

    expected = run_of(EXAMPLE)
    start_and_wait(docker, tag, container, expected)
    for question in expected.http:  # one of them asks for a time zone
        check_answer(published_port(docker, container, expected.port), question)
    names = {name for name in files_of(docker, container) if not name.startswith(("dev/", "proc/"))}
    assert {"etc/ssl/certs/ca-certificates.crt", "usr/share/zoneinfo.zip", "tmp/"} <= {
        *names,
        *(f"{name}/" for name in names),
    }
    check_stop(docker, container)
    assert engines.image_size(docker, tag) < WHOLE * sizes(docker, container, tmp_path)


def sizes(docker: str, container: str, place: Path) -> int:
    """The bytes of the program, the CA bundle and the time zones in a container."""
    total = 0
    for number, path in enumerate(
        ("usr/local/bin/tides", "etc/ssl/certs/ca-certificates.crt", "usr/share/zoneinfo.zip")
    ):
        copied = place / f"part-{number}"
        engines.run(docker, "cp", f"{container}:/{path}", copied)
        total += copied.stat().st_size
    return total


PROJECT = f"dockgen-test-go-{uuid4().hex[:8]}"


@pytest.fixture
def composed(docker: str, tmp_path: Path) -> Iterator[Path]:
    """The guest book as `dockgen init --compose` leaves it, on a port that is free here."""
    folder = tmp_path / "go-chi-postgres"
    shutil.copytree(FOLDER / "go-chi-postgres", folder)
    syntax = "false" if engines.STAND_INS else "true"
    (folder / ".dockgen.yml").write_text(f"schema: 1\nsyntax: {syntax}\n", "utf-8")
    assert dockgen(["init", "--yes", "--compose", "--image", PROJECT, str(folder)]) == 0
    engines.provide((folder / "Dockerfile").read_text("utf-8"))
    if engines.STAND_INS:
        from tests.engine.standins import ensure

        ensure(["postgres:18"])
    shutil.copy(folder / ".env.example", folder / ".env")
    compose = folder / "compose.yaml"
    text = compose.read_text("utf-8").replace('"4000:4000"', f'"127.0.0.1:{free_port()}:4000"')
    compose.write_text(text, "utf-8")
    yield folder
    compose_(docker, folder, "down", "--volumes", "--rmi", "local")


def compose_(docker: str, folder: Path, *arguments: str) -> str:
    place = ("--project-directory", folder, "--project-name", PROJECT)
    return engines.run(docker, "compose", *place, *arguments)


def test_a_program_counts_in_its_database(docker: str, composed: Path) -> None:
    compose_(docker, composed, "up", "--build", "--detach", "--wait")
    port = int(compose_(docker, composed, "port", "app", "4000").rsplit(":", 1)[-1])
    for visits in (1, 2):
        status, body = ask(port, "/visits/Ada")
        assert (status, body) == (
            200,
            f"<!doctype html><title>Visits</title><p>visits: {visits}</p>\n",
        )
