"""tsconfig.json: https://www.typescriptlang.org/tsconfig/#outDir, followed through `extends`."""

from __future__ import annotations

import posixpath

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.readers.json import json_with_comments
from dockgen.readers.package_json import PackageJson

FILES = ("tsconfig.build.json", "tsconfig.app.json", "tsconfig.json")
MOST_FILES = 50
"""How many files are followed."""


def out_dir(project: Project, package: PackageJson) -> Fact[str] | None:
    """The folder that the compiler writes, relative to the package, or None where it is not set."""
    for name in FILES:
        path = package.inside(name)
        found = _out_dir(project, path, set()) if project.has(path) else None
        if found is not None:
            inside = posixpath.relpath(found.value, package.folder or ".")
            return Fact(inside, found.evidence)
    return None


def _out_dir(project: Project, path: str, seen: set[str]) -> Fact[str] | None:
    """The `outDir` of a file or of the nearest one that it extends, relative to the project.

    Each file is asked once, by however many ways it is extended.
    """
    if path in seen or len(seen) >= MOST_FILES:
        return None
    seen.add(path)
    try:
        json = project.parsed(path, json_with_comments)
    except UnusableInput:
        return None  # the compiler itself will say what is wrong with it
    own = json.text("compilerOptions", "outDir")
    folder = posixpath.dirname(path)
    if own is not None:
        inside = own.value.replace("${configDir}/", "")
        return Fact(posixpath.normpath(posixpath.join(folder, inside)), own.evidence)
    bases = json.value("extends")
    for one in reversed(bases if isinstance(bases, list) else [bases]):
        base = extended(project, folder, one)
        found = _out_dir(project, base, seen) if base else None
        if found is not None:
            return found
    return None


def extended(project: Project, folder: str, name: object) -> str | None:
    """The path of an extended file inside the project; a package's is not ours to read."""
    if not isinstance(name, str) or not name.startswith("."):
        return None
    path = posixpath.normpath(posixpath.join(folder, name))
    return project.first(path, f"{path}.json", f"{path}/tsconfig.json")
