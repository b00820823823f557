"""What of the build context ends up where a web server sends it to anybody."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.dockerfile.copied_sources import Source, Variables, copied_words
from dockgen.dockerfile.parser import Dockerfile

SERVED = (
    "/usr/share/nginx/html",
    "/var/www",
    "/var/lib/nginx/html",
    "/srv/http",
    "/srv/www",
    "/usr/share/caddy",
    "/usr/local/apache2/htdocs",
)
"""The folders that the images and packages of web servers serve."""


class _Copy(NamedTuple):
    stage: int
    origin: str | None
    sources: tuple[str, ...]
    target: str
    line: int
    keyword: str


def served(dockerfile: Dockerfile) -> tuple[Source, ...]:
    """What the last stage serves of the context: copied there, or by way of another stage."""
    copies = tuple(_copies(dockerfile))
    last = len(dockerfile.stages) - 1
    found: list[Source] = []
    for copy in copies:
        if copy.stage != last or not _is_below(copy.target, SERVED):
            continue
        if copy.origin is None:
            found += _as_sources(copy)
            continue
        number = _number(dockerfile, copy.origin)
        tops = tuple(posixpath.normpath(f"/{path.lstrip('/')}") for path in copy.sources)
        for other in copies:
            if other.stage == number and other.origin is None and _is_below(other.target, tops):
                found += _as_sources(other)
    return tuple(dict.fromkeys(found))


def _as_sources(copy: _Copy) -> Iterator[Source]:
    for path in copy.sources:
        cleaned = posixpath.normpath(f"/{path}").lstrip("/")
        yield Source(cleaned, copy.keyword, copy.line)


def _number(dockerfile: Dockerfile, name: str) -> int | None:
    names = [stage.name.lower() for stage in dockerfile.stages]
    if name.lower() in names:
        return names.index(name.lower())
    return int(name) if name.isdecimal() else None


def _is_below(path: str, tops: tuple[str, ...]) -> bool:
    return any(f"{path}/".startswith(f"{top.rstrip('/')}/") for top in tops)


def _copies(dockerfile: Dockerfile) -> Iterator[_Copy]:
    """Each COPY and ADD with its target as an absolute path."""
    known = Variables(dockerfile)
    folders: dict[int, str] = {}
    for one in dockerfile.instructions:
        known.see(one)
        here = folders.get(one.stage, "/")
        if one.keyword == "WORKDIR":
            said = known.expanded(one.arguments, one.stage)
            folders[one.stage] = posixpath.join(here, said) if said else here
        elif one.keyword in ("COPY", "ADD"):
            origin, words = copied_words(one)
            values = [known.expanded(word, one.stage) for word in words]
            given = tuple(value for value in values if value is not None)
            if len(given) == len(values) > 1:
                target = posixpath.normpath(posixpath.join(here, given[-1]))
                yield _Copy(one.stage, origin, given[:-1], target, one.first_line, one.keyword)
