"""A Dockerfile as data: what the builder takes for an instruction, and on which lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from dockgen.core.errors import UnusableInput
from dockgen.dockerfile.parser import KEYWORDS, Stage, lines_of, parse
from tests.file_snapshots import as_file

EVERYTHING = Path(__file__).parent / "dockerfiles" / "everything.Dockerfile"
"""`docker build --target build` counts nine steps in its first stage: so must the parser."""


def test_everything_that_the_syntax_knows(snapshot: SnapshotAssertion) -> None:
    parsed = parse(EVERYTHING.read_text("utf-8"))
    lines = [f"{name} = {value}" for name, value in parsed.directives.items()]
    lines += [f"{stage}" for stage in parsed.stages]
    for one in parsed.instructions:
        lines.append(
            f"{one.first_line}-{one.last_line} stage {one.stage}: {one.keyword} | "
            f"{one.arguments} | {one.comment}".rstrip()
        )
    assert "\n".join(lines) + "\n" == snapshot(extension_class=as_file("txt"))


def test_the_escape_character_can_be_another() -> None:
    parsed = parse("# escape=`\nFROM windows\nRUN dir `\n    C:\\\nRUN ver\n")
    assert [one.arguments for one in parsed.instructions] == ["windows", "dir C:\\", "ver"]


@pytest.mark.parametrize(
    "text",
    [
        "\n# escape=`\nRUN a \\\n b\n",
        "# a comment\n# escape=`\nRUN a \\\n b\n",
        "ARG X=1\n# escape=`\nRUN a \\\n b\n",
    ],
)
def test_a_directive_counts_only_at_the_top(text: str) -> None:
    assert parse(text).directives == {}
    assert parse(text).instructions[-1].arguments == "a b"


def test_a_directive_counts_once() -> None:
    assert parse("# syntax=a\n# syntax=b\nFROM x\n").directives == {"syntax": "a"}


def test_an_escape_character_that_the_builder_refuses_is_refused() -> None:
    with pytest.raises(UnusableInput, match="Dockerfile: the escape directive must be"):
        parse("# escape=^\nFROM x\n")


def test_lines_are_joined_without_a_space_of_their_own() -> None:
    assert parse("RUN ec\\\nho a\\  \n  b\n").instructions[0].arguments == "echo a b"


def test_a_continuation_may_be_the_last_line() -> None:
    one = parse("FROM x\nRUN a \\\n").instructions[1]
    assert (one.arguments, one.first_line, one.last_line) == ("a", 2, 2)


def test_a_form_feed_is_no_line_end() -> None:
    parsed = parse("FROM x\nRUN a\x0cb\nUSER 1\n")
    assert [one.first_line for one in parsed.instructions] == [1, 2, 3]


def test_line_ends_of_windows_are_line_ends() -> None:
    parsed = parse("FROM x\r\nRUN <<EOF\r\ntrue\r\nEOF\r\nUSER 1\r\n")
    assert [one.keyword for one in parsed.instructions] == ["FROM", "RUN", "USER"]


def test_an_empty_line_parts_a_comment_from_the_instruction() -> None:
    parsed = parse("# far\n\n# near\nFROM x\nUSER 1\n")
    assert [one.comment for one in parsed.instructions] == ["near", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("FROM x\nINSTALL nginx\n", "Dockerfile:2: unknown instruction INSTALL"),
        ("FROM x\n\nRUN\n", "Dockerfile:3: RUN needs an argument"),
        ("FROM x\nRUN \\\n", "Dockerfile:2: RUN needs an argument"),
        ("FROM x\nRUN <<EOF\ntrue\n", "Dockerfile:2: heredoc EOF never ends"),
        ("FROM x\nRUN <<A <<B\nA\nb\n", "Dockerfile:2: heredoc B never ends"),
        ("\x00\x01", "Dockerfile:1: unknown instruction"),
    ],
)
def test_what_is_no_dockerfile_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=f"^{message}"):
        parse(text)


def test_another_name_stands_in_the_message() -> None:
    with pytest.raises(UnusableInput, match=r"api\.Dockerfile:1"):
        parse("NONSENSE x", "api.Dockerfile")


def test_an_empty_file_holds_nothing() -> None:
    assert parse("").instructions == ()
    assert parse("# only a comment\n").stages == ()


def test_stages_with_and_without_a_name() -> None:
    parsed = parse("FROM a AS one\nFROM --platform=linux/arm64 b:2\nFROM one as Two\n")
    assert parsed.stages == (Stage("one", "a"), Stage("", "b:2"), Stage("Two", "one"))
    assert [one.stage for one in parsed.instructions] == [0, 1, 2]


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parsed = parse(text)
    except UnusableInput:
        return
    count = len(lines_of(text))
    before = 0
    for one in parsed.instructions:
        assert one.keyword in KEYWORDS
        assert before < one.first_line <= one.last_line <= count
        before = one.last_line


arguments = st.text(alphabet="abc$'\"#<>-=[],/ ", min_size=1).map(str.strip).filter(bool)
harmless = arguments.filter(lambda text: "<<" not in text)


@given(st.lists(st.tuples(st.sampled_from(sorted(KEYWORDS)), harmless)))
def test_what_is_written_line_by_line_is_read_back(written: list[tuple[str, str]]) -> None:
    text = "".join(f"{keyword} {rest}\n" for keyword, rest in written)
    read = [(one.keyword, one.arguments) for one in parse(text).instructions]
    assert read == [(keyword, " ".join(rest.split())) for keyword, rest in written]


@given(st.lists(st.text(alphabet="ab#\\ \t").filter(lambda line: line.lstrip("\t") != "EOF")))
def test_a_heredoc_swallows_its_lines_whatever_they_hold(body: list[str]) -> None:
    text = "\n".join(["RUN <<-EOF", *body, "\tEOF", "USER 1", ""])
    assert [one.keyword for one in parse(text).instructions] == ["RUN", "USER"]


@given(st.text())
def test_lines_hold_the_whole_text(text: str) -> None:
    joined = "\n".join(lines_of(text))
    whole = text.replace("\r\n", "\n")
    assert joined in {whole, whole.removesuffix("\n")}
