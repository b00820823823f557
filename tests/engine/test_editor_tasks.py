"""The tasks of editors that need an engine: their own command lines, and what is read from them."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.engine import engines
from tests.examples import FOLDER
from tests.integrations.test_editors import all_problems, result, tasks

# They count what is left on the engine, so they run one after another.
pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("whole engine")]

IMAGE = f"dockgen-test-editor-tasks-{uuid4().hex[:8]}"
"""The image and its container; each process that runs these tests has its own."""


@pytest.fixture
def folder(docker: str, tmp_path: Path) -> Iterator[Path]:
    """An example with its Dockerfile, without the line that needs a registry."""
    place = tmp_path / "node-express"
    shutil.copytree(FOLDER / "node-express", place)
    syntax = "false" if engines.STAND_INS else "true"
    (place / ".dockgen.yml").write_text(
        f"schema: 1\nsyntax: {syntax}\nset:\n  port: 3017\n", "utf-8"
    )
    assert dockgen(["init", "--yes", "--image", IMAGE, str(place)]) == 0
    engines.provide((place / "Dockerfile").read_text("utf-8"))
    yield place
    subprocess.run([docker, "rm", "--force", IMAGE], capture_output=True)
    subprocess.run([docker, "rmi", "--force", IMAGE], capture_output=True)


def test_build_run_and_stop_work_as_an_editor_runs_them(docker: str, folder: Path) -> None:
    known = tasks(folder)
    built = result(known["build"], folder)
    assert built.returncode == 0, built.stderr
    assert all_problems(known["build"].matchers, built.stderr + built.stdout) == []
    with subprocess.Popen(["sh", "-c", known["run"].line], cwd=folder) as running:
        wait_for_log(docker, "Listening on port")
        stopped = result(known["stop"], folder)
        assert stopped.returncode == 0, stopped.stderr
        assert running.wait(20) == 0


def wait_for_log(docker: str, text: str) -> None:
    for _ in range(100):
        logs = subprocess.run([docker, "logs", IMAGE], capture_output=True, text=True)
        if text in logs.stdout:
            return
        time.sleep(0.1)
    pytest.fail(f"no {text!r} within 10 s")


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("COPY . .", "RUN exit 7"),
        ("COPY . .", "RUN true \\\n    && exit 7"),
        ("COPY . .", "COPY nothing-of-this-name ./"),
        ("COPY . .", "COPYY . ."),
        ("WORKDIR /app", "RUN exit 7"),
    ],
)
def test_a_build_that_fails_is_a_problem_on_its_line(
    line: str, instead: str, docker: str, folder: Path
) -> None:
    assert docker
    place = folder / "Dockerfile"
    text = place.read_text("utf-8")
    assert f"\n{line}\n" in text
    place.write_text(text.replace(f"\n{line}\n", f"\n{instead}\n", 1), "utf-8")
    known = tasks(folder)
    failed = result(known["build"], folder)
    assert failed.returncode != 0
    found = all_problems(known["build"].matchers, failed.stdout + failed.stderr)
    first = instead.splitlines()[0]
    number = place.read_text("utf-8").splitlines().index(first) + 1
    assert [(one.file, one.line, one.severity) for one in found] == [
        ("Dockerfile", number, "error")
    ]
    assert found[0].message == first


@pytest.mark.parametrize("above", [0, 1, 2, 3])
def test_a_line_near_the_top_is_found_however_little_stands_above_it(
    above: int, docker: str, folder: Path
) -> None:
    assert docker
    place = folder / "docker" / "api.Dockerfile"
    place.parent.mkdir()
    place.write_text("# a comment\n" * above + "FROMM scratch\n", "utf-8")
    build = tasks(folder, "docker/api.Dockerfile")["build"]
    failed = result(build, folder)
    found = all_problems(build.matchers, failed.stdout + failed.stderr)
    assert [(one.file, one.line) for one in found] == [("docker/api.Dockerfile", above + 1)]
