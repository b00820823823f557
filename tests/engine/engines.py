"""The little of docker and podman that the engine tests need."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dockgen.dockerfile.parser import Dockerfile, parse

STAND_INS = os.environ.get("DOCKGEN_STAND_INS") == "1"
"""Whether base images are built here under their official names, for want of a registry."""

LOCKED_DOWN = (
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--memory=512m",
)


class EngineFailed(AssertionError):
    """A command of the engine failed; the message holds the end of what it said."""


@dataclass(frozen=True)
class Built:
    """A finished build: how long it took, and what the engine said."""

    seconds: float
    log: str


def run(*arguments: str | Path, stdin: str | None = None) -> str:
    """Run a command and return what it prints, errors included."""
    done = subprocess.run(
        [str(part) for part in arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise EngineFailed(f"{' '.join(map(str, arguments))}\n{done.stdout[-6000:]}")
    return done.stdout


def why_unusable(engine: str) -> str | None:
    """Why an engine cannot be used here, in one line; None where it can."""
    if shutil.which(engine) is None:
        return f"{engine} is not installed"
    probe = subprocess.run([engine, "info"], capture_output=True, text=True)
    return None if probe.returncode == 0 else f"{engine} does not answer"


def base_images(dockerfile: Dockerfile) -> list[str]:
    """The images from outside that the stages start from."""
    stages = {"scratch", *(stage.name for stage in dockerfile.stages)}
    return [stage.image for stage in dockerfile.stages if stage.image not in stages]


def buildable(text: str) -> str:
    """The Dockerfile as it can be built here: without a registry the frontend is the engine's."""
    return text.replace("# syntax=docker/dockerfile:1\n", "", 1) if STAND_INS else text


def provide(text: str, *, podman: bool = False) -> None:
    """Build the base images of a Dockerfile that are missing, where stand-ins are wanted."""
    if STAND_INS:
        from tests.engine.standins import ensure

        ensure(base_images(parse(text)), podman=podman)


def build(engine: str, context: Path, tag: str, *options: str) -> Built:
    """Build a folder's Dockerfile; BuildKit's log comes line by line."""
    text = (context / "Dockerfile").read_text("utf-8")
    provide(text, podman=engine == "podman")
    # dockerd's firewall drops what other engines forward, so podman builds in the host's network.
    progress = ["--progress=plain"] if engine == "docker" else ["--network=host"]
    begin = time.monotonic()
    log = run(
        engine, "build", *progress, *options, "-t", tag, "-f", "-", context, stdin=buildable(text)
    )
    return Built(time.monotonic() - begin, log)


def inspect(engine: str, name: str) -> dict[str, Any]:
    """What the engine knows of an image or a container."""
    found: list[dict[str, Any]] = json.loads(run(engine, "inspect", name))
    return found[0]


def image_size(engine: str, image: str) -> int:
    """An image's size in bytes."""
    return int(inspect(engine, image)["Size"])
