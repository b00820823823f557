"""Values made safe to print: nothing reaches a template that could leave its place.

A template prints only `Printable` values. They are made here, and each maker knows the syntax
of the place that it makes a value for. What a Dockerfile means by quotes, `$` and line ends:
https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dockgen.core.credentials import masked
from dockgen.core.errors import UnusableInput, UnusableValue
from dockgen.core.fact_values import texts_of
from dockgen.core.facts import Findings
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.shell_text import Unfinished, finished

CONTROL = lazy_regex(
    "[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]"
)
"""Control characters, line separators, what turns the direction of writing round (a reader would
see another text than the builder: https://trojansource.codes), halves of characters that no file
can hold, and the private-use area that rendering marks lines with."""

HEREDOC = lazy_regex(r"(?:^|\s)\d*<<(?!<)")
"""Where the builder would take the lines below for the content of a file."""

IMAGE = lazy_regex(
    r"(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]+)?/)?"
    r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)
"""An image reference, as https://github.com/distribution/reference spells it."""


def visible(text: str) -> str:
    """A text on one line, with what a terminal would obey, or could not show, spelt out."""
    return CONTROL.sub(spelt_out, text)


def spelt_out(match: re.Match[str]) -> str:
    """What a pattern has found, in the spelling of Python."""
    return match[0].encode("unicode_escape").decode()


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
        raise UnusableInput(f"{name} contains a control character: {text!r}")
    return Printable(masked(text), facts)


def word(value: object, *facts: str) -> Printable:
    """A word that means itself in every instruction and in a shell.

    Raises:
        UnusableInput: the value holds anything but letters, digits and `._/:@+=,~^-`.
    """
    text = plain(value, *facts)
    if not re.fullmatch(r"[\w./:@+=,~^-]+", text, re.ASCII):
        name = facts[0] if facts else "the value"
        raise UnusableInput(
            f"{name} contains a character that cannot be used in a Dockerfile: {str(value)!r}"
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
    words = [plain(argument, *facts) for argument in arguments]
    return Printable(json.dumps(words, ensure_ascii=False), facts)


def shell_command(command: object, *facts: str) -> Printable:
    """A command line for the shell form of `RUN`, as its author wrote it but for its comment.

    Raises:
        UnusableInput: it would not end where it ends; see `shell_text.finished`.
    """
    return shell_steps([str(command)], *facts)


def shell_steps(commands: Iterable[str], *facts: str, before: str = "") -> Printable:
    """Command lines, one after the other, for the shell form of `RUN`.

    Args:
        commands: what runs if all before it succeeded.
        facts: the names of the facts that they were made from.
        before: options of the builder and variables, which stand before the first.

    Raises:
        UnusableInput: a command would not end where it ends; see `shell_text.finished`.
    """
    return Printable(before + " && ".join(_finished(one, *facts) for one in commands), facts)


def _finished(command: str, *facts: str) -> str:
    name = facts[0] if facts else "the command"
    try:
        text = finished(plain(command, *facts))
    except Unfinished as problem:
        raise UnusableValue(name, str(problem), command) from None
    if HEREDOC.search(text):
        raise UnusableValue(name, "contains text that a builder reads as a here-document", command)
    return text


def shell_words(arguments: Sequence[str], *facts: str) -> Printable:
    """Arguments for the shell form of `RUN`, quoted where a shell needs it."""
    words = [_refuse_heredoc(plain(argument, *facts), *facts) for argument in arguments]
    return Printable(shlex.join(words), facts)


def _refuse_heredoc(text: str, *facts: str) -> str:
    """Builders differ in what they take for one, so that no path and no argument holds its sign."""
    if "<<" in text:
        name = facts[0] if facts else "a path"
        raise UnusableValue(name, "contains `<<`, which starts a here-document", text)
    return text


def assignment(name: str, value: str, *facts: str) -> Printable:
    """`NAME=value` for ENV, ARG or LABEL: quoted where it has to be, and taken literally.

    https://docs.docker.com/reference/dockerfile/#environment-replacement
    """
    return Printable(f"{_assigned(name, *facts)}={_assigned(value, *facts)}", facts)


def _assigned(text: str, *facts: str) -> str:
    if re.fullmatch(r"[\w./:@+,~^-]+", plain(text, *facts), re.ASCII):
        return text
    escaped = re.sub(r'([\\$"])', r"\\\1", text)
    return f'"{escaped}"'


def copy_paths(
    sources: Sequence[str], destination: str, *facts: str, wildcards: bool = False
) -> Printable:
    """The sources and the destination of a `COPY`, with quotes, `$` and brackets taken literally.

    Paths with a space need the JSON form; there, as in the plain form, variables and wildcards
    are still expanded and quotes removed: https://docs.docker.com/reference/dockerfile/#copy

    With `wildcards`, a `*` in a source keeps its meaning.

    Raises:
        UnusableInput: a path holds a control character, or a source is empty or holds `*`, `?`
            or a backslash: BuildKit knows no way of writing those that means the file itself.
    """
    return _copy_paths(tuple(sources), destination, facts, wildcards)


@lru_cache(maxsize=8192)  # one build of many services copies the same files for each of them
def _copy_paths(
    sources: tuple[str, ...],
    destination: str,
    facts: tuple[str, ...],
    wildcards: bool,  # noqa: FBT001
    /,
) -> Printable:
    parts = [source.split("*") if wildcards else [source] for source in sources]
    literal = [_as_path("*".join(_literal_source(part, *facts) for part in one)) for one in parts]
    literal.append(_as_path(_literal(destination, *facts)))
    if any(re.search(r"\s", path) for path in literal):
        return Printable(json.dumps(literal, ensure_ascii=False), facts)
    return Printable(" ".join(literal), facts)


def _as_path(text: str) -> str:
    """What looks like an option is one, unless it looks like a path."""
    return f"./{text}" if text.startswith("-") else text


def _literal(path: str, *facts: str) -> str:
    return re.sub(r"([\\$'\"])", r"\\\1", _refuse_heredoc(plain(path, *facts), *facts))


def _literal_source(path: str, *facts: str) -> str:
    if not path or re.search(r"[*?\\]", path):
        name = facts[0] if facts else "a source"
        raise UnusableInput(f"{name} is a path that COPY cannot use literally: {path!r}")
    return _literal(path, *facts).replace("[", "[[]")


def ignore_pattern(path: str, *facts: str) -> Printable:
    """A path as a literal pattern of a `.dockerignore`: https://docs.docker.com/build/concepts/context/."""
    return Printable(re.sub(r"([\\*?\[\]!#])", r"\\\1", plain(path, *facts)), facts)


def path(value: str, *facts: str) -> Printable:
    """A path that stands for itself behind `WORKDIR`, spaces included."""
    return Printable(_as_path(_literal(value, *facts)), facts)


def copy_in_place(path: str, fact: str) -> Printable:
    """The arguments of a COPY to where a file or folder lies; a folder ends in a slash."""
    if path == "." or path.endswith("/"):
        return copy_paths([path], path, fact)
    return copy_paths([path], posixpath.join(posixpath.dirname(path) or ".", ""), fact)


def artifact_in_shell(path: str) -> Printable:
    """What was built, as a path for a shell; `*` stands for what only the build knows."""
    parts = (shell_words([part]) if part else "" for part in path.split("*"))
    return Printable("*".join(parts), ("artifact",))


def refuse_unprintable(findings: Findings) -> None:
    """Refuse a fact with a control character, while its file and its line are still known.

    Raises:
        UnusableInput: a fact holds one; the message names the place it was read at.
    """
    for name, fact in findings.facts.items():
        for part in texts_of(fact.value):
            try:
                plain(part, name)
            except UnusableInput as problem:
                place = fact.evidence
                raise UnusableInput(
                    problem.message, file=place.file or place.key, line=place.line
                ) from None
