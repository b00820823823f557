"""What a run leaves on the engine is removed once its process is gone, and never before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.tools.verify import owners
from dockgen.tools.verify.owners import new_name, remove_leftovers
from tests.fake_engine import FakeEngine


def name_of_a_dead_run() -> str:
    script = "from dockgen.tools.verify.owners import new_name; print(new_name('verify'))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def fake(tmp_path: Path) -> FakeEngine:
    made = FakeEngine(tmp_path / "bin")
    for command in ("ps", "images", "network", "volume", "rm", "rmi"):
        made.answer(command)
    return made


def removals(fake: FakeEngine) -> list[list[str]]:
    return [one for one in fake.asked if one[0].startswith("rm") or one[1:2] == ["rm"]]


def test_all_that_a_dead_run_made_is_removed_containers_first(fake: FakeEngine) -> None:
    dead = name_of_a_dead_run()
    fake.answer("ps", out=f"{dead}\n{dead}-writable\nweb\n")
    fake.answer("images", out=f"localhost/{dead}:built\nnode:26\n")
    fake.answer("network", "ls", out=f"{dead}_default\nbridge\n")
    fake.answer("volume", "ls", out=f"{dead}_data\n")
    assert len(remove_leftovers(fake.engine)) == 5
    assert removals(fake) == [
        ["rm", "--force", "--volumes", dead],
        ["rm", "--force", "--volumes", f"{dead}-writable"],
        ["rmi", "--force", f"localhost/{dead}:built"],
        ["network", "rm", f"{dead}_default"],
        ["volume", "rm", f"{dead}_data"],
    ]


def test_what_may_be_in_use_stays(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = name_of_a_dead_run().split("-")
    elsewhere[2] = "00000000"
    names = [
        new_name("verify"),
        new_name("adopt"),
        new_name("verify", keep=True),
        "-".join(elsewhere),
        "dockgen-verify-1a2b3c4d",
        "dockgen-verify-mine",
        f"my-{name_of_a_dead_run()}",
    ]
    fake.answer("ps", out="\n".join(names))
    assert remove_leftovers(fake.engine) == []
    assert removals(fake) == []
    monkeypatch.setattr(owners, "_machine", lambda: "00000000")
    assert remove_leftovers(fake.engine) == ["-".join(elsewhere)]


def test_a_number_that_another_process_has_now_is_no_sign_of_life(fake: FakeEngine) -> None:
    parts = new_name("verify").split("-")
    assert parts[3] == str(os.getpid())
    parts[4] = "1"
    fake.answer("ps", out="-".join(parts))
    assert remove_leftovers(fake.engine) == ["-".join(parts)]


def test_an_engine_that_lists_nothing_is_no_error(tmp_path: Path) -> None:
    assert remove_leftovers(FakeEngine(tmp_path / "bin").engine) == []


def test_where_there_is_no_proc_the_start_is_asked_of_ps(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(owners, "BOOT", tmp_path / "none")
    mine = new_name("verify")
    assert mine.split("-")[4] != "x"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = mine.split("-")
    left[3] = str(gone.pid)
    fake.answer("ps", "--all", out=f"{mine}\n{'-'.join(left)}\n")
    assert remove_leftovers(fake.engine) == ["-".join(left)]
