"""References to the base images that several families share, from the dated table of releases.

Tags name the release line, as the images' own pages recommend: security fixes come in with a
rebuild, and Renovate and Dependabot can raise them.
"""

from __future__ import annotations

from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product


def debian() -> Printable:
    """Debian's own small image: https://hub.docker.com/_/debian."""
    return image(f"debian:{product('debian').default}-slim")


def alpine() -> Printable:
    """Alpine Linux: https://hub.docker.com/_/alpine."""
    return image(f"alpine:{product('alpine').default}")


def nginx(base: str) -> Printable:
    """A server without privileges: nginx as uid 101 on port 8080: https://hub.docker.com/r/nginxinc/nginx-unprivileged."""
    variant = "-alpine" if base == "alpine" else ""
    return image(f"nginxinc/nginx-unprivileged:{product('nginx').default}{variant}")
