"""YAML for its data alone, with lines."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import TextFile
from dockgen.readers.yaml import YamlFile

TEXT = """\
title: one
number: 3.10
theme:
  name: material
plugins:
  - search
  - social:
      cards: yes
emoji: !!python/name:material.extensions.emoji.twemoji
site_url: !ENV [SITE_URL, "https://example.org"]
empty:
"""


def read(text: str) -> YamlFile:
    return YamlFile(TextFile("x.yml", text))


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("title",), "one", 1),
        (("number",), "3.10", 2),
        (("theme", "name"), "material", 4),
        (("plugins", "1", "social", "cards"), "yes", 8),
    ],
)
def test_a_text_is_what_is_written_and_knows_its_line(
    path: tuple[str, ...], value: str, line: int
) -> None:
    file = read(TEXT)
    if "plugins" not in path:
        assert file.text(*path) == Fact(value, Evidence(".".join(path), "x.yml", line))
    assert file.evidence(*path).line == line


def test_tags_mean_nothing_here() -> None:
    file = read(TEXT)
    assert file.value("site_url") == ["SITE_URL", "https://example.org"]
    assert file.text("site_url") is None
    assert file.text("emoji") is None


def test_lists_and_mappings_are_plain_data() -> None:
    assert read(TEXT).value("plugins") == ["search", {"social": {"cards": "yes"}}]


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: ''"])
def test_nothing_is_no_text(text: str) -> None:
    assert read(text).text("a") is None


@pytest.mark.parametrize("text", ["", "# a comment\n", "---\n"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    file = read(text)
    assert file.top == {}
    assert file.text("a", "b") is None


def test_only_the_first_document_is_read() -> None:
    assert read("a: 1\n---\nb: 2\n").top == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", r"x\.yml:1: is not valid YAML"),
        ("a: b: c\n", r"x\.yml:1: is not valid YAML: mapping values are not allowed"),
        ("- a\n", r"x\.yml:1: must contain `key: value` lines"),
        ("text", r"x\.yml:1: must contain"),
        ("a: " + "[" * 200, r"x\.yml: is nested too deeply"),
        ("a: " + "[" * 70 + "]" * 70, r"x\.yml: is nested too deeply"),
        ("".join(f"{' ' * n}a:\n" for n in range(70)), r"x\.yml: is nested too deeply"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message):
        read(text)


@given(st.text(alphabet="ab :-[]{}!&*#|>'\"%@`,?~\n\t01.\\"))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnusableInput):
        read(text)


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


def test_aliases_that_multiply_are_refused_in_time() -> None:
    with pytest.raises(UnusableInput, match="holds more than 50000 values"):
        read(BOMB)


def test_what_is_too_large_to_be_parsed_in_time_is_refused() -> None:
    with pytest.raises(UnusableInput, match="larger than the 512 KiB"):
        read("key: value\n" * 60_000)
