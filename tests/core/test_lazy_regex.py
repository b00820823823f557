"""Expressions that are compiled late behave as those that are compiled at once."""

from __future__ import annotations

import re

import pytest

from dockgen.core.lazy_regex import lazy_regex


def test_an_expression_matches_as_if_it_had_been_compiled() -> None:
    late, early = lazy_regex(r"(\w+)=(\d+)"), re.compile(r"(\w+)=(\d+)")
    for text in ("a=1 b=22", "none", ""):
        assert late.findall(text) == early.findall(text)
        assert bool(late.fullmatch(text)) == bool(early.fullmatch(text))
        assert late.sub(r"\2", text) == early.sub(r"\2", text)
    assert late.pattern == early.pattern


def test_flags_are_kept() -> None:
    assert lazy_regex("^B$", re.IGNORECASE | re.MULTILINE).search("a\nb")


def test_nothing_is_compiled_before_the_first_use() -> None:
    broken = lazy_regex("(")  # compiling it would raise
    with pytest.raises(re.error, match="unterminated"):
        broken.search("")
