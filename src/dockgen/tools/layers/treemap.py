"""A treemap: the bytes of a layer as nested rectangles, as near to squares as they can be.

The layout is Bruls, Huizing and van Wijk's: https://vanwijk.win.tue.nl/stm.pdf.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dockgen.tools.layers.weights import Weight

WIDTH = 880.0
"""The width of a map in pixels, as the page shows it on a wide screen."""
HEAD = 18.0
"""The strip above a folder's content, for its name."""
EDGE = 2.0
SMALLEST = 14.0
"""The area in square pixels below which things are drawn together as one."""
DIVIDED = (44.0, 46.0)
"""Width and height from which on a folder shows what is in it."""
LABELLED = (34.0, 15.0)
SIZED = (48.0, 32.0)
"""Width and height from which on a cell has room for its name, and for its size below."""
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    width: float
    height: float

    def inner(self) -> Box:
        """What is left of it below the strip for the name."""
        return Box(
            self.left + EDGE,
            self.top + HEAD,
            self.width - 2 * EDGE,
            self.height - HEAD - EDGE,
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of the map.

    Args:
        box: where it is.
        path: what it shows.
        name: the last part of that.
        size: its bytes.
        files: how many files these are.
        wasted: how many of the bytes a later layer overwrites or deletes.
        rewritten: how many of the bytes were in a layer below already, as another content or the
            same.
        divided: whether cells for what is in it follow.
    """

    box: Box
    path: str
    name: str
    size: int
    files: int
    wasted: int = 0
    rewritten: int = 0
    divided: bool = False


@dataclass(frozen=True, slots=True)
class Trees:
    """The bytes at one path: all, the wasted, and the rewritten."""

    whole: Weight
    wasted: Weight
    rewritten: Weight

    def below(self) -> list[Trees]:
        """The same for all that lies in it, the heaviest first."""
        nothing = Weight()
        ones = [
            Trees(
                inner,
                self.wasted.below.get(name, nothing),
                self.rewritten.below.get(name, nothing),
            )
            for name, inner in self.whole.below.items()
            if inner.size
        ]
        return sorted(ones, key=lambda one: (-one.whole.size, one.whole.path))


def treemap(trees: Trees, height: float) -> list[Cell]:
    """The cells of a map, each after the one that it lies in.

    Args:
        trees: what to show.
        height: the height of the map in pixels.
    """
    return list(_inside(trees, Box(0, 0, WIDTH, height), 0)) if trees.whole.size else []


def _inside(trees: Trees, box: Box, depth: int) -> Iterator[Cell]:
    shown, rest = _worth_showing(trees, box)
    sizes = [one.whole.size for one in shown] + ([rest.size] if rest.size else [])
    places = squarified(sizes, box)
    for one, place in zip(shown, places, strict=False):
        yield from _cell(one, place, depth)
    if rest.size:
        name = f"{rest.files:,} more"
        where = f"{trees.whole.path}/…" if trees.whole.path else "…"
        yield Cell(places[-1], where, name, rest.size, rest.files)


def _worth_showing(trees: Trees, box: Box) -> tuple[list[Trees], Weight]:
    """What is large enough to be seen, and the rest together."""
    area = box.width * box.height
    shown: list[Trees] = []
    rest = Weight()
    for one in trees.below():
        if one.whole.size / trees.whole.size * area >= SMALLEST:
            shown.append(one)
        else:
            rest.size += one.whole.size
            rest.files += one.whole.files
    return shown, rest


def _cell(trees: Trees, box: Box, depth: int) -> Iterator[Cell]:
    names = [trees.whole.path.rpartition("/")[2]]
    while len(trees.whole.below) == 1:  # folders that hold one thing only are one cell with it
        (trees,) = trees.below()
        names.append(trees.whole.path.rpartition("/")[2])
    whole = trees.whole
    divided = (
        bool(whole.below)
        and depth < DEEPEST
        and box.width >= DIVIDED[0]
        and box.height >= DIVIDED[1]
    )
    yield Cell(
        box,
        whole.path,
        "/".join(names),
        whole.size,
        whole.files,
        trees.wasted.size,
        trees.rewritten.size,
        divided,
    )
    if divided:
        yield from _inside(trees, box.inner(), depth + 1)


def squarified(sizes: Sequence[int], box: Box) -> list[Box]:
    """Rectangles with areas in the ratio of sizes, which together fill a rectangle.

    Args:
        sizes: the sizes, the largest first; none is 0.
        box: the rectangle to fill.
    """
    scale = box.width * box.height / sum(sizes) if sizes else 0
    areas = [size * scale for size in sizes]
    found: list[Box] = []
    while areas:
        side = min(box.width, box.height)
        count = 1
        while count < len(areas) and _worst(areas[: count + 1], side) <= _worst(
            areas[:count], side
        ):
            count += 1
        row, areas = areas[:count], areas[count:]
        placed, box = _row(row, box)
        found += placed
    return found


def _worst(row: Sequence[float], side: float) -> float:
    """How far from a square the worst of a row is."""
    thickness = sum(row) / side if side else 0
    if not thickness:
        return 0
    lengths = [area / thickness for area in row]
    return max(max(length / thickness, thickness / length) for length in lengths)


def _row(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """A row along the shorter side, and what is left beside it."""
    upright = box.width >= box.height
    side = box.height if upright else box.width
    thickness = sum(row) / side if side else 0
    placed, at = [], 0.0
    for area in row:
        length = area / thickness if thickness else 0
        placed.append(
            Box(box.left, box.top + at, thickness, length)
            if upright
            else Box(box.left + at, box.top, length, thickness)
        )
        at += length
    if upright:
        return placed, Box(box.left + thickness, box.top, box.width - thickness, box.height)
    return placed, Box(box.left, box.top + thickness, box.width, box.height - thickness)
