"""Builds an image and says how it went: the steps, or the instruction that failed and why."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dockgen.core.errors import UnusableInput
from dockgen.core.safe_files import read_below
from dockgen.dockerfile import parser as syntax
from dockgen.managed_files.writing import write_all
from dockgen.tools.engine.client import Engine
from dockgen.tools.verify import hints
from dockgen.tools.verify.progress import BuildLog, Listener, Step, log_of

LAST_LINES = 20
"""How many lines of a failed step's output are shown."""

NO_FRONTEND = (
    "no registry answered for the image in the `# syntax=` line, so the engine's own "
    "frontend built this; --no-syntax skips the attempt, `syntax: false` in .dockgen.yml drops "
    "the line"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a build failed.

    Args:
        instruction: the instruction that failed, as the Dockerfile has it; empty where it was none.
        line: its line in the Dockerfile, counted from 1; None where the builder did not tell.
        message: what the builder says.
        output: the last lines that the instruction printed.
        hint: what to do, where the cause is known; otherwise empty.
    """

    instruction: str
    line: int | None
    message: str
    output: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a build went.

    Args:
        seconds: how long it took.
        steps: the instructions that were built, in the builder's order.
        failure: why it failed; None where it did not.
        frontend: whether the Dockerfile's own frontend was used.
        notes: what the user should know about it.
    """

    seconds: float
    steps: tuple[Step, ...]
    failure: Failure | None = None
    frontend: bool = True
    notes: tuple[str, ...] = ()

    @property
    def ran(self) -> tuple[str, ...]:
        """The instructions that did work, because no cache held their result."""
        return tuple(
            step.instruction
            for step in self.steps
            if not step.cached and step.instruction.startswith(("RUN", "COPY", "ADD"))
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is built.

    Args:
        context: the folder that is sent to the builder.
        dockerfile: the Dockerfile's path in it.
        options: further options for the builder.
    """

    context: Path
    dockerfile: str
    options: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The Dockerfile."""
        return self.context / self.dockerfile

    @property
    def text(self) -> str:
        """The Dockerfile's text.

        Raises:
            UnusableInput: it is no ordinary file of the project, or too large.
        """
        return read_below(self.context, self.dockerfile).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds images with one engine.

    Args:
        engine: the engine.
        on_change: is given each step as it starts, prints, and ends.
    """

    engine: Engine
    on_change: Listener | None = None

    def build(
        self, recipe: Recipe, tag: str, *, frontend: bool = True, options: Sequence[str] = ()
    ) -> Attempt:
        """Build an image.

        Where the image that the `# syntax=` line names cannot be reached, the engine's own
        frontend takes over, and a note says so.

        Args:
            recipe: what to build.
            tag: the image's name.
            frontend: False builds without the `# syntax=` line from the start.
            options: options for this build alone.
        """
        recipe = replace(recipe, options=(*recipe.options, *options))
        names_frontend = "syntax" in syntax.directives(recipe.text)
        if self.engine.name == "podman" or not names_frontend:  # buildah has no frontends
            return self._build(recipe, tag, recipe.file, frontend=frontend)
        if frontend:
            attempt = self._build(recipe, tag, recipe.file, frontend=True)
            if attempt.failure is None or not _is_about_frontend(attempt.failure):
                return attempt
        with tempfile.TemporaryDirectory(prefix="dockgen-") as folder:
            again = self._build(recipe, tag, _beside(recipe, Path(folder)), frontend=False)
        return replace(again, notes=(NO_FRONTEND,)) if frontend else again

    def _build(self, recipe: Recipe, tag: str, file: Path, *, frontend: bool) -> Attempt:
        log = log_of(self.engine.name, self.on_change)
        begun = time.monotonic()
        built = self.engine.build(
            recipe.context, file=file, tag=tag, options=recipe.options, on_line=log.feed
        )
        seconds = time.monotonic() - begun
        steps = tuple(step for step in log.steps if step.label)
        failure = None if built.ok else failure_of(log, recipe.text, built.lines)
        return Attempt(seconds, steps, failure, frontend=frontend)


def _beside(recipe: Recipe, folder: Path) -> Path:
    """The Dockerfile without its frontend, in a folder of its own with its own ignore file."""
    texts = {"Dockerfile": without_frontend(recipe.text)}
    own = f"{recipe.dockerfile}.dockerignore"
    place = recipe.context / own
    if os.path.lexists(place) and not place.is_dir():  # which the builder does not see
        raw = read_below(recipe.context, own)
        texts["Dockerfile.dockerignore"] = raw.decode("utf-8", "surrogateescape")
    write_all(folder, texts)
    return folder / "Dockerfile"


def without_frontend(text: str) -> str:
    """The Dockerfile without its `# syntax=` line; all instructions keep their lines.

    Directives count only before the first other line, so an empty comment takes the line's place
    below those that are left: https://docs.docker.com/reference/dockerfile/#parser-directives
    """
    lines = text.split("\n")
    count = len(syntax.directives(text))
    head = [line for line in lines[:count] if not re.match(r"#\s*syntax\s*=", line, re.IGNORECASE)]
    return "\n".join([*head, *["#"] * (count - len(head)), *lines[count:]])


def _is_about_frontend(failure: Failure) -> bool:
    return failure.instruction.startswith("resolve image config for docker-image://")


def failure_of(log: BuildLog, text: str, lines: Sequence[str]) -> Failure:
    """Why a build failed.

    Args:
        log: what the builder printed, read as steps.
        text: the Dockerfile.
        lines: what the builder printed, for a failure outside any step.
    """
    step = log.failed
    instruction = _instruction_of(log, text)
    message = log.error or (lines[-1] if lines else "the builder gave no message")
    output = [line for line in (step.output if step else ()) if line.strip()]
    shown = f"{instruction.keyword} {instruction.arguments}" if instruction else ""
    if not shown and step is not None:
        shown = step.instruction
    hint = hints.of_build("\n".join([*output, message]), " ".join(shown.split()))
    line = instruction.first_line if instruction else log.error_line
    last = hints.last_lines(output, hint, LAST_LINES)
    return Failure(shown, line, _short(message), last, hint.text)


def _instruction_of(log: BuildLog, text: str) -> syntax.Instruction | None:
    """The instruction of the Dockerfile that failed."""
    try:
        instructions = syntax.parse(text).instructions
    except UnusableInput:
        return None
    if log.error_line is not None:
        above = [one for one in instructions if one.first_line <= log.error_line <= one.last_line]
        return above[0] if above else None
    step = log.failed
    if step is None or not step.stage:
        return None
    of_stage = [one for one in instructions if one.stage == step.stage - 1]
    return of_stage[step.number - 1] if step.number <= len(of_stage) else None


def _short(message: str) -> str:
    """A builder's message without what is known already: the command, and the builder's layers."""
    ended = re.search(r"(?:exit code: |exit status )(\d+)", message)
    if ended:
        return f"exit code {ended[1]}"
    message = re.sub(r"failed to (?:solve|compute cache key): ", "", message)
    return re.sub(r"failed to calculate checksum of ref \S+: ", "", message)
