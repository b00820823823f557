"""Clojure's forms as text: read with their places, and never evaluated.

https://clojure.org/reference/reader
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

TOKEN = lazy_regex(
    r"""(?P<space>[\s,]+|;[^\n]*|\#![^\n]*)"""
    r"""|(?P<string>"(?:\\.|[^"\\])*"?)"""
    r"""|(?P<other>\#"(?:\\.|[^"\\])*"?|\\(?:\w+|.))"""
    r"""|(?P<left_out>\#_|\#?\^)"""
    r"""|(?P<quote>')"""
    r"""|(?P<prefix>\#'|~@?|[`@])"""
    r"""|(?P<open>\#\?@?\(|\#:+[\w.-]*\{|\#?[({]|\[)"""
    r"""|(?P<close>[)\]}])"""
    r"""|(?P<atom>[^\s,"()\[\]{};^`~@\\]+)"""
    r"""|(?P<stray>.)""",
    re.DOTALL,
)
CLOSES = {"(": ")", "[": "]", "{": "}"}
KINDS = {"(": "list", "[": "vector", "{": "map"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Form(NamedTuple):
    """One form.

    Args:
        kind: `list`, `vector`, `map`, `set`, `string`, `keyword`, `symbol` (numbers too),
            `quoted` for a symbol that stands for itself, or `other`.
        text: what a string holds, a keyword with its colon, or a symbol.
        items: what stands inside a collection.
        start: where it begins in its file.
    """

    kind: str
    text: str
    items: tuple[Form, ...]
    start: int

    @property
    def head(self) -> str:
        """What a list calls; empty for what calls nothing by its name."""
        first = self.items[0] if self.kind == "list" and self.items else None
        return first.text if first is not None and first.kind == "symbol" else ""

    def get(self, key: str) -> Form | None:
        """The value behind a keyword of a map, or of a call: `(defproject x "1" :main y)`."""
        items = self.items
        if self.kind == "list":
            first = (number for number, one in enumerate(items) if one.kind == "keyword")
            items = items[next(first, len(items)) :]
        pairs = zip(items[::2], items[1::2], strict=False)
        found = (value for name, value in pairs if (name.kind, name.text) == ("keyword", key))
        return next(found, None)

    def dig(self, *keys: str) -> Form | None:
        """The value behind one key after another."""
        found: Form | None = self
        for key in keys:
            found = found.get(key) if found is not None else None
        return found

    def within(self) -> Iterator[Form]:
        """This form and all that stand in it, in the order of the text."""
        rest = [self]
        while rest:
            one = rest.pop()
            yield one
            rest += reversed(one.items)


class _Open:
    """A collection whose end is not read yet, with how many forms to leave out before the next."""

    def __init__(self, opening: str, start: int) -> None:
        self.bracket = opening[-1]
        self.kind = "set" if opening == "#{" else KINDS[self.bracket]
        self.start = start
        self.items: list[Form] = []
        self.left_out = 0
        self.quoted = False

    def add(self, form: Form) -> None:
        """Take one more form in, unless it is metadata or left out."""
        if self.left_out:
            self.left_out -= 1
            return
        quoted = self.quoted and form.kind == "symbol"
        self.items.append(form._replace(kind="quoted") if quoted else form)
        self.quoted = False


class Code(NamedTuple):
    """One file of Clojure or EDN.

    Args:
        file: the file.
        forms: its forms at the top.
    """

    file: TextFile
    forms: tuple[Form, ...]

    def evidence(self, form: Form, key: str) -> Evidence:
        """The place of a form."""
        return Evidence(key, self.file.path, self.file.line_of(form.start))


def read(project: Project, path: str) -> Code:
    """Read a file of the project; see `parse`.

    Raises:
        UnusableInput: the file cannot be read, or its brackets do not match.
    """
    return parse(project.read(path))


def parse(file: TextFile) -> Code:
    """Read the forms of a file. Metadata, quotes and what `#_` leaves out are no forms.

    Raises:
        UnusableInput: a bracket is not closed, or closed by another.
    """
    stack = [_Open("(", 0)]
    for match in TOKEN.finditer(file.text):
        kind, text = str(match.lastgroup), match[0]
        if kind == "open":
            stack.append(_Open(text, match.start()))
        elif kind == "close":
            _close(stack, text, file, match.start())
        elif kind == "left_out":
            stack[-1].left_out += 1
        elif kind == "quote":
            stack[-1].quoted = True
        elif kind in {"string", "atom", "other"}:
            stack[-1].add(_leaf(kind, text, match.start()))
    if len(stack) > 1:
        line = file.line_of(stack[-1].start)
        raise UnusableInput(
            f"the {stack[-1].bracket} here is not closed", file=file.path, line=line
        )
    return Code(file, tuple(stack[0].items))


def _close(stack: list[_Open], bracket: str, file: TextFile, start: int) -> None:
    done = stack[-1]
    if len(stack) == 1 or CLOSES[done.bracket] != bracket:
        line = file.line_of(start)
        raise UnusableInput(f"the {bracket} here closes nothing", file=file.path, line=line)
    stack.pop()
    stack[-1].add(Form(done.kind, "", tuple(done.items), done.start))


def _leaf(kind: str, text: str, start: int) -> Form:
    if kind == "string":
        inner = text[1:].removesuffix('"')
        value = re.sub(r"\\(.)", lambda one: ESCAPES.get(one[1], one[1]), inner, flags=re.DOTALL)
        return Form("string", value, (), start)
    if kind == "atom" and text[0] == ":":
        return Form("keyword", text, (), start)
    return Form("symbol" if kind == "atom" else "other", text, (), start)
