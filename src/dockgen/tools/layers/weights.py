"""Where the bytes lie: paths as a tree of sizes, and the few places that tell most of it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST = 2
"""A folder is named by what is in it where one thing holds one part in so many of it."""


@dataclass(slots=True)
class Weight:
    """A path with all that lies below it.

    Args:
        path: the path, relative to the root; empty for the root.
        size: the bytes at and below it.
        files: how many paths these are.
        below: what lies in it, by name; empty for what is no folder.
    """

    path: str = ""
    size: int = 0
    files: int = 0
    below: dict[str, Weight] = field(default_factory=dict)


def weigh(sizes: Iterable[tuple[str, int]]) -> Weight:
    """The tree of some paths.

    Args:
        sizes: the paths with their bytes.
    """
    root = Weight()
    for path, size in sizes:
        place = root
        place.size, place.files = place.size + size, place.files + 1
        for name in path.split("/"):
            inner = place.below.get(name)
            if inner is None:
                where = f"{place.path}/{name}" if place.path else name
                inner = place.below[name] = Weight(where)
            place = inner
            place.size, place.files = place.size + size, place.files + 1
    return root


def heaviest(root: Weight, limit: int) -> list[Weight]:
    """The places that tell best where the bytes lie, the heaviest first; none lies in another.

    A folder is named as a whole, unless one thing in it makes out most of it.

    Args:
        root: the tree.
        limit: how many to name.
    """
    queue: list[tuple[int, int, str, Weight]] = []
    _push(queue, root.below.values())
    found: list[Weight] = []
    while queue and len(found) < limit:
        *_, one = heapq.heappop(queue)
        largest = max((inner.size for inner in one.below.values()), default=0)
        if one.below and (len(one.below) == 1 or largest * MOST >= one.size > 0):
            _push(queue, one.below.values())
        else:
            found.append(one)
    return found


def _push(queue: list[tuple[int, int, str, Weight]], ones: Iterable[Weight]) -> None:
    for one in ones:
        heapq.heappush(queue, (-one.size, -one.files, one.path, one))
