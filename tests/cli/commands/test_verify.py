"""`dockgen verify` before any engine is asked: what is refused, and what is handed on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dockgen.cli.commands.verify import asked_path, assignment, builder_options
from dockgen.core.errors import ENGINE, UNUSABLE, UnusableInput
from tests.conftest import MakeProject, RunCommand
from tests.fake_engine import DOCKER_VERSION, FakeEngine


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """An engine that answers and does nothing more; the only program on PATH."""
    made = FakeEngine(tmp_path / "bin")
    made.answer("version", out=DOCKER_VERSION)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return made


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "UNSET_HERE"], "--env must be KEY=VALUE, not 'UNSET_HERE'"),
        (["--env", "=x"], "--env must be KEY=VALUE, not '=x'"),
        (["--path", "two words"], "--path must be a URL path, not 'two words'"),
        (
            ["--memory", "lots"],
            "--memory must be a number of bytes, or a number with k, m or g, not 'lots'",
        ),
        (["--tmpfs", "cache"], "--tmpfs must be an absolute folder, not 'cache'"),
        (["--edit", "none.js"], "none.js: is not a file of the build context"),
        (["--edit", "../outside.js"], "../outside.js: is not a file of the build context"),
        (
            ["-f", "Other"],
            "Other: no such file (`dockgen init` writes one; choose another with -f)",
        ),
        (["-f", "/etc/Dockerfile"], "--file must be a path inside the project"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_built(
    dockgen: RunCommand,
    project: MakeProject,
    engine: FakeEngine,
    arguments: list[str],
    said: str,
) -> None:
    folder = project({"Dockerfile": "FROM scratch\n", "server.js": "", "sub/keep": ""}).root
    (folder.parent / "outside.js").write_text("")
    done = dockgen("verify", *arguments, folder)
    assert done.code == UNUSABLE
    assert said in done.err
    assert "build" not in [asked[0] for asked in engine.asked]


@pytest.mark.parametrize("command", [["verify", "."], ["adopt", "web"]], ids=lambda one: one[0])
def test_without_an_engine_one_sentence_says_so_at_once(
    dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    begin = time.monotonic()
    done = dockgen(*command)
    assert time.monotonic() - begin < 1
    assert done.code == ENGINE
    assert done.err.count("\n") == 1
    assert "neither docker nor podman is on PATH" in done.err


def test_an_engine_that_does_not_answer_is_told_with_what_to_do(
    dockgen: RunCommand, engine: FakeEngine
) -> None:
    engine.answer("version", err="Cannot connect to the Docker daemon at unix:///x.sock.", code=1)
    done = dockgen("verify", ".")
    assert done.code == ENGINE
    assert "docker is installed, but does not answer" in done.err
    assert "start it" in done.err


def test_a_bare_variable_takes_the_value_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "a=b")
    assert assignment("MODE") == ("MODE", "a=b")
    assert assignment("MODE=") == ("MODE", "")
    assert assignment("URL=x?a=1") == ("URL", "x?a=1")


def test_a_path_needs_no_slash_in_front() -> None:
    assert asked_path("healthz?full=1") == "/healthz?full=1"
    with pytest.raises(UnusableInput):
        asked_path("/a\nb")


def test_what_the_builder_takes_is_handed_on_in_its_own_words() -> None:
    assert builder_options(("A=1",), ("id=npm,src=.npmrc",), "host") == (
        "--build-arg=A=1", "--secret=id=npm,src=.npmrc", "--network=host",
    )  # fmt: skip
    assert builder_options((), (), None) == ()
