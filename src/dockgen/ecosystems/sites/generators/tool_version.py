"""The version of a tool that a project builds its site with, wherever it is written down.

Tool managers are made for this, the hosting services' settings and the pipelines say what really
builds the site today: in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.sites.generators.place import Place
from dockgen.readers import tool_versions
from dockgen.readers.toml import TomlFile

NUMBER = r"(?P<version>\d+\.\d+(?:\.\d+)?)"
NETLIFY = "netlify.toml"
"""https://docs.netlify.com/configure-builds/manage-dependencies/."""

PIPELINES = lazy_regex(
    r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.woodpecker\.ya?ml|\.forgejo/workflows/.+"
)


def read(place: Place, tool: str, *others: str) -> Fact[str] | None:
    """The version of a tool, of two or three numbers; None where nothing says one.

    Args:
        place: the site.
        tool: the tool's name, as its variable `TOOL_VERSION` spells it.
        others: further names by which tool managers know it.

    Raises:
        UnusableInput: a file that may say it cannot be read.
    """
    return next(_found(place, tool, (tool, *others)), None)


def _found(place: Place, tool: str, names: tuple[str, ...]) -> Iterator[Fact[str]]:
    yield from _of_tool_versions(place, names)
    yield from _of_mise(place, names)
    yield from _of_netlify(place, f"{tool.upper()}_VERSION")
    yield from _of_pipelines(place, tool)


def _of_tool_versions(place: Place, names: tuple[str, ...]) -> Iterator[Fact[str]]:
    path = place.nearest(tool_versions.ASDF)
    if path is None:
        return
    listed = "|".join(map(re.escape, names))
    pattern = re.compile(rf"^[^\S\n]*(?:{listed})\s+(?:\w+_)?v?{NUMBER}\b", re.MULTILINE)
    yield from _matches(place.project.read(path), pattern, names[0])


def _of_mise(place: Place, names: tuple[str, ...]) -> Iterator[Fact[str]]:
    path = place.nearest(*tool_versions.MISE)
    if path is None:
        return
    file = place.project.parsed(path, TomlFile)
    for name in names:
        found = file.text("tools", name) or file.text("tools", name, "version")
        if found and (number := re.fullmatch(rf"v?{NUMBER}", found.value)):
            yield Fact(number["version"], found.evidence)


def _of_netlify(place: Place, variable: str) -> Iterator[Fact[str]]:
    path = place.nearest(NETLIFY)
    if path is None:
        return
    file = place.project.parsed(path, TomlFile)
    for section in (("context", "production"), ("build",)):
        found = file.text(*section, "environment", variable)
        if found and (number := re.fullmatch(rf"v?{NUMBER}", found.value)):
            yield Fact(number["version"], found.evidence)


def _of_pipelines(place: Place, tool: str) -> Iterator[Fact[str]]:
    """What a pipeline sets as `TOOL_VERSION`, gives to an action, or takes as an image's tag."""
    pattern = re.compile(
        rf"\b{tool}[_-]version\s*[:=]\s*[\"']?v?{NUMBER}\b|/{tool}:v?(?P<tag>\d+\.\d+\.\d+)",
        re.IGNORECASE,
    )
    for path in place.project.matching(PIPELINES):
        if PIPELINES.fullmatch(path):
            try:
                file = place.project.read(path)
            except UnusableInput:
                continue  # a pipeline is no manifest; what it says is only a hint
            yield from _matches(file, pattern, f"{tool} version")


def _matches(file: TextFile, pattern: re.Pattern[str], key: str) -> Iterator[Fact[str]]:
    for match in pattern.finditer(file.text):
        version = match["version"] or match.groupdict().get("tag")
        yield Fact(str(version), Evidence(key, file.path, file.line_of(match.start())))


def at_least(version: str, least: str) -> bool:
    """Whether a version is not older than another; numbers alone are compared."""
    return _numbers(version) >= _numbers(least)


def _numbers(version: str) -> tuple[int, ...]:
    found = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return (*found, *(0 for _ in range(3 - len(found))))


def full(value: object) -> str:
    """A version of three numbers, as tags spell it: `0.147` is `0.147.0`."""
    number = re.fullmatch(r"v?(\d{1,9}\.\d{1,9})(\.\d{1,9})?", str(value))
    if number is None:
        raise ValueError("a version such as 1.2.3")
    return f"{number[1]}{number[2] or '.0'}"
