"""Large repositories: what `dockgen init --all` does grows as the repository, whatever its kind.

Counted are readings and steps, not seconds, so that a busy machine changes nothing.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from dockgen.cli.main import run
from dockgen.core import safe_files
from tests.repositories import KINDS, write

FEW, MANY = 8, 16


class Seen:
    """What one run reads and does."""

    def __init__(self) -> None:
        self.readings: Counter[str] = Counter()
        self.listings: Counter[str] = Counter()
        self.calls = 0


def seen(kind: str, services: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Run `init --all` on a repository of so many services, and count."""
    folder.mkdir()
    write(folder, KINDS[kind](services, 3))
    found = Seen()
    read, scan = safe_files.read_below, os.scandir

    def counted_read(root: Path, path: str, limit: int) -> bytes:
        found.readings[path] += 1
        return read(root, path, limit)

    def counted_scan(place: os.PathLike[str] | str = ".") -> object:
        found.listings[os.fspath(place)] += 1
        return scan(place)

    def count(_frame: object, event: str, _argument: object) -> None:
        found.calls += event == "call"

    with monkeypatch.context() as patched:
        patched.setattr("dockgen.core.project.read_below", counted_read)
        patched.setattr(os, "scandir", counted_scan)
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            assert run(["init", "--all", "--dry-run", str(folder)]) == 0
        finally:
            sys.setprofile(before)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_repository_is_read_once_for_all_its_services(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(kind, 2, tmp_path / "warm", monkeypatch)  # what is loaded and compiled once
    few = seen(kind, FEW, tmp_path / "few", monkeypatch)
    many = seen(kind, MANY, tmp_path / "many", monkeypatch)
    # What all services share is read as often for sixteen as for eight.
    shared = {path for path in few.readings if not path.startswith(("apps/", "libs/"))}
    assert {path: many.readings[path] for path in shared if "/" not in path} == {
        path: few.readings[path] for path in shared if "/" not in path
    }
    assert many.readings.total() <= 2 * few.readings.total() + 20
    # The files of one service are read as often, however many others there are.
    assert max(many.readings.values()) <= max(few.readings.values())
    assert many.listings.total() <= 2 * few.listings.total() + 20
    assert many.calls <= STEPS[kind] * few.calls


STEPS = {"node": 2.1, "python": 2.1, "maven": 3, "gradle": 3, "go": 3, "rust": 3}
"""How much more is done for twice the services. The Dockerfiles of the last four copy the manifest
of each project of the build, as their tools insist on all of them, so that text grows by square."""


def test_all_services_of_one_folder_are_written_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    write(folder, KINDS["node"](6, 0))
    assert run(["init", "--all", "--yes", str(folder)]) == 0
    text = (folder / ".dockgen.yml").read_text("utf-8")
    assert text.count("workspace: apps/app") == 6
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert run(["init", "--all", "--yes", str(folder)]) == 0
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert run(["check", str(folder)]) == 0
