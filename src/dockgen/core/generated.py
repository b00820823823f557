"""Folders that tools write: installed packages, and what was built."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockgen.core.project import Project


def _never(_project: Project, _folder: str) -> bool:
    return False


class GeneratedFolder(NamedTuple):
    """A folder that the tools of an ecosystem write.

    Args:
        name: its name, wherever it lies.
        what: what it is: `installed packages of Node`.
        dependencies: whether it holds what was installed; otherwise it holds what was built.
        beside: files of which one must lie beside it (or, with `./` before the name, in it) for
            the name to mean that; none where the name says it all. A `*` stands for any text.
        is_source: whether a folder of that name is one that people wrote all the same.
    """

    name: str
    what: str
    dependencies: bool = False
    beside: tuple[str, ...] = ()
    is_source: Callable[[Project, str], bool] = _never


def outputs(
    project: Project, files: Iterable[str], rows: Sequence[GeneratedFolder]
) -> frozenset[str]:
    """The outermost folders of a project that its tools wrote.

    Args:
        project: the project, which is read where a name alone does not say it.
        files: the paths of its files.
        rows: what is known of such folders.
    """
    paths = sorted(files)
    by_name: dict[str, list[GeneratedFolder]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    found: set[str] = set()
    for folder in _folders(paths, by_name):
        inside_one = any(folder.startswith(f"{outer}/") for outer in found)
        if not inside_one and any(
            is_marked(paths, folder, row.beside) and not row.is_source(project, folder)
            for row in by_name[folder.rpartition("/")[2]]
        ):
            found.add(folder)
    return frozenset(found)


def _folders(paths: Iterable[str], names: Iterable[str]) -> list[str]:
    """The folders of these names, the outer ones first."""
    wanted = frozenset(names)
    found: set[str] = set()
    for path in paths:
        parts = path.split("/")[:-1]
        if not wanted.isdisjoint(parts):
            found.update(
                "/".join(parts[: depth + 1]) for depth, part in enumerate(parts) if part in wanted
            )
    return sorted(found, key=lambda folder: (folder.count("/"), folder))


def is_marked(paths: list[str], folder: str, marks: Sequence[str]) -> bool:
    """Whether one of these files is next to a folder or in it; `paths` are sorted."""
    return not marks or any(_is_there(paths, folder, mark) for mark in marks)


def _is_there(paths: list[str], folder: str, mark: str) -> bool:
    if mark.startswith("./"):
        return _holds(paths, f"{folder}{mark[1:]}")
    beside = folder.rpartition("/")[0]
    prefix = f"{beside}/" if beside else ""
    if not mark.startswith("*"):
        return _holds(paths, f"{prefix}{mark}")
    return any(
        path.endswith(mark[1:]) and "/" not in path[len(prefix) :]
        for path in paths_below(paths, beside)
    )


def paths_below(paths: list[str], folder: str) -> list[str]:
    """The paths below a folder; `paths` are sorted."""
    prefix = f"{folder}/" if folder else ""
    after = f"{folder}0" if folder else "\U0010ffff"  # 0 comes next to / in Unicode
    return paths[bisect_left(paths, prefix) : bisect_left(paths, after)]


def _holds(paths: list[str], path: str) -> bool:
    place = bisect_left(paths, path)
    return paths[place : place + 1] == [path]
