from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockgen.tools.verify.listening import address_hint, listening, sockets
from dockgen.tools.verify.running import (
    Answer,
    RunOptions,
    ask,
    exposed_port,
    options_of,
    start,
    writable_hint,
    written_paths,
)
from dockgen.tools.verify.stopping import deaf_hint, stop
from tests.fake_engine import FakeEngine

HERE = "127.0.0.1"
RUNNING = json.dumps([{"Id": "c" * 64, "State": {"Running": True, "ExitCode": 0, "Pid": 0}}])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if self.path == "/broken" else 302 if self.path == "/away" else 200)
        self.send_header("Location", "http://nowhere.invalid/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        pass


@pytest.fixture
def server() -> Iterator[int]:
    """The port of a web server."""
    with http.server.ThreadingHTTPServer((HERE, 0), Handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one.server_address[1]
        one.shutdown()


def greeting(words: bytes) -> Iterator[int]:
    with socket.create_server((HERE, 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    connection.sendall(words)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def redis() -> Iterator[int]:
    """The port of a server that speaks something else."""
    yield from greeting(b"-ERR unknown command 'GET'\r\n")


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of a server that hangs up, as an engine's proxy does before the server is there."""
    yield from greeting(b"")


def test_an_answer_is_its_status_and_redirects_are_not_followed(server: int) -> None:
    assert ask(HERE, server, "/") == Answer(200)
    assert ask(HERE, server, "/away") == Answer(302)


def test_another_protocol_is_an_answer_and_silence_is_none(redis: int, mute: int) -> None:
    assert ask(HERE, redis, "/") == Answer(0)
    assert ask(HERE, mute, "/") is None
    assert ask(HERE, 1, "/") is None


def test_a_container_is_locked_down() -> None:
    options = RunOptions(environment={"A": "1"}, tmpfs=("/y", "/x"), memory="64m")
    assert options_of(options, 80, HERE) == [
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        "--memory=64m",
        "--read-only",
        "--tmpfs=/y",
        "--tmpfs=/x",
        "--env=A=1",
        "--publish=127.0.0.1::80",
    ]


def test_beside_its_services_it_joins_their_network_and_elsewhere_its_port_is_open() -> None:
    options = RunOptions(networks=("n", "m"), alias="web", read_only=False)
    flags = options_of(options, 80, "build.example")
    assert "--read-only" not in flags
    assert flags[-3:] == ["--network=n", "--network-alias=web", "--publish=80"]
    assert not any(flag.startswith("--publish") for flag in options_of(options, None, HERE))


@pytest.mark.parametrize(
    ("ports", "port"),
    [
        ({"8080/tcp": {}, "443/tcp": {}}, 443),
        ({"53/udp": {}}, None),
        (None, None),
        ({"80": {}}, 80),
    ],
)
def test_the_port_is_the_lowest_tcp_port_that_is_exposed(
    ports: dict[str, object] | None, port: int | None
) -> None:
    assert exposed_port({"ExposedPorts": ports}) == port


TCP = """\
  sl  local_address rem_address   st tx_queue
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000
   1: 00000000:0FA0 00000000:0000 0A 00000000:00000000
   2: 0100007F:9999 0100007F:0BB8 01 00000000:00000000
  sl  local_address                         remote_address
   0: 00000000000000000000000001000000:1F90 0000:0000 0A 0:0
   1: 0000000000000000FFFF00000100007F:1F91 0000:0000 0A 0:0
   2: 00000000000000000000000000000000:1F92 0000:0000 0A 0:0
"""


def test_listening_sockets_are_read_with_who_can_reach_them() -> None:
    expected = [(True, 3000), (False, 4000), (True, 8080), (True, 8081), (False, 8082)]
    assert sockets(TCP) == expected


@pytest.mark.parametrize(
    ("found", "port", "hint"),
    [
        ([(True, 80)], 80, "localhost only"),
        ([(False, 81), (True, 9)], 80, "listens on 81, not on 80"),
        ([(False, 80), (True, 80)], 80, ""),
        ([(True, 40123)], 80, ""),
        ([], 80, ""),
    ],
)
def test_a_wrong_address_is_told(found: list[tuple[bool, int]], port: int, hint: str) -> None:
    assert hint in address_hint(found, port)
    assert bool(address_hint(found, port)) == bool(hint)


def test_sockets_are_seen_from_outside_only_where_the_process_is_the_containers(
    tmp_path: Path,
) -> None:
    fake = FakeEngine(tmp_path / "bin", "podman")
    fake.answer("exec", code=127)
    fake.answer("container", "inspect", out=RUNNING)
    assert listening(fake.engine, "c") == []
    own = [{"Id": "", "State": {"Pid": "self"}}]
    fake.answer("container", "inspect", out=json.dumps(own))
    with socket.create_server((HERE, 0)) as listener:
        assert (True, listener.getsockname()[1]) in listening(fake.engine, "c")
    stranger = [{"Id": "nobody's", "State": {"Pid": "self"}}]
    fake.answer("container", "inspect", out=json.dumps(stranger))
    assert listening(fake.engine, "c") == []


@pytest.fixture
def fake(tmp_path: Path) -> FakeEngine:
    made = FakeEngine(tmp_path / "bin", "podman")
    for command in ("create", "start", "stop", "rm"):
        made.answer(command, out="c\n")
    made.answer("container", "inspect", out=RUNNING)
    made.answer("exec", code=1)
    made.answer("stats", out="5MB / 1GB\n")
    made.answer("logs", out="said\n")
    return made


SERVES = {"Cmd": ["serve"]}


def published(fake: FakeEngine, port: int) -> dict[str, object]:
    fake.answer("port", out=f"127.0.0.1:{port}\n")
    return {**SERVES, "ExposedPorts": {"80/tcp": {}}}


def test_a_container_that_answers_is_measured(fake: FakeEngine, server: int) -> None:
    result = start(fake.engine, "i", "c", RunOptions(), published(fake, server))
    assert (result.answer, result.memory, result.running) == (Answer(200), 5_000_000, True)
    assert (result.logs, result.hint) == ((), "")


def test_a_server_that_answers_with_an_error_is_asked_again_and_its_words_are_kept(
    fake: FakeEngine, server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockgen.tools.verify.running.PATIENCE", 0.2)
    result = start(fake.engine, "i", "c", RunOptions(path="/broken"), published(fake, server))
    assert result.answer == Answer(503)
    assert result.logs == ("said",)
    assert result.seconds > 0.2


def test_one_that_is_silent_until_the_end_is_told_what_is_known(
    fake: FakeEngine, mute: int
) -> None:
    fake.answer("exec", out="0: 00000000:0050 0:0 0A 0:0\n")
    result = start(fake.engine, "i", "c", RunOptions(seconds=0.3), published(fake, mute))
    assert result.answer is None
    assert result.hint == "it listens on port 80, but does not answer in HTTP"


def test_one_that_listens_at_the_wrong_address_is_not_waited_for(
    fake: FakeEngine, mute: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockgen.tools.verify.running.LOOK_EVERY", 0.05)
    fake.answer("exec", out="0: 0100007F:0050 0:0 0A 0:0\n")
    result = start(fake.engine, "i", "c", RunOptions(seconds=30), published(fake, mute))
    assert result.seconds < 10
    assert "localhost only" in result.hint


def test_one_that_ends_is_told_with_its_code_and_what_it_printed(fake: FakeEngine) -> None:
    state = {"Running": False, "ExitCode": 3}
    fake.answer("container", "inspect", out=json.dumps([{"State": state}]))
    fake.answer("logs", out="KeyError: 'DATABASE_URL'\n")
    result = start(fake.engine, "i", "c", RunOptions(restarts=1), published(fake, 1))
    assert (result.exit_code, result.restarts, result.running) == (3, 1, False)
    assert "DATABASE_URL" in result.hint


def test_one_that_was_killed_for_its_memory_is_told_so(fake: FakeEngine) -> None:
    state = {"Running": False, "ExitCode": 137, "OOMKilled": True}
    fake.answer("container", "inspect", out=json.dumps([{"State": state}]))
    result = start(fake.engine, "i", "c", RunOptions(), SERVES)
    assert "more than 512m" in result.hint


def test_one_that_cannot_be_started_is_told_why(fake: FakeEngine) -> None:
    fake.answer("start", err='exec: "nope": executable file not found in $PATH', code=127)
    result = start(fake.engine, "i", "c", RunOptions(), SERVES)
    assert not result.running
    assert "no nope" in result.hint


def test_an_image_that_names_nothing_to_run_is_told_so_and_not_started(fake: FakeEngine) -> None:
    result = start(fake.engine, "i", "c", RunOptions(), {"Cmd": None, "Entrypoint": None})
    assert (result.running, result.hint) == (False, "end the Dockerfile with CMD")
    assert fake.asked == []


def test_a_port_that_is_not_exposed_leaves_nothing_to_ask(fake: FakeEngine) -> None:
    result = start(fake.engine, "i", "c", RunOptions(seconds=0.2), SERVES)
    assert (result.port, result.answer, result.running, result.hint) == (None, None, True, "")


def test_further_networks_are_joined_before_the_start(fake: FakeEngine) -> None:
    fake.answer("network")
    start(fake.engine, "i", "c", RunOptions(seconds=0.1, networks=("a", "b"), alias="x"), SERVES)
    commands = [asked[0] for asked in fake.asked[:3]]
    assert commands == ["create", "network", "start"]


def test_a_clean_stop_and_one_that_needs_a_kill(fake: FakeEngine) -> None:
    stopped = {"State": {"Running": False, "ExitCode": 0}}
    fake.answer("container", "inspect", out=json.dumps([stopped]))
    clean = stop(fake.engine, "c", {"StopSignal": "SIGQUIT"})
    assert (clean.signal, clean.exit_code, clean.killed) == ("SIGQUIT", 0, False)
    killed = {"State": {"Running": False, "ExitCode": 137}}
    fake.answer("container", "inspect", out=json.dumps([killed]))
    assert stop(fake.engine, "c", {}, seconds=0).killed


@pytest.mark.parametrize(
    ("config", "hint"),
    [
        ({"Cmd": ["/bin/sh", "-c", "node server.js"]}, "a shell is PID 1"),
        ({"Entrypoint": ["bash", "-c"], "Cmd": ["x"]}, "a shell is PID 1"),
        ({"Entrypoint": ["entry.sh"], "Cmd": ["npm", "start"]}, "npm is PID 1"),
        ({"Cmd": ["node", "server.js"]}, "the application is PID 1"),
        ({"Cmd": ["gunicorn", "-c", "x.py"]}, "the application is PID 1"),
    ],
)
def test_why_a_container_does_not_hear_a_signal(config: dict[str, list[str]], hint: str) -> None:
    assert hint in deaf_hint(config)


def test_the_paths_that_a_container_wrote_are_the_topmost_ones(fake: FakeEngine) -> None:
    fake.answer(
        "diff", out="C /var\nC /var/x\nA /var/x/a\nA /data\nA /data/b\nC /etc/f\nA /tmp/q\n"
    )
    assert written_paths(fake.engine, "c") == ["/data", "/etc/f", "/var/x/a"]
    assert "it writes to /data, /etc/f" in writable_hint(["/data", "/etc/f"])
    assert "and more" in writable_hint(list("abcdef"))
