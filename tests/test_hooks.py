"""The pre-commit hooks and the GitHub Action, run as they are run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.command_line import NODE, Dockgen
from tests.conftest import write_files
from tests.examples import FOLDER

CHECKOUT = FOLDER.parent
BINARIES = Path(sys.executable).parent
SHIPPED = (
    "pyproject.toml README.md LICENSE CHANGELOG.md src templates docs "
    ".pre-commit-hooks.yaml action.yml"
)

# Both install dockgen for real. What it needs is taken from where the tests run, so that nothing
# is downloaded; pip reads 0 as "no" to build isolation.
INSTALL = {
    "PYTHONPATH": sysconfig.get_paths()["purelib"],
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{
        f"GIT_{who}_{what}": "x@y.z"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


UNWANTED = ("GIT_", "PIP_", "COV")
"""What must not reach the programs that are run: coverage knows no sources where they run."""


def ran(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(UNWANTED)}
    return subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True
    )


def committed(folder: Path) -> str:
    """Commit everything in a folder to a repository of its own; the commit's hash."""
    for command in ("init -q", "add -A", "commit -q -m all"):
        done = ran("git", *command.split(), cwd=folder, **INSTALL)
        assert done.returncode == 0, done.stderr
    return ran("git", "rev-parse", "HEAD", cwd=folder).stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project, as a repository that others take the hooks and the action from."""
    root = tmp_path_factory.mktemp("repository")
    for name in SHIPPED.split():
        if (CHECKOUT / name).is_dir():
            shutil.copytree(
                CHECKOUT / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(CHECKOUT / name, root)
    committed(root)
    return root


@pytest.fixture
def demo(tmp_path: Path, dockgen: Dockgen) -> Path:
    root = write_files(tmp_path / "demo", NODE)
    assert dockgen("init", "--yes", root).code == 0
    return root


def test_the_hooks_work_with_pre_commit(repository: Path, demo: Path, tmp_path: Path) -> None:
    revision = ran("git", "rev-parse", "HEAD", cwd=repository).stdout.strip()
    config = {
        "repos": [
            {
                "repo": str(repository),
                "rev": revision,
                "hooks": [{"id": "dockgen-check"}, {"id": "dockgen-update", "stages": ["manual"]}],
            }
        ]
    }
    YAML().dump(config, demo / ".pre-commit-config.yaml")
    committed(demo)
    environment = {**INSTALL, "PRE_COMMIT_HOME": str(tmp_path / "home")}

    def hook(*arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(BINARIES / "pre-commit", "run", *arguments, cwd=demo, **environment)

    fresh = hook("--all-files")
    assert fresh.returncode == 0, fresh.stdout
    assert "Dockerfile says what the project says" in fresh.stdout

    (demo / ".nvmrc").write_text("24\n")
    stale = hook("--all-files")
    assert stale.returncode == 1
    assert "Dockerfile:5: error: language_version 22 -> 24, .nvmrc:1" in stale.stdout

    updated = hook("--hook-stage", "manual", "dockgen-update", "--all-files")
    assert updated.returncode == 1
    assert "files were modified by this hook" in updated.stdout
    assert "FROM node:24-slim" in (demo / "Dockerfile").read_text()
    again = hook("--hook-stage", "manual", "dockgen-update", "--all-files")
    assert again.returncode == 0, again.stdout
    assert hook("--all-files").returncode == 0


ACTION: dict[str, Any] = YAML(typ="safe").load((CHECKOUT / "action.yml").read_text("utf-8"))
(STEP,) = ACTION["runs"]["steps"]


def run_action(
    workspace: Path, action: Path, inputs: dict[str, str], **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the action's step as the runner does: its script in bash, with its inputs put in.

    https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#exit-codes-and-error-action-preference
    """
    values = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | inputs
    given = {
        name: value.replace("${{ inputs.", "").replace(" }}", "")
        for name, value in STEP["env"].items()
    }
    assert set(given.values()) == set(values)
    script = workspace.parent / "step.sh"
    script.write_text(STEP["run"])
    return ran(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", script),
        cwd=workspace,
        GITHUB_ACTION_PATH=str(action),
        GITHUB_WORKSPACE=str(workspace),
        **{name: values[key] for name, key in given.items()},
        **environment,
    )


WITH_DOCKGEN = {"PATH": f"{BINARIES}:/usr/bin:/bin"}


def test_the_action_annotates_what_is_stale(demo: Path, repository: Path) -> None:
    fresh = run_action(demo.parent, repository, {"path": "demo"}, **WITH_DOCKGEN)
    assert (fresh.returncode, fresh.stdout) == (0, ""), fresh.stderr
    (demo / ".nvmrc").write_text("24\n")
    stale = run_action(demo.parent, repository, {"path": "demo"}, **WITH_DOCKGEN)
    assert stale.returncode == 1
    assert stale.stdout == (
        "::error file=demo/Dockerfile,line=5,title=dockgen stale::"
        "language_version 22 -> 24, .nvmrc:1 -> dockgen update demo\n"
    )


def test_the_action_takes_files_and_a_format(
    demo: Path, repository: Path, dockgen: Dockgen
) -> None:
    assert dockgen("init", "-f", "a.Dockerfile", demo).code == 0
    assert dockgen("init", "-f", "b.Dockerfile", demo).code == 0
    inputs = {"file": "a.Dockerfile\nb.Dockerfile\n", "format": "text"}
    done = run_action(demo, repository, inputs, **WITH_DOCKGEN)
    assert done.stdout == (
        "a.Dockerfile: up to date with the project\nb.Dockerfile: up to date with the project\n"
    ), done.stderr
    wrong = run_action(demo, repository, {"file": "$(touch oops)"}, **WITH_DOCKGEN)
    assert wrong.returncode == 2
    assert not (demo / "oops").exists()


def test_the_action_reviews_what_somebody_wrote(demo: Path, repository: Path) -> None:
    (demo / "Dockerfile").write_text("FROM node:20-slim\nEXPOSE 3000\n")
    inputs = {"path": "demo", "command": "review"}
    done = run_action(demo.parent, repository, inputs, **WITH_DOCKGEN)
    assert done.returncode == 1, done.stderr
    assert "::error file=demo/Dockerfile,line=1,title=dockgen DG101::" in done.stdout
    wrong = run_action(demo, repository, {"command": "$(touch oops)"}, **WITH_DOCKGEN)
    assert wrong.returncode == 2
    assert not (demo / "oops").exists()


@pytest.mark.engine  # it needs no engine, but takes as long
def test_the_action_installs_dockgen_where_there_is_none(
    demo: Path, repository: Path, tmp_path: Path
) -> None:
    done = run_action(
        demo,
        repository,
        {"format": "text"},
        **INSTALL,
        RUNNER_TEMP=str(tmp_path),
        PATH=_path_with_python_alone(tmp_path),
    )
    assert done.stdout == "Dockerfile: up to date with the project\n", done.stderr
    assert (tmp_path / "dockgen" / "bin" / "dockgen").is_file()


def _path_with_python_alone(folder: Path) -> str:
    """A PATH that knows this Python, and no dockgen."""
    binaries = folder / "bin"
    binaries.mkdir()
    (binaries / "python3").symlink_to(sys.executable)
    return f"{binaries}:/usr/bin:/bin"
