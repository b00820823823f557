"""`dockgen check`: what the Dockerfile does not say is found, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dockgen.managed_files.check import check
from dockgen.managed_files.check import today as _real_today
from dockgen.rendering.render import templates_folder
from tests.command_line import NODE, PAGES, Dockgen, files_in, release
from tests.conftest import MakeProject, write_files
from tests.managed_files.test_update import CHANGES, SITE, change, edit, started

SCHEMA = Draft202012Validator(
    json.loads(files("dockgen").joinpath("managed_files/schemas/check.json").read_text("utf-8"))
)


@pytest.fixture
def better_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of a newer dockgen, to be changed by a test."""
    folder = tmp_path / "newer-templates"
    shutil.copytree(templates_folder(), folder)
    monkeypatch.setattr("dockgen.rendering.environment.templates_folder", lambda: folder)
    return folder


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests are right on any day."""
    monkeypatch.setattr("dockgen.managed_files.check.today", lambda: date(2026, 11, 24))


def line_with(root: Path, start: str) -> int:
    """The line of the Dockerfile that begins so, counted from 1."""
    lines = (root / "Dockerfile").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def lines_of(root: Path, out: str) -> list[str]:
    """What a check prints, with paths from the project on."""
    return out.replace(f"{root}/", "").replace(f" {root}", "").splitlines()


def test_a_fresh_file_says_what_the_project_says(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    done = dockgen("check", root)
    assert (done.code, lines_of(root, done.out)) == (0, ["Dockerfile: up to date with the project"])


def test_a_stale_file_names_each_fact_with_both_values_and_its_place(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen)
    change(root, {".nvmrc": "# ours\n24\n", "server.js": "\nx.listen(process.env.PORT || 4000)\n"})
    before = files_in(root)
    done = dockgen("check", root)
    assert (done.code, lines_of(root, done.out)) == (
        1,
        [
            "Dockerfile:5: error: language_version 22 -> 24, .nvmrc:2",
            f"Dockerfile:{line_with(root, 'EXPOSE')}: error: port 3000 -> 4000, server.js:2",
            "  -> dockgen update",
        ],
    )
    assert files_in(root) == before


def test_the_advice_does_what_it_says(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    assert dockgen("init", "-f", "api.Dockerfile", root).code == 0
    change(root, {".nvmrc": "24\n"})
    findings = check(str(root)).findings
    assert {one.advice for one in findings} == {
        f"dockgen update -f Dockerfile {root}",
        f"dockgen update -f api.Dockerfile {root}",
    }
    for one in findings:
        assert dockgen(*one.advice.split()[1:]).code == 0
    assert dockgen("check", root).code == 0


EDITS: dict[str, Callable[[str], str]] = {
    "lines added": lambda text: text.replace("WORKDIR /app", "WORKDIR /app\nENV TZ=UTC"),
    "lines changed": lambda text: text.replace("node:22-slim", "node:22.3-bookworm@sha256:12"),
    "lines gone": lambda text: "\n".join(text.split("\n")[2:]),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "indentation": lambda text: text.replace("    ", "\t"),
    "everything": lambda _: "FROM node:24-slim\nCMD true\n",
    "nothing left": lambda _: "FROM scratch\n",
}


@pytest.mark.parametrize("what", EDITS)
def test_edits_of_the_users_are_no_findings(what: str, tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    place = root / "Dockerfile"
    place.write_bytes(EDITS[what](place.read_text()).encode())
    assert dockgen("check", root).code == 0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_edit_of_the_users_is_ever_a_finding(
    data: st.DataObject, tmp_path: Path, dockgen: Dockgen
) -> None:
    root = tmp_path
    if not (root / "Dockerfile").exists():
        started(root, dockgen)
        shutil.copy(root / "Dockerfile", root / "original")
    lines = (root / "original").read_text().splitlines()
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines), unique=True))
    (root / "Dockerfile").write_text("\n".join(["FROM scratch", *(f"# {one}" for one in kept)]))
    assert [one for one in check(str(root)).findings if one.kind == "stale"] == []


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("what", CHANGES)
def test_a_check_fails_exactly_where_an_update_would_bring_something_in(
    what: str, edited: bool, tmp_path: Path, dockgen: Dockgen
) -> None:
    before, after = CHANGES[what]
    root = started(tmp_path, dockgen, before)
    if edited:
        edit(root, "AS runtime\n", "AS runtime\nENV TZ=UTC\n")
    change(root, after)
    would = dockgen("update", "--dry-run", root).out
    assert (dockgen("check", root).code == 1) is (would != "")
    if dockgen("update", root).code == 0:
        assert dockgen("check", root).code == 0


def test_facts_that_no_file_says_are_no_findings(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen, SITE)
    change(root, {"package.json": SITE["package.json"].replace("^7.0.0", "^8.0.0")})
    assert dockgen("check", root).code == 0


def test_a_change_that_shows_on_no_line_of_its_own_is_named_all_the_same(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen, SITE)
    (root / ".dockgen.yml").write_text("schema: 1\nset:\n  spa_fallback: true\n")
    done = dockgen("check", root)
    assert done.code == 1
    first = lines_of(root, done.out)[0]
    assert first.startswith("nginx.conf:")
    assert first.endswith("error: fallback_page none -> index.html, .dockgen.yml:3")


def test_a_value_that_is_read_now_may_change_a_file_by_that(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen, {**NODE, "server.js": "require('express')\n"})
    assert "ENV PORT=3000" in (root / "Dockerfile").read_text()
    change(root, {"server.js": NODE["server.js"]})
    done = dockgen("check", root)
    assert done.code == 1
    assert "error: port 3000 (assumed) -> 3000, server.js:1" in done.out
    assert dockgen("update", root).code == 0
    assert "ENV PORT" not in (root / "Dockerfile").read_text()
    assert dockgen("check", root).code == 0


def test_another_shape_is_named(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    change(root, {"package.json": SITE["package.json"], "server.js": None})
    done = dockgen("check", root)
    assert done.code == 1
    assert "error: shape server -> static-site, found package.json" in done.out
    assert "error: nginx.conf is needed now but does not exist" in done.out


def test_a_decision_that_is_not_in_the_file_yet_is_stale(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    with (root / ".dockgen.yml").open("a") as config:
        config.write("base: alpine\n")
    line = len((root / ".dockgen.yml").read_text().splitlines())
    done = dockgen("check", root)
    assert done.code == 1
    assert f"Dockerfile:5: error: base debian -> alpine, .dockgen.yml:{line}" in lines_of(
        root, done.out
    )


def test_a_fact_that_is_gone_is_named_with_the_place_where_it_was(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen, PAGES)
    change(root, {"public/404.html": None})
    done = dockgen("check", root)
    assert done.code == 1
    assert "error: not_found_page /404.html -> none, no longer in public/404.html" in done.out


def test_a_conflict_that_still_stands_fails(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    change(root, {".nvmrc": "24\n"})
    dockgen("update", root)
    done = dockgen("check", root)
    assert done.code == 1
    assert lines_of(root, done.out)[0] == (
        "Dockerfile:5: error: a conflict from an earlier merge is still unresolved here"
    )


def test_a_conflict_settled_in_the_users_way_is_fine(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    mine = (root / "Dockerfile").read_text()
    change(root, {".nvmrc": "24\n"})
    dockgen("update", root)
    (root / "Dockerfile").write_text(mine)
    assert dockgen("check", root).code == 0


def test_a_deleted_dockerfile_is_nothing_to_check(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    (root / "Dockerfile").unlink()
    done = dockgen("check", root)
    assert (done.code, lines_of(root, done.out)) == (
        0,
        ["Dockerfile: you deleted it, so there is nothing to check"],
    )


def test_a_better_template_is_a_hint(
    tmp_path: Path, dockgen: Dockgen, better_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path / "demo", dockgen)
    run = better_templates / "javascript/node/_run.jinja"
    run.write_text(run.read_text().replace("USER 1000:1000", "USER 1001:1001"))
    release(monkeypatch, "0.2.0")
    done = dockgen("check", root)
    assert (done.code, lines_of(root, done.out)) == (
        0,
        [
            (
                f"Dockerfile:{line_with(root, 'USER')}: note: dockgen 0.2.0 would write this "
                "file differently from 0.1.0"
            ),
            "  -> dockgen update",
            "Dockerfile: up to date with the project",
        ],
    )
    # A change of the project is a finding beside it, and the hint alone remains once it is there.
    change(root, {".nvmrc": "24\n"})
    assert dockgen("check", root).code == 1
    edit(root, "node:22-slim", "node:24-slim")
    assert dockgen("check", root).code == 0


def test_a_newer_default_of_dockgens_is_a_hint(
    tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path, dockgen, {**NODE, ".nvmrc": ""})
    edit(root, '"value": "26"', '"value": "24"', ".dockgen.lock")
    edit(root, "FROM node:26-slim", "FROM node:24-slim", ".dockgen.lock")
    edit(root, "FROM node:26-slim", "FROM node:24-slim")
    assert dockgen("check", root).code == 1
    release(monkeypatch, "0.2.0")
    done = dockgen("check", root)
    assert done.code == 0
    assert "Dockerfile:5: note: dockgen 0.2.0 would write this file differently" in done.out


def test_a_record_that_says_too_little_for_this_dockgen_is_no_error(
    tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path, dockgen)
    record = json.loads((root / ".dockgen.lock").read_text())
    facts = record["dockerfiles"]["Dockerfile"]["facts"]
    del facts["package_manager"], facts["port"]
    facts["runtime"] = {"value": {"of": "another form"}}
    facts["name"] = "of another form"
    (root / ".dockgen.lock").write_text(json.dumps(record))
    assert dockgen("check", root).code == 0
    release(monkeypatch, "0.2.0")
    assert dockgen("check", root).code == 0
    change(root, {".nvmrc": "24\n"})
    done = dockgen("check", root)
    assert done.code == 1
    assert "language_version 22 -> 24, .nvmrc:1" in done.out
    assert dockgen("update", root).code == 0
    assert dockgen("check", root).code == 0


def test_support_is_looked_at_for_today_or_for_any_day(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    assert check(str(root)).on == date(2026, 11, 24)
    assert dockgen("check", "--on", "2027-04-30", root).code == 0
    done = dockgen("check", "--on", "2027-05-01", root)
    assert done.code == 0
    assert lines_of(root, done.out)[0] == (
        "Dockerfile:5: warning: Node.js 22 is out of support since 2027-04-30"
    )
    assert dockgen("check", "--on", "2027-05-01", "--strict", root).code == 1


def test_today_is_today() -> None:
    assert abs(date.today() - _real_today()) <= timedelta(days=1)


def test_what_is_gone_fails_whoever_wrote_it(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen, {**NODE, ".nvmrc": "26\n"})
    edit(root, "COPY . .\n", "COPY . .\nRUN corepack enable\n")
    done = dockgen("check", root)
    assert done.code == 1
    assert lines_of(root, done.out) == [
        (
            f"Dockerfile:{line_with(root, 'RUN corepack')}: error: Node.js 25 and later come "
            "without corepack"
        ),
        "  -> install the package manager by its version: npm install --global pnpm@10",
    ]


def test_a_dockerfile_that_cannot_be_parsed_is_named(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "WORKDIR", "WROKDIR")
    done = dockgen("check", root)
    assert done.code == 2
    assert "Dockerfile:6: unknown instruction WROKDIR" in done.err


def test_github_gets_annotations(
    tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path / "a,b", dockgen)
    change(root, {".nvmrc": "24\n"})
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    done = dockgen("check", "--format", "github", "--on", "2027-05-01", root)
    assert done.code == 1
    stale, ended = done.out.splitlines()
    assert stale == (
        "::error file=a%2Cb/Dockerfile,line=5,title=dockgen stale::"
        f"language_version 22 -> 24, .nvmrc:1 -> dockgen update {root}"
    )
    assert ended == (
        "::warning file=a%2Cb/Dockerfile,line=5,title=dockgen end-of-life::"
        "Node.js 22 is out of support since 2027-04-30 -> supported are 26, 24 "
        "(https://github.com/nodejs/Release/blob/main/schedule.json)"
    )
    monkeypatch.chdir(root)
    done = dockgen("check", "--format", "github")
    assert done.out.startswith("::error file=Dockerfile,line=5,")


def test_json_fits_its_schema(
    tmp_path: Path, dockgen: Dockgen, better_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    root = started(tmp_path / "demo", dockgen, PAGES)
    assert dockgen("init", "-f", "b.Dockerfile", root).code == 0
    assert dockgen("init", "-f", "c.Dockerfile", root).code == 0
    (root / "c.Dockerfile").unlink()
    edit(root, "EXPOSE", "RUN corepack enable\nEXPOSE")
    edit(root, "FROM nginxinc/nginx-unprivileged:1.30", "FROM node:25")
    edit(root, "USER", "<<<<<<< yours\nUSER", "b.Dockerfile")
    change(root, {"public/404.html": None})
    head = better_templates / "_shared/nginx-head.jinja"
    head.write_text(head.read_text().replace("sendfile on", "sendfile off"))
    release(monkeypatch, "0.2.0")
    done = dockgen("check", "--format", "json", root)
    data = json.loads(done.out)
    SCHEMA.validate(data)
    assert done.code == 1
    assert data["fails"] is True
    assert data["deleted"] == ["c.Dockerfile"]
    assert {one["kind"] for one in data["findings"]} == {
        *("stale", "conflict", "gone", "end-of-life", "newer-template"),
    }
    stale = next(one for one in data["findings"] if one["kind"] == "stale")
    assert (stale["fact"], stale["before"], stale["now"]) == ("not_found_page", "/404.html", None)


def test_json_of_a_fresh_project_fits_its_schema_too(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    data = json.loads(dockgen("check", "--format", "json", root).out)
    SCHEMA.validate(data)
    assert (data["fails"], data["findings"]) == (False, [])


def test_a_project_that_cannot_be_detected_any_more_is_an_error(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen)
    (root / "package.json").unlink()
    done = dockgen("check", root)
    assert done.code == 4
    assert "node does not fit: no package.json" in done.err
    write_files(root, {"package.json": "{"})
    done = dockgen("check", root)
    assert done.code == 2
    assert "package.json:1: is not valid JSON" in done.err


def test_sarif_names_the_rule_and_the_line(project: MakeProject, dockgen: Dockgen) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    (root / ".nvmrc").write_text("24\n")
    done = dockgen("check", "--format", "sarif", root)
    assert done.code == 1
    run = json.loads(done.out)["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]][:2] == ["DG001", "DG002"]
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("DG001", "error")
    region = result["locations"][0]["physicalLocation"]["region"]
    line = (root / "Dockerfile").read_text().splitlines()[region["startLine"] - 1]
    assert line.startswith("FROM node:22")


def test_markdown_is_a_table_with_the_code(project: MakeProject, dockgen: Dockgen) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    clean = dockgen("check", "--format", "markdown", root)
    assert (clean.code, clean.out.endswith("/Dockerfile`: up to date with the project\n")) == (
        0,
        True,
    )
    (root / ".nvmrc").write_text("24\n")
    done = dockgen("check", "--format", "markdown", root)
    assert done.code == 1
    assert "| error DG001 | `" in done.out
    assert done.out.startswith("| | where | what | what to do |\n|---|---|---|---|\n")
