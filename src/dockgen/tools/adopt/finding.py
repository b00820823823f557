"""What is adopted, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dockgen.core.errors import UnusableInput
from dockgen.tools.adopt.configuration import Configuration, read
from dockgen.tools.engine.client import Engine
from dockgen.tools.engine.local_images import (
    BASE_NAME,
    layers_of,
    name_of,
    sharing_most_layers,
    shortened,
)

SCRATCH = "scratch"


@dataclass(frozen=True)
class Source:
    """What is adopted.

    Args:
        name: its name, as the user gave it.
        image: the image that it is, or was started from, by identifier.
        configuration: what it is set to.
        mounts: the folders whose content is kept outside it.
        is_container: whether it is a container; otherwise an image.
    """

    name: str
    image: str
    configuration: Configuration
    mounts: tuple[str, ...] = ()
    is_container: bool = False


@dataclass(frozen=True)
class Base:
    """The base image.

    Args:
        name: how a FROM names it; `scratch` for none.
        configuration: what it is set to.
        user: who runs it; empty for root.
        reason: how it was found.
    """

    name: str
    configuration: Configuration
    user: str
    reason: str


def source(engine: Engine, name: str) -> Source:
    """Find a container or an image by its name; a container goes first.

    Raises:
        UnusableInput: there is neither.
    """
    container = engine.container(name)
    if container is not None:
        mounts = tuple(str(one.get("Destination")) for one in container.get("Mounts") or ())
        image = str(container["Image"])
        return Source(name, image, _of_container(container), mounts, is_container=True)
    told = engine.image(name)
    if told is None:
        raise UnusableInput(
            f"{engine.name} has no container and no image named {name!r}",
            hint=f"`{engine.name} ps -a` and `{engine.name} images` list them",
        )
    return Source(name, str(told["Id"]), read(told.get("Config") or {}))


def _of_container(container: Mapping[str, Any]) -> Configuration:
    config = dict(container.get("Config") or {})
    ports = (container.get("NetworkSettings") or {}).get("Ports") or {}
    config["ExposedPorts"] = {**(config.get("ExposedPorts") or {}), **ports}
    return read(config)


def base(engine: Engine, what: Source, given: str | None) -> Base:
    """Find the base image.

    In this order: what the user names; for a container the image that it was started from; the
    image's own label; of the local images the one that shares the most layers.

    Args:
        engine: the engine.
        what: what is adopted.
        given: the base image that the user names; None looks for it.

    Raises:
        UnusableInput: the image that the user names is not there.
    """
    if given == SCRATCH:
        return Base(SCRATCH, Configuration(), "", "as specified")
    if given is not None:
        found = engine.image(given)
        if found is None:
            raise UnusableInput(
                f"{engine.name} has no image {given!r}", hint=f"{engine.name} pull {given}"
            )
        return _base(given, found, "as specified")
    own = engine.image(what.image) or {}
    if what.is_container and (name := name_of(own)):
        return _base(name, own, "the image that the container was started from")
    labelled = what.configuration.labels.get(BASE_NAME)
    if labelled and (found := engine.image(labelled)):
        return _base(shortened(labelled), found, f"its label {BASE_NAME}")
    nearest = sharing_most_layers(engine, layers_of(own))
    if nearest is not None:
        return _base(name_of(nearest), nearest, "the local image that shares the most layers")
    return Base(SCRATCH, Configuration(), "", "no local image shares its layers")


def _base(name: str, told: Mapping[str, Any], reason: str) -> Base:
    configuration = read(told.get("Config") or {})
    user = configuration.user
    root = user.partition(":")[0] in {"", "0", "root"}
    return Base(name, configuration, "" if root else user, reason)


@contextmanager
def exported(engine: Engine, what: Source, name: str) -> Iterator[str]:
    """A container whose file system can be exported: the one that is adopted, or one of the image.

    Args:
        engine: the engine.
        what: what is adopted.
        name: the name for a container that has to be made.
    """
    if what.is_container:
        yield what.name
        return
    with created(engine, what.image, name) as container:
        yield container


@contextmanager
def created(engine: Engine, image: str, name: str) -> Iterator[str]:
    """A container of an image that is never started."""
    try:
        # an image without a command cannot be created without one
        engine.create(image, f"--name={name}", "--entrypoint=", command=["/never"])
        yield name
    finally:
        engine.remove(name)
