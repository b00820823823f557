"""What `.gitignore` files leave out, by https://git-scm.com/docs/gitignore#_pattern_format.

What is left out differs from one machine to the next: a build, an editor or a person left it
there, and no fresh clone has it. Git itself is not called, since the configuration of an untrusted
checkout can name programs for it to run. Expressions are atomic wherever a choice need not be taken
back, so that no pattern takes more than a moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NAME = ".gitignore"

CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r"\s",
    "xdigit": "0-9a-fA-F",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
}
STAR = "*"


class _Rule(NamedTuple):
    lets_in: bool
    folders_only: bool
    expression: re.Pattern[str]


class GitIgnore:
    """The patterns of one `.gitignore`.

    Args:
        text: its content.
    """

    def __init__(self, text: str) -> None:
        read = [rule for line in text.split("\n") if (rule := _read(line)) is not None]
        self._rules = [
            _Rule(lets_in, only, re.compile(expression)) for lets_in, only, expression in read
        ]
        every = "|".join(dict.fromkeys(expression for _, _, expression in read))
        self._any = re.compile(every) if every else None

    def verdict(self, path: str, *, folder: bool) -> bool | None:
        """Whether a path is left out; None where no pattern is about it.

        Args:
            path: relative to the folder of the file, with `/` between the parts.
            folder: whether it is one.
        """
        if self._any is None or self._any.fullmatch(path) is None:
            return None
        for rule in reversed(self._rules):
            if (folder or not rule.folders_only) and rule.expression.fullmatch(path):
                return not rule.lets_in
        return None


class Ignoring:
    """The `.gitignore` files that hold in a folder, its own and those above.

    Args:
        files: each with where the folder lies, seen from it: empty, or ending with `/`; the nearest
            last.
    """

    def __init__(self, files: tuple[tuple[str, GitIgnore], ...] = ()) -> None:
        self._files = files

    def ignores(self, name: str, *, folder: bool) -> bool:
        """Whether a name in the folder is left out: the nearest file that speaks of it decides."""
        return self.verdict(name, folder=folder) is True

    def verdict(self, name: str, *, folder: bool) -> bool | None:
        """What the nearest file that speaks of a name in the folder says; None where none does."""
        for below, file in reversed(self._files):
            said = file.verdict(f"{below}{name}", folder=folder)
            if said is not None:
                return said
        return None

    def inside(self, name: str, text: str | None) -> Ignoring:
        """What holds in a folder of this one, whose own file has this text, if there is one."""
        above = tuple((f"{below}{name}/", file) for below, file in self._files)
        return Ignoring(above if text is None else (*above, ("", GitIgnore(text))))

    def with_own(self, text: str | None) -> Ignoring:
        """The same with the folder's own file."""
        return self if text is None else Ignoring((*self._files, ("", GitIgnore(text))))


def _read(line: str) -> tuple[bool, bool, str] | None:
    """A line as whether it lets in, whether it is of folders alone, and an expression."""
    line = re.sub(r"(?<!\\)[ ]+$", "", line.removesuffix("\r"))
    if not line or line.startswith("#"):
        return None
    lets_in = line.startswith("!")
    pattern = line[lets_in:]
    folders_only = pattern.endswith("/")
    pattern = pattern[: len(pattern) - folders_only]
    if not pattern:
        return None
    parts = _parts(pattern.removeprefix("/"))
    if parts is None:
        return None
    expression = _path(parts if "/" in pattern else ["**", *parts])
    return None if expression is None else (lets_in, folders_only, expression)


def _parts(pattern: str) -> list[str] | None:
    """The parts of a pattern; None where a bracket is not closed, which matches nothing.

    A slash in brackets separates nothing, and an escaped one does.
    """
    parts = [""]
    place = 0
    while place < len(pattern):
        end = place + 1
        if pattern[place] == "[":
            found, end = _bracket(pattern, end)
            if not found:
                return None
        elif pattern[place] == "\\" and end < len(pattern):
            place += pattern[end] == "/"
            end += 1
        if pattern[place] == "/":
            parts.append("")
        else:
            parts[-1] += pattern[place:end]
        place = end
    return parts


def _path(parts: list[str]) -> str | None:
    """The expression for a path, part by part; None where a part can match nothing."""
    chunks: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            chunks.append([])
        else:
            expression = _part(part)
            if expression is None:
                return None
            chunks[-1].append(expression)
    first, *others = chunks
    if not others:
        return "/".join(first)
    made = "".join(f"{one}/" for one in first)
    for chunk in others[:-1]:
        inner = "".join(f"{one}/" for one in chunk)
        made += f"(?>(?:[^/]+/)*?{inner})" if inner else ""
    last = "/".join(others[-1])
    return f"{made}(?:[^/]+/)*{last}" if last else f"{made}.+"


def _part(text: str) -> str | None:
    """The expression for one part of a path."""
    pieces = [""]
    for piece in _tokens(text):
        if piece == "":
            return None
        if piece != STAR:
            pieces[-1] += piece
        elif pieces[-1] or len(pieces) == 1:
            pieces.append("")
    first, *others = pieces
    if not others:
        return first
    middle = "".join(f"(?>[^/]*?{one})" for one in others[:-1])
    return f"{first}{middle}[^/]*{others[-1]}"


def _tokens(text: str) -> Iterator[str]:
    """The expressions of single characters, `*` for any number; an empty one matches nothing."""
    place = 0
    while place < len(text):
        letter = text[place]
        place += 1
        if letter == "*":
            yield STAR
        elif letter == "?":
            yield "[^/]"
        elif letter == "[":
            found, place = _bracket(text, place)
            yield found
        elif letter == "\\":
            yield re.escape(text[place]) if place < len(text) else ""
            place += 1
        else:
            yield re.escape(letter)


def _bracket(text: str, start: int) -> tuple[str, int]:
    """The expression for a bracket that begins before `start`, and the place after it."""
    place = start
    negated = text[place : place + 1] in ("!", "^")
    place += negated
    content = ""
    first = True
    while place < len(text) and (text[place] != "]" or first):
        first = False
        known = re.match(r"\[:([a-z]+):\]", text[place:])
        if known is not None:
            if known[1] not in CLASSES:
                return "", place
            content += CLASSES[known[1]]
            place += known.end()
            continue
        low, place = _letter(text, place)
        if text[place : place + 1] == "-" and text[place + 1 : place + 2] not in ("", "]"):
            high, place = _letter(text, place + 1)
            content += f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
        else:
            content += re.escape(low)
    if place >= len(text):
        return "", place
    if not content:
        return ("[^/]" if negated else "(?!)"), place + 1
    return (f"[^/{content}]" if negated else f"(?!/)[{content}]"), place + 1


def _letter(text: str, place: int) -> tuple[str, int]:
    escaped = text[place] == "\\" and place + 1 < len(text)
    return text[place + escaped], place + escaped + 1
