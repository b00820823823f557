"""JSON with comments, read with the place of every value, so that something can be added to it.

Editors' own files are JSON with comments and trailing commas
(https://code.visualstudio.com/docs/languages/json#_json-with-comments). What is added goes between
what is there; not a character of the rest changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

BLANK = lazy_regex(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
SCALAR = lazy_regex(r'"(?:[^"\\\n]|\\.)*"|[-+.\w]+')
MAX_DEPTH = 100


@dataclass(slots=True)
class Node:
    """A value and its place.

    Args:
        value: the value as Python has it.
        start: where it begins.
        end: where it ends.
        members: for an object, its values by key; the last one wins, as in JavaScript.
        items: for a list, its values.
        last_comma: where the comma after the last entry is; None where there is none.
    """

    value: object
    start: int
    end: int
    members: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    last_comma: int | None = None

    @property
    def entries(self) -> list[Node]:
        """What stands in it: the values of its members, or its items."""
        return list(self.members.values()) or self.items


class Jsonc:
    """A file of JSON with comments.

    Args:
        file: the file.

    Raises:
        UnusableInput: it is not JSON with comments.
    """

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self.text = file.text
        self._at = 0
        self.top = self._value(0)
        self._skip()
        if self._at != len(self.text):
            raise self._wrong("there is text after its end")

    def with_entries(self, node: Node, entries: Sequence[str]) -> str:
        """The text with entries added at the end of an object or a list.

        Args:
            node: an object or a list of this file.
            entries: what is added, each written with two spaces to a level.
        """
        close = node.end - 1
        body = self.text[:close].rstrip()
        unit = self._unit(node)
        outer = self._indent_of(node.start)
        inner = self._indent_of(node.entries[0].start) if self._is_spread(node) else outer + unit
        added = ",".join(f"\n{_indented(entry, inner, unit)}" for entry in entries)
        if node.entries and node.last_comma is None:
            end = max(one.end for one in node.entries)
            body = f"{body[:end]},{body[end:]}"
        return f"{body}{added}\n{outer}{self.text[close:]}"

    def with_value(self, node: Node, entry: str) -> str:
        """The text with one value replaced, written as for `with_entries`."""
        indent = self._indent_of(node.start)
        written = _indented(entry, indent, self._unit(self.top)).lstrip()
        return self.text[: node.start] + written + self.text[node.end :]

    def _is_spread(self, node: Node) -> bool:
        """Whether its entries stand on lines of their own."""
        return bool(node.entries) and "\n" in self.text[node.start : node.entries[0].start]

    def _indent_of(self, place: int) -> str:
        line = self.text[self.text.rfind("\n", 0, place) + 1 : place]
        return line[: len(line) - len(line.lstrip())]

    def _unit(self, node: Node) -> str:
        """What one level of this file is indented by."""
        if self._is_spread(node):
            outer, inner = self._indent_of(node.start), self._indent_of(node.entries[0].start)
            if inner.startswith(outer) and inner != outer:
                return inner[len(outer) :]
        found = re.search(r"^([ \t]+)\S", self.text, re.MULTILINE)
        return found[1] if found else "  "

    def _wrong(self, what: str) -> UnusableInput:
        line = self.file.line_of(min(self._at, len(self.text)))
        return UnusableInput(f"is not JSON with comments: {what}", file=self.file.path, line=line)

    def _skip(self) -> None:
        match = BLANK.match(self.text, self._at)
        self._at = match.end() if match else self._at

    def _peek(self) -> str:
        self._skip()
        return self.text[self._at : self._at + 1]

    def _value(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._wrong("it is nested too deeply")
        opening = self._peek()
        if opening in {"{", "["}:
            return self._container(opening, depth)
        match = SCALAR.match(self.text, self._at)
        if match is None:
            raise self._wrong("a value is missing" if opening else "it ends unexpectedly")
        try:
            value = json.loads(match[0])
        except ValueError:
            raise self._wrong(f"{match[0]} is not a value") from None
        self._at = match.end()
        return Node(value, match.start(), match.end())

    def _container(self, opening: str, depth: int) -> Node:
        node = Node({} if opening == "{" else [], self._at, 0)
        closing = "}" if opening == "{" else "]"
        self._at += 1
        while self._peek() != closing:
            if node.entries and node.last_comma is None:
                raise self._wrong(f"a comma or {closing} is missing")
            node.last_comma = None
            self._entry(node, depth)
            if self._peek() == ",":
                node.last_comma = self._at
                self._at += 1
        self._at += 1
        node.end = self._at
        return node

    def _entry(self, node: Node, depth: int) -> None:
        if isinstance(node.value, list):
            item = self._value(depth + 1)
            node.items.append(item)
            node.value.append(item.value)
            return
        key = self._value(depth + 1)
        if not isinstance(key.value, str):
            raise self._wrong("a key must be a string")
        if self._peek() != ":":
            raise self._wrong("a colon is missing")
        self._at += 1
        value = self._value(depth + 1)
        node.members[key.value] = value
        if isinstance(node.value, dict):
            node.value[key.value] = value.value


def written(value: object, room: int = 72) -> str:
    """A value as a person writes JSON: a short list of plain values stays on one line.

    Args:
        value: what to write.
        room: how long such a line may be.
    """
    line = json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        plain = not any(isinstance(one, list | dict) for one in value)
        if not value or (plain and len(line) <= room):
            return line
        return f"[\n{_block([written(one) for one in value])}\n]"
    if isinstance(value, dict) and value:
        members = [f"{json.dumps(str(key))}: {written(one)}" for key, one in value.items()]
        return f"{{\n{_block(members)}\n}}"
    return line


def _block(entries: Sequence[str]) -> str:
    return ",\n".join(_indented(entry, "  ", "  ") for entry in entries)


def _indented(entry: str, indent: str, unit: str) -> str:
    """An entry, written with two spaces to a level, at this indentation and with this unit."""
    lines = []
    for line in entry.splitlines():
        bare = line.lstrip(" ")
        lines.append(f"{indent}{unit * ((len(line) - len(bare)) // 2)}{bare}")
    return "\n".join(lines)
