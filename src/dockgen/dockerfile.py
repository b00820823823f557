"""A Dockerfile as data: instructions with their lines, and the stages they belong to.

The syntax: https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dockgen.errors import UnusableInput

KEYWORDS = frozenset(
    (
        "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN "
        "SHELL STOPSIGNAL USER VOLUME WORKDIR"
    ).split()
)
HEREDOC_KEYWORDS = frozenset({"ADD", "COPY", "RUN"})
HEREDOC = re.compile(r"<<(-?)(['\"]?)([A-Za-z_][A-Za-z0-9_.-]*)\2")
DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*?)\s*")
STAGE = re.compile(r"(?:--platform=\S+\s+)?(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Args:
        keyword: in capitals.
        arguments: what follows it, continuation lines joined by a space, heredocs left out.
        first_line: the line that the keyword stands on, counted from 1.
        last_line: the last line that belongs to it.
        stage: the number of the stage that it belongs to, counted from 0; -1 before any FROM.
        comment: the comment lines directly above it, joined, without their `#`.
    """

    keyword: str
    arguments: str
    first_line: int
    last_line: int
    stage: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A build stage: its name (empty where it has none) and the image or stage it starts from."""

    name: str
    image: str


@dataclass(frozen=True, slots=True)
class Dockerfile:
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
    lines = text.splitlines()
    directives = _directives(lines)
    escape = directives.get("escape", "\\")
    return Dockerfile(directives, tuple(_instructions(lines, escape, file)))


def _directives(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
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
        keyword, arguments = keyword.upper(), arguments.strip()
        if keyword not in KEYWORDS:
            raise UnusableInput(f"unknown instruction {keyword}", file=file, line=first + 1)
        if not arguments:
            raise UnusableInput(f"{keyword} needs an argument", file=file, line=first + 1)
        number = _skip_heredocs(lines, number, keyword, arguments, file)
        stage += keyword == "FROM"
        yield Instruction(keyword, arguments, first + 1, number, stage, " ".join(comments))
        comments = []


def _logical_line(lines: list[str], number: int, escape: str) -> tuple[str, int]:
    """Join the lines of one instruction; comments and empty lines between them do not count."""
    parts: list[str] = []
    while number < len(lines):
        line = lines[number].strip()
        number += 1
        if parts and (not line or line.startswith("#")):
            continue
        if not line.endswith(escape):
            parts.append(line)
            break
        parts.append(line.removesuffix(escape).strip())
    return " ".join(" ".join(parts).split()), number


def _skip_heredocs(lines: list[str], number: int, keyword: str, arguments: str, file: str) -> int:
    """The number of the first line after the heredocs that an instruction opens."""
    if keyword not in HEREDOC_KEYWORDS:
        return number
    for dash, _, word in HEREDOC.findall(arguments):
        start = number
        while number < len(lines):
            line = lines[number].lstrip("\t") if dash else lines[number]
            number += 1
            if line == word:
                break
        else:
            raise UnusableInput(f"heredoc {word} never ends", file=file, line=start)
    return number
