"""The patterns of an ignore file, read and matched by the engine's own rules.

- `**` stands for any number of folders, also none; `*` and `?` stop at a `/`;
- what stands in brackets or behind a backslash goes to Go's regular expressions as it is.

What a pattern does to a tree: `dockgen.dockerfile.ignore_matcher`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.go_regex import python_regex
from dockgen.dockerfile.linear_regex import FEW, NotOfAGlob, partial_match

BOM = b"\xef\xbb\xbf"
MOST_LINES = 10_000
"""Each pattern is asked about each file; one that a person wrote has a hundredth of that."""
LONGEST_LINE = 64 * 1024
"""From this many bytes on the engine refuses a line."""
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go's TrimSpace trims; Python's strip() takes four control characters more."""
ESCAPED_IN_GO = frozenset(".+()$")
"""The engine means to escape `|`, `{` and `}` too, and does not: they work as in an expression."""
UNLIKE_NAMES = lazy_regex(r"[\\^\[\]{|}]")
"""What makes a pattern more than a path with `*` and `?` in it."""
CHARACTER = r"(?:[^\]\\\-]|\\.)"
RANGE = lazy_regex(rf"({CHARACTER})(?:-({CHARACTER}))?", re.DOTALL)
IN_BRACKETS = rf"\[(\^?+)((?:{CHARACTER}(?:-{CHARACTER})?)+)\]"
BRACKET = lazy_regex(IN_BRACKETS, re.DOTALL)
WELL_FORMED = lazy_regex(rf"(?:[^\[\\]|\\.|{IN_BRACKETS})*", re.DOTALL)
PIECE = lazy_regex(r"(?:\\.?|\[(?:\\.?|[^\]\\])*\]?|[^*\\\[])*", re.DOTALL)
"""A piece of a pattern between stars that stand outside of brackets."""
NOT_UTF8 = lazy_regex("[\udc80-\udcff]")
"""A byte that is not UTF-8; a pattern loses it on its way to the client, a name does not."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Expressions for the first parts of a path, and whether any others may follow."""

    expressions: tuple[re.Pattern[str], ...]
    open_ended: bool


@dataclass(frozen=True)
class Pattern:
    """One pattern of an ignore file.

    Args:
        written: the line as it stands in the file, trimmed.
        text: the pattern that is matched: cleaned, without its `!`.
        negated: whether it lets back in.
        line: its line, counted from 1.
        file: the file that it stands in, for error messages.
    """

    written: str
    text: str
    negated: bool = False
    line: int = 0
    file: str = ".dockerignore"

    def matches(self, path: str) -> bool:
        """Whether the pattern matches this very path, which has `/` between its parts.

        Raises:
            UnusableInput: the pattern is not one that the engine takes. As there, that comes to
                light when it is first asked.
        """
        return self._test(path)

    def could_match_below(self, folder: str) -> bool:
        """Whether it could match something below a folder; True where that is not known."""
        if self._parts is None:
            return True
        above, expressions = folder.split("/"), self._parts.expressions
        if not self._parts.open_ended and len(expressions) <= len(above):
            return False
        return all(one.match(name) for one, name in zip(expressions, above, strict=False))

    @cached_property
    def _translated(self) -> tuple[str, str]:
        return _translate(self.text)

    @cached_property
    def _test(self) -> Callable[[str], bool]:
        kind, expression = self._translated
        text = self.text
        if kind == "exact":
            return lambda path: path == text
        if kind == "prefix":
            prefix = text[:-2]
            return lambda path: path.startswith(prefix)
        if kind == "suffix":
            suffix = text[2:]
            whole = suffix[1:] if suffix.startswith("/") else None
            return lambda path: path.endswith(suffix) or path == whole
        try:
            return partial_match(python_regex(expression))
        except NotOfAGlob:
            compiled = re.compile(python_regex(expression))
            return lambda path: compiled.search(path) is not None
        except ValueError as problem:
            raise self.refused(str(problem)) from None

    def refused(self, why: str) -> UnusableInput:
        """The error that says why the engine would not take the pattern."""
        return UnusableInput(
            f"the pattern {self.written!r} cannot be used: {why}",
            file=self.file,
            line=self.line or None,
        )

    @cached_property
    def _parts(self) -> _Parts | None:
        """What is known of the parts of each path that it matches; None where nothing is."""
        if UNLIKE_NAMES.search(self.text) or _has_many_stars(self.text):
            return None
        before, open_ended, _ = self.text.partition("**")
        parts = before.split("/")[:-1] if open_ended else self.text.split("/")
        return _Parts(tuple(re.compile(_name_regex(part)) for part in parts), bool(open_ended))

    @cached_property
    def name_test(self) -> tuple[int | None, str | None]:
        """What a file's own name says about a match, to leave most files alone quickly.

        Returns:
            The depth (0 at the top) that it matches at, None for any; and an expression that the
            name matches wherever the pattern matches the path, None where the name says nothing.
        """
        if self._parts is not None and not self._parts.open_ended:
            return len(self._parts.expressions) - 1, self._parts.expressions[-1].pattern
        last = self.text.removeprefix("**/")
        if last != self.text and _has_many_stars(last):
            return None, None
        if last != self.text and last and not re.search(r"[\\^\[\]{|}/]|\*\*", last):
            return None, _name_regex(last)
        return None, None


def _has_many_stars(text: str) -> bool:
    """Whether a part of it has more stars than a name can be tried against in no time."""
    return any(part.count("*") > FEW for part in text.split("/"))


def _name_regex(part: str) -> str:
    """The expression for one part of a path."""
    return f"{python_regex(_translate(part)[1])}\\Z"


def _translate(pattern: str) -> tuple[str, str]:
    """How a pattern is matched, and the Go expression for it.

    Returns:
        `exact`, `prefix`, `suffix` or `regex`, with the expression that the last one uses.
    """
    kind, parts, place = "exact", ["^"], 0
    while place < len(pattern):
        character, first = pattern[place], place == 0
        place += 1
        if character == "*" and pattern.startswith("*", place):
            place += 1 + pattern.startswith("/", place + 1)
            if place < len(pattern):
                kind, part = "regex", "(.*/)?"
            elif kind == "exact":
                kind, part = "prefix", ""
            else:
                kind, part = "regex", ".*"
            if first:
                kind = "suffix"
        elif character in "*?":
            kind, part = "regex", "[^/]*" if character == "*" else "[^/]"
        elif character == "\\":
            kind, part = "regex", pattern[place - 1 : place + 1]
            place += 1
        elif character in "[]":
            kind, part = "regex", character
        else:
            part = f"\\{character}" if character in ESCAPED_IN_GO else character
        parts.append(part)
    return kind, "".join(parts) + ("$" if kind == "regex" else "")


def parse(raw: bytes, file: str = ".dockerignore") -> tuple[Pattern, ...]:
    """Read an ignore file.

    Args:
        raw: its content.
        file: its name, for error messages.

    Raises:
        UnusableInput: the engine would refuse the file; the message names the line.
    """
    if raw.count(b"\n") >= MOST_LINES:
        raise UnusableInput(f"has more than {MOST_LINES:,} lines", file=file)
    patterns = []
    for number, line in enumerate(raw.removeprefix(BOM).split(b"\n"), start=1):
        if len(line) >= LONGEST_LINE:
            raise UnusableInput("the engine refuses a line this long", file=file, line=number)
        if not line.startswith(b"#"):
            written = NOT_UTF8.sub("\ufffd", line.decode("utf-8", "surrogateescape")).strip(SPACE)
            if written:
                patterns.append(_pattern(written, number, file))
    return tuple(patterns)


def _pattern(written: str, line: int, file: str) -> Pattern:
    """The pattern of one line: the engine cleans it twice, the second time with its `!`."""
    mark = "!" if written.startswith("!") else ""
    text = _clean(written.removeprefix(mark).strip(SPACE))
    if len(text) > 1:
        text = text.removeprefix("/")
    text = _clean(f"{mark}{text}".strip(SPACE))
    negated = text.startswith("!")
    pattern = Pattern(written, text.removeprefix("!") if negated else text, negated, line, file)
    if not pattern.text:
        raise pattern.refused("there is nothing after the !")
    if not _well_formed(pattern.text):
        raise pattern.refused("a bracket or an escape is not complete")
    return pattern


def literal(path: str) -> str:
    """A pattern for exactly this path; what no pattern can spell, a `?` stands for."""
    text = re.sub(r"^[!#]|[*?\\^\[\]{|}]", r"\\\g<0>", path)
    text = NOT_UTF8.sub("?", text).replace("\n", "?")
    return re.sub(rf"^[{SPACE}]|[{SPACE}]$", "?", text)


def _clean(path: str) -> str:
    """The shortest path that means the same, as Go's path.Clean makes it."""
    return re.sub("^//+", "/", posixpath.normpath(path)) if path else ""


def _well_formed(pattern: str) -> bool:
    """Whether the engine takes the pattern when it reads the file.

    It tries the pattern on the name `.` with https://pkg.go.dev/path/filepath#Match, which looks
    at the piece up to the first star, and at the second piece only where the first one matched.
    """
    pieces = [piece for piece in PIECE.findall(pattern) if piece]
    return all(WELL_FORMED.fullmatch(piece) for piece in pieces[: 1 + _is_dot(pieces)])


def _is_dot(pieces: Sequence[str]) -> bool:
    """Whether the first piece matches the name `.`."""
    if not pieces or not WELL_FORMED.fullmatch(pieces[0]):
        return False
    inside = BRACKET.fullmatch(pieces[0])
    if inside is None:
        return pieces[0] in (".", "?", r"\.")
    ranges = [(low[-1], (high or low)[-1]) for low, high in RANGE.findall(inside[2])]
    return any(low <= "." <= high for low, high in ranges) != bool(inside[1])
