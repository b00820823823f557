"""Entries are added to JSON with comments, and not a character of the rest changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.readers.json_editing import Jsonc

ENTRY = '{\n  "label": "new"\n}'


def jsonc(text: str) -> Jsonc:
    return Jsonc(TextFile("tasks.json", text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", '[\n  {\n    "label": "new"\n  }\n]'),
        ("[\n]\n", '[\n  {\n    "label": "new"\n  }\n]\n'),
        ("[ // none\n]", '[ // none\n  {\n    "label": "new"\n  }\n]'),
        ("[1]", '[1,\n  {\n    "label": "new"\n  }\n]'),
        ("[\n\t1,\n\t2 // two\n]", '[\n\t1,\n\t2, // two\n\t{\n\t\t"label": "new"\n\t}\n]'),
        (
            "[\n    1, // one\n    /* end */\n]",
            '[\n    1, // one\n    /* end */\n    {\n        "label": "new"\n    }\n]',
        ),
    ],
)
def test_an_entry_goes_to_the_end_of_a_list(before: str, after: str) -> None:
    file = jsonc(before)
    assert file.with_entries(file.top, [ENTRY]) == after


def test_a_member_goes_to_the_end_of_an_object() -> None:
    file = jsonc('{\n  // mine\n  "a": {"b": [1, 2]}\n}\n')
    added = file.with_entries(file.top, ['"c": 1', '"d": []'])
    assert added == '{\n  // mine\n  "a": {"b": [1, 2]},\n  "c": 1,\n  "d": []\n}\n'


def test_one_value_is_replaced_where_it_stands() -> None:
    file = jsonc('[\n    {"label": "new", "old": true}, // keep me\n    2\n]')
    replaced = file.with_value(file.top.items[0], ENTRY)
    assert replaced == '[\n    {\n        "label": "new"\n    }, // keep me\n    2\n]'


def test_values_are_read_as_json_reads_them() -> None:
    text = '{"a": [1, -2.5e3, true, null, "x\\n\\u00e9 // no comment"], /* c */ "a": {},}'
    assert jsonc(text).top.value == {"a": {}}
    assert jsonc('["\\u00e9 // no", 1.5]').top.value == ["é // no", 1.5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "tasks.json:1: is not JSON with comments: it ends unexpectedly"),
        ("{\n", "tasks.json:2: is not JSON with comments: it ends unexpectedly"),
        ("[1\n2]", "tasks.json:2: is not JSON with comments: a comma or ] is missing"),
        ("[,]", "tasks.json:1: is not JSON with comments: a value is missing"),
        ("[oops]", "tasks.json:1: is not JSON with comments: oops is not a value"),
        ("{1: 2}", "tasks.json:1: is not JSON with comments: a key must be a string"),
        ('{"a" 2}', "tasks.json:1: is not JSON with comments: a colon is missing"),
        ("[] []", "tasks.json:1: is not JSON with comments: there is text after its end"),
        ("[" * 200, "tasks.json:1: is not JSON with comments: it is nested too deeply"),
    ],
)
def test_what_is_not_json_with_comments_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        jsonc(text)
    assert str(refused.value) == message


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)  # the machine may be busy
@given(VALUES)
def test_any_json_is_read_as_pythons_own_parser_reads_it(value: object) -> None:
    for indent in (None, 2):
        assert jsonc(json.dumps(value, indent=indent)).top.value == value


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(VALUES, max_size=4),
    st.sampled_from(["", " ", "\n", " // c\n", "/* c */"]),
    st.booleans(),
)
def test_adding_keeps_every_value_and_every_comment(
    values: list[object], gap: str, comma: bool
) -> None:
    body = f",{gap}".join(json.dumps(value) for value in values)
    text = f"[{gap}{body}{',' if comma and values else ''}{gap}]"
    file = jsonc(text)
    added = jsonc(file.with_entries(file.top, [ENTRY, "3"]))
    assert added.top.value == [*values, {"label": "new"}, 3]
    assert added.text.count("c") == text.count("c") or "c" in body
