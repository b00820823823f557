"""XML: safe to read, and every element knows its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.readers.xml import MAX_DEPTH, MAX_ELEMENTS, Element, parse


def read(text: str) -> Element:
    return parse(TextFile("pom.xml", text), root="project")


def test_an_element_knows_its_line_its_text_and_its_attributes() -> None:
    top = read("<project>\n\n<a\n  id='1'> some\n text </a></project>")
    found = top.find("a")
    assert found is not None
    assert (found.line, found.text, found.attributes) == (3, "some\n text", {"id": "1"})


def test_a_path_of_names_finds_all_that_lie_at_it() -> None:
    top = read("<project><a><b>1</b></a><a><b>2</b><b>3</b></a></project>")
    assert [element.text for element in top.all("a/b")] == ["1", "2", "3"]
    assert top.find("a/c") is None


def test_the_texts_of_an_element_are_those_below_it_too() -> None:
    assert set(read("<project>x<a>y<b>z</b></a></project>").texts()) == {"x", "y", "z"}


def test_a_namespace_prefix_does_not_count() -> None:
    assert read("<p:project xmlns:p='x'><p:a/></p:project>").find("a") is not None


def test_an_encoding_that_is_declared_does_not_count_because_the_text_is_decoded() -> None:
    assert read("<?xml version='1.0' encoding='ISO-8859-1'?><project>é</project>").text == "é"


def test_the_names_of_characters_that_maven_knows_are_read() -> None:
    assert read("<project>Herv&eacute; &amp; co</project>").text == "Hervé & co"


def test_comments_and_sections_of_characters_are_read_as_xml_means_them() -> None:
    assert read("<project>a<!-- no --><![CDATA[<b>]]></project>").text == "a<b>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  \n", "pom.xml: is empty"),
        ("<project>\n<a>\n", "pom.xml:3: is not well-formed XML: no element found"),
        ("<project>\n&nothing;</project>", "pom.xml:2: is not well-formed XML: undefined entity"),
        ("\n<html/>", "pom.xml:2: holds <html> where <project> is expected"),
        (f"<project>\n{'<a>' * MAX_DEPTH}", "pom.xml:2: is nested too deeply"),
        (f"<project>\n{'<a/>' * MAX_ELEMENTS}</project>", "pom.xml:2: contains too much"),
        ("\n<!DOCTYPE x SYSTEM 'x.dtd'><project/>", "pom.xml:2: declares a document type"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        read(text)
    assert str(caught.value).startswith(message)


def test_entities_that_swell_are_refused() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><project>&b;</project>"
    with pytest.raises(UnusableInput, match="document type"):
        read(bomb)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except UnusableInput as problem:
        assert problem.file == "pom.xml"  # noqa: PT017
