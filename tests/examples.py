"""The example projects: one list that every test takes them from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import dockgen
from dockgen.core.plan import Choices, Plan, Stages
from dockgen.ecosystems.registry import Detection
from dockgen.rendering.render import RenderedFile

FOLDER = Path(__file__).parent.parent / "examples"
NAMES = tuple(sorted(place.name for place in FOLDER.iterdir() if (place / "run.toml").is_file()))
FORMS: tuple[Stages, ...] = ("single", "multi")
VERSION = "0.0.0"
"""The version that snapshots carry in their header, so that a release does not change them."""


@dataclass(frozen=True)
class Question:
    """One HTTP request and what must come back."""

    path: str
    status: int
    contains: str = ""


@dataclass(frozen=True)
class Run:
    """An example's run.toml: how it is run, and what is expected of it."""

    seconds: int
    port: int
    http: tuple[Question, ...]
    edit: tuple[str, str]
    """A source file, and what is appended to it for a second build."""
    downloads: bool = True
    """Whether the build downloads anything, so that a second one can take it from the cache."""
    absent: tuple[str, ...] = ()
    tmpfs: tuple[str, ...] = ()
    both_forms: bool = False
    """Whether both stage forms and both engines are tried, as for the foundation's examples."""
    not_built: str = ""
    """Why it is not built where base images are stand-ins; empty where it is."""
    logs: str = ""
    """For one that listens nowhere: what it logs when it has started."""
    env: dict[str, str] = field(default_factory=dict)
    """Variables that it is run with, such as a key that it does not start without."""
    options: dict[str, str] = field(default_factory=dict)
    call: tuple[tuple[str, ...], str] | None = None
    """For a command-line tool: arguments, and what it prints for them."""


@cache
def run_of(name: str) -> Run:
    data = tomllib.loads((FOLDER / name / "run.toml").read_text("utf-8"))
    image = data.get("image", {})
    return Run(
        seconds=data["seconds"],
        port=data.get("port", 0),
        http=tuple(Question(**question) for question in data.get("http", ())),
        edit=(data["edit"]["file"], data["edit"]["append"]),
        downloads=data["edit"].get("downloads", True),
        absent=tuple(image.get("absent", ())),
        tmpfs=tuple(image.get("tmpfs", ())),
        both_forms=data.get("both_forms", False),
        not_built=data.get("not_built", ""),
        logs=data.get("logs", ""),
        env=data.get("env", {}),
        call=(tuple(data["call"]["arguments"]), data["call"]["prints"]) if "call" in data else None,
    )


@cache
def detection_of(name: str) -> Detection:
    return dockgen.detect(FOLDER / name)


@cache
def plan_of(name: str, stages: Stages) -> Plan:
    return dockgen.plan(detection_of(name), Choices(stages=stages))


@cache
def files_of(name: str, stages: Stages) -> dict[str, RenderedFile]:
    return dockgen.render(plan_of(name, stages), version=VERSION)
