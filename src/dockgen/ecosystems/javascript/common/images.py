"""The base images of JavaScript."""

from __future__ import annotations

from dockgen.core.quoting import Printable, image

NODE_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}

BUN_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}

ON_BULLSEYE = {12: (12, 22, 5), 14: (14, 17, 5), 16: (16, 6, 2)}
"""The first version of a line of Node.js whose image there is on Debian 11 too."""


def node(version: str, base: str) -> Printable:
    """Node.js with npm: https://hub.docker.com/_/node.

    The plain tags of old lines stay on the Debian that was stable when they came out, and the
    packages of Debian 10 are no longer where its images look for them:
    https://github.com/nodejs/docker-node/issues/1785.
    """
    variant = NODE_VARIANTS[base]
    if variant == "-slim" and _is_on_bullseye(version):
        variant = "-bullseye-slim"
    return image(f"node:{version}{variant}", "language_version")


def _is_on_bullseye(version: str) -> bool:
    numbers = [int(part) for part in version.split(".") if part.isdigit()]
    first = ON_BULLSEYE.get(numbers[0]) if numbers else None
    return first is not None and tuple([*numbers, 999, 999][:3]) >= first


def bun(version: str, base: str) -> Printable:
    """Bun: https://hub.docker.com/r/oven/bun."""
    return image(f"oven/bun:{version}{BUN_VARIANTS[base]}", "language_version")


def deno(version: str, base: str) -> Printable:
    """Deno, tagged by exact versions: https://hub.docker.com/r/denoland/deno."""
    family = "alpine-" if base == "alpine" else ""
    return image(f"denoland/deno:{family}{version}", "language_version")
