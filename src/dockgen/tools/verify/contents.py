"""What lies in an image that should not: compilers, package-manager caches, sources, secrets.

Only the layers above the base image are looked at, each for itself: what a later layer deletes is
still in the image, and everybody who pulls it can read it. The archive is read as it streams from
`save`, so that a large image needs little memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO, Any, NamedTuple

from dockgen.core.credentials import is_secret_variable
from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.registry import all_ecosystems
from dockgen.tools.engine.archives import Archive
from dockgen.tools.engine.client import Engine, HistoryEntry
from dockgen.tools.engine.image_layers import Inspection, Layer
from dockgen.tools.engine.saved_images import Wanted, read_image
from dockgen.tools.engine.secret_patterns import (
    HEAD_BYTES,
    may_be_secret,
    secret_in,
)

BINARIES = r"^(usr/)?(local/)?s?bin/|^opt/[^/]+/bin/|/bin/"
OTHER_COMPILERS = (
    "gcc",
    r"g\+\+",
    "cc",
    r"c\+\+",
    "clang",
    "make",
    "cmake",
    "dotnet-sdk",
)
OTHER_CACHES = (
    "var/lib/apt/lists",
    "var/cache/(?:apt/archives|apk|dnf|yum)",
    r"\.cache/composer",
    r"\.composer/cache",
    r"\.nuget/packages",
)
OTHER_SOURCES = (".c", ".cc", ".cpp", ".cs", ".fs", ".vb", ".swift", ".scss", ".less")
"""Of languages without an ecosystem of their own here, and of the system's packages."""

RUN_FROM_SOURCES = (".js", ".mjs", ".cjs", ".mts", ".clj", ".cljc", ".py", ".astro")
"""Sources that an image may need, since they are what runs."""


@cache
def _compilers() -> re.Pattern[str]:
    own = [tool for one in all_ecosystems() for tool in one.compilers]
    tools = "|".join(map(re.escape, dict.fromkeys((*own, *OTHER_COMPILERS))))
    return re.compile(rf"(?:{BINARIES})(?P<tool>{tools})(?:-[\d.]+)?$")


@cache
def _caches() -> re.Pattern[str]:
    own = (folder for one in all_ecosystems() for folder in one.caches)
    return re.compile(rf"(?P<place>{'|'.join(dict.fromkeys((*own, *OTHER_CACHES)))})/")


def is_compiler(path: str) -> bool:
    """Whether a file is a program that builds, and has no place in a run-time image."""
    return _compilers().search(path) is not None


def is_cache(path: str) -> bool:
    """Whether a file lies where a package manager keeps downloads."""
    return _caches().search(path) is not None


@cache
def _sources() -> tuple[str, ...]:
    own = (suffix for one in all_ecosystems() for suffix in one.comments)
    return tuple(one for one in (*own, *OTHER_SOURCES) if one not in RUN_FROM_SOURCES)


LEFT_BY_THE_TOOL = lazy_regex(r"/(lock|partial/?|auxfiles/?|\.gitkeep)$")
"""What apt leaves in its folders and a clean image keeps: empty, and in the base image too."""
NOT_SOURCES = lazy_regex(
    r"\.d\.ts$|(^|/)(node_modules|site-packages|dist-packages|gems|\.next|dist)/"
    r"|^(usr|opt|var|etc|root/\.|home/[^/]+/\.)"
)
VERSION_CONTROL = lazy_regex(r"(?P<place>(^|.*/)\.git)/HEAD$")
KINDS = ("secret", "version-control", "compiler", "cache", "source")
"""What is looked for, the worst first."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Something that should not be in the image.

    Args:
        kind: one of `KINDS`.
        what: what it is, for a person.
        path: where it lies; for several files the folder that they have in common.
        count: how many files it is.
        size: how many bytes they are.
        deleted: whether a later layer deletes it, which leaves it in the image.
    """

    kind: str
    what: str
    path: str
    count: int = 1
    size: int = 0
    deleted: bool = False


class Contents(NamedTuple):
    """What was found in an image.

    Args:
        unwanted: what should not be there, the worst first.
        unread: why its files could not be looked at; empty where they were.
    """

    unwanted: list[Unwanted]
    unread: str = ""


def contents_of(engine: Engine, image: str, own_layers: int, config: Mapping[str, Any]) -> Contents:
    """What lies in an image that should not.

    Args:
        engine: the engine.
        image: the image.
        own_layers: how many of its layers are not the base image's; those are looked at.
        config: its configuration, as the engine tells it.

    Raises:
        EngineProblem: the engine did not give the image.
    """
    layers: Sequence[Layer] = ()
    unread = ""
    if own_layers:  # an image without any cannot be saved
        try:
            with engine.stream("save", image) as stream:
                layers = layers_of(stream, image)[-own_layers:]
        except UnusableInput as problem:
            unread = problem.message
    found = [*_in_layers(layers), *_in_variables(config)]
    found += _in_history(engine.history(image))
    return Contents(sorted(_together(found), key=lambda one: KINDS.index(one.kind)), unread)


def layers_of(stream: IO[bytes], image: str) -> Sequence[Layer]:
    """The layers of an image archive, oldest first, with a remark at each secret.

    Raises:
        UnusableInput: the archive, or a layer in it, cannot be read.
    """
    secrets = Inspection(may_be_secret, secret_in, HEAD_BYTES)
    return read_image(Archive(stream, image, inspection=secrets), image, Wanted()).layers


def found_in(layer: Layer) -> Iterator[Unwanted]:
    """What should not be in an image, of what one layer holds."""
    for entry in layer.entries:
        if entry.kind == "folder":
            continue
        found = ("secret", entry.remark, entry.path) if entry.remark else by_name(entry.path)
        if found:
            kind, what, place = found
            yield Unwanted(kind, what, place, size=entry.size)


def by_name(path: str) -> tuple[str, str, str] | None:
    """What a path's name alone says: the kind, what it is, and the place to name."""
    if compiler := _compilers().search(path):
        return "compiler", compiler["tool"], path
    if (cache := _caches().search(path)) and not LEFT_BY_THE_TOOL.search(path):
        return "cache", "a package manager's cache", path[: cache.end("place")]
    if repository := VERSION_CONTROL.match(path):
        return "version-control", "the repository's history", repository["place"]
    if path.endswith(_sources()) and not NOT_SOURCES.search(path):
        return "source", "sources", path.rpartition("/")[0]
    return None


def _in_layers(layers: Sequence[Layer]) -> Iterator[Unwanted]:
    for number, layer in enumerate(layers):
        later = [
            gone for above in layers[number + 1 :] for gone in (*above.whiteouts, *above.opaque)
        ]
        for one in found_in(layer):
            gone = any(one.path == path or one.path.startswith(f"{path}/") for path in later)
            yield Unwanted(one.kind, one.what, one.path, one.count, one.size, deleted=gone)


def _in_variables(config: Mapping[str, Any]) -> Iterator[Unwanted]:
    for assignment in config.get("Env") or ():
        name, _, value = assignment.partition("=")
        if is_secret_variable(name, value):
            yield Unwanted("secret", "a secret in a variable (ENV)", name)


def _in_history(history: Iterable[HistoryEntry]) -> Iterator[Unwanted]:
    """Build arguments that the history tells: BuildKit writes `RUN |1 TOKEN=… /bin/sh -c …`."""
    told = set[str]()
    for entry in history:
        arguments = re.match(r"(?:RUN )?\|\d+ (.*?) /bin/sh -c", entry.created_by)
        for name, value in re.findall(r"(\w+)=(\S*)", arguments[1] if arguments else ""):
            if is_secret_variable(name, value) and name not in told:
                told.add(name)
                yield Unwanted("secret", "a secret in a build argument (ARG)", name)


def _together(found: Iterable[Unwanted]) -> list[Unwanted]:
    """The same with the files of one cache, or the sources of one tree, as one."""
    groups: dict[tuple[str, str, str, bool], list[Unwanted]] = {}
    for one in found:
        top = "/".join(one.path.split("/")[:2]) if one.kind == "source" else one.path
        groups.setdefault((one.kind, one.what, top, one.deleted), []).append(one)
    return [
        Unwanted(kind, what, path, len(ones), sum(one.size for one in ones), deleted=deleted)
        for (kind, what, path, deleted), ones in groups.items()
    ]
