"""Stops a container as an orchestrator does, and sees how it takes it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dockgen.tools.engine.client import Engine

STOP_SECONDS = 10
"""What `docker stop` gives a container before it is killed; orchestrators give 10 to 30."""


@dataclass(frozen=True, slots=True)
class StopResult:
    """How a container stopped when it was asked to.

    Args:
        signal: what it was sent.
        seconds: how long it took.
        exit_code: how it ended.
        killed: whether it had to be killed.
        hint: what to do about that.
    """

    signal: str
    seconds: float
    exit_code: int
    killed: bool
    hint: str = ""


def stop(
    engine: Engine, container: str, config: Mapping[str, Any], *, seconds: int = STOP_SECONDS
) -> StopResult:
    """Ask a container to stop, as an orchestrator does, and see how it takes it."""
    begun = time.monotonic()
    engine.stop(container, seconds=seconds)
    took = time.monotonic() - begun
    state = (engine.container(container) or {}).get("State") or {}
    code = int(state.get("ExitCode", -1))
    signal = str(config.get("StopSignal") or "SIGTERM")
    if code != 137 or took < seconds * 0.9:
        return StopResult(signal, took, code, killed=False)
    return StopResult(signal, took, code, killed=True, hint=deaf_hint(config))


def deaf_hint(config: Mapping[str, Any]) -> str:
    """Why a container may not hear that it should stop.

    Process 1 has no default handlers, and a shell or a package manager in its place passes
    nothing on: https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example.
    """
    words = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
    if "-c" in words and words[words.index("-c") - 1].endswith("sh"):
        return (
            "a shell is PID 1 and does not forward the signal: write the start command in "
            'exec form, CMD ["program", "argument"]'
        )
    manager = next((word for word in words if word in {"npm", "yarn", "pnpm", "bun"}), None)
    if manager:
        return f"{manager} is PID 1: start the program itself, not through a {manager} script"
    return (
        "the application is PID 1, which ignores signals by default: handle the "
        "signal in the application, or run it with --init"
    )
