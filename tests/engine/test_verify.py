"""`dockgen verify` as a person uses it: real builds, real containers, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dockgen.cli.main import run as dockgen
from dockgen.tools.engine.client import Engine, find
from dockgen.tools.verify.owners import new_name
from tests.conftest import write_files
from tests.engine import engines
from tests.engine.projects import (
    DEBIAN,
    NODE,
    SERVER,
    SERVER_DOCKERFILE,
    as_data,
    left_in,
    make,
    server,
    state_of,
)
from tests.examples import FOLDER
from tests.tools.verify.test_result import SCHEMA

# They count what is left on the engine, so they run one after another.
pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("whole engine")]

BOTH = ["docker", "podman"]


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine that answers; the test fails where something is left in it."""
    found = find(request.getfixturevalue(getattr(request, "param", "docker")))
    before = left_in(found)
    yield found
    assert left_in(found) == before


both_engines = pytest.mark.parametrize("engine", BOTH, indirect=True)


def verify(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any]:
    """Run `dockgen verify --json`; its exit code and what it printed."""
    code = dockgen(["verify", "--json", *map(str, arguments)])
    printed = capsys.readouterr()
    data = as_data(printed.out)
    SCHEMA.validate(data)
    return code, data


@both_engines
def test_a_good_image_is_proven_and_the_project_is_not_touched(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = server(tmp_path / "demo", engine.name)
    before = state_of(folder)
    code, data = verify(capsys, "--engine", engine.name, folder)
    assert (code, data["verdict"], data["findings"]) == (0, "ok", [])
    assert data["image"]["user"] == "1000:1000"
    assert data["image"]["base"] == NODE
    assert 0 < data["image"]["over_base"] < 100_000
    assert data["image"]["own_layers"] < data["image"]["layers"]
    assert (data["run"]["port"], data["run"]["status"]) == (3000, 200)
    assert 1_000_000 < data["run"]["memory"] < 512_000_000
    assert data["stop"] == {**data["stop"], "clean": True, "exit_code": 0, "signal": "SIGTERM"}
    assert data["stop"]["seconds"] < 5
    assert data["rebuild"]["edited"] == "server.js"
    assert data["rebuild"]["ran"] == ["COPY server.js ./"]
    assert data["engine"] == f"{engine.name} {engine.version}"
    assert state_of(folder) == before


def test_the_report_is_printed_and_progress_goes_beside_it(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = server(tmp_path / "demo")
    assert dockgen(["verify", "--path", "/healthz", "--memory", "64m", str(folder)]) == 0
    printed = capsys.readouterr()
    assert "GET /healthz on port 3000 returns 200" in printed.out
    assert " of 64m" in printed.out
    assert printed.out.rstrip().endswith("✓ it builds, runs, answers and stops")
    assert "COPY server.js ./" in printed.err
    assert "running the image" in printed.err
    assert engine.name == "docker"


BAD_DOCKERFILE = f"""\
FROM {NODE}
ARG API_TOKEN
ENV DB_PASSWORD=hunter22
WORKDIR /app
COPY . .
RUN install -D server.js /usr/local/bin/gcc && rm id_rsa && echo "$API_TOKEN" >/dev/null
EXPOSE 3000
CMD node server.js
"""


@both_engines
def test_all_that_is_wrong_is_told(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "Dockerfile": BAD_DOCKERFILE,
        "server.js": SERVER,
        "id_rsa": "x",
        ".git/HEAD": "ref: refs/heads/main",
        "src/App.java": "class App {}",
    }
    folder = make(tmp_path / "demo", files, engine.name)
    code, data = verify(
        capsys, "--engine", engine.name, "--build-arg", "API_TOKEN=abcdef12", "--edit", "server.js",
        folder,
    )  # fmt: skip
    assert (code, data["verdict"]) == (1, "wrong")
    assert {(one["kind"], one["path"], one["deleted"]) for one in data["unwanted"]} >= {
        ("secret", "app/id_rsa", True),
        ("secret", "DB_PASSWORD", False),
        ("secret", "API_TOKEN", False),
        ("version-control", "app/.git", False),
        ("compiler", "usr/local/bin/gcc", False),
        ("source", "app/src", False),
    }
    wrong = [one["what"] for one in data["findings"] if one["level"] == "wrong"]
    assert "it runs as root" in wrong
    assert any(one.startswith("it does not stop on SIGTERM: it was killed after") for one in wrong)
    hints = [one["hint"] for one in data["findings"] if "stop on SIGTERM" in one["what"]]
    assert "a shell is PID 1" in hints[0]


def test_an_install_that_every_edit_repeats_is_noted(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dockerfile = SERVER_DOCKERFILE.replace("COPY server.js ./", "COPY . .\nRUN npm install")
    folder = server(tmp_path / "demo", Dockerfile=dockerfile, package__json='{"name": "demo"}')
    code, data = verify(capsys, folder)
    assert code == 0
    assert data["rebuild"]["installed"] == ["RUN npm install"]
    assert engine.name == "docker"


def test_a_writable_root_that_it_needs_is_named_by_what_it_writes(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = server(
        tmp_path / "demo",
        Dockerfile=SERVER_DOCKERFILE.replace("USER", "RUN install -d -o 1000 /var/state\nUSER"),
        server__js=f"try {{ require('fs').writeFileSync('/var/state/x', '') }}"
        f" catch (error) {{ process.exit(3) }}\n{SERVER}",
    )
    code, data = verify(capsys, "--edit", "server.js", folder)
    assert code == 1
    assert "it writes to /var/state/x" in data["run"]["hint"]
    assert verify(capsys, "--tmpfs", "/var/state:uid=1000", folder)[0] == 0
    assert engine.name == "docker"


def test_without_a_registry_the_engines_own_frontend_builds(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not engines.STAND_INS:
        pytest.skip("a registry answers")
    syntax = "# syntax=docker/dockerfile:1\n# check=skip=none\n"
    folder = server(tmp_path / "demo", Dockerfile=syntax + SERVER_DOCKERFILE)
    code, data = verify(capsys, folder)
    assert code == 0
    assert "syntax: false" in data["findings"][0]["what"]
    assert verify(capsys, "--no-syntax", folder)[1]["findings"] == []
    assert engine.name == "docker"


def test_both_forms_of_a_project_side_by_side(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(FOLDER / "static-site", folder)
    write_files(folder, {"Dockerfile": "FROM mine\n"})
    before = state_of(folder)
    engines.provide("FROM nginxinc/nginx-unprivileged:stable\n")
    assert dockgen(["verify", "--compare", "--no-syntax", str(folder)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["single", "multi"]
    assert {line.split("  ")[0] for line in shown[1:12]} >= {"size", "build", "start-up", "user"}
    assert state_of(folder) == before
    assert engine.name == "docker"


def test_what_is_kept_is_named_and_there(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, data = verify(capsys, "--keep", server(tmp_path / "demo"))
    image, container = data["kept"]
    assert code == 0
    assert engine.image(image)
    assert (engine.container(container) or {})["State"]["Running"] is False
    engine.remove(container)
    engine.remove_image(image)


@both_engines
def test_a_build_that_fails_is_told_and_leaves_nothing(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"sub/api.Dockerfile": f"FROM {DEBIAN}\nRUN echo working && exit 7\n"}
    folder = write_files(tmp_path, {**files, "Dockerfile": ""})
    engines.provide(files["sub/api.Dockerfile"], podman=engine.name == "podman")
    code, data = verify(capsys, "--engine", engine.name, "-f", "sub/api.Dockerfile", folder)
    assert (code, data["verdict"], data["image"], data["run"]) == (5, "failed", None, None)
    failure = data["build"]["failure"]
    assert (failure["line"], failure["message"]) == (2, "exit code 7")
    assert failure["output"][0] == "working"


SLEEPY = {
    "build": f"FROM {DEBIAN}\nRUN echo asleep && sleep 120\n",
    "run": f'FROM {DEBIAN}\nEXPOSE 80\nCMD ["sleep", "120"]\n',
}
MOMENTS = {"build": "echo asleep", "run": "running the image"}


@both_engines
@pytest.mark.parametrize(("moment", "name"), [("build", "SIGINT"), ("run", "SIGTERM")])
def test_a_killed_verify_leaves_nothing(
    engine: Engine, tmp_path: Path, moment: str, name: str
) -> None:
    folder = make(tmp_path / "demo", {"Dockerfile": SLEEPY[moment]}, engine.name)
    code, said = interrupted(folder, engine, MOMENTS[moment], getattr(signal, name))
    assert code == 130, said
    assert said.rstrip().endswith("dockgen: interrupted; nothing was written")
    assert "Traceback" not in said


@both_engines
def test_what_a_verify_killed_with_sigkill_leaves_is_removed_by_the_next(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make(tmp_path / "demo", {"Dockerfile": SLEEPY["run"]}, engine.name)
    before = left_in(engine)
    command = [sys.executable, "-m", "dockgen", "verify", "--engine", engine.name, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
        for _ in range(300):
            if len(left_in(engine) - before) == 2:  # the image and the container
                break
            time.sleep(0.1)
        killed.kill()
    assert len(left_in(engine) - before) == 2
    with alive_run(engine) as mine:
        good = server(tmp_path / "good", engine.name)
        assert verify(capsys, "--engine", engine.name, "--edit", "", good)[0] == 0
        assert left_in(engine) - before == {mine}


@contextlib.contextmanager
def alive_run(engine: Engine) -> Iterator[str]:
    """A container of a run that still goes on: that of this process."""
    name = new_name("verify")
    engine.create(NODE, f"--name={name}")
    yield name
    engine.remove(name)


def interrupted(folder: Path, engine: Engine, sign: str, number: int) -> tuple[int, str]:
    """Run verify in a process of its own, and send it a signal once it printed a sign."""
    command = [sys.executable, "-m", "dockgen", "verify", "--engine", engine.name, str(folder)]
    output = folder.with_suffix(".log")
    with output.open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: sign in output.read_text("utf-8"), output, engine)
        time.sleep(0.7)
        process.send_signal(number)
        process.send_signal(number)  # an impatient second one must not end the cleaning up
        return process.wait(60), output.read_text("utf-8")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(condition: Any, output: Path, engine: Engine) -> None:
    for _ in range(600):
        if condition() or engine_works_on(engine, "asleep"):
            return
        time.sleep(0.1)
    raise AssertionError(output.read_text("utf-8"))


def engine_works_on(engine: Engine, word: str) -> bool:
    """Whether a process of a build runs; builders say nothing of a step before it prints."""
    listed = subprocess.run(("ps", "-eo", "args"), capture_output=True, text=True).stdout
    return any("sleep 120" in line and word in line for line in listed.splitlines()) and bool(
        engine
    )


COMPOSE = """\
services:
  web:
    build: .
    ports: ["3000:3000"]
    environment: {DB_PORT: "${DB_PORT:-5432}"}
    depends_on: {db: {condition: service_healthy}}
  db:
    image: node:24-slim
    container_name: dockgen-verify-mine
    command: [node, /srv/db.js]
    ports: ["3000:5432"]
    volumes: ["./db.js:/srv/db.js", "./out:/out", "data:/data"]
    healthcheck: {test: [CMD, node, -e, "require('net').connect(5432)"], interval: 1s}
volumes: {data: {}}
"""
DATABASE = """\
process.on('SIGTERM', () => process.exit(0));
require('fs').writeFileSync('/out/touched', 'x');
require('net').createServer(socket => socket.end('from the database')).listen(5432);
"""
ASKS_THE_DATABASE = """\
process.on('SIGTERM', () => process.exit(0));
require('net').connect(process.env.DB_PORT, 'db').on('data', data => require('http')
  .createServer((request, response) => response.end(data)).listen(3000));
"""
FINDS_THE_DATABASE = """\
process.on('SIGTERM', () => process.exit(0));
require('dns').lookup('db', error => { if (error) throw error; require('http')
  .createServer((request, response) => response.end('found')).listen(3000); });
"""


@pytest.fixture
def podman_socket() -> Iterator[None]:
    """podman's socket, which compose needs; started for the test where it is not there."""
    place = Path("/run/podman/podman.sock")
    podman = shutil.which("podman")
    if podman is None or os.geteuid() != 0:
        pytest.skip("no podman here that could be given a socket")
    place.parent.mkdir(exist_ok=True)
    service = subprocess.Popen((podman, "system", "service", "--time=0", f"unix://{place}"))
    for _ in range(100):
        if place.exists():
            break
        time.sleep(0.05)
    yield
    service.terminate()
    service.wait(10)
    place.unlink(missing_ok=True)


def compose_project(folder: Path, script: str, engine: str) -> Path:
    more: Mapping[str, str] = {"compose__yaml": COMPOSE, "db__js": DATABASE, "server__js": script}
    return server(folder, engine, **more)


def test_what_a_compose_file_names_is_started_apart_from_the_users_own(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compose_project(tmp_path / "demo", ASKS_THE_DATABASE, "docker")
    before = state_of(folder)
    code, data = verify(capsys, folder)
    assert (code, data["services"]) == (0, ["db"]), data
    assert state_of(folder) == before
    assert not (folder / "out").exists()
    assert verify(capsys, "--no-compose", "--timeout", "2", folder)[0] == 1
    assert engine.name == "docker"


@pytest.mark.usefixtures("podman_socket")
@pytest.mark.parametrize("engine", ["podman"], indirect=True)
def test_podman_starts_them_too(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # where dockerd's firewall is on, podman's containers find each other, and hear nothing
    folder = compose_project(tmp_path / "demo", FINDS_THE_DATABASE, "podman")
    code, data = verify(capsys, "--engine", engine.name, folder)
    assert (code, data["services"]) == (0, ["db"]), data


def test_a_service_that_does_not_come_up_is_told_and_all_is_removed(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compose_project(tmp_path / "demo", ASKS_THE_DATABASE, "docker")
    write_files(folder, {"db.js": "console.error('no licence'); process.exit(9)"})
    assert dockgen(["verify", str(folder)]) == 5
    assert "service db ended with exit code 9: no licence" in capsys.readouterr().err
    assert engine.name == "docker"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
