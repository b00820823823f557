"""How many steps a backtracking matcher takes for a pattern: counts, not seconds.

It walks what Python's own parser makes of a pattern, in the order in which Python's matcher tries
the alternatives, so its count grows as Python's time does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], bool]
LIMIT = 400_000
"""The count at which it stops: far beyond all that grows with the text."""


class TooManySteps(Exception):
    """The count went beyond the limit."""


def _in_category(category: object, char: str) -> bool:
    name = str(category)
    word, digit, space = char.isalnum() or char == "_", char.isdigit(), char.isspace()
    found = word if "WORD" in name else digit if "DIGIT" in name else space
    return found != ("NOT_" in name)


class Steps:
    """Counts the steps of looking for a pattern everywhere in a text.

    Args:
        pattern: the pattern.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self._flags = pattern.flags

    def of_search(self, text: str) -> int:
        """The steps of `finditer`."""
        self._text, self.count = text, 0
        at = 0
        try:
            while at <= len(text):
                self._groups: dict[int, tuple[int, int]] = {}
                end = [-1]

                def done(place: int, end: list[int] = end) -> bool:
                    end[0] = place
                    return True

                self._run(list(self._tree), 0, at, done, self._flags)
                at = max(end[0], at + 1)
        except (TooManySteps, RecursionError):
            return LIMIT
        return self.count

    def _step(self) -> None:
        self.count += 1
        if self.count >= LIMIT:
            raise TooManySteps

    def _run(  # noqa: C901, PLR0911  one branch for each kind of item
        self, items: list[Any], index: int, at: int, then: Then, flags: int
    ) -> bool:
        self._step()
        if index == len(items):
            return then(at)
        name, value = str(items[index][0]), items[index][1]

        def rest(place: int) -> bool:
            return self._run(items, index + 1, place, then, flags)

        if name in {"LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE"}:
            return self._takes(name, value, at, flags) and rest(at + 1)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            return self._repeat(name, value, at, rest, flags)
        if name == "SUBPATTERN":
            _, added, removed, inner = value
            return self._group(value[0], list(inner), at, rest, (flags | added) & ~removed)
        if name == "BRANCH":
            return any(self._run(list(one), 0, at, rest, flags) for one in value[1])
        if name == "ATOMIC_GROUP":
            end = self._alone(list(value), at, flags)
            return end is not None and rest(end)
        if name in {"ASSERT", "ASSERT_NOT"}:
            return self._looks(value, at, flags) == (name == "ASSERT") and rest(at)
        if name == "AT":
            return self._is_at(str(value), at, flags) and rest(at)
        if name == "GROUPREF":
            begin, end = self._groups.get(value, (0, 0))
            taken = self._text[begin:end]
            return self._text.startswith(taken, at) and rest(at + len(taken))
        if name == "GROUPREF_EXISTS":
            group, yes, no = value
            chosen = yes if group in self._groups else no
            return self._run(list(chosen or ()), 0, at, rest, flags)
        raise NotImplementedError(name)

    def _alone(self, items: list[Any], at: int, flags: int) -> int | None:
        ends: list[int] = []

        def done(place: int) -> bool:
            ends.append(place)
            return True

        return ends[0] if self._run(items, 0, at, done, flags) else None

    def _group(self, number: int | None, items: list[Any], at: int, rest: Then, flags: int) -> bool:
        def done(place: int) -> bool:
            before = self._groups.get(number) if number is not None else None
            if number is not None:
                self._groups[number] = (at, place)
            if rest(place):
                return True
            if number is not None and before is not None:
                self._groups[number] = before
            return False

        return self._run(items, 0, at, done, flags)

    def _looks(self, value: tuple[int, Any], at: int, flags: int) -> bool:
        direction, inner = value
        if direction < 0:
            at -= inner.getwidth()[0]
            if at < 0:
                return False
        return self._alone(list(inner), at, flags) is not None

    def _repeat(self, name: str, value: Any, at: int, rest: Then, flags: int) -> bool:
        least, most, inner = value
        items = list(inner)
        one = len(items) == 1 and str(items[0][0]) in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}
        if one:  # most repetitions are of one character, and go without nesting
            kind, what = str(items[0][0]), items[0][1]
            end = at
            limit = len(self._text) if most is constants.MAXREPEAT else at + most
            if name == "MIN_REPEAT":
                while end - at < least and self._takes(kind, what, end, flags):
                    end += 1
                if end - at < least:
                    return False
                while not rest(end):
                    if end >= limit or not self._takes(kind, what, end, flags):
                        return False
                    end += 1
                return True
            while end < limit and self._takes(kind, what, end, flags):
                end += 1
            if name == "POSSESSIVE_REPEAT":
                return end - at >= least and rest(end)
            return any(rest(place) for place in range(end, at + least - 1, -1))
        return self._nested(name, items, (least, most), at, rest, flags)

    def _nested(
        self, name: str, items: list[Any], times: tuple[int, Any], at: int, rest: Then, flags: int
    ) -> bool:
        least, most = times
        if name == "POSSESSIVE_REPEAT":
            count = 0
            while count < most and (end := self._alone(items, at, flags)) is not None and end > at:
                at, count = end, count + 1
            return count >= least and rest(at)

        def more(place: int, count: int) -> bool:
            def again(end: int) -> bool:
                return (end > place or count < least) and more(end, count + 1)

            if count < least:
                return self._run(items, 0, place, again, flags)
            if name == "MIN_REPEAT":
                return rest(place) or (count < most and self._run(items, 0, place, again, flags))
            return (count < most and self._run(items, 0, place, again, flags)) or rest(place)

        return more(at, 0)

    def _takes(self, name: str, value: Any, at: int, flags: int) -> bool:
        self._step()
        if at >= len(self._text):
            return False
        char = self._text[at]
        if name == "ANY":
            return char != "\n" or bool(flags & re.DOTALL)
        chars = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
        if name in {"LITERAL", "NOT_LITERAL"}:
            return any(ord(one) == value for one in chars) == (name == "LITERAL")
        return any(_holds(value, one) for one in chars if len(one) == 1)

    def _is_at(self, where: str, at: int, flags: int) -> bool:
        text = self._text
        if where in {"AT_BEGINNING", "AT_BEGINNING_STRING"}:
            several = flags & re.MULTILINE and where == "AT_BEGINNING"
            return at == 0 or bool(several and text[at - 1] == "\n")
        if where in {"AT_END", "AT_END_STRING"}:
            if at == len(text):
                return True
            ends = flags & re.MULTILINE or at == len(text) - 1
            return where == "AT_END" and bool(ends) and text[at] == "\n"
        before = at > 0 and _in_category("WORD", text[at - 1])
        after = at < len(text) and _in_category("WORD", text[at])
        return (before != after) == (where == "AT_BOUNDARY")


def _holds(items: Any, char: str) -> bool:
    negated = str(items[0][0]) == "NEGATE"
    found = False
    for kind, value in items[1:] if negated else items:
        name = str(kind)
        if name == "LITERAL":
            found |= ord(char) == value
        elif name == "RANGE":
            found |= value[0] <= ord(char) <= value[1]
        elif name == "CATEGORY":
            found |= _in_category(value, char)
    return found != negated


def texts(pattern: re.Pattern[str], times: int) -> Iterator[str]:
    """Texts that make a matcher work: what leads to each repetition, it many times, and an end."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for before, unit in dict.fromkeys(_repetitions(tree, "")):
        for end in ("", "\x00", "\n"):
            yield before + unit * times + end
            yield (before + unit) * times + end
    for unit in (" ", "\n", "a", "/", "-", "\\", '"', "{", "(", "*", "a.", "a ", "a\n", "\n \n"):
        yield unit * times + "\x00"


def _repetitions(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """A text that leads to each repetition, and one that it repeats."""
    for kind, value in tree:
        name = str(kind)
        if name.endswith("_REPEAT"):
            if value[1] is constants.MAXREPEAT or value[1] > 50:
                yield before, _sample([*value[2]]) or "a"
            yield from _repetitions(value[2], before)
        elif name == "SUBPATTERN":
            yield from _repetitions(value[3], before)
        elif name == "BRANCH":
            for one in value[1]:
                yield from _repetitions(one, before)
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(value, before)
        before += _sample([(kind, value)])


def _sample(tree: Any) -> str:
    """The shortest text that a part of a pattern matches, as far as that is easily seen."""
    made = ""
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            made += chr(value)
        elif name in {"NOT_LITERAL", "ANY"}:
            made += "a" if value != ord("a") else "b"
        elif name == "IN":
            made += next((one for one in " a1\n/.-\"'x=:,({[@$#<&|;*_Z" if _holds(value, one)), "a")
        elif name.endswith("_REPEAT"):
            made += _sample(value[2]) * max(value[0], 0)
        elif name == "SUBPATTERN":
            made += _sample(value[3])
        elif name == "BRANCH":
            made += _sample(value[1][0])
        elif name == "ATOMIC_GROUP":
            made += _sample(value)
    return made
