"""A Dockerfile as data: instructions with their lines, and the stages they belong to.

The syntax: https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex

KEYWORDS = frozenset(
    (
        "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN "
        "SHELL STOPSIGNAL USER VOLUME WORKDIR"
    ).split()
)
HEREDOC = lazy_regex(r"\d*<<(?P<dash>-?)(?P<word>[^<]+)")
"""A whole word of an instruction that opens a heredoc, as BuildKit's parser reads it: quotes may
stand around the name, `<<<` is a here-string of the shell, and `cat<<EOF` is none either."""
HEREDOC_INSTRUCTION = lazy_regex(r"(?:ONBUILD\s+)?(?:ADD|COPY|RUN)\s(?!\s*\[)", re.IGNORECASE)
WORD = lazy_regex(r"(?:[^\s'\"]|'[^']*'|\"(?:[^\"\\]|\\.)*\"|['\"])+")
"""A word of a command line, with the quotes that it is written in."""
DIRECTIVE = lazy_regex(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*?)\s*")
STAGE = lazy_regex(r"(?:--platform=\S+\s+)?(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)


class Heredoc(NamedTuple):
    """The lines of a heredoc, without the one that opens it and the one that ends it.

    Args:
        word: what ends it.
        first_line: its first line, counted from 1.
        last_line: its last line; before the first one where it is empty.
    """

    word: str
    first_line: int
    last_line: int


class Instruction(NamedTuple):
    """One instruction.

    Args:
        keyword: in capitals.
        arguments: what follows it on one line, each run of white space as one space, heredocs
            left out.
        first_line: the line that the keyword stands on, counted from 1.
        last_line: the last line that belongs to it.
        stage: the number of the stage that it belongs to, counted from 0; -1 before any FROM.
        comment: the comment lines directly above it, joined, without their `#`.
        heredocs: the heredocs that it opens, in order.
    """

    keyword: str
    arguments: str
    first_line: int
    last_line: int
    stage: int
    comment: str = ""
    heredocs: tuple[Heredoc, ...] = ()


class Stage(NamedTuple):
    """A build stage: its name (empty where it has none) and the image or stage it starts from."""

    name: str
    image: str


class Dockerfile(NamedTuple):
    """A parsed Dockerfile.

    Args:
        directives: the parser directives at the top (`syntax`, `escape`, `check`), by name.
        instructions: all instructions, in order.
    """

    directives: dict[str, str]
    instructions: tuple[Instruction, ...]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The build stages, in order."""
        return tuple(_stage(line) for line in self.instructions if line.keyword == "FROM")


def _stage(instruction: Instruction) -> Stage:
    match = STAGE.match(instruction.arguments)
    if match is None:  # pragma: no cover - parse() refuses a FROM without an image
        raise ValueError(instruction.arguments)
    return Stage(match["name"] or "", match["image"])


def parse(text: str, file: str = "Dockerfile") -> Dockerfile:
    """Parse a Dockerfile.

    Args:
        text: its content.
        file: its name, for error messages.

    Raises:
        UnusableInput: an unknown instruction, an instruction without arguments, or a heredoc
            that never ends.
    """
    lines = lines_of(text)
    found = directives(text)
    escape = found.get("escape", "\\")
    if escape not in ("\\", "`"):
        raise UnusableInput("the escape directive must be \\ or `", file=file)
    return Dockerfile(found, tuple(_instructions(lines, escape, file)))


def lines_of(text: str) -> list[str]:
    """The lines as the builder counts them: `str.splitlines` would also split at a form feed."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def directives(text: str) -> dict[str, str]:
    """The parser directives at the top of a Dockerfile, by name in lower case.

    https://docs.docker.com/reference/dockerfile/#parser-directives
    """
    found: dict[str, str] = {}
    for line in lines_of(text):
        match = DIRECTIVE.fullmatch(line.strip())
        if match is None or match[1].lower() in found:
            break
        found[match[1].lower()] = match[2]
    return found


def _instructions(lines: list[str], escape: str, file: str) -> Iterator[Instruction]:
    number, stage, comments = 0, -1, list[str]()
    while number < len(lines):
        line = lines[number].strip()
        if not line or line.startswith("#"):
            comments = [*comments, line.lstrip("# ")] if line else []
            number += 1
            continue
        first = number
        logical, number = _logical_line(lines, number, escape)
        keyword, _, arguments = logical.partition(" ")
        keyword = keyword.upper()
        if keyword not in KEYWORDS:
            raise UnusableInput(f"unknown instruction {keyword}", file=file, line=first + 1)
        if not arguments:
            raise UnusableInput(f"{keyword} needs an argument", file=file, line=first + 1)
        heredocs = []
        for dash, word in _heredocs(logical):
            begin = number
            number = _skip_heredoc(lines, number, dash=dash, word=word)
            if number == -1:
                raise UnusableInput(f"heredoc {word} never ends", file=file, line=first + 1)
            heredocs.append(Heredoc(word, begin + 1, number - 1))
        stage += keyword == "FROM"
        above = " ".join(comments)
        yield Instruction(keyword, arguments, first + 1, number, stage, above, tuple(heredocs))
        comments = []


def _logical_line(lines: list[str], number: int, escape: str) -> tuple[str, int]:
    """Join the lines of one instruction; comments and empty lines between them do not count.

    A line goes on when it ends with one escape character; two are the character itself.
    """
    parts: list[str] = []
    while number < len(lines):
        line = lines[number].rstrip()
        number += 1
        if parts and (not line or line.lstrip().startswith("#")):
            continue
        if not line.endswith(escape) or line.endswith(escape * 2):
            parts.append(line)
            break
        parts.append(line.removesuffix(escape))
    return " ".join("".join(parts).split()), number


def _heredocs(logical: str) -> list[tuple[bool, str]]:
    """The heredocs that an instruction opens: whether tabs are cut off, and the closing word."""
    if "<<" not in logical or not HEREDOC_INSTRUCTION.match(logical):
        return []
    found = (HEREDOC.fullmatch(word) for word in WORD.findall(logical))
    return [(bool(one["dash"]), re.sub("['\"]", "", one["word"])) for one in found if one]


def _skip_heredoc(lines: list[str], number: int, *, dash: bool, word: str) -> int:
    """The number of the first line after a heredoc; -1 where it never ends."""
    for end in range(number, len(lines)):
        if (lines[end].lstrip("\t") if dash else lines[end]) == word:
            return end + 1
    return -1
