"""The types that a fact's value has, and how each is read, printed and written as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping

Pairs = tuple[tuple[str, str], ...]


class Variables(tuple[tuple[str, str], ...]):
    """Names with their values, in order: environment variables, build arguments."""

    __slots__ = ()


FactValue = str | int | bool | tuple[str, ...] | Pairs


def text(value: object) -> str:
    """A non-empty string; numbers count, because YAML reads `21` as one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise ValueError("a string")
    return str(value)


def port(value: object) -> int:
    """A TCP port, 1 to 65535."""
    try:
        number = int(text(value))
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        raise ValueError("a port from 1 to 65535")
    return number


def flag(value: object) -> bool:
    """A yes or a no: true, false, yes, no, on, off, 1, 0."""
    word = str(value).lower()
    if word in {"true", "yes", "on", "1"}:
        return True
    if word in {"false", "no", "off", "0"}:
        return False
    raise ValueError("true or false")


def words(value: object) -> tuple[str, ...]:
    """A list of words: a YAML list, or one string that is split as a shell would."""
    if isinstance(value, list | tuple):
        return tuple(text(part) for part in value)
    try:
        split = tuple(shlex.split(text(value)))
    except ValueError:
        raise ValueError("a command with closed quotes") from None
    if not split:
        raise ValueError("at least one word")
    return split


def variables(value: object) -> Variables:
    """Variables with their values: a mapping, or words of the form `NAME=VALUE`."""
    return Variables(_paired(value, "NAME=VALUE"))


def pairs(form: str) -> Callable[[object], Pairs]:
    """The kind of fact that is a list of pairs.

    Args:
        form: how one pair is written as a word: `FOLDER:COMMAND`. A first part that holds the
            separator is written as a mapping, or as a list of lists.
    """
    return lambda value: _paired(value, form)


def _paired(value: object, form: str) -> Pairs:
    separator = "=" if "=" in form else ":"
    expected = f"a mapping, or words of the form {form}"
    if isinstance(value, Mapping):
        return tuple((text(first), str(second)) for first, second in value.items())
    whole: Iterable[object] = value if isinstance(value, list | tuple) else words(value)
    found = []
    for one in whole:
        if isinstance(one, list | tuple):
            if len(one) != 2:
                raise ValueError(expected)
            found.append((str(one[0]), str(one[1])))
            continue
        first, there, second = str(one).partition(separator)
        if not there or not first:
            raise ValueError(expected)
        found.append((first, second))
    return tuple(found)


def texts_of(value: FactValue) -> tuple[str, ...]:
    """All texts that a value holds, each for itself."""
    if not isinstance(value, tuple):
        return (str(value),)
    return tuple(text_ for part in value for text_ in ((part,) if isinstance(part, str) else part))


def words_of(value: FactValue) -> tuple[str, ...]:
    """A value as the words that a person writes: `NAME=VALUE`, `FOLDER:COMMAND`, or as it is."""
    if not isinstance(value, tuple):
        return (str(value),)
    separator = "=" if isinstance(value, Variables) else ":"
    return tuple(part if isinstance(part, str) else separator.join(part) for part in value)


def as_json(value: FactValue) -> object:
    """A value as plain data: variables are an object, pairs a list of lists of two."""
    if isinstance(value, Variables):
        return dict(value)
    if isinstance(value, tuple):
        return [part if isinstance(part, str) else list(part) for part in value]
    return value


def from_json(data: object) -> FactValue | None:
    """A value out of plain data; None where it is none."""
    if isinstance(data, dict):
        if not data:
            return None
        return Variables((str(name), str(value)) for name, value in data.items())
    if isinstance(data, list):
        if data and all(isinstance(part, list) and len(part) == 2 for part in data):
            return tuple((str(first), str(second)) for first, second in data)
        return tuple(str(part) for part in data)
    return data if isinstance(data, str | int | bool) else None
