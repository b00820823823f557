"""What both builders printed for the same Dockerfiles, word for word, read as steps."""

from __future__ import annotations

import pytest

from dockgen.tools.verify.progress import BuildahLog, BuildkitLog, BuildLog, Step, log_of

BUILDKIT = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 308B done
#1 DONE 0.0s

#4 [base 1/2] FROM docker.io/library/debian:trixie-slim
#4 CACHED

#6 [runtime 1/2] COPY --from=build /app/ ./
#6 CANCELED

#7 [build 2/2] RUN <<SCRIPT (set -e...)
#7 0.112 one
#7 0.345
#7 1.345 two
#7 ERROR: process "/bin/sh -c set -e" did not complete successfully: exit code: 1
------
 > [build 2/2] RUN <<SCRIPT (set -e...):
0.112 one
------
Dockerfile:10
--------------------
   9 |     RUN true
  10 | >>> RUN <<SCRIPT
  11 | >>> set -e
--------------------
ERROR: failed to solve: process "/bin/sh -c set -e" did not complete successfully: exit code: 1
"""

BUILDAH = """\
[1/4] STEP 1/2: FROM debian:trixie-slim AS base
[1/4] STEP 2/2: WORKDIR /app
--> Using cache 11c3c0ae7a8f
--> 11c3c0ae7a8f
[3/4] STEP 1/3: FROM 11c3c0ae7a8f AS build
[3/4] STEP 2/3: RUN echo a
a
--> dfde714a43e3
[3/4] STEP 3/3: RUN <<SCRIPT (set -e...)
one
Error: building at STEP "RUN <<SCRIPT": while running runtime: exit status 1
"""


def read(log: BuildLog, text: str) -> BuildLog:
    for line in text.splitlines():
        log.feed(line)
    return log


def test_buildkit_steps_are_read_with_their_times_and_output() -> None:
    log = read(BuildkitLog(), BUILDKIT)
    counted = [step for step in log.steps if step.label]
    assert [(one.label, one.instruction, one.cached) for one in counted] == [
        ("base 1/2", "FROM docker.io/library/debian:trixie-slim", True),
        ("runtime 1/2", "COPY --from=build /app/ ./", False),
        ("build 2/2", "RUN <<SCRIPT (set -e...)", False),
    ]
    assert list(counted[2].output) == ["one", "", "two"]
    assert log.failed is counted[2]
    assert log.error_line == 10
    assert log.error.endswith("exit code: 1")


def test_buildkit_tells_the_line_of_an_error_in_the_file_itself() -> None:
    log = read(BuildkitLog(), "ERROR: failed to solve: dockerfile parse error on line 2: unknown")
    assert log.error_line == 2
    assert log.failed is None


def test_buildkit_names_the_frontend_that_it_could_not_fetch() -> None:
    log = read(
        BuildkitLog(),
        "#2 resolve image config for docker-image://docker.io/docker/dockerfile:1\n"
        "#2 ERROR: failed to do request: no such host\n",
    )
    assert log.failed is not None
    assert log.failed.instruction.startswith("resolve image config")


def test_a_step_that_buildkit_goes_back_to_is_one_step() -> None:
    text = "#3 [1/2] RUN a\n#3 0.1 x\n\n#4 [2/2] RUN b\n\n#3 [1/2] RUN a\n#3 0.2 y\n#3 DONE 3.2s\n"
    log = read(BuildkitLog(), text)
    assert [step.instruction for step in log.steps] == ["RUN a", "RUN b"]
    assert list(log.steps[0].output) == ["x", "y"]
    assert log.steps[0].seconds == 3.2


def test_buildah_steps_are_read_with_their_place_and_output() -> None:
    times = iter(range(100))
    log = read(BuildahLog(clock=lambda: next(times)), BUILDAH)
    assert [(one.label, one.stage, one.number, one.cached) for one in log.steps] == [
        ("stage 1, 1/2", 1, 1, False),
        ("stage 1, 2/2", 1, 2, True),
        ("stage 3, 1/3", 3, 1, False),
        ("stage 3, 2/3", 3, 2, False),
        ("stage 3, 3/3", 3, 3, False),
    ]
    assert log.failed is log.steps[-1]
    assert list(log.steps[3].output) == ["a"]
    assert list(log.steps[4].output) == ["one"]
    assert all(step.seconds is not None for step in log.steps)
    assert log.error.startswith("building at STEP")


def test_one_stage_of_buildah_is_counted_without_a_stage() -> None:
    log = read(BuildahLog(), "STEP 1/2: FROM x\nSTEP 2/2: RUN y\n--> abc\nCOMMIT t\n")
    assert [(step.label, step.stage) for step in log.steps] == [("1/2", 1), ("2/2", 1)]
    assert log.failed is None


def test_output_before_any_step_is_nobodys() -> None:
    assert read(BuildahLog(), "Resolving x\n--> abc\nError: no such file").steps == []


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_changes_are_told_as_they_come(engine: str) -> None:
    seen: list[tuple[str, bool]] = []

    def note(step: Step) -> None:
        seen.append((step.instruction, step.seconds is not None))

    text = (
        "#1 [1/1] RUN a\n#1 0.1 x\n#1 DONE 0.2s"
        if engine == "docker"
        else "STEP 1/1: RUN a\nx\n--> b"
    )
    read(log_of(engine, note), text)
    assert seen == [("RUN a", False), ("RUN a", False), ("RUN a", True)]
