"""The names of the images on an engine, and which of them lies at the bottom of another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.engine.client import Engine

BASE_NAME = "org.opencontainers.image.base.name"
"""A label that names the base image: https://specs.opencontainers.org/image-spec/annotations/."""
DOCKER_HUB = lazy_regex(r"^docker\.io/(library/)?")


def shortened(name: str) -> str:
    """An image's name as people write it: without Docker Hub's host."""
    return DOCKER_HUB.sub("", name)


def name_of(told: Mapping[str, Any]) -> str:
    """A name by which a FROM finds an image; empty where it has none.

    Args:
        told: what the engine tells of it.
    """
    names = [shortened(name) for name in told.get("RepoTags") or () if "<none>" not in name]
    digests = [shortened(name) for name in told.get("RepoDigests") or () if "<none>" not in name]
    return (names or digests or [""])[0]


def layers_of(told: Mapping[str, Any]) -> list[str]:
    """The digests of an image's layers, unpacked, oldest first.

    Args:
        told: what the engine tells of it.
    """
    return (told.get("RootFS") or {}).get("Layers") or []


def sharing_most_layers(engine: Engine, layers: Sequence[str]) -> dict[str, Any] | None:
    """The local image with a name whose layers are all at the bottom of these.

    Args:
        engine: the engine.
        layers: the digests of the layers, unpacked, oldest first.

    Returns:
        What the engine tells of it; None where no image fits.
    """
    best: dict[str, Any] | None = None
    for told in _all(engine):
        below = layers_of(told)
        fits = below and len(below) < len(layers) and list(layers[: len(below)]) == below
        if fits and name_of(told) and (best is None or len(below) > len(layers_of(best))):
            best = told
    return best


def _all(engine: Engine) -> list[dict[str, Any]]:
    """What the engine tells of all its images; one that is removed meanwhile is left out."""
    names = engine.images()
    if not names:
        return []
    done = engine.call("image", "inspect", *names)
    found: list[dict[str, Any]] = json.loads(done.out or "[]")
    return found
