"""tsconfig.json: https://www.typescriptlang.org/tsconfig/#outDir, followed through `extends`."""

from __future__ import annotations

import posixpath

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.readers.json import json_with_comments
from dockgen.readers.package_json import PackageJson

FILES = ("tsconfig.build.json", "tsconfig.app.json", "tsconfig.json")
MAX_DEPTH = 10


def out_dir(project: Project, package: PackageJson) -> Fact[str] | None:
    """The folder that the compiler writes, relative to the package, or None where it is not set."""
    for name in FILES:
        path = package.inside(name)
        found = _out_dir(project, path, MAX_DEPTH) if project.has(path) else None
        if found is not None:
            inside = posixpath.relpath(found.value, package.folder or ".")
            return Fact(inside, found.evidence)
    return None


def _out_dir(project: Project, path: str, depth: int) -> Fact[str] | None:
    """The `outDir` of a file or of the nearest one that it extends, relative to the project."""
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
        found = _out_dir(project, base, depth - 1) if base and depth else None
        if found is not None:
            return found
    return None


def extended(project: Project, folder: str, name: object) -> str | None:
    """The path of an extended file inside the project; a package's is not ours to read."""
    if not isinstance(name, str) or not name.startswith("."):
        return None
    path = posixpath.normpath(posixpath.join(folder, name))
    return project.first(path, f"{path}.json", f"{path}/tsconfig.json")
