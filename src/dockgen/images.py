"""References to the base images, from the dated table of releases.

Tags name the release line, as the images' own pages recommend: security fixes come in with a
rebuild, and Renovate and Dependabot can raise them.
"""

from __future__ import annotations

from dockgen.quoting import Printable, image
from dockgen.versions import product

NODE_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}
BUN_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}
JRE_VARIANTS = {"debian": "", "alpine": "-alpine"}


def debian() -> Printable:
    """Debian's own small image: https://hub.docker.com/_/debian."""
    return image(f"debian:{product('debian').default}-slim")


def nginx(base: str) -> Printable:
    """A server without privileges: nginx as uid 101 on port 8080: https://hub.docker.com/r/nginxinc/nginx-unprivileged."""
    variant = "-alpine" if base == "alpine" else ""
    return image(f"nginxinc/nginx-unprivileged:{product('nginx').default}{variant}")


def node(version: str, base: str) -> Printable:
    """Node.js with npm: https://hub.docker.com/_/node."""
    return image(f"node:{version}{NODE_VARIANTS[base]}", "language_version")


def bun(version: str, base: str) -> Printable:
    """Bun: https://hub.docker.com/r/oven/bun."""
    return image(f"oven/bun:{version}{BUN_VARIANTS[base]}", "language_version")


def maven(java: str, base: str = "debian", version: str = "") -> Printable:
    """Maven on a JDK, of the stable line where no version is given: https://hub.docker.com/_/maven."""
    line = version or product("maven").default
    name = f"maven:{line}-eclipse-temurin-{java}{JRE_VARIANTS[base]}"
    return image(name, "package_manager_version", "language_version")


def jdk(java: str, base: str) -> Printable:
    """A JDK: https://hub.docker.com/_/eclipse-temurin."""
    return image(f"eclipse-temurin:{java}-jdk{JRE_VARIANTS[base]}", "language_version")


def jre(java: str, base: str) -> Printable:
    """A Java run time: https://hub.docker.com/_/eclipse-temurin."""
    return image(f"eclipse-temurin:{java}-jre{JRE_VARIANTS[base]}", "language_version")
