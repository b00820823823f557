"""The one reader of the user's files: what it lists, what it reads, and what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core import project as project_module
from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project, TextFile, decode
from dockgen.core.safe_files import MAX_BYTES, reason_of
from tests.conftest import MakeProject, as_somebody_else, write_files


def test_files_are_listed_by_their_path_below_the_project(project: MakeProject) -> None:
    assert project({"a.txt": "", "b/c/d.txt": ""}).files == {"a.txt", "b/c/d.txt"}


@pytest.mark.parametrize("folder", ["node_modules", ".git", "target", "sub/.venv", "a/b/.gradle"])
def test_dependencies_and_outputs_are_never_entered(project: MakeProject, folder: str) -> None:
    assert project({"kept.txt": "", f"{folder}/inside.txt": ""}).files == {"kept.txt"}


def test_a_file_that_is_named_like_a_skipped_folder_is_a_file(project: MakeProject) -> None:
    assert project({"target": ""}).has("target")


def test_a_link_to_a_folder_is_not_followed(project: MakeProject) -> None:
    made = project({"real/file.txt": ""})
    (made.root / "linked").symlink_to("real", target_is_directory=True)
    (made.root / "round").symlink_to(".", target_is_directory=True)
    assert Project(made.root).files == {"real/file.txt"}


def test_a_link_that_points_at_itself_is_listed_and_cannot_be_read(project: MakeProject) -> None:
    made = project({"kept.txt": ""})
    (made.root / "package.json").symlink_to("package.json")
    assert made.files == {"kept.txt", "package.json"}
    with pytest.raises(UnusableInput, match=r"package\.json: cannot be read: too many levels"):
        made.read("package.json")


def test_the_list_is_bounded_and_what_is_near_the_top_comes_first(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project({"top.txt": "", **{f"below/{number}/file.txt": "" for number in range(20)}})
    monkeypatch.setattr(project_module, "MAX_ENTRIES", 10)
    assert "top.txt" in made.files
    assert len(made.files) < 20


def test_first_takes_the_first_that_is_there(project: MakeProject) -> None:
    made = project({"b": "", "c": ""})
    assert made.first("a", "b", "c") == "b"
    assert made.first("a") is None


def test_a_folder_is_there_when_a_file_lies_below_it(project: MakeProject) -> None:
    made = project({"docs/guide/index.md": "", "docsmith": ""})
    assert made.has_folder("docs")
    assert made.has_folder("docs/guide/")
    assert not made.has_folder("doc")
    assert not made.has_folder("docsmith")


def test_the_name_is_the_folders_own(project: MakeProject) -> None:
    assert project({}).name == "demo"


def test_a_folder_name_that_is_not_utf_8_is_readable(tmp_path: Path) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")  # noqa: PTH118  bytes
    os.mkdir(folder)  # noqa: PTH102
    assert Project(os.fsdecode(folder)).name == "caf\ufffd"


def test_text_is_read_without_byte_order_mark_and_with_plain_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert Project(tmp_path).read("a.txt") == TextFile("a.txt", "one\ntwo\n")


def test_a_line_is_counted_from_one() -> None:
    file = TextFile("a.txt", "one\ntwo\nthree")
    assert [file.line_of(file.text.index(word)) for word in ("one", "two", "three")] == [1, 2, 3]


@given(st.text(alphabet="ab\n"), st.integers(0, 50))
def test_the_line_of_an_offset_is_the_line_that_holds_it(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert TextFile("f", text).line_of(offset) == len(f"{text[:offset]}x".splitlines())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="nowhere: no such folder"):
        Project(tmp_path / "nowhere")


def test_a_path_that_is_a_file_is_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"pom.xml": ""})
    with pytest.raises(UnusableInput, match=r"pom\.xml: is a file, not a folder \(give the"):
        Project(tmp_path / "pom.xml")


def test_a_folder_that_may_not_be_listed_is_said(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o000)
    with as_somebody_else(tmp_path), pytest.raises(UnusableInput, match="permission denied"):
        Project(shut)


def test_a_folder_below_that_may_not_be_listed_is_passed_over(project: MakeProject) -> None:
    made = project({"kept.txt": "", "shut/inside.txt": ""})
    (made.root / "shut").chmod(0o000)
    with as_somebody_else(made.root.parent):
        assert made.files == {"kept.txt"}


def test_a_file_that_may_not_be_read_is_said(project: MakeProject) -> None:
    made = project({"pom.xml": "<project/>"})
    (made.root / "pom.xml").chmod(0o000)
    with (
        as_somebody_else(made.root.parent),
        pytest.raises(UnusableInput, match=r"pom\.xml: cannot be read: permission denied"),
    ):
        made.read("pom.xml")


def test_a_file_that_is_not_there_is_said(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"pom\.xml: cannot be read: no such file"):
        project({}).read("pom.xml")


def test_a_huge_file_is_refused(project: MakeProject) -> None:
    made = project({"package.json": " " * (MAX_BYTES + 1)})
    with pytest.raises(UnusableInput, match=r"package\.json: is larger than 4 MiB"):
        made.read("package.json")


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(UnusableInput, match=r"a\.txt:2: is not UTF-8 text \(save it as UTF-8\)"):
        decode(b"one\ntw\xff\n", "a.txt")


def test_a_link_out_of_the_project_is_not_read(project: MakeProject, tmp_path: Path) -> None:
    write_files(tmp_path, {"secret": "key"})
    made = project({})
    (made.root / "pom.xml").symlink_to("../secret")
    with pytest.raises(UnusableInput, match=r"pom\.xml: is a link to a file outside the project"):
        made.read("pom.xml")


def test_a_link_inside_the_project_is_read(project: MakeProject) -> None:
    made = project({"real.txt": "text"})
    (made.root / "linked.txt").symlink_to("real.txt")
    assert made.read("linked.txt").text == "text"


def test_a_named_pipe_is_refused_and_not_waited_for(project: MakeProject) -> None:
    made = project({})
    os.mkfifo(made.root / "package.json")
    with pytest.raises(UnusableInput, match=r"package\.json: is not an ordinary file"):
        made.read("package.json")


def test_a_reason_is_what_the_system_says() -> None:
    assert reason_of(PermissionError(13, "Permission denied")) == "permission denied"
    assert reason_of(RuntimeError("Symlink loop")) == "too many levels of symbolic links"
    assert reason_of(OSError()) == "unknown"


@pytest.mark.parametrize("folder", ["", "a", "a/", "a/b", "a-b", "a0", "nothing"])
def test_the_files_within_a_folder(project: MakeProject, folder: str) -> None:
    paths = ("a", "a-b/x", "a.b", "b/a", "a0/x", "aa/x")
    made = project({**{path: "" for path in paths if path != "a"}, "a/b/c": "", "a/b.c": ""})
    prefix = folder.rstrip("/") + "/" if folder else ""
    expected = sorted(path for path in made.files if path.startswith(prefix))
    assert list(made.within(folder)) == expected
