"""Folders in a context that a build makes anew, and the data of version control."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator, Sequence

from dockgen.context.risk import Kind, Risk, to_ignore_file
from dockgen.context.scanning import Context
from dockgen.copying import Source
from dockgen.formatting import counted, size_text

FOLDERS: dict[str, tuple[Kind, str, tuple[str, ...]]] = {
    ".git": (Kind.VERSION_CONTROL, "the history of Git", ()),
    ".hg": (Kind.VERSION_CONTROL, "the history of Mercurial", ()),
    ".svn": (Kind.VERSION_CONTROL, "the data of Subversion", ()),
    ".jj": (Kind.VERSION_CONTROL, "the data of Jujutsu", ()),
    ".bzr": (Kind.VERSION_CONTROL, "the history of Bazaar", ()),
    "node_modules": (Kind.DEPENDENCIES, "installed packages of Node", ()),
    "bower_components": (Kind.DEPENDENCIES, "installed packages of Bower", ()),
    ".pnpm-store": (Kind.DEPENDENCIES, "the package store of pnpm", ()),
    ".venv": (Kind.DEPENDENCIES, "a virtual environment of Python", ("./pyvenv.cfg",)),
    "venv": (Kind.DEPENDENCIES, "a virtual environment of Python", ("./pyvenv.cfg",)),
    "env": (Kind.DEPENDENCIES, "a virtual environment of Python", ("./pyvenv.cfg",)),
    ".m2": (Kind.DEPENDENCIES, "the repository of Maven", ()),
    ".gradle": (Kind.DEPENDENCIES, "the caches of Gradle", ()),
    ".tox": (Kind.BUILD_OUTPUT, "environments of tox", ()),
    ".nox": (Kind.BUILD_OUTPUT, "environments of nox", ()),
    "__pycache__": (Kind.BUILD_OUTPUT, "compiled Python", ()),
    ".pytest_cache": (Kind.BUILD_OUTPUT, "a cache of pytest", ()),
    ".mypy_cache": (Kind.BUILD_OUTPUT, "a cache of mypy", ()),
    ".ruff_cache": (Kind.BUILD_OUTPUT, "a cache of Ruff", ()),
    ".next": (Kind.BUILD_OUTPUT, "build output of Next.js", ()),
    ".nuxt": (Kind.BUILD_OUTPUT, "build output of Nuxt", ()),
    ".output": (Kind.BUILD_OUTPUT, "build output of Nitro", ("package.json",)),
    ".svelte-kit": (Kind.BUILD_OUTPUT, "build output of SvelteKit", ()),
    ".angular": (Kind.BUILD_OUTPUT, "a cache of Angular", ()),
    ".turbo": (Kind.BUILD_OUTPUT, "a cache of Turborepo", ()),
    ".parcel-cache": (Kind.BUILD_OUTPUT, "a cache of Parcel", ()),
    "coverage": (Kind.BUILD_OUTPUT, "a coverage report", ("package.json",)),
    "htmlcov": (Kind.BUILD_OUTPUT, "a coverage report", ()),
    "target": (Kind.BUILD_OUTPUT, "build output", ("pom.xml", "Cargo.toml", "build.sbt")),
    "build": (
        Kind.BUILD_OUTPUT,
        "build output",
        ("build.gradle", "build.gradle.kts", "package.json", "pyproject.toml", "setup.py"),
    ),
    "dist": (Kind.BUILD_OUTPUT, "build output", ("package.json", "pyproject.toml", "setup.py")),
    "out": (Kind.BUILD_OUTPUT, "build output", ("package.json", "build.gradle")),
    "bin": (Kind.BUILD_OUTPUT, "build output", ("*.csproj", "*.fsproj", "*.vbproj")),
    "obj": (Kind.BUILD_OUTPUT, "build output", ("*.csproj", "*.fsproj", "*.vbproj")),
    ".terraform": (Kind.DEPENDENCIES, "providers of Terraform", ()),
}
"""Folders that a build makes anew: what they are, and which file must lie beside them (or, with
`./`, in them) for the name to mean that."""


def folders(context: Context, sources: Sequence[Source]) -> Iterator[Risk]:
    """Folders that a build makes anew, unless the Dockerfile takes something from one by name."""
    found: list[str] = []
    for folder in sorted(context.folders, key=lambda path: path.count("/")):
        row = FOLDERS.get(folder.rpartition("/")[2])
        if row is None or any(folder.startswith(f"{outer}/") for outer in found):
            continue
        kind, what, marks = row
        if marks and not any(_is_marked(context, folder, mark) for mark in marks):
            continue
        found.append(folder)
        if kind is Kind.VERSION_CONTROL or not _is_taken_by_name(folder, sources):
            sizes = [size for _, size in context.below(folder)]
            yield Risk(
                kind,
                f"{folder}/",
                f"{what}, {counted(len(sizes), 'file')}, {size_text(sum(sizes))}",
                hint=to_ignore_file(context, _general(folder)),
            )


def _is_marked(context: Context, folder: str, mark: str) -> bool:
    if mark.startswith("./"):
        return f"{folder}{mark[1:]}" in context.files
    beside = folder.rpartition("/")[0]
    place = f"{beside}/{mark}" if beside else mark
    if "*" not in mark:
        return place in context.files
    return any(
        posixpath.dirname(path) == beside and fnmatch.fnmatchcase(path, place)
        for path in context.files
    )


def _is_taken_by_name(folder: str, sources: Sequence[Source]) -> bool:
    return any(f"{source.path}/".startswith(f"{folder}/") for source in sources)


def _general(folder: str) -> str:
    """The pattern that keeps out a folder, wherever it lies."""
    name = folder.rpartition("/")[2]
    return folder if name == folder else f"**/{name}"
