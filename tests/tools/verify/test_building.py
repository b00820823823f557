from __future__ import annotations

from pathlib import Path

import pytest

from dockgen.tools.verify.building import Builder, Recipe, failure_of, without_frontend
from dockgen.tools.verify.progress import BuildahLog, BuildkitLog, BuildLog
from tests.conftest import write_files
from tests.fake_engine import FakeEngine

DOCKERFILE = """\
ARG TAG=1
FROM debian AS base
FROM base AS build
RUN one \\
  # a comment
  && two
COPY a b
"""


def log(kind: type[BuildLog], text: str) -> BuildLog:
    made = kind()
    for line in text.splitlines():
        made.feed(line)
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# syntax=docker/dockerfile:1\nFROM x\n", "#\nFROM x\n"),
        ("#Syntax = a/b\n# check=skip=all\nFROM x", "# check=skip=all\n#\nFROM x"),
        ("# escape=`\n# syntax=a\n\nFROM x\n", "# escape=`\n#\n\nFROM x\n"),
        ("FROM x\n# syntax=a\n", "FROM x\n# syntax=a\n"),
    ],
)
def test_the_frontend_line_goes_and_all_instructions_keep_their_lines(
    before: str, after: str
) -> None:
    assert without_frontend(before) == after


def test_buildkit_names_the_line_and_the_instruction_is_the_files_own() -> None:
    made = log(
        BuildkitLog,
        "#1 [build 1/2] RUN one && two\n#1 0.1 /bin/sh: 1: one: not found\n"
        "#1 ERROR: process did not complete\n   4 | >>> RUN one \\\n"
        "ERROR: failed to solve: process x did not complete successfully: exit code: 127\n",
    )
    failure = failure_of(made, DOCKERFILE, [])
    assert (failure.instruction, failure.line) == ("RUN one && two", 4)
    assert failure.message == "exit code 127"
    assert failure.output == ("/bin/sh: 1: one: not found",)
    assert "no command one" in failure.hint


def test_buildah_names_the_place_from_which_the_line_follows() -> None:
    made = log(
        BuildahLog,
        "[2/2] STEP 1/3: FROM abc AS build\n[2/2] STEP 3/3: COPY a b\n"
        'Error: building at STEP "COPY a b": copier: stat: "/a": no such file or directory\n',
    )
    failure = failure_of(made, DOCKERFILE, [])
    assert (failure.instruction, failure.line) == ("COPY a b", 7)
    assert failure.hint.startswith("a is not in the build context")


def test_a_failure_outside_any_step_has_the_builders_words() -> None:
    failure = failure_of(log(BuildahLog, "Error: no space"), DOCKERFILE, ["Error: no space"])
    assert (failure.instruction, failure.line, failure.message) == ("", None, "no space")
    assert failure_of(BuildkitLog(), DOCKERFILE, ["last"]).message == "last"
    assert failure_of(BuildkitLog(), DOCKERFILE, []).message == "the builder gave no message"


def test_a_file_that_is_no_dockerfile_has_the_builders_own_line() -> None:
    made = log(BuildkitLog, "ERROR: failed to solve: dockerfile parse error on line 1: unknown")
    failure = failure_of(made, "FOO bar\n", [])
    assert (failure.instruction, failure.line) == ("", 1)


def test_a_line_or_a_step_beyond_the_file_is_no_instruction() -> None:
    made = log(BuildkitLog, "#1 [1/1] RUN z\n#1 ERROR: bad\n  99 | >>> RUN z\nERROR: bad")
    assert failure_of(made, DOCKERFILE, []).instruction == "RUN z"
    made = log(BuildahLog, "[2/2] STEP 9/9: RUN z\nError: building: bad")
    assert failure_of(made, DOCKERFILE, []).instruction == "RUN z"


FRONTEND_FAILS = (
    "#2 resolve image config for docker-image://docker.io/docker/dockerfile:1\n"
    "#2 ERROR: no such host\nERROR: failed to solve: no such host\n"
)


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    folder = write_files(
        tmp_path / "project",
        {
            "x.Dockerfile": "# syntax=docker/dockerfile:1\nFROM x\n",
            "x.Dockerfile.dockerignore": "a\n",
        },
    )
    return Recipe(folder, "x.Dockerfile", ("--network=host",))


def test_where_the_frontend_cannot_be_fetched_the_engines_own_takes_over(
    tmp_path: Path, recipe: Recipe
) -> None:
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("build", out="#1 [1/1] FROM x\n#1 CACHED\n")
    own = f"--file={recipe.file}"
    fake.answer(
        "build", "--network=host", "--no-cache", "--progress=plain", own, out=FRONTEND_FAILS, code=1
    )
    attempt = Builder(fake.engine).build(recipe, "t", options=("--no-cache",))
    assert attempt.failure is None
    assert not attempt.frontend
    assert "syntax: false" in attempt.notes[0]
    first, second = fake.asked
    assert own in first
    assert own not in second
    assert second[-1] == str(recipe.context)


def test_a_build_without_the_frontend_does_not_try_it(tmp_path: Path, recipe: Recipe) -> None:
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("build")
    attempt = Builder(fake.engine).build(recipe, "t", frontend=False)
    assert attempt.notes == ()
    assert len(fake.asked) == 1


def test_another_failure_is_not_tried_again(tmp_path: Path, recipe: Recipe) -> None:
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("build", out="ERROR: failed to solve: no\n", code=1)
    attempt = Builder(fake.engine).build(recipe, "t")
    assert attempt.failure is not None
    assert attempt.failure.message == "no"
    assert len(fake.asked) == 1


def test_buildah_has_no_frontends_to_do_without(tmp_path: Path, recipe: Recipe) -> None:
    fake = FakeEngine(tmp_path / "bin", "podman")
    fake.answer("build", out="STEP 1/2: FROM x\nSTEP 2/2: RUN y\n--> 1\n")
    attempt = Builder(fake.engine).build(recipe, "t")
    assert attempt.ran == ("RUN y",)
    assert fake.asked[0][2] == f"--file={recipe.file}"
