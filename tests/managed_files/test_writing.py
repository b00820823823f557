"""The only writer: whole files or none, and nothing of the user's lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.managed_files.journal import replacing
from dockgen.managed_files.writing import Change, Status, compare, write_all
from tests.conftest import as_somebody_else, write_files


def names_in(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def test_a_file_that_is_not_there_is_created(tmp_path: Path) -> None:
    assert compare(tmp_path, {"a": "new\n"}, {}) == [Change("a", "new\n", Status.CREATE)]


@pytest.mark.parametrize(
    ("on_disk", "pristine", "status"),
    [
        ("new\n", "old\n", Status.UNCHANGED),
        ("new\n", None, Status.UNCHANGED),
        ("old\n", "old\n", Status.REPLACE),
        ("old\n", None, Status.EDITED),
        ("old\nmine\n", "old\n", Status.EDITED),
        ("", "old\n", Status.EDITED),
    ],
)
def test_how_a_file_stands_to_its_new_text(
    tmp_path: Path, on_disk: str, pristine: str | None, status: Status
) -> None:
    write_files(tmp_path, {"a": on_disk})
    known = {} if pristine is None else {"a": pristine}
    assert compare(tmp_path, {"a": "new\n"}, known) == [Change("a", "new\n", status, on_disk)]


def test_line_ends_alone_are_no_difference(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\ntwo\r\n")
    assert compare(tmp_path, {"a": "one\ntwo\n"}, {})[0].status is Status.UNCHANGED


def test_bytes_that_are_not_utf_8_are_the_users(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"caf\xe9\n")
    assert compare(tmp_path, {"a": "new\n"}, {})[0].status is Status.EDITED


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"Dockerfile/keep": ""})
    with pytest.raises(UnusableInput, match="Dockerfile: is a folder, where a file is expected"):
        compare(tmp_path, {"Dockerfile": "x"}, {})


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"Dockerfile": "x"})
    (tmp_path / "Dockerfile").chmod(0o000)
    with (
        as_somebody_else(tmp_path),
        pytest.raises(UnusableInput, match="Dockerfile: cannot be read: permission denied"),
    ):
        compare(tmp_path, {"Dockerfile": "y"}, {})


@pytest.mark.parametrize("target", ["../outside", "real", "Dockerfile", "nowhere"])
def test_a_link_is_never_written_through(tmp_path: Path, target: str) -> None:
    write_files(tmp_path, {"outside": "mine", "project/real": "mine"})
    (tmp_path / "project/Dockerfile").symlink_to(target)
    for act in (
        lambda: compare(tmp_path / "project", {"Dockerfile": "x"}, {}),
        lambda: write_all(tmp_path / "project", {"Dockerfile": "x"}),
        lambda: write_all(tmp_path / "project", {"Dockerfile": None}),
    ):
        with pytest.raises(RefusedToOverwrite, match="Dockerfile: is a symbolic link, and"):
            act()
    assert (tmp_path / "project/Dockerfile").readlink() == Path(target)
    assert [(tmp_path / one).read_text() for one in ("outside", "project/real")] == ["mine"] * 2


def test_all_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_all(tmp_path, {"Dockerfile": "FROM x\n", "docker/nginx.conf": "http {}\n"})
    assert (tmp_path / "Dockerfile").read_text() == "FROM x\n"
    assert (tmp_path / "docker/nginx.conf").read_text() == "http {}\n"
    assert names_in(tmp_path) == ["Dockerfile", "docker"]
    assert names_in(tmp_path / "docker") == ["nginx.conf"]


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    write_all(tmp_path, {"a": "x"})
    before = os.umask(0)
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~before


def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": "old"})
    (tmp_path / "a").chmod(0o640)
    write_all(tmp_path, {"a": "new"})
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_the_line_ends_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\ntwo\r\n")
    (tmp_path / "b").write_bytes(b"one\r\ntwo\nthree\nfour\n")
    write_all(tmp_path, {"a": "three\nfour\n", "b": "five\n"})
    assert (tmp_path / "a").read_bytes() == b"three\r\nfour\r\n"
    assert (tmp_path / "b").read_bytes() == b"five\n"


def test_bytes_of_the_user_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"caf\xe9\n")
    before = compare(tmp_path, {"a": ""}, {})[0].before
    write_all(tmp_path, {"a": f"{before}more\n"})
    assert (tmp_path / "a").read_bytes() == b"caf\xe9\nmore\n"


def test_a_folder_that_may_not_be_written_changes_nothing(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": "old", "shut/b": "old"})
    tmp_path.chmod(0o777)
    (tmp_path / "shut").chmod(0o555)
    with (
        as_somebody_else(tmp_path),
        pytest.raises(UnusableInput, match="shut/b: cannot be written: permission denied"),
    ):
        write_all(tmp_path, {"c": "new", "new/folder/d": "new", "shut/b": "new"})
    assert names_in(tmp_path) == ["a", "shut"]
    assert names_in(tmp_path / "shut") == ["b"]
    assert (tmp_path / "shut/b").read_text() == "old"


def test_a_renaming_that_fails_undoes_those_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"a": "old", "c": "old"})
    really = replacing.put

    def refuse(top: int, entry: replacing.Entry, token: str) -> None:
        if entry.path == "c":
            raise OSError(16, "Device or resource busy")
        really(top, entry, token)

    monkeypatch.setattr(replacing, "put", refuse)
    with pytest.raises(UnusableInput, match="c: cannot be written: device or resource busy"):
        write_all(tmp_path, {"a": "new", "b": "new", "new/d": "new", "c": "new"})
    assert names_in(tmp_path) == ["a", "c"]
    assert [(tmp_path / name).read_text() for name in ("a", "c")] == ["old", "old"]


FULL_DISK = """
import resource, sys
sys.dont_write_bytecode = True  # a cut one would be found by the next start
from pathlib import Path
from dockgen.core.errors import UnusableInput
from dockgen.managed_files.writing import write_all
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_all(Path(sys.argv[1]), {"small": "new", "large": "x" * 2000})
except UnusableInput as problem:
    sys.exit(str(problem))
"""


def test_a_disk_that_fills_up_leaves_all_as_it_was(tmp_path: Path) -> None:
    write_files(tmp_path, {"small": "old", "large": "old"})
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "large: cannot be written: file too large\n")
    assert names_in(tmp_path) == ["large", "small"]
    assert (tmp_path / "small").read_text() == "old"


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_what_is_written_is_read_back_as_unchanged(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    root = tmp_path_factory.mktemp("any")
    write_all(root, {"a": text})
    assert compare(root, {"a": text}, {}) == [Change("a", text, Status.UNCHANGED, text)]
