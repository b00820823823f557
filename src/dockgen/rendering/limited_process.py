"""The process that `limited` starts: it renders what it is sent until there is no more."""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from dockgen.core.errors import DockgenError
from dockgen.rendering.environment import render_here
from dockgen.rendering.limited import READY, Limits


def serve(seconds: float, memory: int, characters: int) -> None:
    """Answer requests until the one who sends them goes away; see `Limits`."""
    limits = Limits(seconds, memory, characters)
    with suppress(OSError, ValueError):  # a system without that limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, reply_to = sys.stdin.buffer, sys.stdout.buffer
    reply_to.write(READY)
    reply_to.flush()
    while head := source.read(8):
        # The request is from the process that started this one, and from nobody else.
        request = pickle.loads(source.read(int.from_bytes(head, "big")))  # noqa: S301
        raw = json.dumps(_answer(limits, *request)).encode()
        reply_to.write(len(raw).to_bytes(8, "big") + raw)
        reply_to.flush()


def _answer(
    limits: Limits, place: str, template: str, values: Any, folders: list[str]
) -> dict[str, Any]:
    os.chdir(place)  # folders and messages name files from there on
    try:
        made = render_here(template, values, tuple(map(Path, folders)))
    except DockgenError as problem:
        said = {"message": problem.message, "file": problem.file}
        return {"error": said | {"line": problem.line, "hint": problem.hint}}
    except MemoryError:
        return _over(f"takes more than {limits.memory // 2**20} MiB of memory")
    if len(made.text) > limits.characters:
        return _over(f"writes more than {limits.characters:,} characters")
    return {"text": made.text, "origins": [[one.facts, one.why] for one in made.origins]}


def _over(what: str) -> dict[str, Any]:
    return {"error": {"message": what}, "over": True}
