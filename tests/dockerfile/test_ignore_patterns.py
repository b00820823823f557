"""Patterns of ignore files, read as the engine reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.dockerfile.ignore_patterns import Pattern, literal, parse
from tests.ignore_cases import NAMES, PIECES


def only(line: str) -> Pattern:
    """The pattern of a file with one line."""
    (pattern,) = parse(line.encode("utf-8", "surrogateescape"))
    return pattern


def test_each_pattern_knows_its_line_and_how_it_is_written() -> None:
    patterns = parse(
        b"\xef\xbb\xbf# a comment\n\n  /dist/ \r\n\t!dist/keep\n", "Dockerfile.dockerignore"
    )
    assert [(one.line, one.written, one.text, one.negated) for one in patterns] == [
        (3, "/dist/", "dist", False),
        (4, "!dist/keep", "dist/keep", True),
    ]
    assert {one.file for one in patterns} == {"Dockerfile.dockerignore"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("a//b/./c/../d", "a/b/d"),
        ("./a/", "a"),
        ("/", "/"),
        ("//a", "a"),
        ("../a", "../a"),
        ("! /a", "a"),
        ("!./a", "a"),
        ("!a/../b", "b"),
        (" #a", "#a"),  # a comment begins at the very start of a line
        ("a b", "a b"),
        ("a\\ b", "a\\ b"),
        (".", "."),
    ],
)
def test_a_pattern_is_cleaned(line: str, text: str) -> None:
    assert only(line).text == text


@pytest.mark.parametrize(
    ("line", "matched", "unmatched"),
    [
        ("*.md", "a.md .md", "a.txt a/b.md"),
        ("*/temp*", "a/temp a/temporary.txt", "temp a/b/temp"),
        ("*/*/temp*", "a/b/temp.txt", "a/temp a/b/c/temp"),
        ("temp?", "tempa temp1", "temp tempab temp/"),
        ("**/*.go", "a.go a/b.go a/b/c.go", "a.gox a.go/x"),
        ("**/foo", "foo a/foo a/b/foo", "xfoo foo/a"),
        ("**foo", "foo xfoo a/foo a/xfoo", "foox"),
        ("a/**", "a/b a/b/c", "a ab"),
        ("a**", "a ab a/b", "b/a"),
        ("a/**/b", "a/b a/x/b a/x/y/b", "ab a/xb"),
        ("**/a/**", "a/b x/a/b", "a x/a"),
        ("**", "a a/b .a", ""),
        ("foo/bar", "foo/bar", "bar foo x/foo/bar"),
        ("[a-c].txt", "a.txt c.txt", "d.txt"),
        ("[^a-c].txt", "d.txt", "a.txt"),
        ("\\*.txt", "*.txt", "a.txt"),
        ("a.b+c(d)$", "a.b+c(d)$", "axb+c(d)$"),
        ("a|b*", "a ax b xb bx", "c"),  # the engine does not escape it
        ("a{2}*", "aa aab", "a{2}"),
        ("a{2}", "a{2}", "aa"),  # without a wildcard it is compared as it is
    ],
)
def test_a_pattern_matches_what_the_engine_makes_of_it(
    line: str, matched: str, unmatched: str
) -> None:
    pattern = only(line)
    assert [path for path in matched.split() if not pattern.matches(path)] == []
    assert [path for path in unmatched.split() if pattern.matches(path)] == []


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"a\n[\n", 2, "the pattern '[' cannot be used: a bracket or an escape is not complete"),
        (b"[]a]", 1, "a bracket or an escape is not complete"),
        (b"[a-]", 1, "a bracket or an escape is not complete"),
        (b".*[", 1, "a bracket or an escape is not complete"),
        (b"[.]*[", 1, "a bracket or an escape is not complete"),
        (b"a\\", 1, "a bracket or an escape is not complete"),
        (b"!", 1, "there is nothing after the !"),
        (b"# fine\n! \n", 2, "there is nothing after the !"),
        (b"x" * 64 * 1024, 1, "the engine refuses a line this long"),
    ],
)
def test_a_file_that_the_engine_refuses_is_refused_with_the_line(
    raw: bytes, line: int, message: str
) -> None:
    with pytest.raises(UnusableInput, match=re.escape(message)) as caught:
        parse(raw)
    assert (caught.value.file, caught.value.line) == (".dockerignore", line)


def test_a_pattern_that_breaks_only_when_it_is_asked_is_refused_then() -> None:
    pattern = only("a*[z-a]")
    with pytest.raises(
        UnusableInput, match=r"^\.dockerignore:1: the pattern .* z-a is not a range"
    ):
        pattern.matches("x")


def test_a_byte_that_is_not_utf_8_is_lost_on_its_way_to_the_client() -> None:
    assert only("caf\udce9").matches("caf\ufffd")
    assert not only("caf\udce9").matches("caf\udce9")
    assert only("caf?").matches("caf\udce9")


PARTS = st.sampled_from([name for name in NAMES if "/" not in name])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)


def test_without_a_wildcard_only_the_path_itself_matches() -> None:
    assert only("a/b").matches("a/b")
    assert not only("a/b").matches("a/b/c")


@given(LINES, PATHS)
@settings(deadline=None)  # a Unicode category is slow, once
def test_a_match_is_foreseen_from_the_folders_above_and_from_the_name(line: str, path: str) -> None:
    try:
        patterns = parse(line.encode("utf-8", "surrogateescape"))
        matched = [one for one in patterns if one.matches(path)]
    except UnusableInput:
        return
    folder, _, name = path.rpartition("/")
    for pattern in matched:
        depth, expression = pattern.name_test
        assert depth in (None, path.count("/"))
        assert expression is None or re.match(expression, name)
        while folder:
            assert pattern.could_match_below(folder)
            folder = folder.rpartition("/")[0]


@given(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(
        lambda name: name not in (".", "..")
    )
)
@settings(deadline=None)
def test_a_literal_pattern_matches_its_path_and_nothing_longer(name: str) -> None:
    pattern = only(literal(name))
    assert not pattern.negated
    assert pattern.matches(name)
    assert not pattern.matches(f"{name}x")
    assert not pattern.matches(f"x{name}")


def test_a_literal_pattern_is_as_readable_as_can_be() -> None:
    assert literal("src/app.py") == "src/app.py"
    assert literal("pages/[id].tsx") == "pages/\\[id\\].tsx"
    assert literal("!a") == "\\!a"
