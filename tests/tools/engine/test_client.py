from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path

import pytest

from dockgen.core.errors import ENGINE, EngineProblem
from dockgen.tools.engine import client
from dockgen.tools.engine.client import (
    Engine,
    HistoryEntry,
    PathChange,
    find,
    last_words,
    size_in_bytes,
)
from tests.fake_engine import DOCKER_VERSION, FakeEngine


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """A docker that is the only engine on PATH."""
    made = FakeEngine(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(made.folder))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    return made


@pytest.fixture
def pod(tmp_path: Path) -> FakeEngine:
    """A podman."""
    return FakeEngine(tmp_path / "pod", "podman")


def test_the_engine_that_answers_is_found_with_its_version(fake: FakeEngine) -> None:
    fake.answer("version", out=DOCKER_VERSION)
    assert find() == Engine("docker", str(fake.program), "26.1.5")


def test_podman_is_known_under_the_name_of_docker(fake: FakeEngine) -> None:
    fake.answer("version", out=json.dumps({"Client": {"Version": "5.4.2"}}))
    assert find() == Engine("podman", str(fake.program), "5.4.2")


def test_podman_is_taken_where_docker_does_not_answer(fake: FakeEngine) -> None:
    fake.answer("version", err="Cannot connect to the Docker daemon", code=1)
    podman = FakeEngine(fake.folder / "x", "podman")
    podman.answer("version", out=json.dumps({"Client": {"Version": "5.4.2"}}))
    podman.program.rename(fake.folder / "podman")
    assert find().name == "podman"


def test_no_engine_is_one_sentence_found_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    begun = time.monotonic()
    with pytest.raises(EngineProblem, match="neither docker nor podman is on PATH") as caught:
        find()
    assert time.monotonic() - begun < 0.5
    assert caught.value.exit_code == ENGINE
    assert "install one" in caught.value.hint


def test_a_named_engine_that_is_missing_is_not_replaced(fake: FakeEngine) -> None:
    fake.answer("version", out=DOCKER_VERSION)
    with pytest.raises(EngineProblem, match="podman is not on PATH") as caught:
        find("podman")
    assert "--engine docker" in caught.value.hint


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (
            "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?",
            "start",
        ),
        ("permission denied while trying to connect to the Docker daemon socket", "group"),
    ],
)
def test_a_daemon_that_is_not_reached_says_what_to_do(
    fake: FakeEngine, said: str, hint: str
) -> None:
    fake.answer("version", err=said, code=1)
    with pytest.raises(EngineProblem, match="docker is installed, but does not answer") as caught:
        find()
    assert hint in caught.value.hint


def test_a_podman_that_is_not_reached_has_its_own_hint(
    pod: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(pod.folder))
    pod.answer("version", err="Error: unable to connect to Podman socket", code=125)
    with pytest.raises(EngineProblem, match="unable to connect") as caught:
        find("podman")
    assert "podman machine start" in caught.value.hint


def test_a_daemon_that_hangs_is_given_up(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
    fake.program.write_text("#!/bin/sh\nexec /bin/sleep 30\n")
    with pytest.raises(EngineProblem, match="did not answer"):
        find()


def test_a_complaint_of_the_engine_is_an_error_with_its_words(fake: FakeEngine) -> None:
    fake.answer(
        "create", err="Error response from daemon: No such image: x\nSee 'docker --help'.", code=1
    )
    with pytest.raises(EngineProblem, match=r"docker create x failed: No such image: x$"):
        fake.engine.create("x")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "no reason given"),
        ("a\nError: b.\n", "b"),
        ("ERROR: c\nRun 'docker --help' for more", "c"),
    ],
)
def test_the_last_words_of_a_complaint(said: str, words: str) -> None:
    assert last_words(said) == words


@pytest.mark.parametrize(
    ("said", "size"),
    [("12.5MiB ", 13107200), ("1.2kB", 1200), ("873", 873), ("2GiB", 2**31), ("--", None)],
)
def test_sizes_as_engines_print_them(said: str, size: int | None) -> None:
    assert size_in_bytes(said) == size


def test_what_is_not_there_is_none_and_what_fails_is_an_error(fake: FakeEngine) -> None:
    fake.answer("image", "inspect", err="Error: No such image: x", code=1)
    fake.answer("container", "inspect", err="the disk is on fire", code=1)
    assert fake.engine.image("x") is None
    with pytest.raises(EngineProblem, match="on fire"):
        fake.engine.container("x")


def test_history_is_the_same_of_both_engines(fake: FakeEngine, pod: FakeEngine) -> None:
    newest = {"CreatedBy": "CMD x", "Size": "0", "Comment": "b"}
    oldest = {"CreatedBy": "ADD y", "Size": "7", "Comment": ""}
    fake.answer("history", out=f"{json.dumps(newest)}\n{json.dumps(oldest)}\n")
    rows = [{"CreatedBy": "CMD x", "size": 0, "comment": "b"}, {"CreatedBy": "ADD y", "size": 7}]
    pod.answer("history", out=json.dumps(rows))
    expected = [HistoryEntry("ADD y", 7), HistoryEntry("CMD x", 0, "b")]
    assert fake.engine.history("x") == expected
    assert pod.engine.history("x") == expected


def test_a_build_is_told_what_to_build_and_its_lines_are_handed_on(
    fake: FakeEngine, pod: FakeEngine, tmp_path: Path
) -> None:
    for one in (fake, pod):
        one.answer("build", out="one\n", err="two\n", code=1)
        lines: list[str] = []
        built = one.engine.build(
            tmp_path, file=tmp_path / "D", tag="t", options=("--no-cache",), on_line=lines.append
        )
        assert not built.ok
        assert sorted(lines) == sorted(built.lines) == ["one", "two"]
    rest = [f"--file={tmp_path}/D", "--tag=t", str(tmp_path)]
    assert fake.asked == [["build", "--no-cache", "--progress=plain", *rest]]
    assert pod.asked == [["build", "--no-cache", *rest]]


def test_a_published_port_is_read(fake: FakeEngine) -> None:
    fake.answer("port", out="127.0.0.1:32768\n[::1]:32769\n")
    assert fake.engine.port("c", 80) == 32768
    fake.answer("port", err="no public port", code=1)
    assert fake.engine.port("c", 80) is None


def test_changed_paths_are_read(fake: FakeEngine) -> None:
    fake.answer("diff", out="C /etc\nA /etc/a b\nD /x\n")
    expected = [PathChange("C", "/etc"), PathChange("A", "/etc/a b"), PathChange("D", "/x")]
    assert fake.engine.diff("c") == expected


def test_a_stream_that_fails_is_an_error_and_one_left_early_is_not(fake: FakeEngine) -> None:
    fake.answer("export", out="x" * 10, err="Error: no such container", code=1)
    with (
        pytest.raises(EngineProblem, match="no such container"),
        fake.engine.stream("export", "c") as out,
    ):
        assert len(out.read()) == 10
    fake.answer("save", out="x" * 200_000)
    with fake.engine.stream("save", "i") as out:
        assert out.read(1) == b"x"


@pytest.mark.parametrize(
    ("variable", "host"),
    [
        ("tcp://build.example:2375", "build.example"),
        ("ssh://me@far.example", "far.example"),
        ("unix:///run/docker.sock", "127.0.0.1"),
        (None, "10.1.2.3"),
    ],
)
def test_ports_are_reached_where_the_daemon_is(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, variable: str | None, host: str
) -> None:
    fake.answer("context", out="tcp://10.1.2.3:2376\n")
    if variable:
        monkeypatch.setenv("DOCKER_HOST", variable)
    assert fake.engine.host() == host


def test_podman_publishes_here(pod: FakeEngine) -> None:
    assert pod.engine.host() == "127.0.0.1"


def test_a_health_check_that_podman_did_not_run_is_run(pod: FakeEngine, fake: FakeEngine) -> None:
    pod.answer("healthcheck")
    state = {"Health": {"Status": "starting"}}
    assert pod.engine.is_healthy("c", state)
    assert not fake.engine.is_healthy("c", state)
    assert fake.engine.is_healthy("c", {})


def test_the_rest_is_said_in_words_that_both_engines_know(fake: FakeEngine, tmp_path: Path) -> None:
    for command in (
        "run",
        "create",
        "start",
        "logs",
        "exec",
        "stats",
        "stop",
        "rm",
        "rmi",
        "cp",
        "images",
    ):
        fake.answer(command, out="id\n")
    one = fake.engine
    assert one.run("i", "--rm", command=["x"]) == one.create("i") == "id"
    assert one.start("c").ok
    assert one.logs("c", last=5) == "id\n"
    assert one.exec("c", "id").out == "id\n"
    assert one.memory("c") is None
    assert one.stop("c", seconds=3).ok
    assert one.copy_out("c", "/x", tmp_path).ok
    assert one.images() == ["id"]
    one.remove("c")
    one.remove_image("i")
    assert fake.asked == [
        ["run", "--detach", "--rm", "i", "x"],
        ["create", "i"],
        ["start", "c"],
        ["logs", "--tail=5", "c"],
        ["exec", "c", "id"],
        ["stats", "--no-stream", "--format={{.MemUsage}}", "c"],
        ["stop", "-t", "3", "c"],
        ["cp", "c:/x", str(tmp_path)],
        ["images", "--quiet", "--no-trunc"],
        ["rm", "--force", "--volumes", "c"],
        ["rmi", "--force", "i"],
    ]


def test_a_real_client_without_a_daemon_is_found_out_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(nobody))  # and nobody listens
    monkeypatch.setenv("DOCKER_HOST", f"unix://{nobody}")
    if not any((Path(folder) / "docker").exists() for folder in os.environ["PATH"].split(":")):
        pytest.skip("no docker client")
    begun = time.monotonic()
    with pytest.raises(EngineProblem, match="does not answer"):
        find("docker")
    assert time.monotonic() - begun < 1
