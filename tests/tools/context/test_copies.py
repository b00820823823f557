"""What a Dockerfile takes from the context and does not get."""

from __future__ import annotations

import pytest

from dockgen.core.project import Project
from dockgen.tools.context.copies import copies
from dockgen.tools.context.risk import Kind, Risk
from tests.conftest import MakeProject
from tests.tools.context.contexts import context_of, taken


def found(project: Project, *instructions: str) -> list[Risk]:
    return list(copies(project, context_of(project), taken(*instructions), "Dockerfile"))


def test_an_ignored_file_that_is_copied_is_named_with_both_places(project: MakeProject) -> None:
    made = project({".dockerignore": "a\n*.lock", "app.lock": ""})
    assert found(made, "COPY app.lock .") == [
        Risk(
            Kind.IGNORED_COPY,
            "app.lock",
            "COPY in Dockerfile:2 needs it, but `*.lock` excludes it",
            ".dockerignore",
            2,
            "add `!app.lock` below line 2 of .dockerignore",
        )
    ]


def test_a_file_that_is_not_there_is_named(project: MakeProject) -> None:
    (risk,) = found(project({}), "RUN --mount=source=app.jar,target=/a true")
    assert (risk.kind, risk.path, risk.file, risk.line) == (
        Kind.MISSING_COPY,
        "app.jar",
        "Dockerfile",
        2,
    )
    assert risk.what == "RUN in Dockerfile:2 needs it, but it does not exist"


@pytest.mark.parametrize("source", ["a", "b/c", "b", ".", "*.txt", "b/*", "nothing*"])
def test_what_is_sent_is_no_risk(project: MakeProject, source: str) -> None:
    assert found(project({"a": "", "b/c": "", "x.txt": ""}), f"COPY {source} /") == []


def test_a_source_that_two_instructions_take_is_told_for_each(project: MakeProject) -> None:
    assert [risk.line for risk in found(project({}), "COPY a /", "COPY a a /b/")] == [2, 3]


def test_a_wildcard_that_leaves_some_out_is_meant(project: MakeProject) -> None:
    made = project({".dockerignore": "b.txt", "a.txt": "", "b.txt": ""})
    assert found(made, "COPY *.txt /") == []


def test_a_wildcard_that_leaves_all_out_is_not(project: MakeProject) -> None:
    made = project({".dockerignore": "conf", "conf/a.txt": "", "conf/b.txt": ""})
    risks = found(made, "COPY conf/*.txt /")
    assert [(risk.kind, risk.path) for risk in risks] == [
        (Kind.IGNORED_COPY, "conf/a.txt"),
        (Kind.IGNORED_COPY, "conf/b.txt"),
    ]


def test_a_lockfile_that_a_wildcard_means_is_not_left_out(project: MakeProject) -> None:
    made = project(
        {".dockerignore": "package-lock.json", "package.json": "", "package-lock.json": ""}
    )
    assert [risk.path for risk in found(made, "COPY package*.json /")] == ["package-lock.json"]


def test_a_wildcard_in_a_folder_finds_what_lies_below_it(project: MakeProject) -> None:
    made = project({".dockerignore": "apps", "apps/a/package.json": "", "apps/b/x": "", "y": ""})
    assert [risk.path for risk in found(made, "COPY apps/*/package.json /", "COPY y/* /")] == [
        "apps/a/package.json"
    ]


def test_what_lies_behind_a_link_to_a_folder_is_found_by_the_builder(project: MakeProject) -> None:
    made = project({"real/a": ""})
    (made.root / "link").symlink_to("real")
    assert found(made, "COPY link/a /") == []
    assert [risk.kind for risk in found(made, "COPY link/b /")] == [Kind.MISSING_COPY]


def test_what_lies_in_a_folder_that_cannot_be_read_is_said_so(project: MakeProject) -> None:
    made = project({"a/b": ""})
    context = context_of(made)
    del context.files["a/b"]  # as where the folder cannot be listed
    (risk,) = copies(made, context, taken("COPY a/b /"), "Dockerfile")
    assert (risk.kind, risk.what) == (
        Kind.UNREADABLE,
        "COPY in Dockerfile:2 needs it, but it cannot be read",
    )
