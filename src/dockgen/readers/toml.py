"""TOML with the line of every key.

The standard library gives the values; a second pass over the lines finds where each key stands,
which it needs only for tables and keys that are written the ordinary way, one to a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.readers.nested import NestedKeys

NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"\\\n]*\"|'[^'\n]*')"
DOTTED = rf"{NAME}(?:\s*\.\s*{NAME})*"
TABLE = lazy_regex(rf"\s*\[\[?\s*(?P<path>{DOTTED})\s*\]\]?\s*(?:#.*)?")
KEY = lazy_regex(rf"\s*(?P<path>{DOTTED})\s*=")
MOST_PARTS = 30
"""How many parts a dotted key may have: each is a table, which the parser notes again and again."""

DEEP = lazy_regex(rf"(?:{NAME}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")
MULTILINE = lazy_regex(r"'''|\"\"\"")

Path = tuple[str, ...]


class TomlFile(NestedKeys):
    """A TOML file.

    Args:
        file: the file.

    Raises:
        UnusableInput: it is not TOML; the message names the line where the parser does.
    """

    def __init__(self, file: TextFile) -> None:
        self.path = file.path
        self.top = _parse(file)
        self._lines = dict(_lines_of_keys(file.text))

    def line(self, *path: str) -> int | None:
        """The line of the key at this path, counted from 1; inside an inline table, the table's."""
        above = (path[:length] for length in range(len(path), 0, -1))
        return next((self._lines[one] for one in above if one in self._lines), None)


def _parse(file: TextFile) -> dict[str, object]:
    import tomllib  # most projects have no TOML

    if deep := DEEP.search(file.text):
        line = file.line_of(deep.start())
        raise UnusableInput(f"a key has more than {MOST_PARTS} parts", file=file.path, line=line)
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as problem:
        named = re.search(r"at line (\d+)", str(problem))
        line = int(named[1]) if named else file.line_of(len(file.text.rstrip()))
        what = re.sub(r"\s*\(at [^)]*\)$", "", str(problem)).lower()
        raise UnusableInput(f"is not valid TOML: {what}", file=file.path, line=line) from None
    except (RecursionError, ValueError):  # ValueError: a number of more digits than Python reads
        raise UnusableInput("is not valid TOML", file=file.path) from None


def _lines_of_keys(text: str) -> Iterator[tuple[Path, int]]:
    """Each key's path with its line; the first of an array of tables counts."""
    table: Path = ()
    closing = ""  # the quotes that end a string of several lines
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if heading := TABLE.fullmatch(line):
            table = _names(heading["path"])
            yield table, number
        elif key := KEY.match(line):
            yield (*table, *_names(key["path"])), number
        if (opening := MULTILINE.search(line)) and line.count(opening[0]) % 2:
            closing = opening[0]


def _names(path: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(NAME, path))
