"""The simple commands of a script."""

from __future__ import annotations

import pytest

from dockgen.dockerfile.resolved import resolve
from dockgen.dockerfile.shell_commands import commands_in


def plain(script: str) -> list[str]:
    return [one.plain for one in commands_in([(script, 1)])]


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("a b && c; d | e || f & g", ["a b", "c", "d", "e", "f", "g"]),
        ("a 'b && c' \"d; e\"", ["a b && c d; e"]),
        ("A=1 B='x y' npm ci", ["npm ci"]),
        ("if test -f a; then npm ci; else yarn; fi", ["test -f a", "npm ci", "yarn"]),
        ("(cd app && npm ci)", ["cd app", "npm ci"]),
        ("a $(b; c) d", ["a $(b; c) d"]),
        ("a > /dev/null 2>&1 && b < in", ["a", "b"]),
        ("a # b && c\nd", ["a", "d"]),
        ("a b#c", ["a b#c"]),
        ("! a", ["a"]),
        ("exec node server.js", ["node server.js"]),
        ("a\\ b c", ["a b c"]),
        ("", []),
        ("FOO=bar", []),
        ("a '", ["a"]),
    ],
)
def test_where_a_command_begins_and_ends(script: str, commands: list[str]) -> None:
    assert plain(script) == commands


def commands_of(text: str) -> list[tuple[str, int]]:
    (stage,) = resolve(f"FROM scratch\n{text}").stages
    return [(one.plain, one.line) for step in stage.steps for one in step.commands]


def test_a_command_knows_its_line_in_the_dockerfile() -> None:
    text = (
        "RUN --mount=type=tmpfs,target=/c \\\n --network=none \\\n  a && \\\n # why\n\n b\nRUN c\n"
    )
    assert commands_of(text) == [("a", 4), ("b", 7), ("c", 8)]


def test_a_heredoc_that_a_shell_runs_is_a_script() -> None:
    assert commands_of("RUN <<EOF\nset -e\na && b\nEOF\n") == [("set -e", 3), ("a", 4), ("b", 4)]
    assert commands_of("RUN <<-EOF bash\n\ta\n\tEOF\n") == [("bash", 2), ("a", 3)]
    assert commands_of("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n") == [("a", 4)]


def test_a_heredoc_of_another_language_is_none() -> None:
    assert commands_of("RUN python3 <<EOF\nimport os\nEOF\n") == [("python3", 2)]
    assert commands_of("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n") == []


def test_the_exec_form_is_one_command() -> None:
    assert commands_of('CMD ["sh", "-c", "a && b"]') == [("sh -c a && b", 2)]
    assert commands_of("CMD [broken") == [("[broken", 2)]
    assert commands_of('HEALTHCHECK --interval=3s CMD ["a", "b"]') == [("a b", 2)]
    assert commands_of("HEALTHCHECK CMD a || exit 1") == [("a", 2), ("exit 1", 2)]
    assert commands_of("HEALTHCHECK NONE") == []


def test_another_escape_character_continues_lines() -> None:
    stages = resolve("# escape=`\nFROM scratch\nRUN a `\n  b\n").stages
    assert [one.plain for one in stages[0].steps[0].commands] == ["a b"]
