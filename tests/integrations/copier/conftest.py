"""The template as copier gets it: a folder, or a git repository with tags."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[3]
GIT = (
    *("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"),
    *("-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"),
)

Git = Callable[..., str]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    run = subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return run.stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a plain folder, whose sources are those that are being tested."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copy(TOP / "copier.yml", folder)
    shutil.copytree(TOP / "templates", folder / "templates")
    (folder / "src").symlink_to(TOP / "src")
    return folder


@pytest.fixture(scope="session")
def tagged_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository of dockgen with two versions: the second adds a label to node images."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copy(TOP / "copier.yml", folder)
    for part in ("templates", "src"):
        shutil.copytree(
            TOP / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
    git(folder, "init", "--quiet")
    version_file = folder / "src/dockgen/__init__.py"
    code = version_file.read_text("utf-8")
    now = next(line for line in code.splitlines() if line.startswith("__version__"))
    version_file.write_text(code.replace(now, '__version__ = "7.0.0"'), "utf-8")
    commit(folder, "The first version")
    git(folder, "tag", "v7.0.0")
    partial = folder / "templates/javascript/node/_run.jinja"
    run = partial.read_text("utf-8")
    assert "EXPOSE" in run
    reason = '{% why "so that a registry shows where it came from" %}\n'
    label = f'{reason}LABEL org.opencontainers.image.vendor="second"\nEXPOSE'
    partial.write_text(run.replace("EXPOSE", label), "utf-8")
    version_file.write_text(code.replace(now, '__version__ = "7.1.0"'), "utf-8")
    commit(folder, "The second version")
    git(folder, "tag", "v7.1.0")
    return folder
