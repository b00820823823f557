"""Java's `.properties` files, with the line of every key.

The syntax: https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/util/Properties.html#load(java.io.Reader).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

ESCAPE = lazy_regex(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
KEY_AND_VALUE = lazy_regex(
    r"(?P<key>(?:\\.|[^\\\s=:])*)[ \t\f]*(?:[=:][ \t\f]*)?(?P<value>.*)", re.DOTALL
)
SEPARATOR = lazy_regex(r"[#!]---\s*")
"""What Spring Boot separates documents by:
https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.multi-document."""

Properties = dict[str, Fact[str]]


def parse(file: TextFile) -> Properties:
    """The properties of a file; of a key that stands twice, the last one counts."""
    found: Properties = {}
    for document in documents(file):
        found |= document
    return found


def documents(file: TextFile) -> Iterator[Properties]:
    """The properties of each document of a file; a file without separators is one document."""
    found: Properties = {}
    for number, line in _logical_lines(file.text):
        if SEPARATOR.fullmatch(line):
            yield found
            found = {}
        elif line and line[0] not in "#!":
            match = KEY_AND_VALUE.fullmatch(line)
            if match:
                key = _unescape(match["key"])
                found[key] = Fact(_unescape(match["value"]), Evidence(key, file.path, number))
    yield found


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number; a line that ends in a lone backslash goes on in the next."""
    first, parts = 0, list[str]()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.lstrip(" \t\f")
        first = first if parts else number
        comment = not parts and line[:1] in {"#", "!"}
        odd = (len(line) - len(line.rstrip("\\"))) % 2
        if odd and not comment:
            parts.append(line[:-1])
            continue
        yield first, "".join([*parts, line])
        parts = []
    if parts:
        yield first, "".join(parts)


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else NAMED.get(code, code)

    return ESCAPE.sub(replace, text)
