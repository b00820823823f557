"""All that is told of an image's layers, put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dockgen.tools.engine.image_layers import Layer
from dockgen.tools.layers.base import Base
from dockgen.tools.layers.comparing import Comparison
from dockgen.tools.layers.filesystem import Changes, Stacked, stack
from dockgen.tools.layers.finding import WRITABLE, Subject
from dockgen.tools.layers.history import steps
from dockgen.tools.layers.weights import Weight, heaviest, weigh

LOST_NAMED = 10
"""How many wasted places are named."""


@dataclass(frozen=True, slots=True)
class Row:
    """One layer.

    Args:
        number: its number, from 1.
        layer: what it holds.
        whose: `base`, `yours`, `container` or `?`.
        instruction: what made it; empty where not recorded in the image.
        settings: the instructions after it that changed only the configuration.
        changes: what it does to the layers below.
        top: where its bytes lie.
        removed: where most of what it removes lay.
    """

    number: int
    layer: Layer
    whose: str
    instruction: str
    settings: tuple[str, ...]
    changes: Changes
    top: tuple[Weight, ...]
    removed: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """Wasted bytes.

    Args:
        path: where they lie.
        size: how many they are.
        files: of how many files.
        layer: the layer that holds them.
        by: the layer that made them waste.
        overwritten: whether something else lies there now; else nothing does.
    """

    path: str
    size: int
    files: int
    layer: int
    by: int
    overwritten: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told.

    Args:
        subject: what is looked at.
        rows: its layers, oldest first.
        base: the base image.
        stacked: the layers on each other.
        lost: where the waste lies, the most first.
        comparison: another image beside it; None where none was asked for.
    """

    subject: Subject
    rows: tuple[Row, ...]
    base: Base
    stacked: Stacked
    lost: tuple[Lost, ...]
    comparison: Comparison | None = None

    @property
    def size(self) -> int:
        """The bytes of all layers."""
        return sum(row.layer.size for row in self.rows)


def report(subject: Subject, base: Base, comparison: Comparison | None, *, top: int) -> Report:
    """Put together what is told.

    Args:
        subject: what is looked at.
        base: the base image.
        comparison: another image beside it.
        top: how many paths to name of each layer.
    """
    image = subject.image
    stacked = stack(subject.layers)
    made = steps(image.config, len(image.layers))
    rows = []
    for number, (layer, changes) in enumerate(
        zip(subject.layers, stacked.changes, strict=True), start=1
    ):
        own = number > len(image.layers)
        tree = weigh((one.path, one.size) for one in layer.entries if one.kind != "folder")
        rows.append(
            Row(
                number,
                layer,
                "container" if own else _whose(base, number),
                WRITABLE if own else made[number - 1].instruction,
                () if own else made[number - 1].settings,
                changes,
                tuple(one for one in heaviest(tree, top) if one.size),
                tuple(heaviest(weigh(changes.gone.items()), top)),
            )
        )
    return Report(subject, tuple(rows), base, stacked, tuple(_lost(subject.layers)), comparison)


def _whose(base: Base, number: int) -> str:
    if base.name is None:
        return "?"
    return "base" if number <= base.layers else "yours"


def _lost(layers: Iterable[Layer]) -> list[Lost]:
    """Where the waste lies, the most first."""
    groups: dict[tuple[int, int, bool], list[tuple[str, int]]] = {}
    for number, layer in enumerate(layers, start=1):
        for entry in layer.entries:
            if entry.gone_by is not None and entry.size:
                key = (number, entry.gone_by, entry.overwritten)
                groups.setdefault(key, []).append((entry.path, entry.size))
    found = [
        Lost(one.path, one.size, one.files, layer, by, overwritten)
        for (layer, by, overwritten), sizes in groups.items()
        for one in heaviest(weigh(sizes), LOST_NAMED)
    ]
    return sorted(found, key=lambda one: (-one.size, one.path))[:LOST_NAMED]
