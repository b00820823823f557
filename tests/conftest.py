"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dockgen.project import Project

MakeProject = Callable[[Mapping[str, str]], Project]


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write `files` (text by path) below `folder`, and return the folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> MakeProject:
    """A project written as `{path: text}`."""

    def make(files: Mapping[str, str]) -> Project:
        folder = tmp_path / "demo"
        folder.mkdir(exist_ok=True)
        return Project(write_files(folder, files))

    return make
