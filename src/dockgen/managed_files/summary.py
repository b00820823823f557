"""How facts and commands are shown to a person."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Sequence
from typing import Any

from dockgen.core.build_secrets import secrets_of
from dockgen.core.facts import Fact, FactValue, words_of
from dockgen.core.plan import Plan
from dockgen.core.quoting import image, visible
from dockgen.ecosystems.registry import Detection

DOCKERFILE = "Dockerfile"
LONGEST_NAME = 128
"""Registries take names of up to 255 characters, of which host and account take their part."""


def value_text(fact: Fact[FactValue]) -> str:
    """A fact's value as a person writes it."""
    if isinstance(fact.value, tuple):
        return visible(shlex.join(words_of(fact.value)))
    return str(fact.value).lower() if isinstance(fact.value, bool) else visible(str(fact.value))


def facts_table(detection: Detection, width: int | None = None) -> str:
    """Each fact with its name, its value, and where it was read; then the warnings.

    Args:
        detection: what was found.
        width: the columns of the terminal; None for lines of any length, as programs read them.
    """
    rows = [
        (name, value_text(fact), visible(str(fact.evidence)))
        for name, fact in detection.facts.items()
    ]
    names = max((len(name) for name, _, _ in rows), default=0)
    values = min(max((len(value) for _, value, _ in rows), default=0), 36 if width is None else 24)
    lines = []
    for name, value, where in rows:
        line = f"  {name:<{names}}  {value:<{values}}  {where}"
        fits = width is None or len(line.rstrip()) <= width
        lines += [line] if fits else _in_two(f"  {name:<{names}}  ", value, where, width or 0)
    for warning in detection.winner[1].findings.warnings:
        note = f"  note: {visible(warning)}"
        lines += [note] if width is None else textwrap.wrap(note, width, **INDENTED)
    return "\n".join(line.rstrip() for line in lines)


INDENTED: Any = {
    "subsequent_indent": " " * 8,
    "break_long_words": False,
    "break_on_hyphens": False,
}
"""How a note goes on below itself; commands and paths in it stay whole."""


def _in_two(start: str, value: str, where: str, width: int) -> list[str]:
    """A fact whose evidence stands below its value."""
    below = " " * len(start)
    options: Any = {**INDENTED, "subsequent_indent": below}
    return [
        *textwrap.wrap(f"{start}{value}", width, **options),
        *textwrap.wrap(where, width, **{**options, "initial_indent": below}),
    ]


def image_name(detection: Detection, given: str | None) -> str:
    """The name of the image: what the user gave, else one made from the project's name.

    Raises:
        UnusableInput: what the user gave is not an image reference.
    """
    if given is not None:
        return image(given)
    name = detection.facts.get("name")
    raw = str(name.value) if name else detection.project.name
    made = re.sub(r"[^a-z0-9]+", "-", raw.rsplit("/", 1)[-1].lower()).strip("-")
    return made[:LONGEST_NAME].strip("-") or "app"


def next_commands(
    plan: Plan, name: str, dockerfile: str, folder: str, *, env_file: bool = False
) -> Sequence[tuple[str, str]]:
    """What to type next: build, run and push, each with its command.

    Args:
        plan: the plan that was rendered.
        name: the image's name.
        dockerfile: the Dockerfile's path, relative to the project.
        folder: the project's folder, as the user typed it.
        env_file: whether the application is run with the `.env` of the project.
    """
    build = ["docker", "build"]
    if dockerfile != DOCKERFILE:
        build += ["-f", dockerfile if folder == "." else f"{folder}/{dockerfile}"]
    for secret in secrets_of(plan.secrets, folder):
        build += ["--secret", secret.option]
    run = ["docker", "run", "--rm"]
    if plan.values.get("entrypoint"):
        run += ["-i"]  # a program of the command line reads what it is given
    if plan.port is not None:
        run += ["-p", f"{plan.port}:{plan.port}"]
    if env_file:
        run += ["--env-file", ".env" if folder == "." else f"{folder}/.env"]
    commands = (
        ("build", shlex.join([*build, "-t", name, folder])),
        ("run", shlex.join([*run, name])),
    )
    if "/" not in name:  # nobody can push to the top of a registry
        return commands
    return (*commands, ("push", shlex.join(["docker", "push", name])))
