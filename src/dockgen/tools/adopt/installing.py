"""Installs the packages in the base image for real, to see what they bring and what they do not."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from dockgen.core.errors import EngineProblem
from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.adopt import packages
from dockgen.tools.adopt.configuration import Settings
from dockgen.tools.adopt.differences import between
from dockgen.tools.adopt.folder import with_folders, write
from dockgen.tools.adopt.making import PACKAGE_SOURCES, Adoption
from dockgen.tools.adopt.tree import Tree
from dockgen.tools.adopt.workshop import Workshop
from dockgen.tools.verify.building import Failure

CERTIFICATES = "ca-certificates"
CERTIFICATE_FILE = "etc/ssl/certs/ca-certificates.crt"
UNKNOWN_PACKAGE = lazy_regex(
    r"Unable to locate package (\S+)|Package '?([^\s']+)'? has no installation candidate"
    r"|^[^\S\n]*(\S+) \(no such package\)",
    re.MULTILINE,
)
"""How apt and apk say that a package is nowhere to be had: it was installed from a file."""


@dataclass(frozen=True)
class Trial:
    """How far the commands alone lead.

    Args:
        made: the adoption, with the packages that can be installed.
        reached: the file system that they lead to.
        unknown: the packages that no source has.
    """

    made: Adoption
    reached: Tree
    unknown: tuple[str, ...] = ()


def install(shop: Workshop, container: str, made: Adoption, before: Tree, after: Tree) -> Trial:
    """Try the packages of an adoption.

    A package that no source has was installed from a file; it is left out here, and its files
    are copied like any others.

    Args:
        shop: the engine, and where progress goes.
        container: the container that is adopted.
        made: the adoption so far.
        before: the base image's file system.
        after: the container's.

    Raises:
        EngineProblem: the packages cannot be installed, for want of a network for instance.
    """
    made = _with_sources(made, before, after)
    unknown: list[str] = []
    while not made.packages.is_empty:
        shop.say("installing the packages in the base image to see which files they add")
        with tempfile.TemporaryDirectory(prefix="dockgen-") as folder:
            alone = replace(made, settings=Settings())
            write(shop.engine, container, alone, Path(folder), syntax=False)
            image, failure = shop.build(Path(folder), "trial")
        if failure is None:
            return Trial(made, shop.tree_of_image(image), tuple(unknown))
        missing = unknown_packages(failure)
        wanted = made.packages
        if not missing & {*wanted.install, *wanted.recommended}:
            raise EngineProblem(
                f"the packages cannot be installed in {made.base}: {_last_of(failure)}",
                hint=failure.hint or "use --no-packages to copy their files instead",
            )
        unknown += sorted(missing)
        known = replace(
            wanted,
            install=tuple(name for name in wanted.install if name not in missing),
            recommended=tuple(name for name in wanted.recommended if name not in missing),
        )
        made = replace(made, packages=known)
    return Trial(made, before, tuple(unknown))


def _with_sources(made: Adoption, before: Tree, after: Tree) -> Adoption:
    """The same with the files that say where packages come from, which are copied first."""
    sources = [
        one.path
        for one in between(before, after)
        if PACKAGE_SOURCES.match(one.path) and one.kind in {"added", "changed"}
    ]
    new = packages.installed_in(after).packages
    first = CERTIFICATES in new and not before.has(CERTIFICATE_FILE) and bool(sources)
    return replace(
        made,
        entries=with_folders(sources, after),
        first_packages=(CERTIFICATES,) if first else (),
    )


def unknown_packages(failure: Failure) -> set[str]:
    """The packages that a failed install could not find."""
    found = UNKNOWN_PACKAGE.findall("\n".join(failure.output))
    return {next(filter(None, groups)) for groups in found}


def _last_of(failure: Failure) -> str:
    return failure.output[-1].strip() if failure.output else failure.message


def drift(reached: Tree, after: Tree) -> dict[str, str]:
    """Files of packages that have another version now, with what to say of them.

    Only files that the package manager keeps a sum of: what it does not, configuration for
    instance, is the user's, and is copied.
    """
    here, there = packages.installed_in(reached).packages, packages.installed_in(after).packages
    found: dict[str, str] = {}
    for name, package in there.items():
        now = here.get(name)
        if now is None or now.version == package.version:
            continue
        what = f"{name} {package.version} is now {now.version}"
        for tree in (reached, after):
            owned = packages.files_of(tree, [name])
            found |= {path: what for path, md5 in owned.items() if md5}
            prefix = f"{packages.DPKG_INFO}{name}."
            found |= {path: what for path in tree.entries if path.startswith(prefix)}
    return found
