"""What a builder gets to see of a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import parse
from dockgen.tools.context.scanning import ignore_file_of, scan
from tests.conftest import MakeProject, as_somebody_else
from tests.ignore_cases import cases
from tests.tools.context.contexts import context_of, taken


def test_without_an_ignore_file_everything_is_sent(project: MakeProject) -> None:
    context = context_of(project({"a": "12345", "b/c": "1", ".git/HEAD": "x", "Dockerfile": "x"}))
    assert context.files == {"a": 5, "b/c": 1, ".git/HEAD": 1, "Dockerfile": 1}
    assert context.folders == {"b", ".git"}
    assert context.bytes == 8
    assert context.ignore_file.path is None
    assert "a" in context
    assert "b" in context
    assert "c" not in context


def test_each_pattern_knows_what_it_keeps_out(project: MakeProject) -> None:
    made = project(
        {
            ".dockerignore": "*.log\nnode_modules\n!keep.log\n.dockerignore",
            "a.log": "1",
            "keep.log": "22",
            "src/b.log": "333",
            "node_modules/x/index.js": "4444",
            "node_modules/y.js": "55",
        }
    )
    context = context_of(made)
    assert context.files == {"keep.log": 2, "src/b.log": 3}
    found = {
        pattern.written: (kept.files, kept.folders, kept.bytes, kept.examples)
        for pattern, kept in context.kept_out.items()
    }
    assert found == {
        "*.log": (1, 0, 0, ["a.log"]),
        "node_modules": (0, 1, 0, ["node_modules/"]),
        ".dockerignore": (1, 0, 0, [".dockerignore"]),
    }
    measured = context_of(made, measure=True)
    sizes = {
        pattern.written: (kept.files, kept.bytes) for pattern, kept in measured.kept_out.items()
    }
    assert sizes == {"*.log": (1, 1), "node_modules": (2, 6), ".dockerignore": (1, 42)}


def test_few_examples_are_kept(project: MakeProject) -> None:
    files = {f"{number}.log": "" for number in range(20)}
    context = context_of(project({**files, ".dockerignore": "*.log"}))
    (kept,) = context.kept_out.values()
    assert (kept.files, len(kept.examples)) == (20, 5)


def test_the_ignore_file_of_the_dockerfile_goes_first(project: MakeProject) -> None:
    made = project(
        {
            ".dockerignore": "a",
            "Dockerfile.dockerignore": "b",
            "deploy/api.Dockerfile.dockerignore": "",
            "a": "",
            "b": "",
        }
    )
    assert ignore_file_of(made, "Dockerfile").path == "Dockerfile.dockerignore"
    assert ignore_file_of(made, "other").path == ".dockerignore"
    empty = ignore_file_of(made, "deploy/api.Dockerfile")
    assert (empty.path, empty.patterns) == ("deploy/api.Dockerfile.dockerignore", ())


def test_an_ignore_file_that_the_builder_cannot_see_keeps_nothing_out(
    project: MakeProject, tmp_path: Path
) -> None:
    made = project({"a": ""})
    (tmp_path / "outside").write_text("a")
    (made.root / ".dockerignore").symlink_to(tmp_path / "outside")
    ignore_file = ignore_file_of(made, "Dockerfile")
    assert ignore_file.problem == "is a link to a file outside the project"
    assert "a" in scan(made, ignore_file)


def test_links_are_sent_as_links(project: MakeProject) -> None:
    made = project({"a/b": "123"})
    (made.root / "folder").symlink_to("a")
    (made.root / "broken").symlink_to("nowhere")
    context = context_of(made)
    assert context.files == {"a/b": 3, "folder": 0, "broken": 0}
    assert context.folders == {"a"}


def test_a_file_with_several_names_is_sent_once(project: MakeProject) -> None:
    made = project({"e.txt": "12345"})
    (made.root / "e").mkdir()
    os.link(made.root / "e.txt", made.root / "e/f")
    os.link(made.root / "e.txt", made.root / "a")
    assert context_of(made).files == {"a": 5, "e/f": 0, "e.txt": 0}
    (made.root / "a").unlink()
    # A folder's content comes in the folder's place, though `.` sorts before `/`.
    assert context_of(made).files == {"e/f": 5, "e.txt": 0}


def test_a_pipe_is_listed_and_not_waited_for(project: MakeProject) -> None:
    made = project({})
    os.mkfifo(made.root / "pipe")
    assert context_of(made).files == {"pipe": 0}


def test_an_empty_folder_is_sent(project: MakeProject) -> None:
    made = project({})
    (made.root / "empty").mkdir()
    assert context_of(made).folders == {"empty"}


def test_a_folder_above_what_is_let_back_in_is_sent(project: MakeProject) -> None:
    made = project({".dockerignore": "*\n!a/b/c", "a/b/c": "1", "a/b/d": "", "e/f": ""})
    context = context_of(made)
    assert (context.files, context.folders) == ({"a/b/c": 1}, {"a", "a/b"})


def test_a_file_that_arrives_empty_counts_nothing(project: MakeProject) -> None:
    made = project({".dockerignore": "*\n!docs/a\ndocs", "docs/a": "123"})
    context = context_of(made)
    assert context.files == {"docs/a": 0}
    assert {path: one.line for path, one in context.emptied.items()} == {"docs/a": 3}


def test_what_cannot_be_read_is_noted(project: MakeProject) -> None:
    made = project(
        {".dockerignore": "c\n!c/x", "a/b": "1", "secret": "1", "c/d": "", "e/f": "", "g": "1"}
    )
    for path in ("a", "secret", "c"):
        (made.root / path).chmod(0)
    (made.root / "g").chmod(0o640)  # the group stays root's
    try:
        with as_somebody_else(made.root):
            context = context_of(made, measure=True)
    finally:
        (made.root / "a").chmod(0o755)
        (made.root / "c").chmod(0o755)
    assert context.unreadable == dict.fromkeys(("a/", "c/", "secret"), "permission denied")
    assert context.files["secret"] == 0
    assert context.files["g"] == 1


def test_what_is_left_out_and_cannot_be_read_has_no_size(project: MakeProject) -> None:
    made = project({".dockerignore": "a", "a/b": "1", "a/c/d": "22"})
    (made.root / "a" / "c").chmod(0)
    try:
        with as_somebody_else(made.root):
            context = context_of(made, measure=True)
    finally:
        (made.root / "a" / "c").chmod(0o755)
    (kept,) = context.kept_out.values()
    assert (kept.files, kept.bytes, context.unreadable) == (1, 1, {})


def test_a_context_that_cannot_be_listed_is_said(project: MakeProject) -> None:
    made = project({"a": ""})
    ignore_file = ignore_file_of(made, "Dockerfile")
    made.root.rename(made.root.with_name("gone"))
    with pytest.raises(UnusableInput, match="demo: cannot be listed: no such file or directory"):
        scan(made, ignore_file)


def test_a_file_that_vanishes_meanwhile_has_no_size(
    project: MakeProject,
) -> None:
    made = project({"a": "123", "b": "1"})

    class Vanishing(Project):
        def entries(self, folder: str) -> list[os.DirEntry[str]]:
            found = super().entries(folder)
            (self.root / "a").unlink()
            return found

    assert context_of(Vanishing(made.root)).files == {"a": 0, "b": 1}


def test_a_walk_says_what_asking_about_each_path_says(tmp_path: Path) -> None:
    for case in cases(11, 40, plain=True):
        made = Project(case.write(tmp_path / str(case.number)))
        try:
            context = context_of(made)
            patterns = parse(case.ignore)
        except UnusableInput:
            continue
        if any(pattern.negated for pattern in patterns):
            continue  # the walk then leaves out what the engine does not look for
        matcher = Matcher(patterns)
        wanted = {path for path in case.files if not matcher.verdict_on(path).ignored}
        assert set(context.files) - {".dockerignore"} == wanted, case


@pytest.mark.parametrize(
    ("instructions", "paths"),
    [
        (["COPY . ."], {"a.txt", "src/b.txt", "src/c/d", "srcs"}),
        (["COPY src /"], {"src/b.txt", "src/c/d"}),
        (["COPY *.txt /"], {"a.txt"}),
        (["COPY s*/c /"], {"src/c/d"}),
        (["COPY a.txt srcs /", "COPY src/c /"], {"a.txt", "srcs", "src/c/d"}),
        (["COPY src /", "FROM scratch", "COPY a.txt /"], {"a.txt"}),
        ([], set()),
    ],
)
def test_buildkit_sends_what_is_asked_for(
    project: MakeProject, instructions: list[str], paths: set[str]
) -> None:
    made = project({"a.txt": "1", "src/b.txt": "1", "src/c/d": "1", "srcs": "1"})
    assert set(context_of(made).asked_for(taken(*instructions))) == paths
