"""What patterns keep out of a tree, and the short cuts that find it quickly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import parse
from tests.ignore_cases import Case, cases


def matcher(*lines: str) -> Matcher:
    return Matcher(parse("\n".join(lines).encode()))


def ignored(paths: str, *lines: str) -> list[str]:
    """Those of the paths that are kept out."""
    patterns = matcher(*lines)
    return [path for path in paths.split() if patterns.verdict_on(path).ignored]


def test_without_patterns_everything_is_sent() -> None:
    assert ignored("a a/b") == []


def test_what_lies_in_an_ignored_folder_is_ignored() -> None:
    assert ignored("a a/b a/b/c ab b/a", "a") == ["a", "a/b", "a/b/c"]


def test_the_last_match_decides() -> None:
    assert ignored("a.md README.md", "*.md", "!README.md") == ["a.md"]
    assert ignored("a.md README.md", "!README.md", "*.md") == ["a.md", "README.md"]
    assert ignored("a.md b.md", "*.md", "!*.md", "a.md") == ["a.md"]


def test_a_file_is_let_back_in_from_an_ignored_folder() -> None:
    assert ignored("docs docs/a docs/b", "docs", "!docs/a") == ["docs", "docs/b"]


def test_the_deciding_pattern_is_named() -> None:
    patterns = matcher("*.md", "docs", "!docs/a.md")
    kept_out = patterns.verdict_on("docs/b.md").kept_out_by
    assert kept_out is not None
    assert (kept_out.line, kept_out.written) == (2, "docs")
    let_in = patterns.verdict_on("docs/a.md")
    assert (let_in.kept_out_by, let_in.pattern) == (None, patterns.patterns[2])


def test_a_folder_is_skipped_where_nothing_can_be_let_back_in() -> None:
    patterns = matcher("node_modules", "docs", "dist", "!docs/a", "!dist/**/keep")
    skipped = {
        folder: patterns.can_be_skipped(folder, patterns.verdict_on(folder))
        for folder in ("node_modules", "docs", "docs/b", "dist", "dist/x", "src")
    }
    assert skipped == {
        "node_modules": True,
        "docs": False,
        "docs/b": True,
        "dist": False,
        "dist/x": False,
        "src": False,
    }


def test_plain_exceptions_let_nothing_in_from_deeper_than_they_are_written() -> None:
    for exception in ("!docs", "!docs/*", "!docs/*/**"):
        patterns = matcher("docs", exception)
        verdict = replace(patterns.verdict_on("docs/en"), ignored=True)
        assert patterns.can_be_skipped("docs/en", verdict), exception


def test_a_file_arrives_empty_where_a_later_pattern_names_its_folder() -> None:
    patterns = matcher("*", "!docs/a", "docs")
    assert patterns.withholding("docs/a") == patterns.patterns[2]
    assert matcher("docs", "!docs/a").withholding("docs/a") is None
    assert matcher("!docs/a").withholding("docs/a") is None


def test_a_broken_pattern_is_refused_when_it_is_asked() -> None:
    with pytest.raises(UnusableInput, match=r"\.dockerignore:2: "):
        ignored("a", "b", "*[z-a]")


@pytest.mark.parametrize("plain", [False, True], ids=["any", "plain"])
def test_the_short_cuts_say_what_the_long_way_says(plain: bool) -> None:
    asked = 0
    for case in cases(7, 100, plain=plain):
        try:
            asked += asked_both_ways(case)
        except UnusableInput:
            continue
    assert asked > 15


def asked_both_ways(case: Case) -> int:
    """Ask about each file with and without the filter for names; returns how many were spared."""
    patterns = Matcher(parse(case.ignore))
    spared = 0
    for path in case.files:
        above = patterns.top
        folder, _, name = path.rpartition("/")
        parts = folder.split("/") if folder else []
        for count in range(1, len(parts) + 1):
            above = patterns.verdict("/".join(parts[:count]), above)
        full = patterns.verdict(path, above)
        assert full == patterns.verdict_on(path), case
        if not patterns.name_filter(folder, above)(name):
            short = patterns.inherited(above)
            assert (short.ignored, short.pattern) == (full.ignored, full.pattern), case
            spared += 1
    return spared
