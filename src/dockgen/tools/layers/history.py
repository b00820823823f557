"""The instructions that made the layers, as a person would have written them.

Builders note each instruction in their own way: the classic builder as a shell command with
`#(nop)` before what is none, BuildKit with `# buildkit` behind it, both with the build arguments
before a RUN, whose values are nobody's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dockgen.core.lazy_regex import lazy_regex

NO_SHELL = lazy_regex(r"^(?:/bin/sh -c )?#\(nop\)\s*")
ARGUMENTS = lazy_regex(r"^(?:RUN )?\|\d+ .*?(?=(?:/[\w/.-]+/)?(?:ba|a|da)?sh -\w*c )", re.DOTALL)
SHELL = lazy_regex(r"^(?:RUN )?(?:/[\w/.-]+/)?(?:ba|a|da)?sh (?:-\w+ (?:\w+ )?)*?-\w*c ")
NOISE = lazy_regex(r"\s*# buildkit\s*$")
LINE = lazy_regex(r"\s*\n\s*")
SPACE = lazy_regex(r"\s+")
CLASSIC_COPY = lazy_regex(r"^(COPY|ADD) (?:multi|file|dir):[0-9a-f]{64} in ")
ARGUMENT = lazy_regex(r"^(ARG \w+)=.*", re.DOTALL)
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What made a layer.

    Args:
        instruction: the instruction; empty where not recorded in the image.
        settings: the instructions after it that changed only the configuration.
        created: when, as the builder noted it; empty where it did not.
    """

    instruction: str = NOTHING
    settings: tuple[str, ...] = ()
    created: str = ""


def instruction_of(created_by: str, comment: str = "") -> str:
    """An instruction, without what builders put around it.

    Args:
        created_by: what the builder noted.
        comment: what it noted beside that; `docker import` says nothing else.
    """
    text = NO_SHELL.sub("", created_by.strip())
    was_nop = text != created_by.strip()
    text = NOISE.sub("", ARGUMENTS.sub("", text))
    if not was_nop and SHELL.match(text):
        text = f"RUN {SHELL.sub('', text)}"
    # the classic builder names what it copied by a hash that nobody can look up
    text = CLASSIC_COPY.sub(r"\1 … ", text)
    # BuildKit notes the value that was given for the build, not the Dockerfile's own
    text = ARGUMENT.sub(r"\1", text)
    # only a heredoc has lines; everything else was joined when it was parsed
    text = SPACE.sub(" ", LINE.sub(" ↵ ", text.strip()))
    return text or SPACE.sub(" ", comment).strip()


def steps(config: Mapping[str, Any], count: int) -> tuple[Step, ...]:
    """What made each layer; empty steps where the history does not fit the layers.

    Args:
        config: the image's configuration.
        count: how many layers it has.
    """
    history = [one for one in config.get("history") or () if isinstance(one, dict)]
    made: list[Step] = []
    for one in history:
        text = instruction_of(str(one.get("created_by") or ""), str(one.get("comment") or ""))
        if not one.get("empty_layer"):
            made.append(Step(text, (), str(one.get("created") or "")))
        elif made:
            last = made[-1]
            made[-1] = Step(last.instruction, (*last.settings, text), last.created)
    return tuple(made) if len(made) == count else (Step(),) * count
