"""What GoReleaser is told of the builds: https://goreleaser.com/customization/builds/go/."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.go.modules import inside
from dockgen.readers.yaml import YamlFile

FILES = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")
VARIABLE = lazy_regex(
    r"-X\s+[\"']?([\w./-]+\.\w+)=\{\{\s*\.(Version|Tag|RawVersion|Summary)\s*\}\}"
)
TAG = re.compile(r"[A-Za-z_][\w.]*")


@dataclass(frozen=True)
class Releaser:
    """Its builds, as far as they matter to an image.

    Args:
        mains: the folders of the programs.
        tags: the tags that all builds are given.
        version: the variable that the linker sets to the version, if one is.
        without_cgo: where cgo is switched off.
    """

    mains: tuple[Fact[str], ...]
    tags: tuple[Fact[str], ...]
    version: Fact[str] | None
    without_cgo: Evidence | None


def read(project: Project, home: str) -> Releaser | None:
    """The builds of GoReleaser; None where it is not used, or its file cannot be read."""
    path = project.first(*(inside(home, name) for name in FILES))
    if path is None:
        return None
    try:
        file = project.parsed(path, YamlFile)
    except UnusableInput:
        return None  # which GoReleaser itself says; an image needs none of it
    builds = file.value("builds")
    mains, tags, flags, environment = [], [], [], []
    for number, build in enumerate(builds if isinstance(builds, list) else []):
        if not isinstance(build, dict):
            continue
        place = ("builds", str(number))
        mains.append(Fact(_main(home, build), file.evidence(*place, "main")))
        said = {
            name: [Fact(one, file.evidence(*place, name)) for one in _texts(build.get(name))]
            for name in ("tags", "ldflags", "env")
        }
        tags += [one for one in said["tags"] if TAG.fullmatch(one.value)]
        flags += said["ldflags"]
        environment += said["env"]
    return Releaser(
        tuple(mains),
        tuple(tags),
        _version(flags),
        next((one.evidence for one in environment if one.value == "CGO_ENABLED=0"), None),
    )


def _main(home: str, build: dict[str, object]) -> str:
    """The folder of a build's program, which may be named by its file."""
    inner = inside(str(build.get("dir") or "."), str(build.get("main") or "."))
    folder = inside(home, inner)
    folder = inside(folder, "..") if folder.endswith(".go") else folder
    return "" if folder == "." else folder


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [value] if isinstance(value, str) and value else []


def _version(flags: list[Fact[str]]) -> Fact[str] | None:
    for one in flags:
        found = VARIABLE.search(one.value)
        if found:
            return Fact(found[1], one.evidence)
    return None
