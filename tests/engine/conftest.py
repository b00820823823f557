"""Engines as fixtures, and the table at the end of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.engine import engines

COLUMNS = (
    "example",
    "form",
    "image MB",
    "over base MB",
    "cold build s",
    "rebuild s",
    "start-up s",
)


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one row for each example and form that was built and run."""
    rows = [
        dict(report.user_properties)
        for report in terminalreporter.getreports("passed")
        if dict(report.user_properties).get("example")
    ]
    if not rows:
        return
    terminalreporter.section("images, as built and run here")
    rows.sort(key=lambda row: (str(row["example"]), str(row["form"])))
    table = [COLUMNS, *(tuple(str(row[name]) for name in COLUMNS) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(COLUMNS))]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        terminalreporter.write_line("  ".join(cells).rstrip())
