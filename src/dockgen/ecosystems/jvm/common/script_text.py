"""Gradle's scripts as text: Groovy or Kotlin, searched and never executed.

Comments and strings: https://groovy-lang.org/syntax.html and
https://kotlinlang.org/docs/basic-syntax.html.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

TOKEN = lazy_regex(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    r'''|(?P<string>"""(?:\\.|.)*?(?:"""|\Z)|\'\'\'(?:\\.|.)*?(?:\'\'\'|\Z)'''
    r"""|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)""",
    re.DOTALL,
)
STRING = r"""["']([^"'$\\\n]*)["']"""
"""A string without variables, for the patterns of other modules."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Script:
    """One script.

    Args:
        file: the file.
        code: its text, with a space for each character of a comment.
        quoted: where its strings lie.
    """

    file: TextFile
    code: str
    quoted: tuple[tuple[int, int], ...]

    def find(self, pattern: str) -> Iterator[re.Match[str]]:
        """The places in the code that fit a pattern; none that begins in a string or a comment."""
        return self.find_from(pattern, 0)

    def find_from(self, pattern: str, position: int) -> Iterator[re.Match[str]]:
        """The same, from a place on."""
        for match in re.compile(pattern, re.MULTILINE).finditer(self.code, position):
            before = bisect_left(self.quoted, (match.start(), 0)) - 1
            if before < 0 or match.start() >= self.quoted[before][1]:
                yield match

    def evidence(self, match: re.Match[str], key: str) -> Evidence:
        """The place of what was found."""
        return Evidence(key, self.file.path, self.file.line_of(match.start()))

    def spans(self, opening: str) -> Iterator[tuple[re.Match[str], Span]]:
        """The blocks that open with a pattern: what opens one, and where its inside lies."""
        ends: dict[int, int] | None = None
        for match in self.find(rf"{opening}\s*\{{"):
            ends = self._ends_of_blocks() if ends is None else ends
            yield match, (match.end(), ends.get(match.end() - 1, len(self.code)))

    def only(self, spans: Sequence[Span]) -> Script:
        """The script with nothing but these parts, each at its place."""
        kept = list(re.sub(r"[^\n]", " ", self.code))
        for start, end in _apart(spans):
            kept[start:end] = self.code[start:end]
        return Script(self.file, "".join(kept), self.quoted)

    def without(self, spans: Sequence[Span]) -> Script:
        """The script without these parts."""
        kept = list(self.code)
        for start, end in _apart(spans):
            kept[start:end] = re.sub(r"[^\n]", " ", self.code[start:end])
        return Script(self.file, "".join(kept), self.quoted)

    def _ends_of_blocks(self) -> dict[int, int]:
        """Where each block ends, by the place of its opening brace; none for one left open."""
        ends: dict[int, int] = {}
        waiting: list[int] = []
        for match in self.find(r"[{}]"):
            if match[0] == "{":
                waiting.append(match.start())
            elif waiting:
                ends[waiting.pop()] = match.start()
        return ends


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """The same parts, those that overlap as one."""
    last = None
    for start, end in sorted(spans):
        if last and start <= last[1]:
            last = (last[0], max(last[1], end))
        else:
            if last:
                yield last
            last = (start, end)
    if last:
        yield last


def parse(file: TextFile) -> Script:
    """Read a script: its comments become spaces, and its strings are remembered."""
    parts: list[str] = []
    quoted: list[tuple[int, int]] = []
    position = 0
    for match in TOKEN.finditer(file.text):
        parts.append(file.text[position : match.start()])
        if match["comment"] is not None:
            parts.append(re.sub(r"[^\n]", " ", match[0]))
        else:
            parts.append(match[0])
            quoted.append(match.span())
        position = match.end()
    parts.append(file.text[position:])
    return Script(file, "".join(parts), tuple(quoted))


def read(project: Project, path: str) -> Script:
    """Read the script at a path.

    Raises:
        UnusableInput: it cannot be read.
    """
    return parse(project.read(path))
