"""What dockgen writes itself holds what a review asks for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dockgen.core.plan import Stages
from dockgen.core.project import Project
from tests.examples import FOLDER, FORMS, NAMES, files_of
from tests.tools.review import found_in


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_no_finding_in_what_dockgen_writes(tmp_path: Path, name: str, form: Stages) -> None:
    folder = tmp_path / name
    shutil.copytree(FOLDER / name, folder, symlinks=True)
    for path, file in files_of(name, form).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(file.text, "utf-8")
    assert found_in(Project(folder)) == []
