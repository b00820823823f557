"""buildx takes docker-bake.hcl, and builds the images of a repository side by side."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.engine import engines
from tests.examples import FOLDER

pytestmark = pytest.mark.engine

REGISTRY = f"dockgen-test-bake-{uuid4().hex[:8]}/"
"""What stands before the images' names; each process that runs these tests has its own."""


@pytest.fixture
def repository(docker: str, tmp_path: Path) -> Iterator[Path]:
    """Two services, each with its Dockerfile, and the file that builds both."""
    folder = tmp_path / "shop"
    syntax = "false" if engines.STAND_INS else "true"
    for example, name in (("node-express", "api"), ("static-site", "web")):
        shutil.copytree(FOLDER / example, folder / name)
        (folder / name / ".dockgen.yml").write_text(f"schema: 1\nsyntax: {syntax}\n", "utf-8")
    assert dockgen(["init", "--all", "--yes", "--image", REGISTRY, str(folder)]) == 0
    for name in ("api", "web"):
        engines.provide((folder / name / "Dockerfile").read_text("utf-8"))
    yield folder
    for image in ("node-express", "web"):
        subprocess.run([docker, "rmi", "--force", f"{REGISTRY}{image}"], capture_output=True)


def bake(
    docker: str, folder: Path, *options: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [docker, "buildx", "bake", "--progress=plain", *options],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_bake_builds_both_services(docker: str, repository: Path) -> None:
    bake(docker, repository)
    for image, user in (("node-express", "1000:1000"), ("web", "101:101")):
        config = engines.inspect(docker, f"{REGISTRY}{image}:latest")["Config"]
        assert config["User"] == user


def test_bake_reads_the_cache_and_the_names_from_variables(docker: str, repository: Path) -> None:
    shown = bake(
        docker,
        repository,
        "--print",
        REGISTRY="registry.example/team/",
        TAG="1.2",
        CACHE_FROM="registry.example/cache",
        CACHE_TO="registry.example/cache",
    )
    plan = json.loads(shown.stdout)
    assert plan["group"]["default"]["targets"] == ["api", "web"]
    assert plan["target"]["api"] == {
        "context": "api",
        "dockerfile": "Dockerfile",
        "tags": ["registry.example/team/node-express:1.2"],
        "cache-from": ["type=registry,ref=registry.example/cache:api"],
        "cache-to": ["type=registry,ref=registry.example/cache:api,mode=max"],
    }


def test_without_variables_there_is_no_cache_in_a_registry(docker: str, repository: Path) -> None:
    plan = json.loads(bake(docker, repository, "--print").stdout)
    assert set(plan["target"]["web"]) == {"context", "dockerfile", "tags"}


def test_bake_takes_a_file_that_was_added_to(docker: str, repository: Path) -> None:
    shutil.copytree(FOLDER / "node-postgres", repository / "worker")
    assert dockgen(["init", "--all", "--yes", str(repository)]) == 0
    plan = json.loads(bake(docker, repository, "--print").stdout)
    assert plan["group"]["default"]["targets"] == ["api", "web", "worker"]
    assert set(plan["target"]) == {"api", "web", "worker"}
