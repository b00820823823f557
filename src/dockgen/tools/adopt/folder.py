"""Writes the new folder: the Dockerfile, its ignore file, and the files that were taken over."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from dockgen.core.errors import UnusableInput
from dockgen.managed_files.writing import write_all
from dockgen.rendering.render import render
from dockgen.tools.adopt.differences import folders_above
from dockgen.tools.adopt.making import ROOTFS, Adoption, plan
from dockgen.tools.adopt.ownership import on_disk
from dockgen.tools.adopt.tree import Entry, Tree
from dockgen.tools.engine.archives import exported, reading
from dockgen.tools.engine.client import Engine


def with_folders(paths: Iterable[str], tree: Tree) -> dict[str, Entry]:
    """The entries of paths and of all folders above them, in order."""
    wanted = list(paths)
    return {path: tree.entries[path] for path in sorted({*wanted, *folders_above(wanted)})}


def write(engine: Engine, container: str, made: Adoption, folder: Path, *, syntax: bool) -> None:
    """Write an adoption into a folder that is there.

    Args:
        engine: the engine.
        container: the container that the files are copied from.
        made: what the new image is made of.
        folder: where to write.
        syntax: whether the Dockerfile names its frontend.

    Raises:
        UnusableInput: a value cannot be printed, or a file cannot be written.
        EngineProblem: the container cannot be exported.
    """
    refuse_behind_links(made.entries)
    rendered = render(plan(made), syntax_line=syntax)
    write_all(folder, {path: file.text for path, file in rendered.items()})
    if not made.entries:
        return
    root = folder / ROOTFS
    root.mkdir()
    for path, entry in made.entries.items():
        if entry.kind == "folder":
            (root / path).mkdir()
        elif entry.kind == "link":
            (root / path).symlink_to(entry.target)
    wanted = _by_source(made.entries)
    with (
        engine.stream("export", container) as stream,
        reading("the container's file system"),
    ):
        for archive, path, member in exported(stream):
            if path in wanted and member.isfile():
                _copy(
                    archive,
                    member,
                    [root / place for place in wanted[path]],
                    made.entries[wanted[path][0]],
                )


def refuse_behind_links(entries: Mapping[str, Entry]) -> None:
    """Refuse a tree in which something lies below a link: it would be written where that leads.

    Raises:
        UnusableInput: there is such an entry, or a path leaves the tree.
    """
    for path in entries:
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        link = next((one for one in above if _is_no_folder(entries.get(one))), None)
        if link is not None:
            raise UnusableInput(
                f"lies below {link}, which is no folder but a {entries[link].kind}", file=path
            )
        if not {"", ".", ".."}.isdisjoint(parts):
            raise UnusableInput("is no path in an image", file=path)


def _is_no_folder(entry: Entry | None) -> bool:
    return entry is not None and entry.kind != "folder"


def _by_source(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """The files by the path that the archive has their content under: hard links share one."""
    found: dict[str, list[str]] = {}
    for path, entry in entries.items():
        if entry.kind == "file":
            found.setdefault(entry.same_as or path, []).append(path)
    return found


def _copy(
    archive: tarfile.TarFile, member: tarfile.TarInfo, places: list[Path], entry: Entry
) -> None:
    """Write a file's content to its places, with a mode that a checkout keeps."""
    source = archive.extractfile(member)
    first, *others = places
    with first.open("xb") as file:
        if source is not None:
            shutil.copyfileobj(source, file)
    # what only its owner could read stays so on this machine; the Dockerfile says the rest
    first.chmod(on_disk(entry) if entry.mode & 0o004 else on_disk(entry) & 0o700)
    for other in others:
        shutil.copy2(first, other)
