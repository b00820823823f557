"""The base images of Go programs.

https://hub.docker.com/_/golang, https://github.com/GoogleContainerTools/distroless.
"""

from __future__ import annotations

from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product

SUITES = (((1, 25), "trixie"), ((1, 20), "bookworm"), ((1, 16), "bullseye"))
"""The Debian of the image of a line, from which line on: the tags that the official image's
library file has had: https://github.com/docker-library/official-images/blob/master/library/golang."""

DISTROLESS = "gcr.io/distroless/{kind}-debian13:nonroot"


def golang(version: str, base: str) -> Printable:
    """Go with its tools; there is no slim one.

    Args:
        version: a line or an exact version.
        base: `alpine`, or any other for Debian.
    """
    number = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if base == "alpine":
        line = product("alpine").default if number >= SUITES[0][0] else ""
        return image(f"golang:{version}-alpine{line}", "language_version")
    suite = next((name for since, name in SUITES if number >= since), "buster")
    return image(f"golang:{version}-{suite}", "language_version")


def distroless(kind: str) -> Printable:
    """`static` for what is one file, `base` with a libc, `cc` with the library of C++ too."""
    return image(DISTROLESS.format(kind=kind), "cgo")


def debian() -> Printable:
    """Debian's own small image."""
    return image(f"debian:{product('debian').default}-slim")


def alpine() -> Printable:
    """Alpine Linux."""
    return image(f"alpine:{product('alpine').default}")
