"""Several files are written as one, whatever happens in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.managed_files import journal
from dockgen.managed_files.journal import JOURNAL, recover
from dockgen.managed_files.writing import write_all
from tests.conftest import write_files
from tests.killing import state


def run_killing(*arguments: str) -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    made: list[dict[str, str]] = json.loads(done.stdout)
    return made


def test_a_kill_at_any_step_leaves_the_old_files_or_the_new_ones(tmp_path: Path) -> None:
    old = {"Dockerfile": "old", "nginx.conf": "old", "other": "untouched"}
    new = {"Dockerfile": "new", "nginx.conf": None, "made/by/it.conf": "new", ".lock": "new"}
    root = write_files(tmp_path / "old", old)
    before = state(root)
    done = write_files(tmp_path / "done", old)
    write_all(done, new)
    after = state(done)
    assert after == {
        ".lock": "new",
        "Dockerfile": "new",
        "made": "",
        "made/by": "",
        "made/by/it.conf": "new",
        "other": "untouched",
    }

    states = run_killing("write", str(root), json.dumps(new))

    assert len(states) > 15
    assert all(one in (before, after) for one in states)
    assert states[0] == before
    assert states[-1] == after
    # Once the new state holds, it holds at every later step too.
    assert states == sorted(states, key=lambda one: one == after)


def test_what_a_killed_run_left_is_finished_by_the_next_write(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            JOURNAL: json.dumps({"ready": True, "files": ["a"], "gone": ["b"], "folders": []}),
            ".a.dockgen-new": "new",
            "a": "old",
            "b": "old",
        },
    )
    write_all(tmp_path, {"c": "more"})
    assert state(tmp_path) == {"a": "new", "c": "more"}


def test_what_was_only_prepared_is_taken_away(tmp_path: Path) -> None:
    left = {"ready": False, "files": ["a", "new/b"], "gone": ["c"], "folders": ["new"]}
    write_files(
        tmp_path,
        {
            JOURNAL: json.dumps(left),
            ".a.dockgen-new": "new",
            "new/.b.dockgen-new": "new",
            "a": "old",
            "c": "old",
        },
    )
    recover(tmp_path)
    assert state(tmp_path) == {"a": "old", "c": "old"}


def test_without_a_journal_nothing_is_touched(tmp_path: Path) -> None:
    write_files(tmp_path, {".a.dockgen-new": "somebody's"})
    recover(tmp_path)
    assert state(tmp_path) == {".a.dockgen-new": "somebody's"}


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "{}", '{"ready": 1, "files": [1], "gone": [], "folders": []}']
)
def test_a_journal_that_is_not_one_is_named(tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {JOURNAL: text})
    with pytest.raises(UnusableInput, match=r"\.dockgen\.journal: was not written by dockgen"):
        recover(tmp_path)


def test_a_journal_reaches_nothing_outside_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    victim = {"ready": True, "files": [], "gone": ["../victim"], "folders": []}
    write_files(tmp_path, {"victim": "mine", f"project/{JOURNAL}": json.dumps(victim)})
    with pytest.raises(RefusedToOverwrite, match="leads out of the project"):
        recover(root)
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_link_beside_a_file_is_not_written_through(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", {"a": "old"})
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (root / ".a.dockgen-new").symlink_to(victim)
    write_all(root, {"a": "new"})
    assert (victim.read_text(), (root / "a").read_text()) == ("mine", "new")


def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    root = write_files(tmp_path, {"a": "old", "b/is/a": "file"})
    with pytest.raises(UnusableInput, match="b/is/a/c: cannot be written"):
        write_all(root, {"a": "new", "new/d": "new", "b/is/a/c": "new"})
    assert state(root) == {"a": "old", "b": "", "b/is": "", "b/is/a": "file"}


def test_a_rename_that_fails_brings_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path, {"a": "old a", "gone": "old", "z": "old z"})
    (root / "a").chmod(0o640)
    before = state(root)
    replace = Path.replace

    def fail_at_z(self: Path, target: Path) -> Path:
        if target.name == "z":
            raise PermissionError(1, "Operation not permitted")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_z)
    with pytest.raises(UnusableInput, match="z: cannot be written: operation not permitted"):
        write_all(root, {"a": "new", "fresh": "new", "z": "new", "gone": None})
    assert state(root) == before
    assert (root / "a").stat().st_mode & 0o777 == 0o640


def test_stopping_by_hand_while_renaming_brings_the_files_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path, {"a": "old", "b": "old"})
    monkeypatch.setattr(journal, "_do", _stop)
    with pytest.raises(KeyboardInterrupt):
        write_all(root, {"a": "new", "b": "new"})
    assert state(root) == {"a": "old", "b": "old"}


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UnusableInput, match="a: cannot be"):
        write_all(tmp_path, {"a": "new"})


def test_writing_nothing_writes_nothing(tmp_path: Path) -> None:
    write_all(tmp_path, {})
    assert os.listdir(tmp_path) == []  # noqa: PTH208
