"""Several files are written as one, whatever happens in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.core.safe_files import digest
from dockgen.managed_files.journal import recover, replacing
from dockgen.managed_files.journal.state import place_of
from dockgen.managed_files.writing import write_all
from tests.conftest import write_files
from tests.killing import state

TOKEN = "0123456789abcdef"  # noqa: S105  what the names of waiting texts end in


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


def leave(root: Path, ready: bool, files: dict[str, tuple[str | None, str | None]]) -> Path:
    """What a run that was killed left in the user's folder: by path, the old and the new text."""
    place = place_of(root)
    assert place is not None
    status = root.stat()
    data = {
        "top": [status.st_dev, status.st_ino],
        "ready": ready,
        "token": TOKEN,
        "entries": [
            [
                path,
                digest(new.encode() if new is not None else None),
                digest(old.encode() if old is not None else None),
            ]
            for path, (old, new) in files.items()
        ],
        "folders": ["new"],
    }
    place.journal.write_text(json.dumps(data))
    return place.journal


def test_what_a_killed_run_left_is_finished_by_the_next_write(tmp_path: Path) -> None:
    write_files(tmp_path, {f".a.dockgen-{TOKEN}": "new", "a": "old", "b": "old"})
    left = leave(tmp_path, True, {"a": ("old", "new"), "b": ("old", None)})
    write_all(tmp_path, {"c": "more"})
    assert state(tmp_path) == {"a": "new", "c": "more"}
    assert not left.exists()


def test_what_was_only_prepared_is_taken_away(tmp_path: Path) -> None:
    waiting = {f".a.dockgen-{TOKEN}": "ne", f"new/.b.dockgen-{TOKEN}": "new"}
    write_files(tmp_path, {**waiting, "a": "old", "c": "old"})
    leave(tmp_path, False, {"a": ("old", "new"), "new/b": (None, "new"), "c": ("old", None)})
    recover(tmp_path)
    assert state(tmp_path) == {"a": "old", "c": "old"}


def test_a_file_that_was_edited_after_the_kill_stays(tmp_path: Path) -> None:
    write_files(tmp_path, {f".a.dockgen-{TOKEN}": "new", "a": "mine", "b": "mine", "d": "mine"})
    changes = {"a": ("old", "new"), "b": ("old", None), "d": (None, "new")}
    leave(tmp_path, True, changes)
    recover(tmp_path)
    assert state(tmp_path) == {"a": "mine", "b": "mine", "d": "mine"}


def test_what_another_program_saved_just_before_the_kill_comes_back(tmp_path: Path) -> None:
    write_files(tmp_path, {f".a.dockgen-{TOKEN}": "saved", "a": "new"})
    leave(tmp_path, True, {"a": ("old", "new")})
    recover(tmp_path)
    assert state(tmp_path) == {"a": "saved"}


def test_another_folder_at_the_same_place_is_not_finished(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", {"a": "old"})
    left = leave(root, True, {"a": ("old", None)})
    root.rename(tmp_path / "away")
    write_files(root, {"a": "old"})
    recover(root)
    assert state(root) == {"a": "old"}
    assert not left.exists()


def test_without_a_journal_nothing_is_touched(tmp_path: Path) -> None:
    write_files(tmp_path, {f".a.dockgen-{TOKEN}": "somebody's"})
    recover(tmp_path)
    assert state(tmp_path) == {f".a.dockgen-{TOKEN}": "somebody's"}


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "{}", '{"top": 1, "ready": 1, "token": "", "entries": [1]}']
)
def test_a_journal_that_is_not_one_is_named(tmp_path: Path, text: str) -> None:
    leave(tmp_path, True, {}).write_text(text)
    with pytest.raises(UnusableInput, match=r"\.journal: is not what dockgen wrote"):
        recover(tmp_path)


@pytest.mark.parametrize("path", ["../victim", ".git/config", "link/victim", "/victim"])
def test_even_a_journal_reaches_nothing_outside_the_project(tmp_path: Path, path: str) -> None:
    root = tmp_path / "project"
    write_files(tmp_path, {"victim": "mine", "project/.git/config": "mine"})
    (root / "link").symlink_to("..")
    leave(root, True, {path: ("mine", None)})
    with pytest.raises(RefusedToOverwrite):
        recover(root)
    assert (tmp_path / "victim").read_text() == "mine"
    assert (root / ".git/config").read_text() == "mine"


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
    put = replacing.put

    def fail_at_z(top: int, entry: replacing.Entry, token: str) -> None:
        if entry.path == "z":
            raise PermissionError(1, "Operation not permitted")
        put(top, entry, token)

    monkeypatch.setattr(replacing, "put", fail_at_z)
    with pytest.raises(UnusableInput, match="z: cannot be written: operation not permitted"):
        write_all(root, {"a": "new", "fresh": "new", "gone": None, "z": "new"})
    assert state(root) == before
    assert (root / "a").stat().st_mode & 0o777 == 0o640


def test_stopping_by_hand_while_renaming_brings_the_files_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path, {"a": "old", "b": "old"})
    monkeypatch.setattr(replacing, "refuse_late_change", _stop)
    with pytest.raises(KeyboardInterrupt):
        write_all(root, {"a": "new", "b": "new"})
    assert state(root) == {"a": "old", "b": "old"}


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_is_saved_at_the_last_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, in_place: bool
) -> None:
    root = write_files(tmp_path, {"a": "old", "b": "old"})
    digest_of = replacing._digest
    looks = []

    def save_after_the_first_look(folder: int, name: str, path: str) -> str | None:
        found = digest_of(folder, name, path)
        if path == "b":
            looks.append(name)
            if len(looks) == 1:  # this was the comparison, and the exchange comes next
                if not in_place:
                    (root / "b").unlink()
                (root / "b").write_text("saved by an editor")
        return found

    monkeypatch.setattr(replacing, "_digest", save_after_the_first_look)
    if not can_exchange:
        monkeypatch.setattr(replacing, "_system_call", lambda: None)
    with pytest.raises(
        RefusedToOverwrite, match="b: was changed by another program in the meantime"
    ):
        write_all(root, {"a": "new", "b": "new"})
    assert state(root) == {"a": "old", "b": "saved by an editor"}


def test_a_file_that_appears_at_the_last_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def appear(*arguments: Any, **options: Any) -> None:
        (tmp_path / "a").write_text("saved by an editor")
        link(*arguments, **options)

    monkeypatch.setattr(os, "link", appear)
    with pytest.raises(
        RefusedToOverwrite, match="a: was changed by another program in the meantime"
    ):
        write_all(tmp_path, {"a": "new"})
    assert state(tmp_path) == {"a": "saved by an editor"}


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(RefusedToOverwrite, match="a: is a symbolic link"):
        write_all(tmp_path, {"a": "new"})


def test_writing_nothing_writes_nothing(tmp_path: Path) -> None:
    write_all(tmp_path, {})
    assert os.listdir(tmp_path) == []  # noqa: PTH208
