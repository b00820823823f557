"""`copier update` runs the code of no address that a lock names and the user does not trust."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import write_files

ROOT = Path(__file__).parents[2]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(("git", "-C", str(folder), *identity, *arguments), check=True)


def committed(folder: Path, files: dict[str, str], *tags: str) -> Path:
    write_files(folder, files)
    git(folder, "init", "--quiet")
    for tag in tags or ("v0",):
        write_files(folder, {"which": tag})
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", tag)
        git(folder, "tag", tag)
    return folder


def test_a_lock_that_names_another_address_is_refused(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    task = f"_tasks:\n  - touch {mark}\nx:\n  type: str\n  default: a\n"
    evil = committed(tmp_path / "evil", {"copier.yml": task}, "v1", "v2")
    lock = {"schema": 1, "_src_path": f"git+file://{evil}", "_commit": "v1", "dockerfiles": {}}
    project = committed(tmp_path / "project", {".dockgen.lock": json.dumps(lock)})
    command = (sys.executable, "-m", "copier", "update", "--defaults")
    done = subprocess.run(
        (*command, "--answers-file", ".dockgen.lock"),
        cwd=project, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert "unsafe feature" in done.stderr
    assert not mark.exists()


def test_no_word_of_ours_says_to_trust_what_a_lock_names() -> None:
    texts = [ROOT / "copier.yml", ROOT / "README.md", ROOT / "docs/copier.md"]
    for place in texts:
        assert "copier update --trust" not in place.read_text("utf-8"), place.name
