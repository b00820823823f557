"""What an ignore file keeps out of a build context, by the engine's own rules.

The rules that https://docs.docker.com/build/concepts/context/#dockerignore-files gives are a part
of what happens; the rest was read off the engine (github.com/moby/patternmatcher and
github.com/tonistiigi/fsutil) and is held to it by a test that builds:

- a pattern is matched from the context's top, against a path and each folder above it; the last
  one that matches decides, and one that begins with `!` lets back in;
- `**` stands for any number of folders, also none; `*` and `?` stop at a `/`;
- what stands in brackets or behind a backslash goes to Go's regular expressions as it is;
- a `!` pattern is only asked about what is kept out at that moment, and the others only about
  what is not. What a folder was not asked, its contents do not inherit.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dockgen.errors import UnusableInput
from dockgen.goregex import python_regex

BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 64 * 1024
"""From this many bytes on the engine refuses a line."""
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go's TrimSpace trims; Python's strip() takes four control characters more."""
ESCAPED_IN_GO = frozenset(".+()$")
"""The engine means to escape `|`, `{` and `}` too, and does not: they work as in an expression."""
WILD = frozenset("*[]?^\\")
"""What keeps the engine from taking the beginning of a pattern for plain text."""
UNLIKE_NAMES = re.compile(r"[\\^\[\]{|}]")
"""What makes a pattern more than a path with `*` and `?` in it."""
CHARACTER = r"(?:[^\]\\\-]|\\.)"
RANGE = re.compile(rf"({CHARACTER})(?:-({CHARACTER}))?", re.DOTALL)
BRACKET = re.compile(rf"\[(\^?+)((?:{CHARACTER}(?:-{CHARACTER})?)+)\]", re.DOTALL)
WELL_FORMED = re.compile(rf"(?:[^\[\\]|\\.|{BRACKET.pattern})*", re.DOTALL)
PIECE = re.compile(r"(?:\\.?|\[(?:\\.?|[^\]\\])*\]?|[^*\\\[])*", re.DOTALL)
"""A piece of a pattern between stars that stand outside of brackets."""
NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8; a pattern loses it on its way to the client, a name does not."""


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
        if self._segments is None:
            return self._prefix is None or _on_one_way(self._prefix, f"{folder}/")
        above = folder.split("/")
        if len(self._segments) <= len(above):
            return False
        return all(
            re.match(segment, name) is not None
            for segment, name in zip(self._segments, above, strict=False)
        )

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
            compiled = re.compile(python_regex(expression))
        except ValueError as problem:
            raise self.refused(str(problem)) from None
        return lambda path: compiled.search(path) is not None

    def refused(self, why: str) -> UnusableInput:
        """The error that says why the engine would not take the pattern."""
        return UnusableInput(
            f"the pattern {self.written!r} cannot be used: {why}",
            file=self.file,
            line=self.line or None,
        )

    @cached_property
    def _prefix(self) -> str | None:
        """What every path that it matches begins with, for `folder/**`."""
        return self.text[:-2] if self._translated[0] == "prefix" else None

    @cached_property
    def _segments(self) -> tuple[str, ...] | None:
        """An expression for each part of a path, where the pattern has as many parts."""
        if "**" in self.text or UNLIKE_NAMES.search(self.text):
            return None
        return tuple(f"{python_regex(_translate(part)[1])}\\Z" for part in self.text.split("/"))

    @cached_property
    def name_test(self) -> tuple[int | None, str | None]:
        """What a file's own name says about a match, to leave most files alone quickly.

        Returns:
            The depth (0 at the top) that it matches at, None for any; and an expression that the
            name matches wherever the pattern matches the path, None where the name says nothing.
        """
        if self._segments is not None:
            return len(self._segments) - 1, self._segments[-1]
        last = self.text.removeprefix("**/")
        if last != self.text and last and not re.search(r"[\\^\[\]{|}/]|\*\*", last):
            return None, f"{python_regex(_translate(last)[1])}\\Z"
        return None, None


def _on_one_way(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


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
        raise pattern.refused("nothing follows the !")
    if not _well_formed(pattern.text):
        raise pattern.refused("a bracket or an escape is not complete")
    return pattern


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a path is kept out.

    Args:
        ignored: whether it is.
        pattern: the pattern that decided it; None where none matched.
        matched: for each pattern whether it matched the path or a folder above, as far as asked.
    """

    ignored: bool = False
    pattern: Pattern | None = None
    matched: tuple[bool, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Matcher:
    """The patterns of an ignore file, to be asked from the top of a tree down.

    Args:
        patterns: the patterns, in order.
    """

    patterns: Sequence[Pattern] = ()
    _filters: dict[int, Callable[[str], object]] = field(default_factory=dict, repr=False)
    _above: dict[int, dict[str, bool]] = field(default_factory=dict, repr=False)

    @property
    def top(self) -> Verdict:
        """The verdict on the context itself, from which all others come."""
        return Verdict(matched=(False,) * len(self.patterns))

    def verdict(self, path: str, above: Verdict) -> Verdict:
        """The verdict on a path.

        Args:
            path: the path, from the context's top, with `/` between its parts.
            above: the verdict on the folder that it lies in.

        Raises:
            UnusableInput: a pattern is not one that the engine takes.
        """
        ignored, decisive, matched = False, None, []
        for pattern, already in zip(self.patterns, above.matched, strict=True):
            match = already or (pattern.negated == ignored and pattern.matches(path))
            if match:
                if pattern.negated == ignored:
                    decisive = pattern
                ignored = not pattern.negated
            matched.append(match)
        return Verdict(ignored, decisive, tuple(matched))

    def verdict_on(self, path: str) -> Verdict:
        """The verdict on a path whose folders were not asked before."""
        verdict, parts = self.top, path.split("/")
        for count in range(1, len(parts) + 1):
            verdict = self.verdict("/".join(parts[:count]), verdict)
        return verdict

    def can_be_skipped(self, folder: str, verdict: Verdict) -> bool:
        """Whether nothing below an ignored folder is let back in.

        The engine does not look below a folder where each `!` pattern begins with plain text and
        none of these texts leads there: it takes `!docs/*/**` for `!docs`, and so lets nothing
        back in from an ignored `docs/en`.
        """
        if not verdict.ignored:
            return False
        exceptions = [pattern for pattern in self.patterns if pattern.negated]
        stems = [one.text.removesuffix("/**").removesuffix("/*") for one in exceptions]
        if any(WILD.intersection(stem) for stem in stems):
            return not any(one.could_match_below(folder) for one in exceptions)
        return not any(f"{stem}/".startswith(f"{folder}/") for stem in stems)

    def withholding(self, file: str) -> Pattern | None:
        """The pattern for which a file that was let back in arrives without its content.

        When the client is asked for the content of a file that it has listed, it goes through the
        patterns anew, and now asks each about every folder above. A pattern that stands after the
        `!` and names such a folder then matches, and an empty file is sent.
        """
        if not self._repeats:
            return None
        ignored, decisive = False, None
        for pattern in self.patterns:
            if pattern.negated == ignored and self._matches_above(pattern, file):
                ignored, decisive = not ignored, pattern
        return decisive if ignored else None

    @cached_property
    def _repeats(self) -> bool:
        """Whether a pattern that keeps out follows one that lets back in."""
        kinds = [pattern.negated for pattern in self.patterns]
        return True in kinds and False in kinds[kinds.index(True) :]

    def _matches_above(self, pattern: Pattern, path: str) -> bool:
        """Whether a pattern matches a path or any folder above it."""
        if pattern.matches(path):
            return True
        above = path.rpartition("/")[0]
        if not above:
            return False
        known = self._above.setdefault(pattern.line, {})
        if above not in known:
            known[above] = self._matches_above(pattern, above)
        return known[above]

    def inherited(self, above: Verdict) -> Verdict:
        """The verdict on everything in a folder that no pattern matches by itself."""
        if not any(above.matched):
            return above
        ignored, decisive = False, None
        for pattern, already in zip(self.patterns, above.matched, strict=True):
            if already and pattern.negated == ignored:
                ignored, decisive = not ignored, pattern
        return Verdict(ignored, decisive, above.matched)

    def name_filter(self, depth: int) -> Callable[[str], object]:
        """A quick test for names in a folder at this depth, 0 being the context's top.

        Where it says no, no pattern matches the path by itself, and `inherited` is the verdict;
        where it says yes, `verdict` has to be asked.
        """
        if depth not in self._filters:
            self._filters[depth] = _name_filter(self.patterns, depth)
        return self._filters[depth]


def _name_filter(patterns: Iterable[Pattern], depth: int) -> Callable[[str], object]:
    expressions = []
    for pattern in patterns:
        at, expression = pattern.name_test
        if expression is None:
            return lambda _: True
        if at is None or at == depth:
            expressions.append(expression)
    if not expressions:
        return lambda _: None
    return re.compile("|".join(dict.fromkeys(expressions))).match
