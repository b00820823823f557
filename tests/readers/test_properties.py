"""Java's .properties files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import TextFile
from dockgen.readers.properties import documents, parse


def read(text: str) -> dict[str, str]:
    return {key: fact.value for key, fact in parse(TextFile("a.properties", text)).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1", {"a": "1"}),
        ("a = 1 ", {"a": "1 "}),
        ("a: 1", {"a": "1"}),
        ("a 1", {"a": "1"}),
        ("a", {"a": ""}),
        ("  a=1", {"a": "1"}),
        ("# a=1\n! b=1\n", {}),
        ("a=1\\\n   2\\\n3", {"a": "123"}),
        ("a=1\\\\\nb=2", {"a": "1\\", "b": "2"}),
        ("# c \\\nb=2", {"b": "2"}),
        ("a\\:b\\=c=1", {"a:b=c": "1"}),
        ("url=https\\://x", {"url": "https://x"}),
        ("a=\\u00e9\\t.", {"a": "é\t."}),
        ("a=1\na=2", {"a": "2"}),
        ("a=1\\", {"a": "1"}),
        ("a=1\n#---\nb=2", {"a": "1", "b": "2"}),
    ],
)
def test_a_file_is_read_as_java_reads_it(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


def test_a_value_knows_its_line() -> None:
    found = parse(TextFile("a.properties", "x=1\\\n2\n\nport=80\n"))
    assert found["port"] == Fact("80", Evidence("port", "a.properties", 4))


def test_documents_are_kept_apart() -> None:
    found = list(documents(TextFile("a.properties", "a=1\n#---\na=2\n!---\na=3")))
    assert [document["a"].value for document in found] == ["1", "2", "3"]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read(text)
