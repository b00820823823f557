"""Two images side by side: the layers that both have, and what the second still costs to move.

Registries keep a layer once, whatever image it belongs to, so a push moves the layers that are
not there yet. A pull with the classic store takes a layer over only where all layers below it are
the same: https://github.com/moby/moby/blob/master/daemon/internal/distribution/xfer/download.go.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dockgen.tools.engine.image_layers import Layer
from dockgen.tools.engine.saved_images import Image


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two images have in common.

    Args:
        other: the second image.
        pairs: the layers that both have, by their numbers in the first and in the second.
        leading: how many layers both begin with.
        push: the bytes that a push of the second moves where the first is already.
        pull: the bytes that a pull of the second moves where the first is already.
        measured: whether those bytes are read from the archive; else dockgen packed the layers
            itself, as a push does.
    """

    other: Image
    pairs: tuple[tuple[int, int], ...]
    leading: int
    push: int
    pull: int
    measured: bool

    @property
    def shared(self) -> tuple[int, ...]:
        """The numbers of the first image's layers that the second has too."""
        return tuple(mine for mine, _ in self.pairs)


class ToMeasure:
    """Which layers of the second image have to be packed to know what they cost to move.

    Args:
        known: the digests of the first image's layers, unpacked.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._known = {digest.partition(":")[2] for digest in known}

    def __call__(self, name: str) -> bool:
        """Whether the layer of this name may be new; many archives name layers by their digest."""
        return not any(digest in name for digest in self._known)


def moved(layer: Layer) -> int:
    """The bytes of a layer as a registry takes it."""
    if layer.packing != "none" or layer.squeezed is None:
        return layer.blob_size
    return layer.squeezed


def compare(image: Image, other: Image) -> Comparison:
    """Compare two images.

    Args:
        image: the image that is there already.
        other: the second, whose new layers were measured.
    """
    mine, theirs = image.diff_ids, other.diff_ids
    leading = 0
    while leading < min(len(mine), len(theirs)) and mine[leading] == theirs[leading]:
        leading += 1
    new = [layer for layer in other.layers if layer.diff_id not in mine]
    pulled = other.layers[leading:]
    config = 0 if image.config == other.config else other.config_size
    return Comparison(
        other,
        tuple((at, theirs.index(one) + 1) for at, one in enumerate(mine, 1) if one in theirs),
        leading,
        sum({layer.diff_id: moved(layer) for layer in new}.values()) + config,
        sum(moved(layer) for layer in pulled) + config,
        all(layer.packing != "none" for layer in (*new, *pulled)),
    )
