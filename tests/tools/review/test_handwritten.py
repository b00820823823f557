"""Dockerfiles as people write them: what a careful reviewer would find, and nothing else.

Each file of `handwritten/` holds a project: `=== path` begins a file, `=== findings` what is found,
a line for each finding with its code, its place and the place that it contradicts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeProject
from tests.tools.review import found_in

PLACES = sorted(Path(__file__).with_name("handwritten").glob("*.txt"))
MARK = "=== "


def parts_of(text: str) -> dict[str, str]:
    """The files of a project by path, and what is found as `findings`."""
    found: dict[str, str] = {}
    path = ""
    for line in text.splitlines(keepends=True):
        if line.startswith(MARK):
            path = line.removeprefix(MARK).strip()
            found[path] = ""
        else:
            found[path] += line
    return found


def test_there_are_enough() -> None:
    assert len(PLACES) >= 30


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.stem)
def test_what_a_reviewer_finds(project: MakeProject, place: Path) -> None:
    files = parts_of(place.read_text("utf-8"))
    wanted = [line for line in files.pop("findings").splitlines() if line]
    found = [" ".join(part for part in one if part) for one in found_in(project(files))]
    assert found == wanted
