"""The base images of Rust programs.

https://hub.docker.com/_/rust, https://github.com/GoogleContainerTools/distroless
"""

from __future__ import annotations

from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product

SUITES = ((88, "trixie"), (70, "bookworm"), (0, "bullseye"))
"""The Debian of the images, by the first release 1.x that was built on it. A version that is
pinned to an old release has images on an old Debian only."""

DISTROLESS = {"trixie": "debian13", "bookworm": "debian12"}


def suite(version: str) -> str:
    """The Debian release of the images of a version: the newest that there is."""
    parts = version.split(".")
    if len(parts) < 2 or not parts[1].isdigit() or parts[0] != "1":
        return product("debian").default
    return next(name for first, name in SUITES if int(parts[1]) >= first)


def follows_alpine(version: str) -> bool:
    """Whether a version has an image on the newest Alpine; an old one stays on the old."""
    return version == product("rust").default


def rust(version: str, base: str) -> Printable:
    """Rust with Cargo and a C compiler."""
    facts = ("language_version",)
    if version == "nightly":
        family = "alpine" if base in {"alpine", "scratch"} else f"{suite(version)}-slim"
        return image(f"rustlang/rust:nightly-{family}", *facts)
    if base in {"alpine", "scratch"}:
        release = product("alpine").default if follows_alpine(version) else ""
        return image(f"rust:{version}-alpine{release}", *facts)
    return image(f"rust:{version}-slim-{suite(version)}", *facts)


def runtime(version: str, base: str) -> Printable:
    """What the program runs on."""
    if base == "scratch":
        return Printable("scratch")
    if base == "alpine":
        return image(f"alpine:{product('alpine').default}")
    if base == "debian":
        return image(f"debian:{suite(version)}-slim", "language_version")
    line = DISTROLESS.get(suite(version), DISTROLESS["bookworm"])
    return image(f"gcr.io/distroless/cc-{line}:nonroot", "language_version")
