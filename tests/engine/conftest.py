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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stop where tests that count what is left on the engine would run side by side.

    pytest-xdist names the group behind an ``@`` in the node's id; pytest 9.2 ignores that name,
    and the tests of one group then run in any worker without a word.
    """
    if not hasattr(config, "workerinput"):
        return
    loose = [
        item.nodeid
        for item in items
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("]")[2]
    ]
    if loose:
        raise pytest.UsageError(
            f"run with --dist loadgroup, and pytest older than 9.2: {loose[0]} has lost its group"
        )


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
