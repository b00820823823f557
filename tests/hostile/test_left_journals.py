"""A journal in a checkout is somebody's word: it is neither followed nor deleted."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dockgen.core.errors import DONE
from dockgen.managed_files.journal.state import place_of
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run

OBEYED_ONCE = {
    "ready": True,
    "files": ["Dockerfile"],
    "gone": [".git/config", ".env"],
    "folders": [],
}
READING = [
    ("check",),
    ("detect",),
    ("explain",),
    ("init", "--dry-run"),
    ("init", "--json", "--dry-run"),
    ("update", "--dry-run"),
    ("editor", "vscode", "--dry-run"),
    ("context",),
    ("list",),
]
WRITING = [("init", "--yes"), ("update",), ("editor", "zed")]


def arguments_for(command: tuple[str, ...], root: Path) -> list[str]:
    folder = root / "Dockerfile" if command[0] == "explain" else root
    return [*command, *([] if command[0] == "list" else [str(folder)])]


@pytest.fixture
def written(checkout: Checkout) -> Checkout:
    checkout.start()
    checkout.write(".env", "secret")
    return checkout


@pytest.mark.parametrize("command", READING + WRITING, ids=" ".join)
def test_a_committed_journal_is_ignored(written: Checkout, command: tuple[str, ...]) -> None:
    written.write(".dockgen.journal", json.dumps(OBEYED_ONCE))
    written.write(".Dockerfile.dockgen-new", "FROM evil")
    done = run(*arguments_for(command, written.root))
    written.assert_untouched(done, ".zed/tasks.json", ".zed")
    assert done.code == DONE
    assert (written.root / ".env").read_text() == "secret"
    assert (written.root / ".dockgen.journal").read_text() == json.dumps(OBEYED_ONCE)
    assert (written.root / ".Dockerfile.dockgen-new").read_text() == "FROM evil"
    assert "evil" not in (written.root / "Dockerfile").read_text()
    if command[0] not in ("list", "context"):
        assert "note: .dockgen.journal is ignored" in done.err


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_that_reads_writes_nothing(written: Checkout, command: tuple[str, ...]) -> None:
    place = place_of(written.root)
    assert place is not None
    status = written.root.stat()
    left = {"top": [status.st_dev, status.st_ino], "ready": True, "token": "0" * 16}
    left |= {"entries": [], "folders": []}
    place.journal.write_text(json.dumps(left))
    done = run(*arguments_for(command, written.root))
    state = os.environ["XDG_STATE_HOME"]
    assert not [path for path in done.written if path.startswith((str(written.root), f"{state}/"))]
    assert place.journal.exists()
    if command[0] not in ("list", "context"):
        assert "note: an earlier run was interrupted while writing: `dockgen update`" in done.err
    assert run("update", written.root).code == DONE
    assert not place.journal.exists()


@pytest.mark.parametrize("where", ["state", "home"])
def test_a_state_folder_in_the_checkout_is_not_used(checkout: Checkout, where: str) -> None:
    inner = checkout.root / where
    inner.mkdir(mode=0o700)
    environment = {"XDG_STATE_HOME": "", "HOME": str(inner), "TMPDIR": os.environ["XDG_STATE_HOME"]}
    if where == "state":
        environment["XDG_STATE_HOME"] = str(inner)
    done = run("init", "--yes", checkout.root, environment=environment)
    assert done.code == DONE
    assert not [path for path in done.written if path.startswith(f"{inner}/.local")]
    assert not (inner / "dockgen").exists()


def test_a_state_folder_that_others_can_enter_is_not_used(
    checkout: Checkout, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    (shared / "dockgen").mkdir(parents=True)
    (shared / "dockgen").chmod(0o777)
    environment = {"XDG_STATE_HOME": str(shared), "TMPDIR": os.environ["XDG_STATE_HOME"]}
    done = run("init", "--yes", checkout.root, environment=environment)
    assert done.code == DONE
    assert list((shared / "dockgen").iterdir()) == []


def test_without_any_state_folder_it_is_said_what_to_do(checkout: Checkout) -> None:
    environment = {"XDG_STATE_HOME": "/proc/none", "TMPDIR": str(checkout.root), "HOME": "/proc"}
    done = run("init", "--yes", checkout.root, environment=environment)
    # Python itself falls back to /tmp where TMPDIR cannot be used; here it can, and is refused.
    assert done.code == 2
    assert "set XDG_STATE_HOME to a folder outside the project" in done.err
    assert not (checkout.root / "Dockerfile").exists()
