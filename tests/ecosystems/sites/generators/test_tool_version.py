"""Where the version of a site generator may be written down."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Findings
from dockgen.ecosystems.sites.generators import tool_version
from dockgen.ecosystems.sites.generators.place import Place
from tests.conftest import MakeProject

WORKFLOW = ".github/workflows/pages.yml"


def read(
    project: MakeProject, files: dict[str, str], tool: str = "hugo", folder: str = "."
) -> tuple[str, str, int | None] | None:
    place = Place(project(files), folder, "x", Findings())
    found = tool_version.read(place, tool, f"{tool}-extended")
    if found is None:
        return None
    return found.value, str(found.evidence.file), found.evidence.line


@pytest.mark.parametrize(
    ("path", "text", "version", "line"),
    [
        (".tool-versions", "nodejs 26.1.0\nhugo extended_0.147.0\n", "0.147.0", 2),
        (".tool-versions", "hugo 0.147\n", "0.147", 1),
        ("mise.toml", '[tools]\nhugo-extended = "v0.147.0"\n', "0.147.0", 2),
        (".mise.toml", '[tools]\nhugo = { version = "0.147.1" }\n', "0.147.1", 2),
        ("netlify.toml", '[build.environment]\nHUGO_VERSION = "0.147.2"\n', "0.147.2", 2),
        (WORKFLOW, "env:\n  HUGO_VERSION: 0.147.3\n", "0.147.3", 2),
        (WORKFLOW, "with:\n  hugo-version: '0.147.4'\n", "0.147.4", 2),
        (WORKFLOW, "run: |\n  docker run gohugoio/hugo:v0.147.5 build", "0.147.5", 2),
        (".gitlab-ci.yml", "variables:\n  HUGO_VERSION: '0.147.6'\n", "0.147.6", 2),
    ],
)
def test_where_a_version_is_read(
    project: MakeProject, path: str, text: str, version: str, line: int
) -> None:
    assert read(project, {path: text}) == (version, path, line)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".tool-versions", "hugo latest\nnodejs 26.1.0\n"),
        ("mise.toml", '[tools]\nhugo = "latest"\n'),
        ("netlify.toml", '[build.environment]\nNODE_VERSION = "26.1.0"\n'),
        (WORKFLOW, "env:\n  NODE_VERSION: 26.1.0\n  HUGO_VERSION: latest\n"),
        (".github/dependabot.yml", "hugo-version: 0.1.0\n"),
        ("README.md", "hugo_version: 0.1.0\n"),
    ],
)
def test_where_none_is(project: MakeProject, path: str, text: str) -> None:
    assert read(project, {path: text}) is None


def test_tool_managers_go_before_hosts_and_hosts_before_pipelines(project: MakeProject) -> None:
    files = {
        WORKFLOW: "HUGO_VERSION: 0.4.0",
        "netlify.toml": '[build.environment]\nHUGO_VERSION = "0.3.0"\n'
        '[context.production.environment]\nHUGO_VERSION = "0.2.5"\n',
        "mise.toml": '[tools]\nhugo = "0.2.0"\n',
        ".tool-versions": "hugo 0.1.0\n",
    }
    for version, path in (
        ("0.1.0", ".tool-versions"),
        ("0.2.0", "mise.toml"),
        ("0.2.5", "netlify.toml"),
        ("0.4.0", WORKFLOW),
    ):
        found = read(project, files)
        assert found is not None
        assert found[:2] == (version, path)
        del files[path]
        (project({}).root / path).unlink()


def test_the_sites_own_folder_goes_before_the_projects(project: MakeProject) -> None:
    files = {".tool-versions": "hugo 0.1.0\n", "docs/.tool-versions": "hugo 0.2.0\n"}
    assert read(project, files, folder="docs") == ("0.2.0", "docs/.tool-versions", 1)
    assert read(project, files) == ("0.1.0", ".tool-versions", 1)


def test_a_pipeline_that_cannot_be_read_says_nothing(project: MakeProject) -> None:
    made = project({WORKFLOW: "x"})
    (made.root / WORKFLOW).write_bytes(b"\xff")
    assert tool_version.read(Place(made, ".", "x", Findings()), "hugo") is None


def test_a_tool_file_that_cannot_be_read_is_said(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"mise\.toml:1: is not valid TOML"):
        read(project, {"mise.toml": "["})


@pytest.mark.parametrize(
    ("given", "whole"), [("0.147", "0.147.0"), ("v0.147.3", "0.147.3"), (0.147, "0.147.0")]
)
def test_a_whole_version_has_three_numbers(given: object, whole: str) -> None:
    assert tool_version.full(given) == whole


@pytest.mark.parametrize("given", ["latest", "", "1", "1.2.3.4", None, "1.2.x", "9" * 20 + ".1"])
def test_what_is_no_version(given: object) -> None:
    with pytest.raises(ValueError, match=r"a version such as 1\.2\.3"):
        tool_version.full(given)


def test_versions_are_compared_as_numbers() -> None:
    assert tool_version.at_least("0.100.0", "0.99")
    assert tool_version.at_least("4.4.1", "4.4")
    assert not tool_version.at_least("4.3.9", "4.4")
