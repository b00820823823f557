"""Values made safe to print: nothing reaches a template that could leave its place.

A template prints only `Printable` values. They are made here, and each maker knows the syntax
of the place that it makes a value for. What a Dockerfile means by quotes, `$` and line ends:
https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence

from dockgen.errors import UnusableInput

CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\ue000-\uf8ff]")
"""Control characters, line separators, and the private-use area that rendering marks lines with."""

IMAGE = re.compile(
    r"(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]+)?/)?"
    r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)
"""An image reference, as https://github.com/distribution/reference spells it."""


class Printable(str):
    """A string that is safe where it is going to be printed.

    Args:
        value: the text, as it is to be printed.
        facts: the names of the facts that it was made from; they become the line's provenance.
    """

    __slots__ = ("facts",)

    facts: tuple[str, ...]

    def __new__(cls, value: str, facts: Iterable[str] = ()) -> Printable:
        """Make one; see the class for what it takes."""
        made = super().__new__(cls, value)
        made.facts = tuple(facts)
        return made


def plain(value: object, *facts: str) -> Printable:
    """Text for a comment or another place where only a line end can do harm.

    Raises:
        UnusableInput: the value holds a control character.
    """
    text = str(value)
    if CONTROL.search(text):
        name = facts[0] if facts else "a value"
        raise UnusableInput(f"{name} holds a control character: {text!r}")
    return Printable(text, facts)


def word(value: object, *facts: str) -> Printable:
    """A word that means itself in every instruction and in a shell.

    Raises:
        UnusableInput: the value holds anything but letters, digits and `._/:@+=,~^-`.
    """
    text = plain(value, *facts)
    if not re.fullmatch(r"[\w./:@+=,~^-]+", text, re.ASCII):
        name = facts[0] if facts else "the value"
        raise UnusableInput(
            f"{name} holds a character that cannot stand in a Dockerfile: {str(value)!r}"
        )
    return text


def image(value: object, *facts: str) -> Printable:
    """An image reference.

    Raises:
        UnusableInput: it is not one.
    """
    if not IMAGE.fullmatch(str(value)):
        raise UnusableInput(
            f"{value!r} is not an image reference", hint="for example registry.example/team/app:1.2"
        )
    return plain(value, *facts)


def exec_form(arguments: Sequence[str], *facts: str) -> Printable:
    """A JSON array for `CMD`, `ENTRYPOINT` or the other form of `COPY`."""
    for argument in arguments:
        plain(argument, *facts)
    return Printable(json.dumps(list(arguments), ensure_ascii=False), facts)


def shell_words(arguments: Sequence[str], *facts: str) -> Printable:
    """Arguments for the shell form of `RUN`, quoted where a shell needs it."""
    for argument in arguments:
        plain(argument, *facts)
    return Printable(shlex.join(arguments), facts)


def copy_paths(sources: Sequence[str], destination: str, *facts: str) -> Printable:
    """The sources and the destination of a `COPY`, with `$` and wildcards taken literally.

    Paths with a space need the JSON form; there, as in the plain form, variables and wildcards
    are still expanded: https://docs.docker.com/reference/dockerfile/#copy
    """
    literal = [_literal_source(source, *facts) for source in sources]
    literal.append(_literal(destination, *facts))
    if any(re.search(r"[\s\"']", path) for path in literal):
        return Printable(json.dumps(literal, ensure_ascii=False), facts)
    return Printable(" ".join(literal), facts)


def _literal(path: str, *facts: str) -> str:
    return re.sub(r"([\\$])", r"\\\1", plain(path, *facts))


def _literal_source(path: str, *facts: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", _literal(path, *facts))


def ignore_pattern(path: str, *facts: str) -> Printable:
    """A path as a literal pattern of a `.dockerignore`: https://docs.docker.com/build/concepts/context/."""
    return Printable(re.sub(r"([\\*?\[\]!#])", r"\\\1", plain(path, *facts)), facts)
