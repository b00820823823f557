"""The base images of site generators."""

from __future__ import annotations

from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product


def hugo(version: str) -> Printable:
    """Hugo with Git, Go, npm and Dart Sass.

    The project's own image exists since 0.136; for older releases there are those of HugoMods:
    https://gohugo.io/installation/linux/#docker, https://docker.hugomods.com/.
    """
    own = _number(version) >= (0, 136)
    name = f"ghcr.io/gohugoio/hugo:v{version}" if own else f"hugomods/hugo:exts-{version}"
    return image(name, "framework_version")


def zola(version: str, *, shell: bool) -> Printable:
    """Zola, alone or on Alpine: https://github.com/getzola/zola/pkgs/container/zola."""
    return image(
        f"ghcr.io/getzola/zola:v{version}{'-alpine' if shell else ''}", "framework_version"
    )


def python(version: str) -> Printable:
    """Python with pip: https://hub.docker.com/_/python."""
    return image(f"python:{version}-slim", "language_version")


def ruby(version: str) -> Printable:
    """Ruby with Bundler: https://hub.docker.com/_/ruby."""
    return image(f"ruby:{version}-slim", "language_version")


def rust() -> Printable:
    """Rust with Cargo: https://hub.docker.com/_/rust."""
    return image(f"rust:{product('rust').default}-slim")


def uv(version: str) -> Printable:
    """The program uv alone: https://docs.astral.sh/uv/guides/integration/docker/."""
    return image(f"ghcr.io/astral-sh/uv:{version}", "package_manager_version")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
