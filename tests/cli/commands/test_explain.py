"""`dockgen explain`: the Dockerfile with the reasons beside its lines."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import MakeProject, RunCommand, write_files


@pytest.fixture
def site(project: MakeProject, dockgen: RunCommand) -> Path:
    folder = project({"public/index.html": "", "public/404.html": ""}).root
    dockgen("init", folder)
    return folder


def test_each_instruction_is_followed_by_its_reasons(site: Path, dockgen: RunCommand) -> None:
    done = dockgen("explain", site / "Dockerfile")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    copy = next(number for number, line in enumerate(lines) if "COPY public/" in line)
    assert [line.split("^ ")[1] for line in lines[copy + 1 : copy + 3]] == [
        "only the folder that contains index.html",
        "output_dir public  public/index.html",
    ]


def test_every_line_of_the_file_is_there_with_its_number(site: Path, dockgen: RunCommand) -> None:
    shown = dockgen("explain", site / "Dockerfile").out.splitlines()
    numbered = [line for line in shown if "    ^ " not in line]
    text = (site / "Dockerfile").read_text().splitlines()
    width = len(str(len(text)))
    assert numbered == [
        f"{number:>{width}}  {line}".rstrip() for number, line in enumerate(text, start=1)
    ]


def test_the_file_is_dockerfile_by_default(
    site: Path, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    assert "FROM nginxinc/" in dockgen("explain").out


def test_a_folder_stands_for_its_dockerfile(site: Path, dockgen: RunCommand) -> None:
    assert dockgen("explain", site).out == dockgen("explain", site / "Dockerfile").out


def test_a_line_of_the_users_is_named_as_theirs(site: Path, dockgen: RunCommand) -> None:
    with (site / "Dockerfile").open("a") as file:
        file.write("LABEL team=web\n")
    last = dockgen("explain", site / "Dockerfile").out.splitlines()[-1]
    assert last.endswith("^ yours: dockgen did not write it")


def test_a_line_that_the_project_has_left_behind_is_named_so(
    site: Path, dockgen: RunCommand
) -> None:
    (site / "public").rename(site / "dist")
    out = dockgen("explain", site / "Dockerfile").out
    assert "^ from an earlier run: the project has changed since" in out


def test_the_header_of_an_older_version_is_no_difference(site: Path, dockgen: RunCommand) -> None:
    for name in ("Dockerfile", ".dockgen.lock"):
        text = (site / name).read_text()
        place = '"version": "' if name.startswith(".") else "dockgen "
        write_files(site, {name: text.replace(place, f"{place}0.0.", 1)})
    assert "yours:" not in dockgen("explain", site / "Dockerfile").out


def test_json_fits_its_schema(site: Path, dockgen: RunCommand) -> None:
    data = json.loads(dockgen("explain", "--json", site / "Dockerfile").out)
    schema = json.loads(
        files("dockgen").joinpath("managed_files/schemas/explain.json").read_text("utf-8")
    )
    Draft202012Validator(schema).validate(data)
    expose = next(one for one in data["instructions"] if one["instruction"] == "EXPOSE")
    assert expose["facts"]["port"]["value"] == 8080


def test_a_dockerfile_in_a_folder_belongs_to_the_project_above(
    site: Path, dockgen: RunCommand
) -> None:
    assert dockgen("init", "-f", "docker/web.Dockerfile", "--stages", "multi", site).code == 0
    out = dockgen("explain", site / "docker/web.Dockerfile").out
    assert "output_dir public  public/index.html" in out
    assert "yours:" not in out


def test_a_file_that_is_not_there_is_said(project: MakeProject, dockgen: RunCommand) -> None:
    folder = project({"index.html": ""}).root
    done = dockgen("explain", folder / "Dockerfile")
    assert done.code == 2
    assert done.err == f"dockgen: {folder}/Dockerfile: no such file (`dockgen init` writes it)\n"


def test_a_file_that_is_no_dockerfile_is_said_with_its_line(
    site: Path, dockgen: RunCommand
) -> None:
    write_files(site, {"Dockerfile": "FROM x\n\nINSTALL y\n"})
    done = dockgen("explain", site / "Dockerfile")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"dockgen: {site}/Dockerfile:3: unknown instruction INSTALL\n"
