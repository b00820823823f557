"""`dockgen context`: what a build would send, as text and as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from dockgen.tools.context import report
from tests.conftest import MakeProject, RunCommand, as_somebody_else
from tests.file_snapshots import as_file
from tests.managed_files.test_schemas import schema

SHOP = {
    "Dockerfile": "FROM node:24-slim AS build\nCOPY package*.json ./\nCOPY src src\n"
    "FROM node:24-slim\nCOPY --from=build /src /src\nCOPY docs/guide.md VERSION ./\n",
    ".dockerignore": "# not for the image\n*.md\ndocs\n\nnode_modules\n",
    ".env": "TOKEN=x\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    "README.md": "# Shop\n",
    "docs/guide.md": "x" * 2000,
    "node_modules/a/index.js": "x" * 30_000,
    "package.json": "{}\n",
    "src/server.js": "x" * 1234,
}


@pytest.fixture
def shop(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with something of everything, as the current one."""
    root = project(SHOP).root
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("shop")
def test_the_report_says_what_is_sent_what_is_not_and_what_is_wrong(
    dockgen: RunCommand, snapshot: SnapshotAssertion
) -> None:
    done = dockgen("context")
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot(extension_class=as_file("txt"))


@pytest.mark.usefixtures("shop")
def test_strict_fails_where_there_is_a_risk(dockgen: RunCommand) -> None:
    assert dockgen("context", "--strict").code == 1


def test_strict_passes_where_there_is_none(project: MakeProject, dockgen: RunCommand) -> None:
    done = dockgen("context", "--strict", project({"a": ""}).root)
    assert (done.code, done.err) == (0, "")
    assert "No risk found" in done.out


@pytest.mark.usefixtures("shop")
def test_the_list_is_one_path_a_line(dockgen: RunCommand) -> None:
    assert dockgen("context", "--list").out.split() == [
        *(".dockerignore", ".env", ".git/", ".git/HEAD", "Dockerfile", "package.json"),
        *("src/", "src/server.js"),
    ]


@pytest.mark.usefixtures("shop")
def test_what_is_left_out_is_measured_when_asked(dockgen: RunCommand) -> None:
    assert "30 kB" not in dockgen("context").out
    assert "node_modules  1 folder, 1 file, 30 kB" in dockgen("context", "--ignored").out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("options", [[], ["--list"], ["--ignored"], ["-f", "Dockerfile"]])
def test_json_prints_what_its_schema_says(dockgen: RunCommand, options: list[str]) -> None:
    printed = json.loads(dockgen("context", "--json", *options).out)
    schema("context").validate(printed)
    assert printed["asked_for"] == {"files": 2, "bytes": 1237}
    assert [one["pattern"] for one in printed["kept_out"]] == ["*.md", "docs", "node_modules"]
    assert {one["kind"] for one in printed["risks"]} == {
        *("secret", "ignored-copy", "missing-copy", "version-control"),
    }
    assert ("list" in printed) == ("--list" in options)
    assert (printed["kept_out"][2]["bytes"] == 30_000) == ("--ignored" in options)


def test_json_of_an_empty_folder_fits_the_schema_too(dockgen: RunCommand, tmp_path: Path) -> None:
    printed = json.loads(dockgen("context", "--json", "--list", tmp_path).out)
    schema("context").validate(printed)
    assert (printed["files"], printed["dockerfile"], printed["asked_for"]) == (0, None, None)
    schema("context").check_schema(schema("context").schema)


def test_names_that_are_not_utf_8_are_spelt_out(project: MakeProject, dockgen: RunCommand) -> None:
    root = project({}).root
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9\n")).write_text("x")
    assert dockgen("context", "--list", root).out == "caf\\xe9\\n\n"
    printed = json.loads(dockgen("context", "--json", root).out)
    schema("context").validate(printed)
    assert printed["largest_files"] == [{"path": "caf\\xe9\n", "bytes": 1}]


def test_another_dockerfile_has_an_ignore_file_of_its_own(shop: Path, dockgen: RunCommand) -> None:
    (shop / "api.Dockerfile").write_text("FROM scratch\nCOPY README.md /\n")
    (shop / "api.Dockerfile.dockerignore").write_text("*\n!README.md\n")
    out = dockgen("context", "-f", "api.Dockerfile").out
    assert "without files that api.Dockerfile.dockerignore excludes" in out
    assert "api.Dockerfile takes 1 file, 7 B" in out
    assert "No risk found" in out


def test_a_dockerfile_that_is_named_has_to_be_there(shop: Path, dockgen: RunCommand) -> None:
    done = dockgen("context", "-f", "api.Dockerfile", shop)
    assert (done.code, done.out) == (2, "")
    assert done.err == "dockgen: api.Dockerfile: no such file (-f names it relative to PATH)\n"
    assert dockgen("context", "-f", "../Dockerfile", shop).code == 2


def test_without_a_dockerfile_the_whole_context_is_told(
    project: MakeProject, dockgen: RunCommand
) -> None:
    out = dockgen("context", project({"a": "1"}).root).out
    assert "1 file, 1 B\n" in out
    assert "takes" not in out


def test_a_folder_that_is_not_there_is_said(dockgen: RunCommand, tmp_path: Path) -> None:
    done = dockgen("context", tmp_path / "gone")
    assert (done.code, done.err) == (2, f"dockgen: {tmp_path}/gone: no such folder\n")


def test_a_folder_that_may_not_be_read_is_said(
    project: MakeProject, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({"a": ""}).root
    monkeypatch.chdir(root)
    with as_somebody_else(root):
        os.seteuid(0)
        root.chmod(0)
        os.seteuid(65534)
        done = dockgen("context")
    root.chmod(0o755)
    assert (done.code, done.err) == (2, "dockgen: .: cannot be listed: permission denied\n")


@pytest.mark.parametrize(
    ("pattern", "why"),
    [("[", "a bracket or an escape is not complete"), ("*[z-a]", "z-a is not a range")],
)
def test_a_broken_pattern_is_said_with_its_line(
    shop: Path, dockgen: RunCommand, pattern: str, why: str
) -> None:
    (shop / ".dockerignore").write_text(f"a\n{pattern}\n")
    done = dockgen("context")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"dockgen: .dockerignore:2: the pattern '{pattern}' cannot be used: {why}\n"


def test_a_broken_dockerfile_is_said_with_its_line(shop: Path, dockgen: RunCommand) -> None:
    (shop / "Dockerfile").write_text("FROM scratch\nCOYP . .\n")
    done = dockgen("context")
    assert (done.code, done.err) == (2, "dockgen: Dockerfile:2: unknown instruction COYP\n")


def test_long_tables_are_cut_and_say_so(
    project: MakeProject, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "ROWS", 2)
    files = {f"{name}/.env": "A=1" for name in "abcd"}
    patterns = {f"{number}.log": "" for number in range(5)}
    root = project({**files, **patterns, ".dockerignore": "\n".join(patterns)}).root
    out = dockgen("context", root).out
    assert out.count("and 3 more; see --json for all") == 1  # patterns
    assert out.count("and 2 more; see --json for all") == 1  # risks


def test_files_that_are_not_searched_for_secrets_are_counted(
    project: MakeProject, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockgen.tools.context.finding.MOST_READ", 1)
    root = project({"a.yml": "", "b.yml": "", "c.yml": ""}).root
    out = dockgen("context", root).out
    assert (
        "note: searched only 1 file, the most likely to contain secrets; 2 more not searched" in out
    )


def test_an_ignore_file_that_the_builder_does_not_see_keeps_nothing_out(
    project: MakeProject, dockgen: RunCommand
) -> None:
    root = project({"a": ""}).root
    assert dockgen("context", root).out.startswith(f"Context {root}; no ignore file\n")
    (root / ".dockerignore").mkdir()
    done = dockgen("context", root)
    assert done.out.startswith(f"Context {root}; .dockerignore is not read\n")
    assert "the builder does not read it: it is a folder" in done.out


def test_help_has_an_example(dockgen: RunCommand) -> None:
    assert "dockgen context --strict my-project" in dockgen("context", "--help").out
