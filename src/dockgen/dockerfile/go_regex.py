r"""Go's regular expressions as Python's, as far as a pattern of an ignore file can lead to one.

The engine turns each pattern into a regular expression of Go's and hands what stands inside
brackets and behind a backslash to it as it is, so `[[:digit:]]` and `\d` mean there what they
mean in Go. The syntax: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache

from dockgen.core.lazy_regex import lazy_regex

Range = tuple[int, int]

DIGIT: Sequence[Range] = ((0x30, 0x39),)
UPPER: Sequence[Range] = ((0x41, 0x5A),)
LOWER: Sequence[Range] = ((0x61, 0x7A),)
ALPHA = (*UPPER, *LOWER)
WORD = (*DIGIT, *ALPHA, (0x5F, 0x5F))
PERL: dict[str, Sequence[Range]] = {
    "d": DIGIT,
    "w": WORD,
    "s": ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)),
}
POSIX: dict[str, Sequence[Range]] = {
    "alnum": (*DIGIT, *ALPHA),
    "alpha": ALPHA,
    "ascii": ((0, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "digit": DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": LOWER,
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": UPPER,
    "word": WORD,
    "xdigit": (*DIGIT, (0x41, 0x46), (0x61, 0x66)),
}
CONTROL = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
ASSERTIONS = {"A": r"\A", "b": r"(?a:\b)", "B": r"(?a:\B)", "z": r"\Z"}
OCTAL = frozenset("01234567")
BRACES = lazy_regex(r"\{[^}]*\}")
HEXADECIMAL = lazy_regex(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})")
OCTAL_DIGITS = lazy_regex(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
REPEAT = lazy_regex(r"\{(?:0|[1-9][0-9]*)(?:,(?:0|[1-9][0-9]*)?)?\}")
MOST_REPEATS = 1000
FOLDERS = "(.*/)?"
TOKENS = {FOLDERS: FOLDERS, ".*": ".*", "$": r"\Z", "^": "^", "*": "*", "|": "|"}
REPLACEMENT = 0xFFFD
"""What Go reads where a name is not UTF-8; Python keeps such a byte as one of `ESCAPED`."""
ESCAPED: Range = (0xDC80, 0xDCFF)
SURROGATES: Range = (0xD800, 0xDFFF)


def python_regex(expression: str) -> str:
    """The Python expression that matches what a Go expression matches.

    Args:
        expression: a Go expression as `ignore_matcher` makes them: the only group is `(.*/)?`,
            and `*` and `?` follow a group or a bracket. Bytes that are not UTF-8 must already be
            U+FFFD in it.

    Returns:
        An expression for `re.search`.

    Raises:
        ValueError: Go's parser refuses it.
    """
    atoms: list[str] = []
    place, repeated = 0, False
    while place < len(expression):
        repeat = REPEAT.match(expression, place)
        if repeat:
            _repeat(atoms, repeat[0], stacked=repeated)
            place, repeated = repeat.end(), True
            continue
        found, place = _atom(expression, place)
        repeated = found in (["*"], [FOLDERS])
        atoms += found
    return "".join(atoms)


def _repeat(atoms: list[str], repeat: str, *, stacked: bool) -> None:
    """Put a counted repetition on the last atom."""
    least, comma, most = repeat[1:-1].partition(",")
    if stacked:
        raise ValueError(f"{repeat} follows another repetition")
    if not atoms or atoms[-1] == "|":
        raise ValueError(f"{repeat} repeats nothing")
    if max(int(least), int(most or 0)) > MOST_REPEATS or (most and int(most) < int(least)):
        raise ValueError(f"{repeat} is out of range")
    atoms[-1] = f"(?:{atoms[-1]}){{{least}{comma}{most}}}"


def _atom(expression: str, place: int) -> tuple[list[str], int]:
    """What is matched at one place, in pieces that can be repeated, and the place behind it."""
    character = expression[place]
    if character == "[":
        part, place = _class(expression, place + 1)
        return [part], place
    if character == "\\":
        return _escaped(expression, place + 1)
    for token, part in TOKENS.items():
        if expression.startswith(token, place):
            return [part], place + len(token)
    return [_literal(ord(character))], place + 1


def _literal(code: int) -> str:
    return _set([(code, code)]) if code == REPLACEMENT else re.escape(chr(code))


def _escaped(text: str, place: int) -> tuple[list[str], int]:
    """What follows a backslash outside of brackets; `place` is behind the backslash."""
    letter = text[place : place + 1]
    if letter in ASSERTIONS:
        return [ASSERTIONS[letter]], place + 1
    if letter == "Q":  # everything up to \E stands for itself
        quoted, _, _ = text[place + 1 :].partition(r"\E")
        return [_literal(ord(one)) for one in quoted], place + 1 + len(quoted) + 2
    ranges, after = _shorthand(text, place)
    if ranges is not None:
        return [_set(ranges)], after
    code, after = _escape(text, place)
    return [_literal(code)], after


def _shorthand(text: str, place: int) -> tuple[list[Range] | None, int]:
    r"""The characters that `\d` or `\pL` stand for; None where it is another escape."""
    letter = text[place : place + 1]
    if letter in ("p", "P"):
        braced = BRACES.match(text, place + 1)
        name = braced[0] if braced else text[place + 1 : place + 2]
        category = name.strip("{}")
        ranges = _category(category.removeprefix("^"))
        straight = (letter == "p") != category.startswith("^")
        return (ranges if straight else _others(ranges)), place + 1 + len(name)
    if letter.lower() in PERL:
        ranges = list(PERL[letter.lower()])
        return (ranges if letter.islower() else _others(ranges)), place + 1
    return None, place


def _escape(text: str, place: int) -> tuple[int, int]:
    """The character that an escape stands for, and the place behind it."""
    letter = text[place : place + 1]
    if letter in CONTROL:
        return CONTROL[letter], place + 1
    if letter == "x" or letter in OCTAL:
        return _number(text, place)
    if not letter.isascii() or letter.isalnum():
        raise ValueError(f"\\{letter} is not an escape")
    return ord(letter), place + 1


def _number(text: str, place: int) -> tuple[int, int]:
    r"""A character that is given by its number: `\x41`, `\x{e9}` or `\101`."""
    digits = HEXADECIMAL.match(text, place) or OCTAL_DIGITS.match(text, place)
    if digits is None:
        raise ValueError(f"\\{text[place]} is not followed by a character code")
    code = int(digits[1] or digits[2], 16) if digits[0][0] == "x" else int(digits[0], 8)
    if code > sys.maxunicode:
        raise ValueError(f"\\{digits[0]} is not a character")
    return code, digits.end()


def _class(text: str, place: int) -> tuple[str, int]:
    """A bracket expression; `place` is behind the opening bracket."""
    negated = text.startswith("^", place)
    place += negated
    ranges: list[Range] = []
    first = True
    while first or not text.startswith("]", place):
        if place >= len(text):
            raise ValueError("a [ is not closed")
        first = False
        found, place = _class_item(text, place)
        ranges += found
    return _set(_others(ranges) if negated else ranges), place + 1


def _class_item(text: str, place: int) -> tuple[list[Range], int]:
    """One character, range or named class inside brackets."""
    if text.startswith("[:", place) and ":]" in text[place + 2 :]:
        name, _, _ = text[place + 2 :].partition(":]")
        kind = name.removeprefix("^")
        if kind not in POSIX:
            raise ValueError(f"[:{name}:] is not a class")
        ranges = list(POSIX[kind])
        return (ranges if kind == name else _others(ranges)), place + len(name) + 4
    if text.startswith("\\", place):
        shorthand, after = _shorthand(text, place + 1)
        if shorthand is not None:
            return shorthand, after
    low, place = _class_character(text, place)
    high = low
    if text.startswith("-", place) and text[place + 1 : place + 2] not in ("", "]"):
        high, place = _class_character(text, place + 1)
    if high < low:
        raise ValueError(f"{chr(low)}-{chr(high)} is not a range")
    return [(low, high)], place


def _class_character(text: str, place: int) -> tuple[int, int]:
    if text.startswith("\\", place):
        return _escape(text, place + 1)
    return ord(text[place]), place + 1


def _set(ranges: Sequence[Range]) -> str:
    """A Python character class; where U+FFFD is in it, so is every byte that is not UTF-8."""
    parts = []
    for low, high in ranges:
        for start, end in (
            (low, min(high, SURROGATES[0] - 1)),
            (max(low, SURROGATES[1] + 1), high),
        ):
            if start <= end:
                parts.append(f"\\U{start:08x}-\\U{end:08x}")
        if low <= REPLACEMENT <= high:
            parts.append(f"\\U{ESCAPED[0]:08x}-\\U{ESCAPED[1]:08x}")
    return f"[{''.join(parts)}]" if parts else "(?!)"


def _others(ranges: Sequence[Range]) -> list[Range]:
    """All characters that are in none of the ranges."""
    others, start = [], 0
    for low, high in sorted(ranges):
        if start < low:
            others.append((start, low - 1))
        start = max(start, high + 1)
    if start <= sys.maxunicode:
        others.append((start, sys.maxunicode))
    return others


@cache
def _category(name: str) -> list[Range]:
    """The characters of a Unicode general category, `L` or `Lu`.

    https://www.unicode.org/reports/tr44/#General_Category_Values
    """
    ranges: list[Range] = []
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category == "Cn" or not name or not category.startswith(name):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    if not ranges:
        raise ValueError(f"\\p{{{name}}} is not a Unicode category")
    return ranges
