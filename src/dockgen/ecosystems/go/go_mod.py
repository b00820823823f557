"""go.mod and go.work, which share one syntax: https://go.dev/ref/mod#go-mod-file-grammar."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

WORD = lazy_regex(r"\"(?:\\.|[^\"\\])*\"|`[^`]*`|[()]|(?:=>)|(?:(?!//|=>)[^\s()\"`])+|//.*")


class Line(NamedTuple):
    """A directive with its arguments: `require example.com/a v1.0.0`."""

    verb: str
    words: tuple[str, ...]
    comment: str
    number: int


class Requirement(NamedTuple):
    """A module that is required.

    Args:
        version: its version.
        indirect: whether only other modules need it.
        evidence: where it stands.
    """

    version: str
    indirect: bool
    evidence: Evidence


class Replacement(NamedTuple):
    """A module that is taken from elsewhere.

    Args:
        module: the module.
        target: another module, or a folder, which begins with `./`, `../` or `/`.
        evidence: where it stands.
    """

    module: str
    target: str
    evidence: Evidence

    @property
    def is_local(self) -> bool:
        """Whether it is a folder."""
        return self.target.startswith(("./", "../", "/")) or self.target in {".", ".."}


class ModFile:
    """A go.mod or a go.work.

    Args:
        file: the file.

    Raises:
        UnusableInput: a block is not closed.
    """

    def __init__(self, file: TextFile) -> None:
        self.path = file.path
        self.folder = posixpath.dirname(file.path)
        self.lines = tuple(_lines(file))

    def first(self, verb: str) -> Fact[str] | None:
        """The argument of the first directive of this name."""
        for line in self.lines:
            if line.verb == verb and line.words:
                return Fact(line.words[0], Evidence(verb, self.path, line.number))
        return None

    @property
    def module(self) -> Fact[str] | None:
        """The module's path."""
        return self.first("module")

    @property
    def requirements(self) -> dict[str, Requirement]:
        """The required modules by their paths."""
        return {
            line.words[0]: Requirement(
                line.words[1],
                line.comment.removeprefix("//").strip().startswith("indirect"),
                Evidence(f"require {line.words[0]}", self.path, line.number),
            )
            for line in self.lines
            if line.verb == "require" and len(line.words) > 1
        }

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """What is taken from elsewhere."""
        found = []
        for line in self.lines:
            if line.verb == "replace" and "=>" in line.words[1:-1]:
                target = line.words[line.words.index("=>") + 1]
                evidence = Evidence(f"replace {line.words[0]}", self.path, line.number)
                found.append(Replacement(line.words[0], target, evidence))
        return tuple(found)

    @property
    def tools(self) -> tuple[Fact[str], ...]:
        """The packages of the `tool` directives: https://go.dev/ref/mod#go-mod-file-tool."""
        return self._arguments("tool")

    @property
    def used(self) -> tuple[Fact[str], ...]:
        """The folders of a workspace's modules: https://go.dev/ref/mod#go-work-file-use."""
        return self._arguments("use")

    def _arguments(self, verb: str) -> tuple[Fact[str], ...]:
        return tuple(
            Fact(line.words[0], Evidence(verb, self.path, line.number))
            for line in self.lines
            if line.verb == verb and line.words
        )


def _lines(file: TextFile) -> Iterator[Line]:
    block, opened = "", 0
    for number, text in enumerate(file.text.split("\n"), start=1):
        words = WORD.findall(text)
        comment = words.pop() if words and words[-1].startswith("//") else ""
        if words == [")"]:
            block = ""
        elif len(words) == 2 and words[1] == "(":
            block, opened = words[0], number
        elif words and block:
            yield Line(block, _unquoted(words), comment, number)
        elif words:
            yield Line(words[0], _unquoted(words[1:]), comment, number)
    if block:
        raise UnusableInput(f"the block `{block} (` is not closed", file=file.path, line=opened)


def _unquoted(words: list[str]) -> tuple[str, ...]:
    return tuple(_plain(word) for word in words if word not in {"(", ")"})


def _plain(word: str) -> str:
    if word.startswith("`"):
        return word.strip("`")
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except ValueError:  # an escape that only Go knows
        return word.strip('"')
