"""No project is computed over without end, whatever it holds."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable

import pytest

from dockgen.core.project import Project
from dockgen.ecosystems import registry
from dockgen.ecosystems import time_limit as limits
from dockgen.ecosystems.time_limit import TakesTooLong, time_limit
from tests.conftest import MakeProject


def slow_pattern() -> None:
    re.search(r"(?:a|aa)+$", "a" * 60 + "b")


def slow_loop() -> None:
    while True:
        sum(range(1000))


def deaf_reader() -> None:
    """It takes every error for the fault of the file that it reads."""
    for _ in range(3):
        try:
            slow_loop()
        except TakesTooLong:
            continue
    slow_loop()


@pytest.mark.parametrize("reader", [slow_pattern, slow_loop])
def test_what_computes_too_long_is_stopped(reader: Callable[[], None]) -> None:
    begin = time.process_time()
    with pytest.raises(TakesTooLong, match=r"reading takes more than 0 seconds"), time_limit(0.2):
        reader()
    assert time.process_time() - begin < 10
    assert signal.getsignal(signal.SIGPROF) == signal.SIG_DFL


def test_who_does_not_listen_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AGAIN", 0.1)
    with pytest.raises(TakesTooLong), time_limit(0.1):
        deaf_reader()


def test_waiting_and_limits_within_limits_change_nothing() -> None:
    with time_limit(0.3):
        with time_limit(0.01):
            time.sleep(0.05)
        time.sleep(0.5)
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_the_file_that_was_read_last_is_named(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project({"package.json": '{"scripts": {"start": "node a.js"}}', "a.js": ""})
    real = Project.read

    def slow(self: Project, path: str, *rest: int) -> object:
        file = real(self, path, *rest)
        if path == "package.json":
            slow_loop()
        return file

    monkeypatch.setattr(Project, "read", slow)
    monkeypatch.setattr(registry, "SECONDS_TO_READ", 0.2)
    with pytest.raises(TakesTooLong, match=r"package\.json: reading takes"):
        registry.detect(made)
