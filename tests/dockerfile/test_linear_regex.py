"""Expressions of globs: what Python's matcher says, in time that grows as pattern times text."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.dockerfile import linear_regex
from dockgen.dockerfile.linear_regex import whole_match

PIECES = st.sampled_from(
    ["a", "b", "/", r"\.", "[^/]*", "(?:.*/)?", ".*", "[^/]", "(?:a|bc)", "[a-c]", "[^ab]+",
     "(a[^/]*b)*", "a{1,3}", "^", "$", "(?:[^/]+/)*"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8), st.text(alphabet="abc/.\n", max_size=8))
def test_it_says_what_pythons_matcher_says(pieces: list[str], text: str) -> None:
    expression = "".join(pieces)
    program = linear_regex._Program(expression)
    assert program.runs_over(text, anywhere=False) == bool(re.fullmatch(expression, text))
    # A `$` of Python's also stands before a last line end, which no path holds.
    if "\n" not in text:
        assert program.runs_over(text, anywhere=True) == bool(re.search(expression, text))
    assert whole_match(expression)(text) == bool(re.fullmatch(expression, text))


def steps(expression: str, text: str) -> int:
    count = 0

    def each(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    test = whole_match(expression)
    before = sys.getprofile()
    sys.setprofile(each)
    try:
        assert not test(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", ["[^/]*a", "(?:.*/)?", ".*", "(?:[^/]+/)*", "(?:a|a)*"])
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    expression = piece * 12 + "b"
    few, many = (steps(expression, "a/" * count) for count in (40, 80))
    assert many <= 2.2 * few
    few, many = (steps(piece * count + "b", "a/" * 40) for count in (8, 16))
    assert many <= 2.2 * few


@pytest.mark.parametrize("expression", [r"(a)\1***x", "(?=a)a**b**", "a{1,9999}{1,9999}{2}", "((("])
def test_what_no_glob_becomes_is_refused(expression: str) -> None:
    with pytest.raises((ValueError, re.error)):
        whole_match(expression)
