"""What a Dockerfile relies on that is out of support, or gone.

The dates come from `versions.toml`. What is gone breaks the build or the start; what is out of
support still works, and gets no fixes any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.versions import product, table_date
from dockgen.dockerfile.stages import BuildStage, Command, Image

SUITES = "trixie|bookworm|bullseye|buster|stretch"

PRODUCTS = (
    ("node", lazy_regex(r"node:v?(\d+)")),
    ("node", lazy_regex(r"gcr\.io/distroless/nodejs(\d+)-debian\d+")),
    ("java", lazy_regex(r"eclipse-temurin:(\d+)")),
    (
        "java",
        lazy_regex(r"(?:maven|gradle|tomcat|clojure):.*?(?:temurin|jdk|jre)-?(\d+)"),
    ),
    ("java", lazy_regex(r"sbtscala/scala-sbt:eclipse-temurin-(?:alpine-)?(\d+)")),
    ("java", lazy_regex(r"gcr\.io/distroless/java(\d+)-debian\d+")),
    ("java", lazy_regex(r"quay\.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-(\d+)")),
    ("nginx", lazy_regex(r"(?:nginx|nginxinc/nginx-unprivileged):(\d+\.\d+)")),
    ("debian", lazy_regex(rf"debian:({SUITES}|\d+)")),
    ("debian", lazy_regex(rf".*-({SUITES})(?:-|$)")),
    ("debian", lazy_regex(r"gcr\.io/distroless/[\w-]+-debian(\d+)")),
    ("alpine", lazy_regex(r"alpine:(\d+\.\d+)")),
    ("alpine", lazy_regex(r".*alpine(\d+\.\d+)")),
)
"""Which product's line an image carries; one image may carry several."""

NAMES = {"node": "Node.js", "java": "Java", "debian": "Debian", "alpine": "Alpine"}


@dataclass(frozen=True, slots=True)
class Ageing:
    """Something in a Dockerfile that has had its time.

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


def lines_of(image: Image) -> Iterator[tuple[str, str]]:
    """The products and the release lines that an image carries."""
    for name, pattern in PRODUCTS:
        match = pattern.match(str(image))
        if match:
            yield name, match[1]


def _out_of_support(name: str, version: str, on: date) -> Gone | None:
    known = product(name)
    shown = f"{NAMES.get(name, name)} {version}"
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
    return f"{image.repository} was given up in 2022 and gets no fixes", f"take {replacement}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


Rule = Callable[[BuildStage, Command, date, Mapping[str, str]], Gone | None]


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
            for rule in RULES:
                found = rule(stage, command, on, project or {})
                if found is not None:
                    yield Ageing(command.instruction.first_line, *found, gone=True)


def _lost_image(image: Image) -> Gone | None:
    """https://github.com/bitnami/containers/issues/83267."""
    lost = image.repository.startswith("bitnami/") and image.repository != "bitnami/minideb"
    if not lost or image.tag in {"", "latest"}:
        return None
    message = f"{image} is gone: Bitnami took its versioned images off Docker Hub in 2025"
    return message, "take the product's official image"


def _calls(command: str, tool: str) -> bool:
    """Whether a tool is called: at the start of a line, or after `&&`, `;`, `|` and the like."""
    return (
        re.search(rf"(?:^|[;&|(]|\bthen\b|\bexec\b)\s*{tool}\b", command, re.MULTILINE) is not None
    )


def _installs(text: str, package: str) -> bool:
    return re.search(rf"\bnpm\s+(?:i|install|add)\b[^;&|\n]*\s{package}\b", text) is not None


def _node_major(image: Image) -> int:
    return next((int(line) for name, line in lines_of(image) if name == "node"), 0)


def _corepack(stage: BuildStage, command: Command, *_: object) -> Gone | None:
    """https://nodejs.org/docs/latest-v25.x/api/corepack.html."""
    if _node_major(stage.image) < 25 or not _calls(command.text, "corepack"):
        return None
    if _installs(f"{command.before}\n{command.text}", "corepack"):
        return None
    return (
        "Node.js 25 and later come without corepack",
        "install the package manager by its version: npm install --global pnpm@10",
    )


def _bundled_yarn(stage: BuildStage, command: Command, *_: object) -> Gone | None:
    """https://github.com/nodejs/docker-node#yarn-v1-classic-bundling."""
    if _node_major(stage.image) < 26 or not _calls(command.text, "yarn"):
        return None
    whole = f"{command.before}\n{command.text}"
    if any(_installs(whole, name) for name in ("yarn", "@yarnpkg/cli-dist", "corepack")):
        return None
    return (
        "the images of Node.js 26 and later come without Yarn",
        "install it first: npm install --global yarn",
    )


def _archived_suite(stage: BuildStage, command: Command, on: date, *_: object) -> Gone | None:
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
            return message, f"take an image on Debian {product('debian').default}"
    return None


def _apt_key(stage: BuildStage, command: Command, *_: object) -> Gone | None:
    """https://manpages.debian.org/bookworm/apt/apt-key.8.en.html: Debian 12 is the last with it."""
    lines = (product(name).find(version) for name, version in lines_of(stage.image))
    if not any(line is not None and line.version == "trixie" for line in lines):
        return None
    if not _calls(command.text, "apt-key"):
        return None
    return (
        "Debian 13 and later come without apt-key",
        "put the key into /etc/apt/keyrings and name it with signed-by",
    )


def _layertools(
    _stage: BuildStage, command: Command, _on: date, project: Mapping[str, str]
) -> Gone | None:
    """https://docs.spring.io/spring-boot/reference/packaging/efficient.html."""
    version = project.get("framework_version", "")
    is_boot = project.get("framework", "").startswith("spring")
    if "jarmode=layertools" not in command.text or not is_boot or _number(version) < (4, 1):
        return None
    return (
        f"Spring Boot {version} has no jarmode `layertools`",
        "java -Djarmode=tools -jar app.jar extract --layers --destination extracted",
    )


RULES: tuple[Rule, ...] = (_corepack, _bundled_yarn, _archived_suite, _apt_key, _layertools)
"""What is looked for in each command; the docstring of a rule names its source."""
