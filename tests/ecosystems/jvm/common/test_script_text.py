"""Gradle's scripts: comments and strings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.project import TextFile
from dockgen.ecosystems.jvm.common import script_text as gradle_text


def parsed(text: str) -> gradle_text.Script:
    return gradle_text.parse(TextFile("build.gradle.kts", text))


@given(st.text("ab{}\"'/*\\\n $", max_size=60))
def test_what_is_left_of_any_text_keeps_its_length_and_its_lines(text: str) -> None:
    code = parsed(text).code
    assert len(code) == len(text)
    assert [i for i, one in enumerate(code) if one == "\n"] == [
        i for i, one in enumerate(text) if one == "\n"
    ]


def test_a_slash_in_a_string_begins_no_comment() -> None:
    script = parsed('url = "https://example.com" // jvmToolchain(8)\njvmToolchain(21)\n')
    assert [match[1] for match in script.find(r"jvmToolchain\((\d+)\)")] == ["21"]
    assert "https://example.com" in script.code


def test_a_quote_in_a_comment_begins_no_string() -> None:
    script = parsed("// don't\njvmToolchain(21)\n/* it's */ a = 'x'\n")
    assert list(script.find("jvmToolchain"))
    assert list(script.find("a ="))


def test_blocks_end_with_their_own_brace() -> None:
    script = parsed('plugins { a { b } c = "}" }\nplugins { d')
    blocks = [script.code[start:end] for _, (start, end) in script.spans("plugins")]
    assert blocks == [' a { b } c = "}" ', " d"]
