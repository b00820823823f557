"""What a path comes to that sources put together: constants, class fields, defaults, joined parts.

Nothing is run. A variable of the environment is taken as not set, so that the default behind `||`
and `??` counts; what is not plain has no value.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

PIECE = lazy_regex(
    r"""\s*(?:(?://[^\n]*|/\*.*?\*/)\s*)*
    (?:(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<template>`(?:[^`\\]|\\.)*`)
  | (?P<name>[A-Za-z_$][\w$]*(?:\s*[?!]?\.\s*[A-Za-z_$][\w$]*|\[\s*['"][^'"\n]+['"]\s*\])*!?)
  | (?P<mark>\?\?|\|\||&&|[?:()+,]))""",
    re.VERBOSE | re.DOTALL,
)
ASSIGNED = lazy_regex(
    r"(?:\b(?:const|let|var|static|readonly|public|private|protected)\s+|\b[A-Za-z_$][\w$]*\.|"
    r"^[^\S\n]*)"
    r"(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*string\s*)?=(?![=>])",
    re.MULTILINE,
)
PROPERTY = lazy_regex(
    r"(?:^[^\S\n]*|[{,]\s*+)(?P<name>[A-Za-z_$][\w$]*)\s*+:\s*+(?=['\"`\w(])", re.MULTILINE
)
DEFAULTED = lazy_regex(r"\b(?P<name>[A-Za-z_$][\w$]*)\s*=\s*(?=['\"`])")
"""`{ dataDir = "data" } = options`."""

JOINS = frozenset({"join", "resolve", "normalize"})
PASSES_ON = frozenset({"String", "fileURLToPath", "normalize"})
MAX_DEPTH = 8
MAX_PLACES = 6


class Path(NamedTuple):
    """A path, as far as it is known where it begins.

    Args:
        start: `.` for the working directory, `here` for the folder of the file, `~` for the home
            folder, `tmp` for the system's folder of temporary files.
        rest: what follows; absolute where the path is.
        goes_on: whether something that is not known follows below it.
    """

    start: str
    rest: str
    goes_on: bool = False

    def joined(self, more: str) -> Path:
        """The path with more of it."""
        return self._replace(rest=posixpath.join(self.rest, more) if self.rest else more)


STARTS = {
    "__dirname": "here",
    "import.meta.dirname": "here",
    "import.meta.url": "here",
    "__filename": "here",
}
CALLS = {"cwd": ".", "homedir": "~", "tmpdir": "tmp"}
"""Names and calls that paths begin with."""


class Values:
    """The values that names have in a set of files.

    Args:
        files: the files, the one that is read most first.
    """

    def __init__(self, files: Iterable[TextFile]) -> None:
        self.files = list(files)
        self._known: dict[tuple[str, str], Path | None] = {}
        self._places: dict[str, list[tuple[TextFile, int]]] = {}
        for file in self.files:
            for pattern in (ASSIGNED, PROPERTY, DEFAULTED):
                for match in pattern.finditer(file.text):
                    self._places.setdefault(match["name"], []).append((file, match.end()))

    def at(self, file: TextFile, offset: int) -> Path | None:
        """The path that the expression at an offset comes to, or None."""
        return _Expression(self, file, offset, 0).whole()

    def arguments(self, file: TextFile, offset: int) -> list[Path | None]:
        """The paths that the arguments of a call come to, whose parenthesis is at an offset."""
        return _Expression(self, file, offset, 0).arguments()

    def named(self, name: str, file: TextFile, depth: int) -> Path | None:
        """What a name was given, in its own file first."""
        key = (name, file.path)
        if key not in self._known:
            self._known[key] = None  # what is made of itself has no value
            self._known[key] = self._first(name, file, depth)
        return self._known[key]

    def _first(self, name: str, file: TextFile, depth: int) -> Path | None:
        places = self._places.get(name, [])
        own = [one for one in places if one[0].path == file.path]
        others = [one for one in places if one[0].path != file.path]
        for other, offset in (*own, *others)[:MAX_PLACES]:
            found = _Expression(self, other, offset, depth + 1).whole()
            if found is not None and found.start == "here":
                here = posixpath.dirname(file.path) or "."
                there = posixpath.relpath(posixpath.dirname(other.path) or ".", here)
                return found._replace(rest=posixpath.join(there, found.rest))
            if found is not None:
                return found
        return None


class _Expression:
    """A cursor over a file."""

    def __init__(self, values: Values, file: TextFile, offset: int, depth: int) -> None:
        self.values, self.file, self.offset, self.depth = values, file, offset, depth

    def _peek(self) -> tuple[str, str]:
        match = PIECE.match(self.file.text, self.offset)
        return ("", "") if match is None else (str(match.lastgroup), match[str(match.lastgroup)])

    def _take(self) -> tuple[str, str]:
        match = PIECE.match(self.file.text, self.offset)
        if match is None:
            return "", ""
        self.offset = match.end()
        return str(match.lastgroup), match[str(match.lastgroup)]

    def whole(self) -> Path | None:
        """The value of the first part of it that has one."""
        if self.depth > MAX_DEPTH:
            return None
        found = self._sum()
        while self._peek()[1] in {"??", "||", "&&"}:
            _, mark = self._take()
            right = self._sum()
            found = right if mark == "&&" else found or right
        if self._peek()[1] == "?":
            self._take()
            first = self.whole()
            if self._take()[1] == ":":
                found = first or self.whole()
        return found

    def _sum(self) -> Path | None:
        left = self._one()
        while self._peek()[1] == "+":
            self._take()
            right = self._one()
            known = left is not None and right is not None and right.start == "."
            left = left._replace(rest=left.rest + right.rest) if known and left and right else None
        return left

    def _one(self) -> Path | None:
        kind, piece = self._take()
        if kind == "string":
            return Path(".", piece[1:-1].removeprefix("file:"))
        if kind == "template":
            return self._template(piece[1:-1])
        if piece == "(":
            inner = self.whole()
            self._take()
            return inner
        if kind == "name":
            return self._name(re.sub(r"\s|!|\?(?=\.)", "", piece))
        return None

    def _template(self, text: str) -> Path | None:
        match = re.match(r"\$\{([^{}]*)\}", text)
        if match is None:
            known, mark, _ = text.removeprefix("file:").partition("${")
            if not mark:
                return Path(".", known)
            return Path(".", posixpath.dirname(known), goes_on=True) if "/" in known else None
        rest = text[match.end() :]
        inner = TextFile(self.file.path, f"{match[1]}\n;")
        start = _Expression(self.values, inner, 0, self.depth + 1).whole()
        if start is None:
            return None
        known, mark, _ = rest.partition("${")
        if mark:
            inside = start.rest + posixpath.dirname(known)
            return start._replace(rest=inside, goes_on=True) if known.startswith("/") else None
        return start._replace(rest=start.rest + rest)

    def _name(self, name: str) -> Path | None:
        last = name.rpartition(".")[2]
        if name == "new":
            return self._one()
        if self._peek()[1] == "(":
            return self._call(name, last)
        if name in STARTS:
            return Path(STARTS[name], "")
        if name.startswith(("process.env", "Bun.env", "import.meta.env")) or "[" in name:
            return None
        return self.values.named(last, self.file, self.depth)

    def _call(self, name: str, last: str) -> Path | None:
        given = self.arguments()
        if last in CALLS:
            return Path(CALLS[last], "")
        if last == "dirname" and given and given[0] is not None:
            return given[0]._replace(rest=posixpath.dirname(given[0].rest))
        if last in PASSES_ON and len(given) == 1:
            return given[0]
        if name == "URL" and len(given) == 2:
            return given[1].joined(given[0].rest) if given[0] and given[1] else None
        return _joined(given) if last in JOINS else None

    def arguments(self) -> list[Path | None]:
        """The values of the arguments that follow."""
        self._take()
        given: list[Path | None] = []
        while self._peek()[0] and self._peek()[1] != ")":
            before = self.offset
            given.append(self.whole())
            if self._peek()[1] == ",":
                self._take()
            elif self._peek()[1] != ")" and not self._skip(before):
                break
        self._take()
        return given

    def _skip(self, before: int) -> bool:
        """Go to the end of an argument that is not understood; whether there is one."""
        depth = 0
        for place in range(max(self.offset, before), min(len(self.file.text), before + 400)):
            letter = self.file.text[place]
            depth += (letter in "([{") - (letter in ")]}")
            if depth < 0 or (depth == 0 and letter == ","):
                self.offset = place + (letter == ",")
                return True
        return False


def _joined(given: list[Path | None]) -> Path | None:
    found: Path | None = None
    for one in given:
        if one is None:
            # What is below a folder that is known lies in that folder.
            return found._replace(goes_on=True) if found is not None and found.rest else None
        absolute = one.start != "." or one.rest.startswith("/")
        found = one if found is None or (absolute and one.start != ".") else found.joined(one.rest)
    return found
