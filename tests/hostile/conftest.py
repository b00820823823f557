"""A checkout that nobody trusts, with a victim beside it and in its `.git`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dockgen.core.errors import DONE
from tests.conftest import write_files
from tests.hostile.traced import Traced, run

OWN = {"Dockerfile", ".dockerignore", "nginx.conf", ".dockgen.yml", ".dockgen.lock"}
"""What dockgen writes for the project of these tests."""


WRITTEN: dict[str, str] = {}
"""Text of dockgen's files by name."""


class Checkout:
    """A project of pages in a repository.

    Args:
        top: an empty folder.
    """

    def __init__(self, top: Path) -> None:
        self.root = top / "project"
        self.outside = top / "outside"
        write_files(
            top, {"project/public/index.html": "<!doctype html>", "outside/victim": "mine\n"}
        )
        subprocess.run(["git", "init", "-q", str(self.root)], check=True)
        self.before = self.untouchable()

    def write(self, path: str, text: str) -> None:
        write_files(self.root, {path: text})

    def start(self) -> None:
        """What `dockgen init` writes for this project, which is run once for all tests."""
        if not WRITTEN:
            assert run("init", "--yes", self.root).code == DONE
            made = [self.root / name for name in OWN if (self.root / name).exists()]
            WRITTEN.update({place.name: place.read_text() for place in made})
        write_files(self.root, WRITTEN)

    def link(self, path: str, target: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)

    def untouchable(self) -> dict[str, bytes]:
        """What lies in `.git` and beside the project."""
        return {
            str(place): place.read_bytes()
            for top in (self.root / ".git", self.outside)
            for place in sorted(top.rglob("*"))
            if place.is_file() and not place.is_symlink()
        }

    def assert_untouched(self, run: Traced, *allowed: str) -> None:
        """Only dockgen's own files, what waits beside them, and the user's state were written."""
        assert self.untouchable() == self.before
        state = os.path.realpath(os.environ["XDG_STATE_HOME"])
        inside = [
            os.path.relpath(path, os.path.realpath(self.root))
            for path in run.written
            if not path.startswith((f"{state}/", "/dev/pts", "/dev/null"))
            and "/.cache/dockgen" not in path
            and path not in (state, str(Path(state).parent))
        ]
        strange = [path for path in inside if not _is_own(path, {*OWN, *allowed})]
        assert strange == []


def _is_own(path: str, own: set[str]) -> bool:
    place = Path(path)
    waits, _, token = place.name.partition(".dockgen-")
    if token:
        names = {str(place.with_name(one)) for one in (waits, waits.removeprefix("."))}
        return bool(names & own)
    return path in own


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout."""
    return Checkout(tmp_path)
