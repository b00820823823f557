"""What a Dockerfile relies on that is out of support, or gone.

The dates come from `versions.toml`. What is gone breaks the build or the start; what is out of
support still works, and gets no fixes any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from dockgen.core.ecosystem import GoneCommand
from dockgen.core.versions import product, table_date
from dockgen.dockerfile.stages import BuildStage, Command, Image
from dockgen.ecosystems.registry import all_ecosystems

SUITES = "trixie|bookworm|bullseye|buster|stretch"

OTHER_RELEASES = (
    ("nginx", r"(?:nginx|nginxinc/nginx-unprivileged):(\d+\.\d+)"),
    ("debian", rf"debian:({SUITES}|\d+)"),
    ("debian", rf".*-({SUITES})(?:-|$)"),
    ("debian", r"gcr\.io/distroless/[\w-]+-debian(\d+)"),
    ("alpine", r"alpine:(\d+\.\d+)"),
    ("alpine", r".*alpine(\d+\.\d+)"),
)
"""The systems below every ecosystem, in the form of `Ecosystem.releases`."""

OTHER_NAMES = {"debian": "Debian", "alpine": "Alpine"}


@cache
def _releases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Which product's line an image carries; one image may carry several."""
    own = (row for one in all_ecosystems() for row in one.releases)
    rows = dict.fromkeys((*own, *OTHER_RELEASES))
    return tuple((name, re.compile(pattern)) for name, pattern in rows)


def _name(product: str) -> str:
    """What a person calls a product."""
    own = {key: name for one in all_ecosystems() for key, name in one.products.items()}
    return {**own, **OTHER_NAMES}.get(product, product)


@dataclass(frozen=True, slots=True)
class Ageing:
    """Something in a Dockerfile that is out of support.

    Args:
        line: its line, counted from 1.
        message: what it is.
        advice: what to do about it.
        gone: whether it is gone, and not only out of support.
    """

    line: int
    message: str
    advice: str
    gone: bool


Gone = tuple[str, str]
"""What is gone or out of support, and what to do about it."""


def out_of_support(stages: list[BuildStage], on: date) -> Iterator[Ageing]:
    """The base images whose release line is out of support on a day."""
    for stage in stages:
        if not stage.own_image:
            continue
        found = [_given_up(stage.image)]
        found += [_out_of_support(*line, on) for line in lines_of(stage.image)]
        for message in found:
            if message is not None:
                yield Ageing(stage.instruction.first_line, *message, gone=False)


@cache
def lines_of(image: Image) -> tuple[tuple[str, str], ...]:
    """The products and the release lines that an image carries."""
    found = ((name, pattern.match(str(image))) for name, pattern in _releases())
    return tuple((name, match[1]) for name, match in found if match)


def _out_of_support(name: str, version: str, on: date) -> Gone | None:
    known = product(name)
    shown = f"{_name(name)} {version}"
    release = known.find(version)
    alive = [line.version for line in known.releases if line.is_supported(on)]
    advice = f"supported are {', '.join(alive)} ({known.source})"
    if release is not None and release.is_supported(on):
        return None
    if release is not None:
        return f"{shown} is out of support since {release.end_of_life}", advice
    newest = known.releases[0].version
    if _number(version) >= _number(newest):
        return None  # newer than the table
    return f"{shown} is not among the releases supported on {table_date()}", advice


def _given_up(image: Image) -> Gone | None:
    """https://github.com/docker-library/openjdk/issues/505."""
    if image.repository not in {"openjdk", "adoptopenjdk", "java"}:
        return None
    replacement = f"eclipse-temurin:{image.tag.partition('-')[0] or product('java').default}"
    return f"{image.repository} was discontinued in 2022 and gets no fixes", f"take {replacement}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


Rule = Callable[[BuildStage, Command, date], Gone | None]


def gone(
    stages: list[BuildStage], on: date, project: Mapping[str, str] | None = None
) -> Iterator[Ageing]:
    """What the commands of a Dockerfile rely on that is gone on a day.

    Args:
        stages: its stages.
        on: the day.
        project: what is known about the project, by the names of facts.
    """
    for stage in stages:
        lost = _lost_image(stage.image) if stage.own_image else None
        if lost is not None:
            yield Ageing(stage.instruction.first_line, *lost, gone=True)
        for command in stage.commands:
            found = [rule(stage, command, on) for rule in RULES]
            found += [_gone_command(row, stage, command, project or {}) for row in _gone_commands()]
            for one in found:
                if one is not None:
                    yield Ageing(command.instruction.first_line, *one, gone=True)


def _lost_image(image: Image) -> Gone | None:
    """https://github.com/bitnami/containers/issues/83267."""
    lost = image.repository.startswith("bitnami/") and image.repository != "bitnami/minideb"
    if not lost or image.tag in {"", "latest"}:
        return None
    message = f"{image} is gone: Bitnami removed its versioned images from Docker Hub in 2025"
    return message, "use the product's official image"


def _calls(command: str, tool: str) -> bool:
    """Whether a tool is called: at the start of a line, or after `&&`, `;`, `|` and the like."""
    return (
        re.search(rf"(?:^|[;&|(]|\bthen\b|\bexec\b)\s*{tool}\b", command, re.MULTILINE) is not None
    )


def _installs(text: str, package: str) -> bool:
    return re.search(rf"\bnpm\s+(?:i|install|add)\b[^;&|\n]*\s{package}\b", text) is not None


def _gone_command(
    row: GoneCommand, stage: BuildStage, command: Command, project: Mapping[str, str]
) -> Gone | None:
    """What a row of an ecosystem says of a command; None where it still works."""
    if re.search(row.command, command.text, re.MULTILINE) is None:
        return None
    if not project.get("framework", "").startswith(row.of):
        return None
    release = project.get(row.fact, "") if row.fact else _line_of(stage.image, row.product)
    if _number(release) < _number(row.since):
        return None
    whole = f"{command.before}\n{command.text}"
    if any(_installs(whole, package) for package in row.installed):
        return None
    return row.message.format(release=release), row.advice


def _line_of(image: Image, product: str) -> str:
    return next((line for name, line in lines_of(image) if name == product), "")


def _archived_suite(stage: BuildStage, command: Command, on: date) -> Gone | None:
    """https://www.debian.org/distrib/archive."""
    if not _calls(command.text, "apt(?:-get)?") or "archive.debian.org" in command.before:
        return None
    if "archive.debian.org" in command.text:
        return None
    for name, version in lines_of(stage.image):
        release = product(name).find(version)
        if release is not None and release.archived is not None and release.archived <= on:
            since = f"since {release.archived}"
            message = f"the packages of Debian {version} are gone from the mirrors {since}"
            return message, f"use an image based on Debian {product('debian').default}"
    return None


def _apt_key(stage: BuildStage, command: Command, _on: date) -> Gone | None:
    """https://manpages.debian.org/bookworm/apt/apt-key.8.en.html: Debian 12 is the last with it."""
    lines = (product(name).find(version) for name, version in lines_of(stage.image))
    if not any(line is not None and line.version == "trixie" for line in lines):
        return None
    if not _calls(command.text, "apt-key"):
        return None
    return (
        "Debian 13 and later do not include apt-key",
        "put the key in /etc/apt/keyrings and refer to it with signed-by",
    )


RULES: tuple[Rule, ...] = (_archived_suite, _apt_key)
"""What is looked for in each command; the docstring of a rule names its source."""


@cache
def _gone_commands() -> tuple[GoneCommand, ...]:
    return tuple(dict.fromkeys(row for one in all_ecosystems() for row in one.gone))
