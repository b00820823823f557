"""Fixtures that all tests share, and the table of images at the end of a run."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from dockgen.cli import main
from dockgen.core.project import Project

IMAGE_COLUMNS = (
    "example",
    "form",
    "image MB",
    "over base MB",
    "cold build s",
    "rebuild s",
    "start-up s",
)

# A busy machine is no failure; and what CI tries is what it tried before, so that a change that
# fails there fails here too.
settings.register_profile("dockgen", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("dockgen")

MakeProject = Callable[[Mapping[str, str]], Project]
RunCommand = Callable[..., "Done"]
NOBODY = 65534
MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own in it
ROOM = 4 * 1024**3  # bytes
NUMBERS = itertools.count()


def _put_temporary_files_into_memory() -> None:
    """On a disk, the tests wait for their small files more than for anything else."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


_put_temporary_files_into_memory()
# What runs are about to write is noted there, and not in the folder of whoever runs the tests.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="dockgen-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)
# Dozens of tests start `dockgen` anew; each time it would be compiled from its sources.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write `files` (text by path) below `folder`, and return the folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Done:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str


@contextmanager
def as_somebody_else(folder: Path) -> Iterator[None]:
    """Without root's privilege to pass permissions by; `folder` is made reachable."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.parents):
        if not place.stat().st_mode & 0o001:
            place.chmod(place.stat().st_mode | 0o055)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own; pytest's looks at all the earlier ones to find its number."""
    return tmp_path_factory.mktemp(f"test-{next(NUMBERS)}", numbered=False)


@pytest.fixture
def project(tmp_path: Path) -> MakeProject:
    """A project written as `{path: text}`."""

    def make(files: Mapping[str, str]) -> Project:
        folder = tmp_path / "demo"
        folder.mkdir(exist_ok=True)
        return Project(write_files(folder, files))

    return make


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
    table = [IMAGE_COLUMNS, *(tuple(str(row[name]) for name in IMAGE_COLUMNS) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(IMAGE_COLUMNS))]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        terminalreporter.write_line("  ".join(cells).rstrip())


@pytest.fixture
def dockgen(capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """The command line, run in this process: `dockgen("detect", folder)`."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        code = main.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A value of thousands of characters is no name: each worker reports every name."""
    if isinstance(val, str | bytes) and len(val) > 200:
        return f"{argname}-of-{len(val)}"
    return None
