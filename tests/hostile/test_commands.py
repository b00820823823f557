"""A command of a project's ends where it ends: for the shell, and for the builder."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dockgen
from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.core.quoting import (
    artifact_in_shell,
    copy_paths,
    shell_command,
    shell_steps,
    shell_words,
)
from dockgen.dockerfile.parser import parse
from tests.conftest import MakeProject
from tests.examples import FOLDER, NAMES, detection_of

SWALLOWING = (
    "# x", "  # x", "a \\", "a \\\\", "a \\  ", "a 'b", 'a "b', "a `b", "a $(b", "a ${b",
    "a (b", "a $((1+1)",
    "a<<EOF", "a 3<<-EOF", "a <<EOF", "a &&", "a ||", "a |", "a ;", "a &", "$(a # b)", "`a # b`",
    "--mount=type=ssh a", "--network=host a", "-x", '["a", "b"]', "[]", "", " ",
)  # fmt: skip
ORDINARY = {
    "make": "make",
    "make # all": "make",
    "make;# all": None,
    "echo a#b": "echo a#b",
    "echo '# a' \"# b\" \\# c": "echo '# a' \"# b\" \\# c",
    'echo "$(echo "a # b")" # c': 'echo "$(echo "a # b")"',
    "echo ${a#b} ${#a} $((16#ff))": "echo ${a#b} ${#a} $((16#ff))",
    "x=$((1<<2)) cat <<<word": "x=$((1<<2)) cat <<<word",
    "find . -exec rm {} \\;": "find . -exec rm {} \\;",
    "case a in a) b;; esac": "case a in a) b;; esac",
    "[ -f a ] && b || (c; d) | e": "[ -f a ] && b || (c; d) | e",
    "sed 's/\"/x/' a": "sed 's/\"/x/' a",
    "a 2>&1": "a 2>&1",
}


@pytest.mark.parametrize("command", SWALLOWING)
def test_a_command_that_would_swallow_what_follows_is_refused(command: str) -> None:
    for commands in ([command], ["a", command, "b"]):
        with pytest.raises(UnusableInput, match=r"^x (is|ends|contains|has|starts)"):
            shell_steps(commands, "x")


@pytest.mark.parametrize("command", ORDINARY)
def test_an_ordinary_command_loses_its_comment_and_nothing_else(command: str) -> None:
    if ORDINARY[command] is None:
        with pytest.raises(UnusableInput, match="ends with an operator"):
            shell_command(command)
    else:
        assert shell_command(command) == ORDINARY[command]


def parses(line: str) -> bool:
    done = subprocess.run(["sh", "-n", "-c", line], capture_output=True, text=True)
    return done.returncode == 0 and "here-document" not in done.stderr


PIECES = st.sampled_from([*"#'\"`$(){}<&|;\\- a[],", "<<", "$(", "${", "&&", " #", "EOF", "=1"])


@given(st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=300)
def test_what_is_taken_can_be_followed_by_another(command: str) -> None:
    """Whatever a shell can read alone, it can read with a step after it, which still runs."""
    try:
        made = shell_command(command)
    except UnusableInput:
        return
    text = f"FROM scratch\nRUN {made} && after\nUSER 1000\n"
    assert [one.keyword for one in parse(text).instructions] == ["FROM", "RUN", "USER"]
    if parses(made):
        assert parses(f"{{ {made} ; }} && after")
        assert not parses(f"{made} && )"), "what follows is read by nobody"


@pytest.mark.parametrize("name", ["x<<EOF", "<<EOF", "3<<b", "a <<EOF b", "a/<<-E"])
def test_no_path_and_no_argument_is_a_heredoc_to_any_builder(name: str) -> None:
    refused = pytest.raises(UnusableInput, match="here-document")
    with refused:
        copy_paths([name], "./")
    with refused:
        copy_paths(["a"], f"{name}/")
    with refused:
        shell_words(["cp", name])
    with refused:
        artifact_in_shell(f"target/{name}-*.jar")


def _kinds() -> list[str]:
    """One example of each detector."""
    return list({detection_of(name).chosen: name for name in NAMES}.values())


@pytest.mark.parametrize("name", _kinds())
def test_every_command_of_every_ecosystem_is_refused_or_whole(name: str) -> None:
    """Refused where it came from, or followed by all that follows in the original."""
    commands = [fact for fact in detection_of(name).facts if fact.endswith("_command")]
    refused = 0
    for fact in commands:
        usual = _instructions(name, fact, "true")
        for command in SWALLOWING:
            made = _instructions(name, fact, command)
            refused += isinstance(made, str)
            if isinstance(made, str):
                assert made.startswith((f"--set {fact}: ", f"{fact} ")), made
            elif fact != "start_command":
                assert made == usual, (fact, command)
    assert refused or not commands


def _instructions(name: str, fact: str, command: str) -> list[str] | str:
    """The keywords of the instructions, or why the command is refused."""
    overrides = {fact: Override(command, Evidence(f"--set {fact}"))}
    try:
        detection = dockgen.detect(FOLDER / name, overrides=overrides)
        text = dockgen.render(dockgen.plan(detection, Choices(stages="multi")))["Dockerfile"].text
    except DockgenError as problem:
        return str(problem)
    return [one.keyword for one in parse(text).instructions]


def test_a_refused_command_says_where_it_stands(project: MakeProject) -> None:
    files = {
        "package.json": '{"scripts": {"start": "node a.js", "build": "x"}}',
        "a.js": "",
        ".dockgen.yml": "set:\n  port: 80\n  build_command: '# x'\n",
    }
    root = project(files).root
    from dockgen.managed_files.draft import draft

    with pytest.raises(UnusableInput) as caught:
        draft(str(root), "Dockerfile", {})
    assert str(caught.value) == ".dockgen.yml:3: build_command is only a comment: '# x'"
