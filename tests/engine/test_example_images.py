"""Every example is really built, run under lock and key, and asked over HTTP."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from dockgen.core.plan import Stages
from dockgen.dockerfile.parser import parse
from dockgen.managed_files import lock
from tests.engine import engines
from tests.engine.sharing import one_after_the_other
from tests.examples import FOLDER, FORMS, NAMES, Question, Run, run_of

pytestmark = pytest.mark.engine

STOP_SECONDS = 5
READY_SECONDS = 10
NOT_READY = 503
PAUSES = (0, 10)
"""Seconds before another build, where a step came from another build that goes on."""
STOPPED_CLEANLY = {0, 2, 143}
"""Exit codes of a process that SIGTERM ended: by its own exit, by Go (2) or the JVM (128 + 15)."""


Form = Stages | Literal["default"]


def forms_of(name: str) -> tuple[Form, ...]:
    """Both forms for the foundation's examples, else the one that dockgen takes by itself."""
    return FORMS if run_of(name).both_forms else ("default",)


CASES = [
    pytest.param(name, form, marks=one_after_the_other(name), id=f"{name}-{form}")
    for name in NAMES
    for form in forms_of(name)
]
FOUNDATION = [(name, form) for name in NAMES if run_of(name).both_forms for form in FORMS]


@pytest.fixture
def context(tmp_path: Path, name: str, form: Form) -> Path:
    """A copy of the example in which `dockgen init` has run."""
    if engines.STAND_INS and run_of(name).not_built:
        pytest.skip(run_of(name).not_built)
    folder = tmp_path / name
    shutil.copytree(FOLDER / name, folder)
    stages = [] if form == "default" else ["--stages", form]
    assert dockgen(["init", "--yes", *stages, str(folder)]) == 0
    return folder


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_image_builds_answers_and_stops(
    docker: str,
    disposable: list[str],
    context: Path,
    name: str,
    form: Form,
    record_property: Callable[[str, object], None],
) -> None:
    expected = run_of(name)
    stages = lock.read(context)["Dockerfile"].stages
    tag = f"dockgen-test-{name}-{form}"
    cold = engines.build(docker, context, tag, "--no-cache")
    container = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(container)

    if expected.call is None:
        start_up = start_and_wait(docker, tag, container, expected)
        for question in expected.http:
            check_answer(published_port(docker, container, expected.port), question)
        check_contents(docker, container, expected, stages)
        check_stop(docker, container)
        check_interruption(docker, container, expected)
    else:
        start_up = call(docker, tag, container, expected.call)
        check_contents(docker, container, expected, stages)

    warm = built_after_an_edit(docker, context, tag, expected)
    size = engines.image_size(docker, tag)
    base = engines.base_images(parse((context / "Dockerfile").read_text("utf-8")))[-1]
    over = size - engines.image_size(docker, base)
    for column, value in {
        "example": name,
        "form": stages,
        "image MB": f"{size / 1e6:.0f}",
        "over base MB": f"{over / 1e6:.1f}",
        "cold build s": f"{cold.seconds:.1f}",
        "rebuild s": f"{warm.seconds:.1f}",
        "start-up s": f"{start_up:.2f}",
    }.items():
        record_property(column, value)


def start_and_wait(docker: str, tag: str, container: str, expected: Run) -> float:
    """Run the image under lock and key; the seconds until it answers."""
    tmpfs = [f"--tmpfs={folder}" for folder in expected.tmpfs]
    publish = [f"--publish=127.0.0.1::{expected.port}"] if expected.port else []
    told = [f"--env={name}={value}" for name, value in expected.env.items()]
    begin = time.monotonic()
    engines.run(
        docker,
        "run",
        "--detach",
        "--name",
        container,
        *engines.LOCKED_DOWN,
        *tmpfs,
        *told,
        *publish,
        tag,
    )
    while time.monotonic() - begin < expected.seconds:
        try:
            check_started(docker, container, expected)
        except (ConnectionError, urllib.error.URLError, TimeoutError):
            state = engines.inspect(docker, container)["State"]
            assert state["Running"], engines.run(docker, "logs", container)
            time.sleep(0.05)
        else:
            return time.monotonic() - begin
    logs = engines.run(docker, "logs", container)
    raise AssertionError(f"no answer in {expected.seconds} s: {logs}")


def call(docker: str, tag: str, container: str, expected: tuple[tuple[str, ...], str]) -> float:
    """Run a command-line tool under lock and key; the seconds until it has ended."""
    arguments, prints = expected
    begin = time.monotonic()
    said = engines.run(docker, "run", "--name", container, *engines.LOCKED_DOWN, tag, *arguments)
    assert prints in said
    return time.monotonic() - begin


def check_started(docker: str, container: str, expected: Run) -> None:
    """Ask it, or look for what it logs where it listens nowhere."""
    if expected.http:
        ask(published_port(docker, container, expected.port), expected.http[0].path)
    elif expected.logs not in engines.run(docker, "logs", container):
        raise ConnectionError(f"{expected.logs} is not logged yet")


def published_port(docker: str, container: str, port: int) -> int:
    return int(engines.run(docker, "port", container, f"{port}/tcp").split(":")[-1])


def ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode("utf-8", "replace")


def check_answer(port: int, question: Question) -> None:
    deadline = time.monotonic() + READY_SECONDS
    status, body = ask(port, question.path)
    # A server may answer before it calls itself ready; a health endpoint says so with 503.
    while status == NOT_READY != question.status and time.monotonic() < deadline:
        time.sleep(0.05)
        status, body = ask(port, question.path)
    assert (question.path, status) == (question.path, question.status), body[:500]
    assert question.contains in body


def check_contents(docker: str, container: str, expected: Run, stages: str) -> None:
    """Who runs it, and that the multi-stage image holds no tool, source or cache."""
    config = engines.inspect(docker, container)["Config"]
    assert re.fullmatch(r"[1-9]\d*(:[1-9]\d*)?", config["User"])
    if stages == "single":
        return
    names = files_of(docker, container)
    folder = config["WorkingDir"].strip("/")
    for unwanted in expected.absent:
        assert not holds(names, folder, unwanted), f"{unwanted} is in the image"


def files_of(docker: str, container: str) -> set[str]:
    """The paths of all files in a container, without the leading slash."""
    with (
        subprocess.Popen([docker, "export", container], stdout=subprocess.PIPE) as export,
        tarfile.open(fileobj=export.stdout, mode="r|") as archive,
    ):
        return {member.name.removeprefix("./") for member in archive}


def holds(names: set[str], folder: str, unwanted: str) -> bool:
    """Whether an absolute path, a command, or a folder below the working folder is there."""
    if unwanted.startswith("/"):
        return unwanted.strip("/") in names
    if unwanted.endswith("/"):
        return any(name.startswith(f"{folder}/{unwanted}") for name in names)
    places = ("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin")
    return any(f"{place}/{unwanted}" in names for place in places)


def check_stop(docker: str, container: str) -> None:
    begin = time.monotonic()
    engines.run(docker, "stop", "--time", "30", container)
    seconds = time.monotonic() - begin
    code = engines.inspect(docker, container)["State"]["ExitCode"]
    assert seconds < STOP_SECONDS, f"SIGTERM took {seconds:.1f} s"
    assert code in STOPPED_CLEANLY


def check_interruption(docker: str, container: str, expected: Run) -> None:
    """Ctrl-C ends it as well: what a terminal sends is SIGINT."""
    engines.run(docker, "start", container)
    deadline = time.monotonic() + expected.seconds
    while time.monotonic() < deadline:
        try:
            check_started(docker, container, expected)
        except (ConnectionError, urllib.error.URLError, TimeoutError):
            time.sleep(0.05)
        else:
            break
    begin = time.monotonic()
    engines.run(docker, "kill", "--signal=INT", container)
    while engines.inspect(docker, container)["State"]["Running"]:
        assert time.monotonic() - begin < STOP_SECONDS, "Ctrl-C does not end it"
        time.sleep(0.05)


def built_after_an_edit(docker: str, context: Path, tag: str, expected: Run) -> engines.Built:
    """Build after an edit of a source; the first download of each stage comes from the cache.

    Where a step is shared with a `--no-cache` build that still goes on in the other worker, it does
    not (see `sharing`), and no grouping prevents that for the first images on a base. So it is
    asked again; a Dockerfile that installs anew after each edit fails all the same.
    """
    warm = _edited_build(docker, context, tag, expected)
    if not expected.downloads:
        return warm
    for pause in PAUSES:
        if downloads(warm.log) <= steps_from_the_cache(warm.log):
            break
        time.sleep(pause)
        warm = _edited_build(docker, context, tag, expected)
    assert steps_from_the_cache(warm.log), "nothing was re-used"
    assert downloads(warm.log) <= steps_from_the_cache(warm.log), warm.log[-3000:]
    text = (context / "Dockerfile").read_text("utf-8")
    assert bool(downloads(warm.log)) == ("--mount=type=cache" in text)
    return warm


def _edited_build(docker: str, context: Path, tag: str, expected: Run) -> engines.Built:
    # An edit that no earlier run has made, or its result would come from the cache.
    edit = expected.edit[1].replace("edited", uuid4().hex)
    source = context / expected.edit[0]
    source.write_text(source.read_text("utf-8") + edit, "utf-8")
    return engines.build(docker, context, tag)


def steps_from_the_cache(log: str) -> set[str]:
    """The numbers of a build's steps that did not run."""
    return set(re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE))


def downloads(log: str) -> set[str]:
    """The numbers of the first step of each stage that fetches something.

    What Go has compiled is in a mount too, and fetches nothing.
    """
    steps = re.findall(r"^#(\d+) \[(\w+) +\d+/\d+\] (.*)$", log, re.MULTILINE)
    first: dict[str, str] = {}
    for number, stage, instruction in steps:
        compiles = "id=go-build" in instruction
        if "go mod download" in instruction or (
            "--mount=type=cache" in instruction and not compiles
        ):
            first.setdefault(stage, number)
    return set(first.values())


@pytest.mark.parametrize(("name", "form"), FOUNDATION)
def test_podman_builds_the_same_dockerfile(
    podman: str, context: Path, name: str, form: Form
) -> None:
    tag = f"dockgen-test-{name}-{form}"
    engines.build(podman, context, tag)
    user = engines.inspect(podman, tag)["Config"]["User"]
    assert re.fullmatch(r"[1-9]\d*(:[1-9]\d*)?", user)
