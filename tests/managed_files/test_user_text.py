"""Files are compared and replaced with all that makes them the user's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.managed_files.writing import Status, UserText, compare, lines_of, user_text, write_all

BOM = b"\xef\xbb\xbf"


def status(root: Path, content: bytes | None, text: str, pristine: str | None = None) -> Status:
    if content is not None:
        (root / "Dockerfile").write_bytes(content)
    before = {} if pristine is None else {"Dockerfile": pristine}
    (change,) = compare(root, {"Dockerfile": text}, before)
    return change.status


def test_a_file_is_new_or_the_same_or_dockgens_or_the_users(tmp_path: Path) -> None:
    assert status(tmp_path, None, "new\n") is Status.CREATE
    assert status(tmp_path, b"new\n", "new\n") is Status.UNCHANGED
    assert status(tmp_path, b"old\n", "new\n", "old\n") is Status.REPLACE
    assert status(tmp_path, b"mine\n", "new\n", "old\n") is Status.EDITED
    assert status(tmp_path, b"mine\n", "new\n") is Status.EDITED


@pytest.mark.parametrize("content", [b"a\r\nb\r\n", BOM + b"a\nb\n", b"a\nb", BOM + b"a\r\nb"])
def test_another_form_of_the_same_text_is_no_difference(tmp_path: Path, content: bytes) -> None:
    assert status(tmp_path, content, "a\nb\n") is Status.UNCHANGED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\n", b"x\ny\n"),
        (b"a\r\nb\r\n", b"x\r\ny\r\n"),
        (BOM + b"a\n", BOM + b"x\ny\n"),
        (b"a\r\nb\nc\r\n", b"x\r\ny\r\n"),
        (b"a", b"x\ny\n"),
    ],
)
def test_a_replaced_file_keeps_its_form(tmp_path: Path, before: bytes, after: bytes) -> None:
    place = tmp_path / "Dockerfile"
    place.write_bytes(before)
    place.chmod(0o640)
    write_all(tmp_path, {"Dockerfile": "x\ny\n"})
    assert place.read_bytes() == after
    assert place.stat().st_mode & 0o777 == 0o640


def test_bytes_are_written_as_they_are_and_none_takes_the_file_away(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x\r\n")
    (tmp_path / "b").write_bytes(b"x")
    write_all(tmp_path, {"a": b"y\n", "b": None})
    assert (tmp_path / "a").read_bytes() == b"y\n"
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("target", ["docker/real", "../elsewhere"])
def test_a_link_is_not_written_through(target: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "docker").mkdir(parents=True)
    (root / "docker" / "real").write_text("old\n")
    (root / "Dockerfile").symlink_to(target)
    with pytest.raises(RefusedToOverwrite, match="Dockerfile: is a symbolic link"):
        write_all(root, {"Dockerfile": "new\n"})
    assert (root / "Dockerfile").is_symlink()
    assert (root / "docker" / "real").read_text() == "old\n"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    with pytest.raises(UnusableInput, match="Dockerfile: is a folder"):
        compare(tmp_path, {"Dockerfile": "new\n"}, {})


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", UserText(())),
        (b"\n", UserText(("",))),
        (b"a", UserText(("a",), ends=False)),
        (b"a\n", UserText(("a",))),
        (b"a\r\nb\r\n", UserText(("a\r", "b\r"), "\r\n")),
        (b"a\r\nb", UserText(("a\r", "b\r"), "\r\n", ends=False)),
        (b"a\r\nb\nc\n", UserText(("a\r", "b", "c"))),
        (BOM + b"a\n", UserText(("a",), bom=True)),
        (b"a\x0cb\xe2\x80\xa8c\n", UserText(("a\x0cb\u2028c",))),
    ],
)
def test_a_file_is_taken_apart_at_line_feeds_alone(raw: bytes, text: UserText) -> None:
    assert user_text(raw) == text


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=40) | st.text("ab\r\n\ufeff", max_size=20).map(str.encode))
def test_a_file_that_is_taken_apart_can_be_put_together_again(raw: bytes) -> None:
    text = user_text(raw)
    assert text.encoded(text.lines) == raw


@settings(deadline=None)  # the machine may be busy
@given(st.text("ab\n", max_size=12))
def test_a_text_takes_the_form_of_a_file(text: str) -> None:
    form = user_text(b"x\r\ny\r\n")
    lines = form.in_its_form(text)
    assert [line.removesuffix("\r") for line in lines] == lines_of(text)
    assert b"\n" not in form.encoded(lines).replace(b"\r\n", b"")
