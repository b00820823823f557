"""The JSON that commands print, held to the schemas that ship with the package."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from dockgen.cli.main import group
from tests.examples import FOLDER, NAMES


def schema(name: str) -> Draft202012Validator:
    text = files("dockgen").joinpath("managed_files/schemas", f"{name}.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def printed(*arguments: str) -> object:
    done = CliRunner().invoke(group, list(arguments), catch_exceptions=False, standalone_mode=False)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_detect_prints_what_its_schema_says(name: str) -> None:
    schema("detect").validate(printed("detect", "--json", str(FOLDER / name)))


@pytest.mark.parametrize("name", NAMES)
def test_init_prints_what_its_schema_says(name: str) -> None:
    output = printed("init", "--dry-run", "--json", str(FOLDER / name))
    schema("init").validate(output)
    assert isinstance(output, dict)
    schema("detect").validate(output["detection"])


def test_a_folder_without_a_project_fits_the_schema_too(tmp_path: object) -> None:
    output = printed("detect", "--json", str(tmp_path))
    schema("detect").validate(output)
    assert isinstance(output, dict)
    assert output["chosen"] is None


@pytest.mark.parametrize("name", ["detect", "init", "explain"])
def test_the_schema_itself_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name).schema)
