"""What `.gitignore` leaves out, held to Git itself."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockgen.core.gitignore import GitIgnore, Ignoring
from dockgen.core.project import Project
from tests.conftest import MakeProject, write_files

PATHS = (
    "dist/server.js",
    "src/dist/a.js",
    "src/dist.js",
    "a.log",
    "logs/b.log",
    "logs/keep.log",
    "doc/frotz/x",
    "a/doc/frotz/x",
    "a/b/c/d.txt",
    "abc/foo",
    "x y.txt",
    "#note",
    "!bang",
    "été.txt",
    "[a].txt",
    ".env",
    ".env.example",
    "build/out/a.o",
)

CASES = {
    "a folder anywhere": "dist/\n",
    "a folder at the top": "/dist/\n",
    "a name is no folder": "dist\n",
    "back in": "*.log\n!keep.log\n",
    "not below what is out": "logs/\n!logs/keep.log\n",
    "all but some": "/*\n!/logs\n!/src\n",
    "any depth": "**/frotz\n",
    "a path is of the top": "doc/frotz\n",
    "everything below": "abc/**\n",
    "any number of folders": "a/**/d.txt\na/**/b\n",
    "classes": "[[:alpha:]].log\n[!b]bc\n",
    "a bracket as it is": r"\[a\].txt" + "\n",
    "an open bracket": "[a.log\n",
    "escaped": "\\#note\n\\!bang\n",
    "a comment": "#note\n",
    "spaces at the end": "a.log   \nx\\ y.txt\n",
    "Windows": "dist/\r\n*.log\r\n",
    "a star in the middle": "a/*/c\n.env*\n!.env.example\n",
    "a question mark": "?.log\n",
    "a slash in brackets": "[!/]\n[a/]/c\n",
    "an escaped slash": r"a\/b" + "\n",
    "nothing": "\n/\n//\n",
}


def ignored_by_git(folder: Path, paths: tuple[str, ...]) -> set[str]:
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    listed = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "-zco", "--exclude-standard"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    seen = set(listed.stdout.decode().split("\0"))
    return {path for path in paths if path not in seen}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_what_git_leaves_out_is_left_out(text: str, project: MakeProject) -> None:
    made = project({**dict.fromkeys(PATHS, "x\n"), ".gitignore": text})
    left_out = set(PATHS) - made.files
    assert left_out == ignored_by_git(made.root, PATHS)
    assert left_out == {path for path in PATHS if made.is_ignored(path)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(alphabet="ab./*!?[]\\-^ #", min_size=1, max_size=8), min_size=1, max_size=4)
)
def test_any_pattern_means_what_git_takes_it_for(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    paths = ("aa", "b/a", "b/b", "ab/a/b", "ab/ab", "a.b", "b/a.b/a", "-", "b/#")
    folder = write_files(tmp_path_factory.mktemp("any"), dict.fromkeys(paths, "x"))
    write_files(folder, {".gitignore": "\n".join(lines) + "\n"})
    assert set(paths) - Project(folder).files == ignored_by_git(folder, paths)


def test_each_folder_has_its_own_and_those_above(project: MakeProject) -> None:
    made = project(
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".gitignore": "*.log\n/site/out/\n",
            "site/.gitignore": "!kept.log\n/tmp\n",
            "site/kept.log": "x",
            "site/gone.log": "x",
            "site/tmp/a": "x",
            "site/out/b": "x",
            "site/deep/tmp/a": "x",
        }
    )
    seen = {"site/kept.log", "site/deep/tmp/a", "site/.gitignore"}
    assert {path for path in made.files if path.startswith("site/")} == seen
    inner = Project(made.root / "site")
    assert {f"site/{path}" for path in inner.files} == seen


def test_a_folder_that_its_repository_ignores_is_seen_when_it_is_named(
    project: MakeProject,
) -> None:
    made = project({".git/HEAD": "x", ".gitignore": "/temp/\n", "temp/index.html": "<p>"})
    assert Project(made.root / "temp").files == {"index.html"}


def test_without_a_repository_nothing_above_is_read(project: MakeProject) -> None:
    made = project({".gitignore": "*.html\n", "site/index.html": "<p>"})
    assert Project(made.root / "site").files == {"index.html"}


@pytest.mark.parametrize("pattern", ["a*" * 40 + "b", "**/a" * 30 + "/b", "[a-z]*" * 40 + "!"])
def test_no_pattern_takes_long(pattern: str) -> None:
    rules = Ignoring().with_own(pattern)
    begin = time.monotonic()
    assert not rules.ignores("a" * 250, folder=False)
    GitIgnore(pattern).verdict("/".join("a" * 60), folder=False)
    assert time.monotonic() - begin < 2
