"""The words of an instruction: options, paths, mounts, pairs, and the one expander of variables.

https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping

from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.parser import Instruction

VARIABLE = lazy_regex(
    r"\\\$|\$(?:(?P<name>\w+)|\{(?P<braced>\w+)(?:(?P<how>:?[-+])(?P<word>[^}]*))?\})"
)


def flags_and_words(arguments: str) -> tuple[list[str], list[str]]:
    """The options of an instruction, and what follows them, written plainly or as JSON."""
    flags = []
    while match := re.match(r"--\S+\s*", arguments):
        flags.append(match[0].strip())
        arguments = arguments[match.end() :]
    if arguments.startswith("["):
        try:
            words = json.loads(arguments)
        except ValueError:
            words = None
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return flags, words
    return flags, arguments.split()


def mounts(instruction: Instruction) -> Iterator[dict[str, str]]:
    """The mounts of a RUN, each with its options by name."""
    for flag in flags_and_words(instruction.arguments)[0]:
        if flag.startswith("--mount="):
            parts = (part.partition("=") for part in flag.removeprefix("--mount=").split(","))
            yield {key: value for key, _, value in parts}


def pairs_of(arguments: str) -> Iterator[tuple[str, str]]:
    """The names and values of an ENV."""
    words = words_of(arguments)
    if words and "=" not in words[0]:  # the older form, ENV NAME the whole rest
        yield words[0], " ".join(words[1:])
        return
    for word in words:
        name, _, value = word.partition("=")
        yield name, value


def words_of(arguments: str) -> list[str]:
    """Words without their quotes."""
    try:
        return shlex.split(arguments)
    except ValueError:  # a quote that never ends; the builder says so
        return arguments.split()


def expanded_text(word: str, values: Mapping[str, str]) -> str | None:
    """A word with its variables and quotes resolved; None where a value is not known."""
    known = True

    def value_of(match: re.Match[str]) -> str:
        nonlocal known
        name = match["name"] or match["braced"]
        if name is None:
            return "$"
        value = values.get(name)
        if match["how"] in ("-", ":-"):
            return value or match["word"]
        if match["how"] in ("+", ":+"):
            return match["word"] if value else ""
        known = known and value is not None
        return value or ""

    text = VARIABLE.sub(value_of, word)
    return text.replace('"', "").replace("'", "") if known else None
