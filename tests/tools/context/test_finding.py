"""All risks of a context together."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dockgen.core.project import Project
from dockgen.dockerfile.copied_sources import sources
from dockgen.dockerfile.parser import parse
from dockgen.dockerfile.served_sources import served
from dockgen.tools.context import finding
from dockgen.tools.context.finding import Findings, find
from dockgen.tools.context.risk import Kind
from tests.conftest import MakeProject, as_somebody_else, write_files
from tests.examples import FOLDER, NAMES, files_of
from tests.tools.context.contexts import context_of, taken


def found(project: Project, *instructions: str) -> Findings:
    return find(project, context_of(project), taken(*instructions), "Dockerfile")


def test_the_gravest_comes_first(project: MakeProject) -> None:
    made = project(
        {
            ".dockerignore": "/*\n!/node_modules\n!.env\n!.git\n!docs/a\ndocs\n",
            "node_modules/a": "x",
            ".env": "A=1",
            ".git/HEAD": "x",
            "docs/a": "x",
            "ignored": "x",
        }
    )
    risks = found(made, "COPY ignored missing /").risks
    assert [risk.kind for risk in risks] == [
        Kind.SECRET,
        Kind.IGNORED_COPY,
        Kind.MISSING_COPY,
        Kind.EMPTIED,
        Kind.VERSION_CONTROL,
        Kind.DEPENDENCIES,
    ]


def test_a_file_that_arrives_empty_is_named_with_the_line_to_move(project: MakeProject) -> None:
    (risk,) = found(project({".dockerignore": "*\n!docs/a\ndocs", "docs/a": "x"})).risks
    assert (risk.path, risk.file, risk.line) == ("docs/a", ".dockerignore", 3)
    assert risk.hint == "move line 3 of .dockerignore above the `!`"


def test_what_cannot_be_read_is_told_with_its_effect(project: MakeProject) -> None:
    made = project({"a/b": "", "[c]": "x"})
    for path in ("a", "[c]"):
        (made.root / path).chmod(0)
    try:
        with as_somebody_else(made.root):
            risks = found(made).risks
    finally:
        (made.root / "a").chmod(0o755)
    told = {risk.path: (risk.what, risk.hint) for risk in risks}
    assert told == {
        "a/": (
            "cannot be read (permission denied): the build fails",
            "add `a` to .dockerignore, or change its mode",
        ),
        "[c]": (
            "cannot be read (permission denied): it arrives empty",
            r"add `\[c\]` to .dockerignore, or change its mode",
        ),
    }


def test_an_ignore_file_that_the_builder_does_not_see_is_told_once(project: MakeProject) -> None:
    made = project({".dockerignore": "a", "b": ""})
    (made.root / ".dockerignore").chmod(0)
    with as_somebody_else(made.root):
        (risk,) = found(made).risks
    assert (risk.kind, risk.what) == (
        Kind.IGNORE_FILE,
        "the builder does not read it: it cannot be read: permission denied",
    )


def test_no_more_than_so_many_files_are_read(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_READ", 2)
    made = project({"a.yml": "", "b.yml": "", "c.yml": "", ".env": "A=1"})
    findings = found(made)
    assert (findings.read, findings.unread, len(findings.risks)) == (2, 2, 1)


@pytest.mark.parametrize("name", NAMES)
def test_what_dockgen_writes_for_an_example_holds_no_risk(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(FOLDER / name, folder)
    made = {path: file.text for path, file in files_of(name, "multi").items()}
    write_files(folder, {**made, ".git/HEAD": "x", ".env": "A=1"})
    project = Project(folder)
    taken = sources(parse(made["Dockerfile"]))
    assert find(project, context_of(project), taken, "Dockerfile").risks == ()
    assert len(taken) > 0


SERVING = {
    "copied there": "FROM nginx\nCOPY . /usr/share/nginx/html/\n",
    "from another stage": (
        "FROM debian AS pages\nWORKDIR /pages\nCOPY . .\n"
        "FROM nginx\nCOPY --from=pages /pages/ /usr/share/nginx/html/\n"
    ),
    "Apache": 'FROM httpd\nWORKDIR /usr/local/apache2\nCOPY [".", "./htdocs/"]\n',
    "Caddy": "FROM caddy\nENV TO=/usr/share/caddy\nADD . $TO\n",
}


@pytest.mark.parametrize("text", SERVING.values(), ids=SERVING)
def test_sources_among_the_pages_are_a_risk(text: str, project: MakeProject) -> None:
    made = project({"index.html": "<p>", "b.sh": "x", "c/d.sh": "x", "app.py": "x", "a.css": "x"})
    parsed = parse(text)
    risks = find(made, context_of(made), sources(parsed), "Dockerfile", served(parsed)).risks
    found = {risk.path: risk.hint for risk in risks if risk.kind is Kind.PUBLISHED}
    assert found == {
        "app.py": "add `**/*.py` to .dockerignore",
        "b.sh": "add `**/*.sh` to .dockerignore",
    }


@pytest.mark.parametrize(
    "text",
    [
        "FROM node AS b\nWORKDIR /app\nCOPY . .\nFROM nginx\nCOPY --from=b /app/dist/ /var/www/\n",
        "FROM python\nWORKDIR /app\nCOPY . .\n",
        "FROM nginx AS old\nCOPY . /usr/share/nginx/html/\nFROM scratch\nCOPY app.py /\n",
    ],
)
def test_sources_that_nobody_serves_are_none(text: str) -> None:
    assert served(parse(text)) == ()
