"""Folders in a context that a build makes anew, and the data of version control."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from dockgen.core.formatting import counted, size_text
from dockgen.core.generated import GeneratedFolder, is_marked, paths_below
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_patterns import literal
from dockgen.ecosystems.registry import all_ecosystems
from dockgen.tools.context.risk import Kind, Risk, to_ignore_file
from dockgen.tools.context.scanning import Context

HISTORY = {
    ".git": "Git history",
    ".hg": "Mercurial history",
    ".svn": "Subversion data",
    ".jj": "Jujutsu data",
    ".bzr": "Bazaar history",
}
HISTORIES = frozenset(HISTORY)

MADE_BY_OTHERS = (
    GeneratedFolder("bin", "build output", beside=("*.csproj", "*.fsproj", "*.vbproj")),
    GeneratedFolder("obj", "build output", beside=("*.csproj", "*.fsproj", "*.vbproj")),
    GeneratedFolder(".terraform", "Terraform providers", dependencies=True),
)
"""Folders of tools that belong to no ecosystem here."""


class _Meaning(NamedTuple):
    """What a folder of a name is, and the files of which one says so."""

    kind: Kind
    what: str
    marks: tuple[str, ...]


@cache
def _folders() -> Mapping[str, _Meaning]:
    """The folders that a build makes anew, by name, and the data of version control."""
    found = {name: _Meaning(Kind.VERSION_CONTROL, what, ()) for name, what in HISTORY.items()}
    rows = [row for one in all_ecosystems() for row in one.generated]
    for row in (*rows, *MADE_BY_OTHERS):
        kind = Kind.DEPENDENCIES if row.dependencies else Kind.BUILD_OUTPUT
        known = found.get(row.name)
        marks = (*known.marks, *row.beside) if known else row.beside
        always = not row.beside or (known is not None and not known.marks)
        found[row.name] = _Meaning(
            known.kind if known else kind,
            known.what if known else row.what,
            () if always else tuple(dict.fromkeys(marks)),
        )
    return found


def folders(context: Context, sources: Sequence[Source]) -> Iterator[Risk]:
    """Folders that a build makes anew, unless the Dockerfile takes something from one by name.

    Those of one name are one risk, as one pattern keeps them out.
    """
    paths = sorted(context.files)
    groups: dict[str, list[str]] = defaultdict(list)
    outer: set[str] = set()
    for folder in sorted(context.folders, key=lambda path: (path.count("/"), path)):
        name = folder.rpartition("/")[2]
        if name not in _folders() or any(above in outer for above in _above(folder)):
            continue
        kind, _, marks = _folders()[name]
        if is_marked(paths, folder, marks):
            outer.add(folder)
            if kind is Kind.VERSION_CONTROL or not _is_taken_by_name(folder, sources):
                groups[name].append(folder)
    for name, places in groups.items():
        yield _risk(context, name, places, paths)


def _risk(context: Context, name: str, places: list[str], paths: list[str]) -> Risk:
    """The risk of all folders of one name; the first stands for them."""
    kind, what, marks = _folders()[name]
    files = [path for place in places for path in paths_below(paths, place)]
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


def _is_taken_by_name(folder: str, sources: Sequence[Source]) -> bool:
    return any(f"{source.path}/".startswith(f"{folder}/") for source in sources)
