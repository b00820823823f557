"""JSON with the line of every key."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.readers.json import JsonFile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def read(text: str, *, comments: bool = False) -> JsonFile:
    return JsonFile(TextFile("package.json", text), comments=comments)


def test_a_key_knows_its_line() -> None:
    file = read('{\n  "scripts": {\n    "start": "node ."\n  }\n}')
    found = file.text("scripts", "start")
    assert found is not None
    assert found.value == "node ."
    assert str(found.evidence) == "package.json:3  scripts.start"


def test_a_key_of_an_object_in_a_list_is_not_a_key_of_the_list() -> None:
    file = read('{"a": [{"b": 1}],\n"b": 2}')
    assert file.line("b") == 2
    assert file.line("a", "b") is None


def test_a_text_that_is_empty_or_no_text_is_none() -> None:
    file = read('{"a": " ", "b": 3, "c": {"d": "e"}}')
    assert file.text("a") is None
    assert file.text("b") is None
    assert file.text("c") is None
    assert file.text("c", "d", "f") is None
    assert file.keys("b") == ()
    assert file.keys("c") == ("d",)


def test_comments_and_trailing_commas_are_read_where_they_are_allowed() -> None:
    text = '{\n  // why\n  "a": "http://x", /* b\n */ "c": [1,],\n}'
    file = read(text, comments=True)
    assert file.value("a") == "http://x"
    assert file.line("c") == 4
    with pytest.raises(UnusableInput, match=r"package\.json:2: is not valid JSON"):
        read(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("[]", "contains a list where an object is expected"),
        ("null", "contains null where an object is expected"),
        ('{"a": ' + "9" * 5000 + "}", "contains a number that is too long"),
        ("[" * 100_000, "is nested too deeply"),
        ('{\n"a": x\n}', "package.json:2: is not valid JSON"),
    ],
)
def test_what_is_not_an_object_of_json_is_one_clear_sentence(text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message.replace(".", r"\.")):
        read(text)


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 1, "\t"]))
def test_values_and_lines_agree_with_the_standard_parser(
    top: dict[str, object], indent: int | str | None
) -> None:
    text = json.dumps(top, indent=indent, ensure_ascii=False)
    if "\ud800" <= max(text, default="") <= "\udfff":
        return
    file = read(text)
    assert file.top == top
    for key in top:
        line = file.line(key)
        assert line is not None
        assert json.dumps(key, ensure_ascii=False) in text.split("\n")[line - 1]


@given(st.text())
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        read(text, comments=True)
    except UnusableInput as problem:
        assert "\n" not in str(problem)  # noqa: PT017  either way is right
