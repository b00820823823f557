"""JSON with the line of every key.

Python's parser gives the values; a second pass over the same tokens gives the lines, so that a
fact can say where it was read. Comments and trailing commas, as `tsconfig.json` allows them, are
blanked out first without moving a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.readers.nested import NestedKeys

STRING = r'"(?:[^"\\\n]|\\.)*"'
TOKEN = lazy_regex(rf"(?P<string>{STRING})|(?P<mark>[{{}}\[\]:,])|(?P<newline>\n)")
COMMENT = lazy_regex(rf"(?P<string>{STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
TRAILING_COMMA = lazy_regex(rf"(?P<string>{STRING})|,(?=\s*[}}\]])", re.DOTALL)

Json = dict[str, object]
Path = tuple[str, ...]


class JsonFile(NestedKeys):
    """A JSON file whose top is an object.

    Args:
        file: the file.
        comments: whether comments and trailing commas are allowed.

    Raises:
        UnusableInput: it is empty, not JSON, nested too deeply, or its top is not an object.
    """

    def __init__(self, file: TextFile, *, comments: bool = False) -> None:
        text = _without_comments(file.text) if comments else file.text
        self.path = file.path
        self.top = _parse(text, file.path)
        self._text = text

    @cached_property
    def _lines(self) -> dict[Path, int]:
        """The line of every key; found when the first is asked for, since lockfiles are long."""
        return dict(_lines_of_keys(self._text))

    def line(self, *path: str) -> int | None:
        """The line of the key at this path, counted from 1; None where there is none."""
        return self._lines.get(path)


def json_with_comments(file: TextFile) -> JsonFile:
    """A JSON file in which comments and trailing commas are allowed, as in `tsconfig.json`.

    Raises:
        UnusableInput: as for `JsonFile`.
    """
    return JsonFile(file, comments=True)


def _parse(text: str, path: str) -> Json:
    if not text.strip():
        raise UnusableInput("is empty", file=path)
    try:
        top = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UnusableInput(
            f"is not valid JSON: {problem.msg.lower()}", file=path, line=problem.lineno
        ) from None
    except RecursionError:
        raise UnusableInput("is nested too deeply", file=path) from None
    except ValueError:  # a number of more digits than Python reads
        raise UnusableInput("contains a number that is too long", file=path) from None
    if not isinstance(top, dict):
        raise UnusableInput(f"contains {_kind(top)} where an object is expected", file=path, line=1)
    return top


def _kind(value: object) -> str:
    kinds = {list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def _without_comments(text: str) -> str:
    bare = COMMENT.sub(_keep_string_and_lines, text)
    return TRAILING_COMMA.sub(lambda match: match["string"] or "", bare)


def _keep_string_and_lines(match: re.Match[str]) -> str:
    return match["string"] or "\n" * match[0].count("\n")


def _lines_of_keys(text: str) -> Iterator[tuple[Path, int]]:
    """Each key's path with its line; keys inside lists are passed over."""
    line = 1
    keys: list[str | None] = []  # the key under which each open object or list stands
    pending: str | None = None  # the string that was read last
    key: str | None = None  # the key whose value comes next
    for match in TOKEN.finditer(text):
        mark = match["mark"]
        if match["newline"]:
            line += 1
        elif match["string"]:
            pending = _decoded(match["string"])
        elif mark == ":":
            key = pending
            if None not in keys[1:] and key is not None:
                yield (*(part for part in keys[1:] if part is not None), key), line
        elif mark in "{[":
            keys.append(key if mark == "{" else None)
            key = None
        elif mark in "}]" and keys:
            keys.pop()


def _decoded(literal: str) -> str:
    """What a string literal stands for; a lockfile holds thousands, hardly one with an escape."""
    return str(json.loads(literal, strict=False)) if "\\" in literal else literal[1:-1]
