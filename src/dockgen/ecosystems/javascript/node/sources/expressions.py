"""Plain expressions in JavaScript configuration files, worked out without running them.

Known are strings, templates, constants of the same file, `a ?? b`, `a || b`, `c ? a : b`, sums of
strings and joined paths, as they come out in a production build in which no variable is set.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex

PIECE = lazy_regex(
    r"""\s*(?:(?://[^\n]*|/\*.*?\*/)\s*)*
    (?:(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<template>`(?:[^`\\]|\\.)*`)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<name>[A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*|\[\s*['"]\w+['"]\s*\])*)
  | (?P<mark>===|!==|==|!=|\?\?|\|\||&&|[?:()+!,]))""",
    re.VERBOSE | re.DOTALL,
)
VARIABLE = lazy_regex(r"process\.env\.(\w+)|process\.env\[\s*['\"](\w+)['\"]\s*\]")
HERE = frozenset(
    "__dirname import.meta.dirname import.meta.url process.cwd dirname cwd __filename".split()
)
WORDS: dict[str, bool | None] = {"true": True, "false": False, "undefined": None, "null": None}
JOINS = lazy_regex(r"(?:path\.|\w+\.)?(?:join|resolve|normalize)")
PASSES_ON = lazy_regex(r"(?:url\.)?fileURLToPath|String")
MAX_DEPTH = 12

Value = str | bool | None
"""A value; None where a variable is not set."""


class Unknown(Exception):
    """The expression is not plain."""


class Place(NamedTuple):
    """A path that begins at the folder of the file.

    Args:
        path: what follows.
    """

    path: str


class _Expression:
    """A cursor over the text of a file."""

    def __init__(self, text: str, offset: int, depth: int) -> None:
        self.text = text
        self.offset = offset
        self.depth = depth
        if depth > MAX_DEPTH:
            raise Unknown

    def _peek(self) -> tuple[str, str]:
        match = PIECE.match(self.text, self.offset)
        return ("", "") if match is None else (str(match.lastgroup), match[str(match.lastgroup)])

    def _take(self) -> tuple[str, str]:
        match = PIECE.match(self.text, self.offset)
        if match is None:
            raise Unknown
        self.offset = match.end()
        return str(match.lastgroup), match[str(match.lastgroup)]

    def _expect(self, mark: str) -> None:
        if self._take() != ("mark", mark):
            raise Unknown

    def whole(self) -> Value | Place:
        condition = self._either()
        if self._peek() != ("mark", "?"):
            return condition
        self._take()
        first = self._maybe()
        self._expect(":")
        second = self._maybe()
        chosen = first if condition else second
        if isinstance(chosen, Unknown):
            raise chosen
        return chosen

    def _maybe(self) -> Value | Place | Unknown:
        """A branch, which may be as odd as it likes where the other one is taken."""
        begin = self.offset
        try:
            return self.whole()
        except Unknown as unknown:
            self.offset = _end_of_branch(self.text, begin)
            return unknown

    def _either(self) -> Value | Place:
        left = self._equal()
        while self._peek()[1] in {"??", "||", "&&"}:
            _, mark = self._take()
            right = self._equal()
            takes_right = {"??": left is None, "||": not left, "&&": bool(left)}
            left = right if takes_right[mark] else left
        return left

    def _equal(self) -> Value | Place:
        left = self._sum()
        if self._peek()[1] not in {"===", "!==", "==", "!="}:
            return left
        _, mark = self._take()
        return (left == self._sum()) == mark.startswith("=")

    def _sum(self) -> Value | Place:
        left = self._one()
        while self._peek() == ("mark", "+"):
            self._take()
            right = self._one()
            if not isinstance(left, str) or not isinstance(right, str):
                raise Unknown
            left += right
        return left

    def _one(self) -> Value | Place:
        kind, piece = self._take()
        if piece == "!":
            return not self._one()
        if piece == "(":
            inner = self.whole()
            self._expect(")")
            return inner
        if kind == "string":
            return piece[1:-1]
        if kind == "number":
            return piece
        if kind == "template":
            return self._template(piece[1:-1])
        if kind == "name":
            return self._name(re.sub(r"\s|\?(?=\.)", "", piece))
        raise Unknown

    def _template(self, text: str) -> str:
        def inner(match: re.Match[str]) -> str:
            found = value(f"{match[1]}\n;{self.text}", 0, self.depth + 1)
            if not isinstance(found, str):
                raise Unknown
            return found

        return re.sub(r"\$\{([^{}]*)\}", inner, text)

    def _name(self, name: str) -> Value | Place:
        variable = VARIABLE.fullmatch(name)
        if variable is not None:
            return "production" if (variable[1] or variable[2]) == "NODE_ENV" else None
        if name in WORDS:
            return WORDS[name]
        if name == "new":
            return self._address()
        if self._peek() == ("mark", "("):
            return self._call(name, self._arguments())
        return self._constant(name)

    def _arguments(self) -> list[Value | Place]:
        self._expect("(")
        given: list[Value | Place] = []
        while self._peek() != ("mark", ")"):
            given.append(self.whole())
            if self._peek() == ("mark", ","):
                self._take()
        self._take()
        return given

    def _address(self) -> Place:
        """`new URL("./www", import.meta.url)`."""
        if self._take() != ("name", "URL"):
            raise Unknown
        match self._arguments():
            case [str() as path, Place()]:
                return Place(path.removeprefix("./"))
        raise Unknown

    def _call(self, name: str, given: list[Value | Place]) -> Value | Place:
        if name.rsplit(".", 1)[-1] in {"cwd", "dirname"}:  # dirname(fileURLToPath(…))
            return Place("")
        if PASSES_ON.fullmatch(name) and len(given) == 1:
            return given[0]
        if not JOINS.fullmatch(name) or not given:
            raise Unknown
        parts = [one.path if isinstance(one, Place) else one for one in given]
        if not all(isinstance(one, str) for one in parts):
            raise Unknown
        joined = "/".join(str(one).strip("/") if one else "" for one in parts).strip("/")
        rooted = isinstance(given[0], Place) or name.endswith("resolve")
        return Place(joined) if rooted else joined

    def _constant(self, name: str) -> Value | Place:
        if name in HERE:
            return Place("")
        declared = re.search(
            rf"\b(?:const|let|var)\s+{re.escape(name)}\s*(?::[^=;\n]+)?=(?![=>])", self.text
        )
        if declared is not None:
            return value(self.text, declared.end(), self.depth + 1)
        given = {"mode": "production", "command": "build"}
        if name in given and re.search(rf"[{{,(]\s*{name}\s*[,}})]", self.text):
            return given[name]
        raise Unknown


def _end_of_branch(text: str, offset: int) -> int:
    """Where a branch of `c ? a : b` ends that is not understood."""
    depth = 0
    for place in range(offset, min(len(text), offset + 2000)):
        letter = text[place]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and letter in ":,;"):
            return place
    raise Unknown


def value(text: str, offset: int, depth: int = 0) -> Value | Place:
    """The value of the expression that begins at an offset.

    Args:
        text: the text of the file.
        offset: where the expression begins.
        depth: how many constants have been followed.

    Raises:
        Unknown: it is not plain.
    """
    return _Expression(text, offset, depth).whole()
