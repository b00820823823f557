"""The archive of a container's file system, as engines export it."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import IO

from dockgen.core.lazy_regex import lazy_regex

OF_THE_ENGINE = lazy_regex(
    r"(proc|sys|dev)(/|$)|\.dockerenv$|run/\.containerenv$|run/secrets(/|$)"
    r"|etc/(hosts|hostname|resolv\.conf|mtab)$"
)
"""What the engine mounts or writes into every container."""


def members(stream: IO[bytes]) -> Iterator[tuple[tarfile.TarFile, str, tarfile.TarInfo]]:
    """The members of an exported archive by their path, without what is the engine's."""
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            path = member.name.removeprefix("./").strip("/")
            if path and not OF_THE_ENGINE.match(path):
                yield archive, path, member
