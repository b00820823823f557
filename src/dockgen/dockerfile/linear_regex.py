"""Regular expressions that take time linear in pattern times text, whatever they are.

Python's matcher tries one way after the other: a glob with many stars (`*a*a*a*b`, `**/**/**/x`),
which a stranger's repository can hold, takes it hours. Such an expression is run over the text once
here, with all ways at the same time (https://swtch.com/~rsc/regexp/regexp1.html). What globs become
is covered: characters, sets, `.`, groups, alternatives, repetitions, the beginning and the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

FEW = 2
"""So many repetitions Python's matcher takes at most the length of a path by square for."""

MOST_STATES = 20_000
"""How long a program may become: bounded repetitions are written out."""

Test = Callable[[str], bool]


class NotOfAGlob(ValueError):
    """An expression holds what no glob becomes."""


@lru_cache(maxsize=1024)
def whole_match(expression: str) -> Test:
    """A function that says whether the expression matches a text as a whole.

    Raises:
        ValueError: the expression is none, or holds what no glob becomes.
    """
    if _is_simple(expression):
        whole = re.compile(expression).fullmatch
        return lambda text: whole(text) is not None
    program = _Program(expression)
    return lambda text: program.runs_over(text, anywhere=False)


@lru_cache(maxsize=1024)
def partial_match(expression: str) -> Test:
    """A function that says whether the expression matches anywhere in a text.

    Raises:
        ValueError: as for `whole_match`.
    """
    if _is_simple(expression):
        found = re.compile(expression).search
        return lambda text: found(text) is not None
    program = _Program(expression)
    return lambda text: program.runs_over(text, anywhere=True)


def _is_simple(expression: str) -> bool:
    return expression.count("*") + expression.count("+") + expression.count("{") <= FEW


class _Program:
    """An expression as states: a test of a character leads to the next one, a fork to several."""

    def __init__(self, expression: str) -> None:
        from re import _parser  # type: ignore[attr-defined]  # only a hostile glob needs it

        try:
            tree = _parser.parse(expression)
        except (re.error, RecursionError, OverflowError) as problem:
            raise ValueError(str(problem)) from None
        self._dot_takes_all = bool(tree.state.flags & re.DOTALL)
        self._tests: list[Test | None] = []
        self._forks: list[tuple[int, ...]] = []
        self._places: dict[int, str] = {}
        self._end = self._state()
        self._begin = self._sequence(list(tree), self._end)

    def _state(self, test: Test | None = None, *then: int) -> int:
        if len(self._tests) >= MOST_STATES:
            raise ValueError("the pattern is too long")
        self._tests.append(test)
        self._forks.append(then)
        return len(self._tests) - 1

    def _sequence(self, items: Iterable[Any], then: int) -> int:
        for kind, value in reversed(list(items)):
            then = self._item(str(kind), value, then)
        return then

    def _item(self, kind: str, value: Any, then: int) -> int:
        if kind in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            return self._state(self._test(kind, value), then)
        if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, inner = value
            return self._repeat(least, most, inner, then)
        if kind == "SUBPATTERN" and not (value[1] or value[2]):
            return self._sequence(value[3], then)
        if kind == "BRANCH":
            return self._state(None, *(self._sequence(one, then) for one in value[1]))
        if kind == "AT" and str(value) in {"AT_BEGINNING", "AT_END", "AT_END_STRING"}:
            state = self._state(None, then)
            self._places[state] = str(value)
            return state
        raise NotOfAGlob(f"{kind.lower()} is nothing that a glob becomes")

    def _repeat(self, least: int, most: Any, items: Any, then: int) -> int:
        written = list(items)
        if most > MOST_STATES:
            loop = self._state(None)
            self._forks[loop] = (self._sequence(written, loop), then)
            then = loop
        else:
            for _ in range(most - least):
                then = self._state(None, self._sequence(written, then), then)
        for _ in range(least):
            then = self._sequence(written, then)
        return then

    def _test(self, kind: str, value: Any) -> Test:
        if kind == "ANY":
            return (lambda _: True) if self._dot_takes_all else (lambda char: char != "\n")
        if kind == "IN":
            return _test_of_set(value)
        wanted, same = chr(value), kind == "LITERAL"
        return lambda char: (char == wanted) == same

    def runs_over(self, text: str, *, anywhere: bool) -> bool:
        """Whether the program comes to its end."""
        states: set[int] = set()
        for at in range(len(text) + 1):
            if anywhere or at == 0:
                states.add(self._begin)
            reached = self._reached(states, at, len(text))
            if self._end in reached and (anywhere or at == len(text)):
                return True
            if at < len(text):
                states = {
                    self._forks[one][0]
                    for one in reached
                    if (test := self._tests[one]) is not None and test(text[at])
                }
        return False

    def _reached(self, states: set[int], at: int, end: int) -> set[int]:
        waiting, seen = list(states), set(states)
        while waiting:
            state = waiting.pop()
            place = self._places.get(state)
            if self._tests[state] is not None or not _is_at(place, at, end):
                continue
            for one in self._forks[state]:
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return seen


def _is_at(place: str | None, at: int, end: int) -> bool:
    return place is None or (at == 0 if place == "AT_BEGINNING" else at == end)


def _test_of_set(items: Any) -> Test:
    negated = str(items[0][0]) == "NEGATE"
    tests: list[Test] = []
    for kind, value in items[1:] if negated else items:
        if str(kind) == "LITERAL":
            tests.append(chr(value).__eq__)
        elif str(kind) == "RANGE":
            low, high = map(chr, value)
            tests.append(lambda char, low=low, high=high: low <= char <= high)  # type: ignore[misc]
        else:
            raise NotOfAGlob("a set of a kind that no glob becomes")
    return lambda char: any(test(char) for test in tests) != negated
