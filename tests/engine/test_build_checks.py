"""BuildKit's own checks, those of `docker build --check`, find nothing in any rendered Dockerfile.

The engine on a machine may be too old to have them, so they are taken from BuildKit's Go module.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import dockgen
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from tests.examples import FOLDER, FORMS, NAMES, files_of

pytestmark = pytest.mark.engine
SOURCE = Path(__file__).parent / "build_checks"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that runs the checks, built with the Go toolchain."""
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None and os.environ.get("CI"):
        pytest.fail("engine tests may not be skipped in CI: go is not installed")
    if go is None:
        pytest.skip("no Go toolchain to build BuildKit's checks with")
    program = tmp_path_factory.mktemp("checks") / "buildcheck"
    subprocess.run([go, "build", "-o", program, "."], cwd=SOURCE, check=True)
    return program


def test_the_checks_find_what_is_wrong(checker: Path, tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian as X\nCMD run\n")
    done = subprocess.run([checker, bad], capture_output=True, text=True)
    assert done.returncode == 1
    assert "StageNameCasing" in done.stdout
    assert "JSONArgsRecommended" in done.stdout


def test_the_checks_find_nothing_in_any_example(checker: Path, tmp_path: Path) -> None:
    rendered = []
    for name in NAMES:
        for form in FORMS:
            place = tmp_path / f"{name}.{form}.Dockerfile"
            place.write_text(files_of(name, form)["Dockerfile"].text, "utf-8")
            rendered.append(place)
    done = subprocess.run([checker, *rendered], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


OTHER_WAYS: tuple[tuple[str, dict[str, str], Stages, str], ...] = (
    ("quarkus", {"package_type": "native"}, "multi", "debian"),
    ("quarkus", {"package_type": "native"}, "single", "debian"),
    ("spring-boot", {"jlink": "true"}, "multi", "alpine"),
    ("java-plain", {}, "multi", "alpine"),
    ("java-plain", {}, "single", "alpine"),
    ("java-plain", {"jlink": "true"}, "multi", "distroless"),
)
"""Examples in ways that are not their defaults: what is set, stages, base."""


def test_the_checks_find_nothing_in_other_ways_of_java(checker: Path, tmp_path: Path) -> None:
    rendered = []
    for number, (name, given, stages, base) in enumerate(OTHER_WAYS):
        overrides = {key: Override(said, Evidence("--set")) for key, said in given.items()}
        detection = dockgen.detect(FOLDER / name, overrides=overrides)
        files = dockgen.render(dockgen.plan(detection, Choices(stages=stages, base=base)))
        place = tmp_path / f"{number}-{name}.Dockerfile"
        place.write_text(files["Dockerfile"].text, "utf-8")
        rendered.append(place)
    done = subprocess.run([checker, *rendered], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
