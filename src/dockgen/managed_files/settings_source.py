"""`.dockgen.yml` as YAML: values as they are written, and the line of each.

The document is only composed, not constructed: `22.10` stays the text that it is, no tag makes
an object, and every key and every item knows its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dockgen.core.errors import UnusableInput, nearest
from dockgen.core.project import TextFile

Node = Any
"""A node of ruamel.yaml, whose classes say little of what they hold."""

TAG = "tag:yaml.org,2002:"
COPIER_PREFIX = "_"
"""Keys that copier keeps in the same file: https://copier.readthedocs.io/en/stable/configuring/."""


class Section:
    """A mapping of the file.

    Args:
        file: the file.
        node: the mapping; None for one that is not there.
        name: where it stands, for messages: `set`, `others.api.Dockerfile`.

    Raises:
        UnusableInput: a key is no text, or is given twice.
    """

    def __init__(self, file: TextFile, node: Node | None, name: str = "") -> None:
        self.file, self.name = file, name
        self._values: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value if node is not None else ():
            line = key.start_mark.line + 1
            if not isinstance(key.value, str):
                raise UnusableInput("a key must be a string", file=file.path, line=line)
            if key.value in self._values:
                raise UnusableInput(f"{key.value} is given twice", file=file.path, line=line)
            self._values[key.value] = value
            self._lines[key.value] = line

    def __iter__(self) -> Iterator[str]:
        """The keys, in order."""
        return iter(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def line(self, key: str) -> int | None:
        """The line of a key, counted from 1."""
        return self._lines.get(key)

    def called(self, key: str) -> str:
        """A key with the sections around it."""
        return f"{self.name}.{key}" if self.name else key

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Refuse a key that is not known, and name the nearest one that is.

        Raises:
            UnusableInput: there is one.
        """
        for key in self:
            if key in known or (not self.name and key.startswith(COPIER_PREFIX)):
                continue
            near = nearest(key, known)
            raise UnusableInput(
                f"unknown key {self.called(key)!r}",
                file=self.file.path,
                line=self.line(key),
                hint=f"did you mean {near}?" if near else f"known are {', '.join(known)}",
            )

    def wrong(self, key: str, kind: str, line: int | None = None) -> UnusableInput:
        """The error for a value that is not of the kind that it must be."""
        return UnusableInput(
            f"{self.called(key)} must be {kind}", file=self.file.path, line=line or self.line(key)
        )

    def text(self, key: str) -> str | None:
        """The text under a key; None where there is none, or nothing after the colon."""
        node = self._present(key)
        if node is None:
            return None
        if kind_of(node) != "str" or not node.value:
            raise self.wrong(key, "a string")
        return str(node.value)

    def choice(self, key: str, offered: tuple[str, ...]) -> str | None:
        """The text under a key, one of several.

        Raises:
            UnusableInput: it is another one.
        """
        value = self.text(key)
        if value is not None and value not in offered:
            raise self.wrong(key, f"one of {', '.join(offered)}, not {value!r}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """The `true` or `false` under a key."""
        node = self._present(key)
        if node is None:
            return default
        if kind_of(node) != "bool":
            raise self.wrong(key, "true or false")
        return str(node.value).lower() == "true"

    def number(self, key: str, *, default: int) -> int:
        """The whole number under a key."""
        node = self._present(key)
        if node is None:
            return default
        if kind_of(node) != "int" or not str(node.value).isdecimal():
            raise self.wrong(key, "a number")
        return int(node.value)

    def section(self, key: str) -> Section:
        """The mapping under a key; an empty one where there is none."""
        node = self._present(key)
        if node is not None and kind_of(node) != "map":
            raise self.wrong(key, "a mapping of `key: value` lines")
        return Section(self.file, node, self.called(key))

    def scalar_or_list(self, key: str) -> str | tuple[str, ...]:
        """The value under a key as it is written: one value, or a list of them.

        Raises:
            UnusableInput: it is a mapping, holds one, or is nothing.
        """
        node = self._values[key]
        if kind_of(node) == "seq":
            return self._items(key, node)
        if kind_of(node) in {"map", "null"} or not isinstance(node.value, str):
            raise self.wrong(key, "a value or a list of values")
        return str(node.value)

    def fact(self, key: str) -> str | tuple[object, ...] | dict[str, str]:
        """The value of a fact as it is written: one value, a list, a mapping, or a list of pairs.

        Raises:
            UnusableInput: it is nothing, or is nested deeper.
        """
        node = self._values[key]
        if kind_of(node) == "map":
            own = self.section(key)
            return {name: own.one(name) for name in own}
        if kind_of(node) == "seq" and all(kind_of(one) == "seq" for one in node.value):
            return tuple(self._pair(key, one) for one in node.value)
        return self.scalar_or_list(key)

    def one(self, key: str) -> str:
        """The one value under a key; a text may be empty.

        Raises:
            UnusableInput: it is a mapping, a list or nothing.
        """
        node = self._values[key]
        if kind_of(node) in {"map", "seq", "null"}:
            raise self.wrong(key, "a value or a list of values")
        return str(node.value)

    def _pair(self, key: str, node: Node) -> tuple[str, ...]:
        parts = node.value if kind_of(node) == "seq" else ()
        if len(parts) != 2 or any(kind_of(one) in {"map", "seq", "null"} for one in parts):
            raise self.wrong(key, "a list of pairs `[A, B]`", node.start_mark.line + 1)
        return tuple(str(one.value) for one in parts)

    def words(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key, or one text that is split at its spaces.

        Raises:
            UnusableInput: it is another kind of value.
        """
        node = self._values[key]
        for one in node.value if kind_of(node) == "seq" else [node]:
            if kind_of(one) != "str":
                raise self.wrong(key, "a string or a list of strings", one.start_mark.line + 1)
        value = self.scalar_or_list(key)
        return tuple(value.split()) if isinstance(value, str) else value

    def block(self, key: str) -> tuple[str, int, bool]:
        """A text of several lines, the line that it begins on, and whether it has lines of its own.

        Only a literal block (`|`) has its lines where the file has them.

        Raises:
            UnusableInput: it is no text, or empty.
        """
        text = self.text(key)
        if text is None or not text.strip():
            raise self.wrong(key, "instructions, one per line")
        node = self._values[key]
        literal = node.style == "|"
        return text, node.start_mark.line + 1 + literal, literal

    def _items(self, key: str, node: Node) -> tuple[str, ...]:
        for item in node.value:
            if kind_of(item) in {"map", "seq", "null"} or not item.value:
                line = item.start_mark.line + 1
                raise self.wrong(key, "a value or a list of values", line)
        return tuple(str(item.value) for item in node.value)

    def _present(self, key: str) -> Node | None:
        node = self._values.get(key)
        return None if node is None or kind_of(node) == "null" else node


def kind_of(node: Node) -> str:
    """The kind of a node in YAML's own words, such as `str`, `null` and `map`."""
    return str(node.tag).removeprefix(TAG)


def top_of(file: TextFile) -> Section:
    """Read a file.

    Raises:
        UnusableInput: it is not YAML, or its top is not a mapping.
    """
    from ruamel.yaml.error import YAMLError

    try:
        node = composed(file.text)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = getattr(problem, "problem", None) or "it contains a character that YAML forbids"
        raise UnusableInput(
            f"is not valid YAML: {what}", file=file.path, line=mark.line + 1 if mark else None
        ) from None
    except RecursionError:
        raise UnusableInput("is nested too deeply", file=file.path) from None
    if node is not None and kind_of(node) != "map":
        raise UnusableInput("must contain `key: value` lines", file=file.path, line=1)
    return Section(file, node)


def composed(text: str) -> Node | None:
    """The nodes of a document; None for one that holds nothing."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).compose(text)
