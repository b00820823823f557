"""References to Python's images."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product

LAST_SUITE = {"3.8": "bookworm", "3.7": "bookworm", "3.6": "bullseye"}
"""The last release of Debian that an old line has images on: https://hub.docker.com/_/python."""


def suite(version: str) -> str:
    """The release of Debian that a version's image is on."""
    line = ".".join(version.split(".")[:2])
    return LAST_SUITE.get(line, product("debian").default)


def python(version: str, base: str) -> Printable:
    """Python with pip, on a named release: https://hub.docker.com/_/python.

    The names of Debian's packages differ from release to release, so the tag says which it is.

    Raises:
        UnusableInput: there is no such image.
    """
    if base == "alpine":
        if suite(version) != product("debian").default:
            raise UnusableInput(f"Python {version} has no image on a supported Alpine")
        return image(f"python:{version}-alpine{product('alpine').default}", "language_version")
    return image(f"python:{version}-slim-{suite(version)}", "language_version")


DISTROLESS = "3.13"
"""The one line of Python that distroless has, Debian's own."""


def distroless(version: str) -> Printable:
    """Python without a shell and a package manager: https://github.com/GoogleContainerTools/distroless.

    Raises:
        UnusableInput: it has another Python.
    """
    if ".".join(version.split(".")[:2]) != DISTROLESS:
        raise UnusableInput(
            f"distroless has Python {DISTROLESS}, and the application runs on {version}",
            hint=f"--set language_version={DISTROLESS}, or leave --base out",
        )
    return Printable("gcr.io/distroless/python3-debian13:nonroot")


def uv(version: str) -> Printable:
    """The program uv alone: https://docs.astral.sh/uv/guides/integration/docker/."""
    return image(f"ghcr.io/astral-sh/uv:{version}", "package_manager_version")


def micromamba(version: str) -> Printable:
    """What makes an environment of conda: https://hub.docker.com/r/mambaorg/micromamba."""
    return image(f"mambaorg/micromamba:{version}-debian13-slim", "package_manager_version")


def pixi(version: str) -> Printable:
    """What makes an environment of pixi: https://github.com/prefix-dev/pixi-docker."""
    return image(f"ghcr.io/prefix-dev/pixi:{version}", "package_manager_version")


def debian() -> Printable:
    """Debian, for an environment that brings its own Python: https://hub.docker.com/_/debian."""
    return Printable(f"debian:{product('debian').default}-slim")
