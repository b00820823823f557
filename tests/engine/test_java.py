"""What Java images run on besides the default: a Java of their own, and no shell."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.engine import engines
from tests.engine.test_example_images import (
    check_answer,
    check_stop,
    files_of,
    holds,
    published_port,
    start_and_wait,
)
from tests.examples import FOLDER, run_of

pytestmark = pytest.mark.engine

EXAMPLE = "java-plain"
JRE_IMAGE = "eclipse-temurin:21-jre"


@pytest.mark.parametrize(
    ("options", "shell"),
    [
        (("--jlink",), True),
        (("--base", "distroless"), False),
        (("--jlink", "--base", "distroless"), False),
    ],
    ids=["jlink", "distroless", "jlink-distroless"],
)
def test_an_image_that_holds_only_what_it_needs_answers(
    docker: str, disposable: list[str], tmp_path: Path, options: tuple[str, ...], *, shell: bool
) -> None:
    context = tmp_path / EXAMPLE
    shutil.copytree(FOLDER / EXAMPLE, context)
    assert dockgen(["init", "--yes", *options, str(context)]) == 0
    tag = f"dockgen-test-java-{'-'.join(options).replace('--', '')}"
    engines.build(docker, context, tag)
    container = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(container)

    expected = run_of(EXAMPLE)
    start_and_wait(docker, tag, container, expected)
    for question in expected.http:
        check_answer(published_port(docker, container, expected.port), question)
    assert engines.inspect(docker, container)["Path"] == "java"  # what process 1 is
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", engines.inspect(docker, tag)["Config"]["User"])

    names = files_of(docker, container)
    assert holds(names, "app", "sh") is shell
    assert not {name for name in names if name.endswith(("/javac", "/mvn", "/jlink"))}
    if "--jlink" in options:
        engines.provide(f"FROM {JRE_IMAGE}\n")
        assert engines.image_size(docker, tag) < 0.7 * engines.image_size(docker, JRE_IMAGE)
    check_stop(docker, container)
