"""What a container starts, as far as ENTRYPOINT and CMD decide it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.tools.review.subject import Subject

INITS = re.compile(r"(?:^|/)(?:tini(?:-static)?|dumb-init|catatonit|s6-\w+)$")
USERS = re.compile(r"(?:^|/)(?:gosu|su-exec|setpriv)$")


class Start(NamedTuple):
    """What a container starts.

    Args:
        step: the instruction that says it.
        words: the command without an init before it; empty where several commands are run.
        in_shell: whether a shell starts it.
        plain: the words with one space between them.
    """

    step: Step
    words: tuple[str, ...]
    in_shell: bool
    plain: str


def start_of(subject: Subject, stage: ResolvedStage) -> Start | None:
    """What a stage starts; None where the base image decides it, or that is not sure."""
    entry = subject.resolved.effective(stage, "ENTRYPOINT")
    command = subject.resolved.effective(stage, "CMD")
    if entry is not None and entry.exec_form is None:
        return _of_shell(entry)
    if command is None:
        return _of_words(entry, entry.exec_form or ()) if entry is not None else None
    given = entry.exec_form or () if entry is not None else ()
    inner = without_init(given)
    script = inner[:1] and (inner[0].endswith(".sh") or "entrypoint" in inner[0])
    if command.exec_form is None:
        return _of_shell(command) if not inner or script else None
    words = command.exec_form if script else (*inner, *command.exec_form)
    step = entry if entry is not None and inner and not script else command
    return _of_words(step, words)


def _of_words(step: Step, words: tuple[str, ...]) -> Start | None:
    rest = without_init(words)
    if len(rest) > 2 and posixpath.basename(rest[0]) in {"sh", "bash"} and rest[1].startswith("-"):
        return None  # a script as one word
    return Start(step, rest, in_shell=False, plain=" ".join(rest)) if rest else None


def _of_shell(step: Step) -> Start | None:
    if not step.commands:
        return None
    words = without_init(step.commands[-1].words)
    return Start(step, words, in_shell=True, plain=" ".join(words)) if words else None


def without_init(words: tuple[str, ...]) -> tuple[str, ...]:
    """A command without an init, and what changes the user, before it."""
    rest = list(words)
    while rest and (INITS.search(rest[0]) or USERS.search(rest[0])):
        user = USERS.search(rest.pop(0)) is not None
        while rest and rest[0].startswith("-"):
            rest.pop(0)
        if user and rest:
            rest.pop(0)
    return tuple(rest)


def line_of(subject: Subject, start: Start) -> int:
    """The line on which the last word of a start stands."""
    for number in range(start.step.line, start.step.instruction.last_line + 1):
        if start.words and start.words[-1] in subject.line(number):
            return number
    return start.step.line


def starts(subject: Subject) -> Iterator[tuple[ResolvedStage, Start]]:
    """What the stages that run in production start."""
    found = subject.__dict__.get("starts")
    if found is None:
        made = ((stage, start_of(subject, stage)) for stage in subject.runs)
        found = [(stage, start) for stage, start in made if start is not None]
        subject.__dict__["starts"] = found
    yield from found
