"""Folders in a context that a build makes anew, and the data of version control."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dockgen.core.formatting import counted, size_text
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_patterns import literal
from dockgen.tools.context.risk import Kind, Risk, to_ignore_file
from dockgen.tools.context.scanning import Context

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
HISTORIES = frozenset(name for name, row in FOLDERS.items() if row[0] is Kind.VERSION_CONTROL)


def folders(context: Context, sources: Sequence[Source]) -> Iterator[Risk]:
    """Folders that a build makes anew, unless the Dockerfile takes something from one by name.

    Those of one name are one risk, as one pattern keeps them out.
    """
    paths = sorted(context.files)
    groups: dict[str, list[str]] = defaultdict(list)
    outer: set[str] = set()
    for folder in sorted(context.folders, key=lambda path: (path.count("/"), path)):
        name = folder.rpartition("/")[2]
        if name not in FOLDERS or any(above in outer for above in _above(folder)):
            continue
        kind, _, marks = FOLDERS[name]
        if not marks or any(_is_marked(paths, folder, mark) for mark in marks):
            outer.add(folder)
            if kind is Kind.VERSION_CONTROL or not _is_taken_by_name(folder, sources):
                groups[name].append(folder)
    for name, places in groups.items():
        yield _risk(context, name, places, paths)


def _risk(context: Context, name: str, places: list[str], paths: list[str]) -> Risk:
    """The risk of all folders of one name; the first stands for them."""
    kind, what, marks = FOLDERS[name]
    files = [path for place in places for path in _below(paths, place)]
    size = size_text(sum(context.files[path] for path in files))
    several = f" in {counted(len(places), 'folder')}" if len(places) > 1 else ""
    alone = len(places) == 1 and (marks or places[0] == name)
    return Risk(
        kind,
        f"{places[0]}/",
        f"{what}, {counted(len(files), 'file')}{several}, {size}",
        hint=to_ignore_file(context, literal(places[0]) if alone else f"**/{name}"),
    )


def _above(folder: str) -> Iterator[str]:
    while folder := folder.rpartition("/")[0]:
        yield folder


def _below(paths: list[str], folder: str) -> list[str]:
    """The paths below a folder; `paths` are sorted."""
    prefix = f"{folder}/" if folder else ""
    after = f"{folder}0" if folder else "\U0010ffff"  # 0 comes next to / in Unicode
    return paths[bisect_left(paths, prefix) : bisect_left(paths, after)]


def _is_marked(paths: list[str], folder: str, mark: str) -> bool:
    if mark.startswith("./"):
        return _holds(paths, f"{folder}{mark[1:]}")
    beside = folder.rpartition("/")[0]
    prefix = f"{beside}/" if beside else ""
    if not mark.startswith("*"):
        return _holds(paths, f"{prefix}{mark}")
    return any(
        path.endswith(mark[1:]) and "/" not in path[len(prefix) :] for path in _below(paths, beside)
    )


def _holds(paths: list[str], path: str) -> bool:
    place = bisect_left(paths, path)
    return paths[place : place + 1] == [path]


def _is_taken_by_name(folder: str, sources: Sequence[Source]) -> bool:
    return any(f"{source.path}/".startswith(f"{folder}/") for source in sources)
