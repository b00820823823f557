"""Go's regular expressions in Python: what they match, and what Go's parser refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.dockerfile.go_regex import python_regex


def matches(expression: str, text: str) -> bool:
    return re.search(python_regex(expression), text) is not None


@pytest.mark.parametrize(
    ("expression", "matched", "unmatched"),
    [
        ("^[a-c]$", "abc", "dA-"),
        ("^[^a-c]$", "dA/\n", "abc"),
        ("^[[:digit:]x]$", "07x", "a:]"),
        ("^[^[:digit:]]$", "a:", "07"),
        ("^[[:^digit:]]$", "a:", "07"),
        ("^[[:]$", "[:", "a]"),
        ("^[]a]$", "]a", "b"),
        ("^[a\\]]$", "]a", "\\"),
        ("^[\\d-]$", "5-", "d\\"),
        ("^[\\D]$", "d\\", "5"),
        ("^[\\-a]$", "-a", "\\"),
        ("^[\\n\\x41\\102]$", "\nAB", "n1x"),
        ("^\\d$", "0", "d\u0660"),  # only the digits of ASCII
        ("^\\w$", "a_Z0", "-é"),
        ("^\\W$", "-é", "a_"),
        ("^\\s$", " \t\n\f\r", "\v\x85a"),  # no vertical tab
        ("^\\pL$", "aé", "1-"),
        ("^\\PL$", "1-", "aé"),
        ("^\\p{Lu}$", "AÉ", "aé"),
        ("^\\p{^Lu}$", "aé1", "A"),
        ("^\\P{^Lu}$", "A", "a"),
        ("^\\x61$", "a", "x"),
        ("^\\x{1F600}$", "\U0001f600", "x"),
        ("^\\141$", "a", "1"),
        ("^\\041$", "!", "0"),
        ("^\\t$", "\t", "t"),
        ("^\\*$", "*", "a"),
        ("^\\Qa*\\E$", ["a*"], ["a", "aa"]),
        ("^\\Qa*$", ["a*$"], ["a*"]),
        ("^a\\b[^a]*$", ["a", "a-"], ["ab"]),
        ("^a\\B[^-]*$", ["ab"], ["a"]),
        ("\\Aa\\z", ["a"], ["a\n", "ba"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]),
        ("^a{1,2}$", ["a", "aa"], ["", "aaa"]),
        ("^\\x61{2}$", ["aa"], ["a"]),
        ("^a{,2}$", ["a{,2}"], ["a", "aa"]),
        ("^a{01}$", ["a{01}"], ["a"]),
        ("^a|b$", ["a", "axx", "xxb"], ["xa", "bx"]),
        ("^(.*/)?a$", ["a", "b/a", "b/c/a"], ["ba"]),
        ("^a(.*/)?(.*/)?b$", ["ab", "a/b"], ["a"]),
        ("^a$", ["a"], ["a\n"]),  # $ is the very end
        ("^\ufffd$", ["\udcff", "\udc80"], ["a", "\udcff\udcff"]),
        ("^[^\ufffd]$", ["a"], ["\udcff"]),
    ],
)
def test_an_expression_matches_what_it_matches_in_go(
    expression: str, matched: Sequence[str], unmatched: Sequence[str]
) -> None:
    assert [text for text in matched if not matches(expression, text)] == []
    assert [text for text in unmatched if matches(expression, text)] == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("^[a", "a [ is not closed"),
        ("^[", "a [ is not closed"),
        ("^[z-a]$", "z-a is not a range"),
        ("^[[:x:]]$", "[:x:] is not a class"),
        ("^\\y$", "\\y is not an escape"),
        ("^\\é$", "\\é is not an escape"),
        ("^[\\b]$", "\\b is not an escape"),
        ("^\\1$", "\\1 is not followed by a character code"),
        ("^\\xg$", "\\x is not followed by a character code"),
        ("^\\x{110000}$", "\\x{110000} is not a character"),
        ("^\\p{Xx}$", "\\p{Xx} is not a Unicode category"),
        ("^\\p{}$", "\\p{} is not a Unicode category"),
        ("^a{3,2}$", "{3,2} is out of range"),
        ("^a{1001}$", "{1001} is out of range"),
        ("^a{2}{3}$", "{3} follows another repetition"),
        ("^[^/]*{2}$", "{2} follows another repetition"),
        ("^a|{2}$", "{2} repeats nothing"),
        ("{2}", "{2} repeats nothing"),
    ],
)
def test_what_go_refuses_is_refused_with_the_reason(expression: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        python_regex(expression)


PIECES = (
    "a é - ] ^ | { } {2} \\d \\Q \\E \\pL \\x61 \\* [a-c] [^[:alpha:]] [\\w-] [^/] [^/]* (.*/)? .* "
    "$ \\. \ufffd"
).split()


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@settings(deadline=None, max_examples=60)  # a Unicode category is slow, once
def test_what_is_taken_python_takes_too(pieces: str) -> None:
    try:
        translated = python_regex(f"^{pieces}$")
    except ValueError:
        return
    re.compile(translated)


@given(st.text("ab(.+*?|^$[]{}\\\n-é", max_size=12))
@settings(deadline=None)
def test_an_escaped_text_matches_itself_alone(text: str) -> None:
    escaped = "".join(f"\\{one}" if one.isascii() and not one.isalnum() else one for one in text)
    assert matches(f"^{escaped}$", text)
    assert not matches(f"^{escaped}$", f"{text}a")
