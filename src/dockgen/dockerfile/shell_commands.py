"""The simple commands of a shell script, each with its line: what RUN, CMD and ENTRYPOINT run.

Only the grammar that says where a command begins and ends is read:
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html. What stands in a
substitution or is made by a variable stays a part of its word.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.parser import Instruction

TOKEN = lazy_regex(
    r"(?P<comment>(?<![^\s;&|()])#[^\n]*)"
    r"|(?P<end>&&|\|\||;;|[;&|\n()])"
    r"|(?P<redirect>\d*(?:>>|<<<|<<-?|>&|<&|>\||&>|[<>])\s*(?:[^\s;&|()<>'\"]|'[^']*'|\"[^\"]*\")*)"
    r"|(?P<word>(?:\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|`[^`]*`|\\.|'[^']*'"
    r"|\"(?:[^\"\\]|\\.)*\"|[^\s\\'\"`;&|()<>])+)"
    r"|(?P<other>\s|.)",
    re.DOTALL,
)
RESERVED = frozenset("! { } if then elif else fi while until do done time exec command".split())
"""Words before a command that do not change what it does."""
ASSIGNMENT = lazy_regex(r"[A-Za-z_]\w*=.*", re.DOTALL)
SHELLS = frozenset(("sh", "bash", "ash", "dash", "/bin/sh", "/bin/bash", "/bin/ash", "/bin/dash"))
INTERPRETER = lazy_regex(r"#!\s*(?:\S*/)?(?:env\s+)?(\w+)")


class ShellCommand(NamedTuple):
    """A simple command.

    Args:
        words: its words, without quotes; variables in them are as they are written.
        line: the line of the Dockerfile that it begins on.
        text: as it is written, without what is assigned before it.
        ended_by: the operator behind it; empty at the end.
    """

    words: tuple[str, ...]
    line: int
    text: str
    ended_by: str = ""

    @property
    def plain(self) -> str:
        """The words with one space between them."""
        return " ".join(self.words)


def commands_in(pieces: Sequence[tuple[str, int]]) -> Iterator[ShellCommand]:
    """The simple commands of a script.

    Args:
        pieces: its text in pieces, each with the line that the piece stands on.
    """
    text = "".join(piece for piece, _ in pieces)
    starts: list[tuple[int, int]] = []
    place = 0
    for piece, line in pieces:
        starts.append((place, line))
        place += len(piece)
    written: list[re.Match[str]] = []
    for token in TOKEN.finditer(text):
        if token["word"] is not None:
            written.append(token)
        elif token["end"] is not None:
            yield from _command(text, written, starts, token["end"])
            written = []
    yield from _command(text, written, starts, "")


def _command(
    text: str, written: list[re.Match[str]], starts: list[tuple[int, int]], ended_by: str
) -> Iterator[ShellCommand]:
    while written and (written[0][0] in RESERVED or ASSIGNMENT.fullmatch(written[0][0])):
        written = written[1:]
    if not written:
        return
    first = written[0].start()
    line = next(number for place, number in reversed(starts) if place <= first)
    words = tuple(_unquoted(one[0]) for one in written)
    yield ShellCommand(words, line, text[first : written[-1].end()], ended_by)


def _unquoted(word: str) -> str:
    if not re.search(r"['\"\\]", word):
        return word
    try:
        return "".join(shlex.split(word))
    except ValueError:
        return word


def script_of(
    instruction: Instruction, lines: Sequence[str], escape: str = "\\"
) -> list[tuple[str, int]]:
    """The script of an instruction, for `commands_in`: continued lines joined, heredocs with it.

    Args:
        instruction: a RUN, CMD, ENTRYPOINT or HEALTHCHECK in shell form.
        lines: the lines of the Dockerfile.
        escape: its escape character.
    """
    last = instruction.heredocs[0].first_line - 1 if instruction.heredocs else instruction.last_line
    pieces: list[tuple[str, int]] = []
    for number in range(instruction.first_line, last + 1):
        line = lines[number - 1]
        if line.lstrip().startswith("#"):
            continue
        body = line.rstrip()
        going_on = body.endswith(escape) and not body.endswith(escape * 2)
        pieces.append((f"{body[:-1]} " if going_on else f"{body}\n", number))
    if pieces:
        head = re.sub(r"^\s*(?:ONBUILD\s+)?[A-Za-z]+\s+", "", pieces[0][0])
        pieces[0] = (head, pieces[0][1])
        _drop_flags(pieces)
    return pieces + _heredoc_script(instruction, lines, "".join(one for one, _ in pieces))


def _drop_flags(pieces: list[tuple[str, int]]) -> None:
    """Take the options of the instruction away, which may stand on several lines."""
    for place, (text, number) in enumerate(pieces):
        rest = re.sub(r"^\s*(?:--[a-z-]+(?:=\S*)?(?:\s+|$))*", "", text)
        pieces[place] = (rest, number)
        if rest.strip():
            return


def _heredoc_script(
    instruction: Instruction, lines: Sequence[str], head: str
) -> list[tuple[str, int]]:
    """The lines of a heredoc that a shell runs: `RUN <<EOF`, or one that a shell reads."""
    if not instruction.heredocs:
        return []
    before = re.sub(r"\d*<<-?\s*\S+", "", head).split()
    if before and before[0] not in SHELLS:
        return []
    one = instruction.heredocs[0]
    body = [
        (f"{lines[number - 1]}\n", number) for number in range(one.first_line, one.last_line + 1)
    ]
    run_by = INTERPRETER.match(body[0][0]) if body else None
    return body if run_by is None or run_by[1] in SHELLS else []
