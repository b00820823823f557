"""The smallest projects that copier starts: each is built, run under lock and key, and asked."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.managed_files import draft
from tests.engine import engines
from tests.engine.test_example_images import ask, check_stop, published_port
from tests.integrations.copier.conftest import template  # noqa: F401  a fixture
from tests.integrations.copier.test_copy import NEW, copy

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(("detector", "shape"), NEW)
def test_a_new_project_builds_answers_and_stops(
    detector: str,
    shape: str,
    docker: str,
    disposable: list[str],
    template: Path,  # noqa: F811  the fixture
    tmp_path: Path,
) -> None:
    folder = tmp_path / "first-try"
    copy(template, folder, detector=detector, shape=shape)
    port = draft.draft(str(folder), "Dockerfile", {}).plan.port
    assert port is not None
    tag = f"dockgen-test-new-{detector}-{shape}"
    engines.build(docker, folder, tag)
    container = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(container)
    options = (*engines.LOCKED_DOWN, "--tmpfs=/tmp", f"--publish=127.0.0.1::{port}")
    engines.run(docker, "run", "--detach", "--name", container, *options, tag)
    published = published_port(docker, container, port)
    assert "Hello from first-try" in first_answer(published)
    check_stop(docker, container)


def first_answer(port: int) -> str:
    for _ in range(300):
        try:
            return ask(port, "/")[1]
        except OSError:
            time.sleep(0.1)
    pytest.fail("no answer within 30 s")
