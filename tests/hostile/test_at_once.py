"""Other programs and other runs at work in the same project: nothing is lost, nothing is stale."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dockgen.core.errors import DONE, REFUSED
from dockgen.managed_files import journal, writing
from dockgen.managed_files.journal import at_work
from tests.conftest import RunCommand, write_files
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run

PACKAGE = '{"name": "web", "scripts": {"start": "node server.js"}, "engines": {"node": "%s"}}'


@pytest.fixture
def server(tmp_path: Path, dockgen: RunCommand) -> Path:
    root = write_files(
        tmp_path / "web",
        {"package.json": PACKAGE % "22", "package-lock.json": "{}", "server.js": ""},
    )
    assert dockgen("init", root, "--yes").code == DONE
    return root


@pytest.mark.parametrize("file", ["Dockerfile", ".dockgen.lock", ".dockerignore", "package.json"])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_is_saved_while_dockgen_thinks_is_not_lost(
    server: Path, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch, file: str, in_place: bool
) -> None:
    """Between reading and writing, whatever is read: what is written must not be over it."""
    (server / "package.json").write_text(PACKAGE % "24")
    before = {place.name: place.read_bytes() for place in server.iterdir()}
    commit = journal.commit

    def save_first(root: Path, steps: Any) -> None:
        saved = (server / file).read_bytes() + b"\n# saved by an editor\n"
        if not in_place:
            (server / file).unlink()
        (server / file).write_bytes(saved)
        commit(root, steps)

    monkeypatch.setattr(writing, "commit", save_first)
    done = dockgen("update", server)
    monkeypatch.undo()
    assert (server / file).read_bytes() == before[file] + b"\n# saved by an editor\n"
    if file in ("Dockerfile", ".dockgen.lock"):
        assert done.code == REFUSED
        assert f"{file}: was changed by another program in the meantime" in done.err
        assert "nothing was written; run dockgen again" in done.err
        after = {place.name: place.read_bytes() for place in server.iterdir()}
        assert {**after, file: b""} == {**before, file: b""}


def test_an_editor_that_saves_all_the_time_loses_nothing(server: Path, dockgen: RunCommand) -> None:
    """Each saved text is found again: in the file, or below what an update made of it."""
    place = server / "Dockerfile"
    stop, saved = threading.Event(), []

    def save() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            mark = f"# save {number}\n"
            beside = server / "Dockerfile~"
            try:
                beside.write_text(place.read_text() + mark)
            except FileNotFoundError:
                raise AssertionError("for a moment there was no Dockerfile") from None
            seen = place.read_bytes()
            beside.replace(place)
            saved.append((mark, seen))
            time.sleep(0.004)

    editor = threading.Thread(target=save)
    editor.start()
    codes = []
    try:
        for turn in range(4):
            (server / "package.json").write_text(PACKAGE % ("24" if turn % 2 else "22"))
            codes.append(dockgen("update", server).code)
    finally:
        stop.set()
        editor.join()
    assert set(codes) <= {DONE, REFUSED}
    assert saved[-1][0] in place.read_text()
    assert not list(server.glob(".Dockerfile.dockgen-*"))


def test_a_second_update_waits_and_reads_what_the_first_has_written(
    server: Path, dockgen: RunCommand
) -> None:
    (server / "package.json").write_text(PACKAGE % "24")
    command = [sys.executable, "-m", "dockgen", "update", str(server)]
    with at_work(server):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        assert second.poll() is None
        assert "FROM node:22" in (server / "Dockerfile").read_text()
        assert dockgen("update", server).code == DONE  # it is this process that is at work
    out, _ = second.communicate(timeout=60)
    assert second.returncode == DONE
    assert out == "Dockerfile: nothing to do\n"
    assert dockgen("check", server).code == DONE


def test_many_updates_at_once_leave_what_one_would(server: Path, dockgen: RunCommand) -> None:
    for version in ("24", "22", "24"):
        (server / "package.json").write_text(PACKAGE % version)
        with ThreadPoolExecutor() as pool:  # each waits for a process of its own
            runs = [pool.submit(run, "update", server) for _ in range(4)]
        assert [one.result().code for one in runs] == [DONE] * 4
        assert f"FROM node:{version}" in (server / "Dockerfile").read_text()
        assert dockgen("check", server).code == DONE
        assert dockgen("update", server).out == "Dockerfile: nothing to do\n"


def test_nothing_is_left_in_the_state_folder(checkout: Checkout, dockgen: RunCommand) -> None:
    state = Path(os.environ["XDG_STATE_HOME"]) / "dockgen"
    before = set(state.glob("*"))
    assert dockgen("init", checkout.root, "--yes").code == DONE
    assert set(state.glob("*")) == before


def test_a_run_that_is_killed_holds_nobody_up(server: Path, dockgen: RunCommand) -> None:
    code = (
        "import os, sys, pathlib; from dockgen.managed_files.journal import at_work\n"
        "with at_work(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(server)], check=False).returncode == -9
    assert dockgen("update", server).code == DONE


def test_a_run_that_never_ends_is_said(
    server: Path, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dockgen.managed_files.journal import state

    monkeypatch.setattr(state, "PATIENCE", 0.2)
    code = (
        "import sys, time, pathlib; from dockgen.managed_files.journal import at_work\n"
        "with at_work(pathlib.Path(sys.argv[1])): print('here', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(server)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "here\n"
        done = dockgen("update", server)
        other.kill()
    assert done.code == REFUSED
    assert "another dockgen run is working in this project" in done.err
