"""Files of environment variables."""

from __future__ import annotations

import pytest

from dockgen.readers import env_files
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PORT=5000", "5000"),
        ('export PORT="5000"', "5000"),
        ("A=1\nPORT = 5000 # why\n", "5000"),
        ("PORT: 5000", "5000"),
        ("#PORT=1\nPORT='5000'", "5000"),
    ],
)
def test_a_variable_is_read(project: MakeProject, text: str, value: str) -> None:
    made = project({"package.json": "{}", ".env": text})
    found = env_files.read(made, PackageJson(made), "PORT")
    assert found is not None
    assert found.value == value


def test_the_file_for_production_goes_first(project: MakeProject) -> None:
    files = {".env.example": "PORT=1", ".env": "PORT=2", ".env.production": "PORT=3\n"}
    made = project({"package.json": "{}", **files})
    found = env_files.read(made, PackageJson(made), "PORT")
    assert found is not None
    assert str(found.evidence) == ".env.production:1  PORT"


def test_a_variable_without_a_value_is_none(project: MakeProject) -> None:
    made = project({"package.json": "{}", ".env": "PORT=\nnonsense\n", ".env.example": "A=1"})
    assert env_files.read(made, PackageJson(made), "PORT") is None
