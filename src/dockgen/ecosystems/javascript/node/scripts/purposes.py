"""Which scripts are meant for production and for containers, by their names.

Beside `build` and `start`, which a developer may use as well, repositories have scripts that their
own Dockerfile or server calls: `build-docker`, `start:prod`. Where one is there, it is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.readers.package_json import PackageJson

CONTAINERS = ("docker", "container")
PRODUCTION = ("prod", "production")
OUTSIDE = lazy_regex(
    r"(?<![\w./-])(?:docker(?:-compose)?|podman|buildah|kubectl|helm|nerdctl|kamal|fly|flyctl|pack)\s"
)
"""What such a script calls that is itself called outside of the container."""

WATCHES = lazy_regex(r"\b(?:dev|watch|debug|serve)\b|--watch\b")


def _names(verb: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        for mark in ":-_":
            yield f"{verb}{mark}{word}"
            yield f"{word}{mark}{verb}"


STARTS = (*_names("start", CONTAINERS), *_names("start", PRODUCTION), *_names("serve", PRODUCTION))
BUILDS = (*_names("build", CONTAINERS), *_names("build", PRODUCTION))


def starts(package: PackageJson) -> Iterator[Fact[str]]:
    """The scripts that may start the package in production, those that say so first."""
    yield from _inside(package, STARTS)
    for name in PRODUCTION:  # which may as well build
        script = package.script(name)
        if script is not None and scripts.ends_in_a_program(script, package):
            yield script
    plain = package.script("start")
    if plain is not None:
        yield plain


def build(package: PackageJson) -> Fact[str] | None:
    """The script that builds the package for a container or for production, else `build`."""
    return next(builds(package), None)


def builds(package: PackageJson, names: tuple[str, ...] = ("build",)) -> Iterator[Fact[str]]:
    """The scripts of these names, with those before `build` that say what they are for."""
    for name in names:
        if name == "build":
            yield from _inside(package, BUILDS)
        script = package.script(name)
        if script is not None:
            yield script


def _inside(package: PackageJson, names: tuple[str, ...]) -> Iterator[Fact[str]]:
    """The scripts of these names that run in a container, and not one."""
    for name in names:
        script = package.script(name)
        if script is None:
            continue
        text = scripts.expanded(script, package)
        if not OUTSIDE.search(text) and not WATCHES.fullmatch(script.value.strip()):
            yield script
