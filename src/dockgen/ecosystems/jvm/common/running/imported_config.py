"""The files that a Spring Boot application's configuration and sources bring in, by their location.

https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.importing
and https://docs.spring.io/spring-framework/reference/core/beans/environment.html (@PropertySource).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

RESOURCES = "src/main/resources"

KEY = lazy_regex(r"spring\.config\.import(?:\[\d+\])?")
SOURCE = lazy_regex(r"@PropertySource\s*\(([^)]{0,2000})\)")
TEXT = lazy_regex(r'"([^"\n]*)"')
ADDED = lazy_regex(
    r'\bsetAdditionalProfiles\s*\(([^)]{0,500})\)|\.\s*profiles\s*\(\s*("[^)]{0,500})\)'
)
"""`setAdditionalProfiles("prod")`, and `profiles("prod")` of SpringApplicationBuilder."""

MAX_TREE = 200
"""How many files of a config tree are read."""


class Location(NamedTuple):
    """A place that a configuration names.

    Args:
        kind: `classpath`, `file`, `configtree`, or empty for one beside the file that names it.
        path: the path.
    """

    kind: str
    path: str


def imports(document: Mapping[str, Fact[str]]) -> Iterator[Location]:
    """What a document imports, what wins last."""
    for key, fact in document.items():
        if KEY.fullmatch(key):
            for one in fact.value.split(","):
                yield _location(one)


def property_sources(sources: Iterable[TextFile]) -> Iterator[Location]:
    """What the sources name with `@PropertySource`."""
    for file in sources:
        for match in SOURCE.finditer(file.text):
            for text in TEXT.findall(match[1]):
                if "." in text or ":" in text:
                    yield _location(text)


def added_profiles(sources: Iterable[TextFile]) -> Iterator[str]:
    """The profiles that the sources turn on themselves."""
    for file in sources:
        for match in ADDED.finditer(file.text):
            yield from TEXT.findall(match[1] or match[2])


def _location(text: str) -> Location:
    plain = text.strip().removeprefix("optional:")
    match = re.match(r"(classpath\*?|file|configtree):(?://)?(.*)", plain, re.DOTALL)
    if match is None:
        return Location("", "" if ":" in plain else plain)
    return Location(match[1].rstrip("*"), re.sub(r"\[\.?\w+\]$", "", match[2]))


def place(location: Location, folder: str, beside: str) -> str:
    """The path in the project that a location means; empty for one outside of it.

    Args:
        location: the location.
        folder: the module's folder.
        beside: the folder of the file that names it.
    """
    top = {"classpath": posixpath.join(folder, RESOURCES), "": beside}.get(location.kind, folder)
    if location.kind in {"file", "configtree"} and location.path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(top, location.path.lstrip("/")))
    outside = path.startswith(("..", "/")) or "${" in path or not location.path
    return "" if outside else path


def tree(project: Project, folder: str) -> dict[str, Fact[str]]:
    """The keys of a config tree: a file for each, whose content is the value."""
    prefix = f"{folder}/"
    found: dict[str, Fact[str]] = {}
    for path in project.within(prefix)[:MAX_TREE]:
        file = project.readable(path)
        if file is not None:
            key = path.removeprefix(prefix).replace("/", ".")
            found[key] = Fact(file.text.strip(), Evidence(key, path, 1))
    return found


def holds(expression: str, active: Iterable[str]) -> bool:
    """Whether an expression of profiles holds: `prod & !cloud`, `a | b`, or a list of them.

    https://docs.spring.io/spring-framework/reference/core/beans/environment.html
    """
    on = set(active) or {"default"}

    def one(term: str) -> bool:
        negated, name = term.startswith("!"), term.lstrip("!").strip()
        return (name in on) != negated

    either = re.split(r"[,|]", re.sub(r"[()]", " ", expression))
    return any(
        all(one(term.strip()) for term in part.split("&")) for part in either if part.strip()
    )
