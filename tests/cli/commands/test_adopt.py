"""`dockgen adopt` before anything is fetched from an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockgen.cli.commands.adopt import folder_name
from dockgen.core.errors import REFUSED, UNUSABLE
from tests.conftest import RunCommand
from tests.fake_engine import DOCKER_VERSION, FakeEngine


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("web", "web"),
        ("nginx:1.30", "nginx"),
        ("registry.example:5000/team/app:7", "app"),
        ("app@sha256:00", "app"),
        ("..", "adopted"),
        ("a b", "a-b"),
    ],
)
def test_the_folder_is_named_as_what_is_adopted(name: str, folder: str) -> None:
    assert folder_name(name) == folder


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """An engine that answers, and has nothing."""
    made = FakeEngine(tmp_path / "bin")
    made.answer("version", out=DOCKER_VERSION)
    for kind in ("container", "image"):
        made.answer(kind, "inspect", err=f"Error: No such {kind}: web", code=1)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    return made


def test_what_is_not_there_is_said_with_where_to_look(
    dockgen: RunCommand, engine: FakeEngine
) -> None:
    done = dockgen("adopt", "web")
    assert done.code == UNUSABLE
    assert "docker has no container and no image named 'web'" in done.err
    assert "docker ps -a" in done.err
    assert {asked[0] for asked in engine.asked} <= {"version", "container", "image"}


def test_a_folder_that_is_there_is_not_replaced(
    dockgen: RunCommand, engine: FakeEngine, tmp_path: Path
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "mine").write_text("mine")
    done = dockgen("adopt", "web")
    assert done.code == REFUSED
    assert "--force" in done.err
    assert (tmp_path / "web" / "mine").read_text() == "mine"
    done = dockgen("adopt", "web", "-o", tmp_path, "--force")
    assert done.code == REFUSED
    assert "is the current folder or above it" in done.err
    assert (tmp_path / "web" / "mine").read_text() == "mine"
    assert "run" not in [asked[0] for asked in engine.asked]
