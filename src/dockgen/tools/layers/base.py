"""Which of the layers are the base image's, and how that is known.

A base image's layers are the first layers of every image that is built on it, so an image is
recognised as the base by the digests that both begin with. Which image to compare with is the
question; the order of the answers: docs/decisions/0050-whose-layer.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.safe_files import read_file
from dockgen.dockerfile.stages import build_stages
from dockgen.tools.engine.client import Engine
from dockgen.tools.engine.local_images import (
    BASE_NAME,
    layers_of,
    name_of,
    sharing_most_layers,
    shortened,
)
from dockgen.tools.engine.saved_images import Image

SCRATCH = "scratch"
Layers = Sequence[str]
"""The digests of an image's layers, unpacked, oldest first."""


@dataclass(frozen=True, slots=True)
class Base:
    """The base image.

    Args:
        name: its name; None where it is not known.
        layers: how many of the first layers are its own.
        reason: how that is known, or why it is not.
        note: what else there is to say of it; empty for nothing.
    """

    name: str | None
    layers: int
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user says about the base image.

    Args:
        given: its name, or where its archive lies; None where nothing is said.
        dockerfile: the Dockerfile whose last FROM names it.
        dockerfile_given: whether the user named that file.
    """

    given: str | None = None
    dockerfile: Path = Path("Dockerfile")
    dockerfile_given: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """Where images are looked for.

    Args:
        engine: the engine; None where none answers.
        archived: reads the digests of an archive; None for a name that is none.
    """

    engine: Engine | None
    archived: Callable[[str], Layers | None]


def find_base(image: Image, hints: Hints, sources: Sources) -> Base:
    """Find out which layers are the base image's.

    Args:
        image: the image.
        hints: what the user says.
        sources: where images are looked for.

    Raises:
        UnusableInput: what the user names is not there, or is not the base.
        EngineProblem: the engine refused.
    """
    if hints.given is not None:
        return _given(image, hints.given, sources)
    if hints.dockerfile_given:
        return _of_dockerfile(image, hints.dockerfile, sources)
    guess = _if_it_fits(image, hints.dockerfile, sources) or _labelled(image, sources)
    if guess is not None:
        return guess
    if sources.engine is None:
        return Base(None, 0, "no container engine is running that could have the base image")
    told = sharing_most_layers(sources.engine, image.diff_ids)
    if told is not None:
        reason = "the local image that shares the most layers"
        return Base(name_of(told), len(layers_of(told)), reason)
    return Base(None, 0, "no local image has its first layers")


def _given(image: Image, name: str, sources: Sources) -> Base:
    if name == SCRATCH:
        return Base(SCRATCH, 0, "as specified")
    below = sources.archived(name)
    if below is None:
        below = _local(name, sources)
    if below is None:
        raise UnusableInput(
            f"--base {name}: no such local image", hint="pull it, or give an archive of it"
        )
    return _compared(image, name, below, "as specified")


def _of_dockerfile(image: Image, file: Path, sources: Sources) -> Base:
    name, line = _last_from(file)
    reason = f"FROM in {file}:{line}"
    if name == SCRATCH:
        return Base(SCRATCH, 0, reason)
    below = _local(name, sources)
    if below is None:
        raise UnusableInput(
            f"the base image {name} is not available locally",
            file=str(file),
            line=line,
            hint="pull it, or specify it with --base",
        )
    return _compared(image, name, below, reason)


def _if_it_fits(image: Image, file: Path, sources: Sources) -> Base | None:
    """The last FROM of a Dockerfile that may belong to another image: all its layers must fit."""
    try:
        name, line = _last_from(file)
    except DockgenError:
        return None
    below = _local(name, sources)
    if not below or _common(image.diff_ids, below) < len(below):
        return None
    return Base(name, len(below), f"FROM in {file}:{line}")


def _labelled(image: Image, sources: Sources) -> Base | None:
    name = image.annotations.get(BASE_NAME)
    below = _local(name, sources) if name else None
    common = _common(image.diff_ids, below or ())
    if not name or not below or not common:
        return None
    return _compared(image, shortened(name), below, f"from the image's own label: {BASE_NAME}")


def _compared(image: Image, name: str, below: Layers, reason: str) -> Base:
    """The base by what both begin with; an image may be built on an older state of its base.

    Raises:
        UnusableInput: they share nothing.
    """
    common = _common(image.diff_ids, below)
    if not common:
        raise UnusableInput(f"{image.name} is not built on {name}: their first layers differ")
    note = ""
    if common < len(below):
        note = f"only {common} of {len(below)} layers of the current {name} are in it"
    return Base(name, common, reason, note)


def _local(name: str, sources: Sources) -> Layers | None:
    """The layers of an image on the engine; None where there is none so named."""
    told = sources.engine.image(name) if sources.engine is not None else None
    return None if told is None else layers_of(told)


def _common(one: Layers, other: Layers) -> int:
    """How many layers both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _last_from(file: Path) -> tuple[str, int]:
    """What the last stage of a Dockerfile is built on, and the line that says so.

    Raises:
        UnusableInput: it cannot be read, or has no FROM.
    """
    try:
        text = read_file(file).decode("utf-8", "surrogateescape")
    except OSError as problem:
        raise UnusableInput(f"cannot be read: {problem.strerror}", file=str(file)) from None
    stages = build_stages(text, str(file))
    if not stages:
        raise UnusableInput("has no FROM", file=str(file))
    return str(stages[-1].image), stages[-1].instruction.first_line
