"""Engines as fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.engine import engines


def _usable(engine: str) -> str:
    problem = engines.why_unusable(engine)
    if problem is None:
        return engine
    if os.environ.get("CI"):
        pytest.fail(f"engine tests may not be skipped in CI: {problem}")
    pytest.skip(f"no engine: {problem}")


@pytest.fixture(scope="session")
def docker() -> str:
    """The docker command, where an engine answers it."""
    return _usable("docker")


@pytest.fixture(scope="session")
def podman() -> str:
    """The podman command, where it works."""
    return _usable("podman")


@pytest.fixture
def disposable(docker: str) -> Iterator[list[str]]:
    """Names of containers that are removed at the end of the test."""
    names: list[str] = []
    yield names
    for name in names:
        engines.run(docker, "rm", "--force", name)
