"""TOML with lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import TextFile
from dockgen.readers.toml import TomlFile

TEXT = '''\
# a comment
title = "one"
number = 3
"quoted key" = "two"

[tools]
hugo = "0.168.0"   # pinned
node.version = "26"
long = """
[not.a.table]
not_a_key = 1
"""
after = "three"

[[list]]
name = "first"

[a."b c".d]
key = "four"
'''


def read(text: str) -> TomlFile:
    return TomlFile(TextFile("x.toml", text))


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("title",), "one", 2),
        (("quoted key",), "two", 4),
        (("tools", "hugo"), "0.168.0", 7),
        (("tools", "node", "version"), "26", 8),
        (("tools", "after"), "three", 13),
        (("a", "b c", "d", "key"), "four", 19),
    ],
)
def test_a_text_knows_its_line(path: tuple[str, ...], value: str, line: int) -> None:
    assert read(TEXT).text(*path) == Fact(value, Evidence(".".join(path), "x.toml", line))


def test_what_is_no_text_is_none() -> None:
    file = read(TEXT)
    assert file.text("number") is None
    assert file.text("gone") is None
    assert file.text("title", "deeper") is None
    assert read('a = " "').text("a") is None


def test_keys_of_the_top_and_of_a_table() -> None:
    file = read(TEXT)
    assert file.keys()[:2] == ("title", "number")
    assert file.keys("tools") == ("hugo", "node", "long", "after")
    assert file.keys("title") == ()
    assert file.value("tools", "long") == "[not.a.table]\nnot_a_key = 1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", r"x\.toml:1: is not valid TOML: invalid value"),
        ("a = 1\na = 2\n", r"x\.toml:2: is not valid TOML: cannot overwrite"),
        ("a = " + "[" * 5000, r"x\.toml: is not valid TOML"),
        ("a = " + "1" * 5000, r"x\.toml: is not valid TOML"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message):
        read(text)


def test_an_empty_file_holds_nothing() -> None:
    assert read("").keys() == ()


@given(st.text(alphabet="ab=[]\"'.#\n 1"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        file = read(text)
    except UnusableInput as problem:
        assert problem.file == "x.toml"  # noqa: PT017  it may also be read
        return
    for key in file.keys():  # noqa: SIM118  not a mapping
        line = file.evidence(key).line
        assert line is None or 1 <= line <= text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    ["x = 1\n" + "a." * 50_000 + "a = 1\n", "[" + "'b'. " * 40 + "b]\n", 'a."b".' * 20 + "c = {}"],
)
def test_a_key_of_very_many_parts_is_refused(text: str) -> None:
    with pytest.raises(UnusableInput, match=r"a key has more than 30 parts"):
        TomlFile(TextFile("x.toml", text))
