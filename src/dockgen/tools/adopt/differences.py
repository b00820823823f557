"""What stands between two file systems, and what of it goes into the new image as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import plain
from dockgen.tools.adopt import accounts
from dockgen.tools.adopt.leaving_out import BOOKS, LeftOut, reason
from dockgen.tools.adopt.tree import Tree

Kind = Literal["added", "changed", "replaced", "owners", "deleted"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A path that two file systems do not have in common.

    Args:
        path: the path, relative to the root.
        kind: what happened to it; `owners` for a change of owners or mode alone, `replaced` where
            one kind took the place of another, such as a link that of a folder.
    """

    path: str
    kind: Kind


@dataclass(frozen=True)
class Sorted:
    """Differences, sorted by what becomes of them.

    Args:
        files: the paths that go into the new image as files, folders and links.
        deleted: the topmost paths to delete.
        left_out: the paths that are not taken over.
    """

    files: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=())


def between(before: Tree, after: Tree) -> Iterator[Difference]:
    """The paths that two file systems do not have in common, in order."""
    for path in sorted({*before.entries, *after.entries}):
        old, new = before.entries.get(path), after.entries.get(path)
        if old is None:
            yield Difference(path, "added")
        elif new is None:
            yield Difference(path, "deleted")
        elif old.kind != new.kind:
            yield Difference(path, "replaced")
        elif not old.same_content(new):
            yield Difference(path, "changed")
        elif not old.same(new):
            yield Difference(path, "owners")


def sort(
    differences: Iterable[Difference],
    after: Tree,
    *,
    drifted: Mapping[str, str],
    account_files: bool,
    books: bool,
) -> Sorted:
    """Decide what becomes of each difference.

    Args:
        differences: what `between` found.
        after: the file system to come to.
        drifted: files of packages that are now of another version, with what to say of them.
        account_files: whether the files of users and groups are copied.
        books: whether the package manager's books are copied.
    """
    files: list[str] = []
    deleted: list[str] = []
    left_out: list[LeftOut] = []
    for one in differences:
        if one.path in drifted:
            left_out.append(LeftOut(one.path, "package", drifted[one.path]))
        elif not _is_kept(one.path, account_files=account_files, books=books):
            continue
        elif one.kind == "deleted":
            if reason(one.path, b"") is None:
                deleted.append(one.path)
        elif found := _unsuitable(one.path, after):
            left_out.append(found)
        else:
            files.append(one.path)
            if one.kind == "replaced":  # COPY would write into a link's target
                deleted.append(one.path)
            if after.entries[one.path].capable:
                left_out.append(LeftOut(one.path, "capability", "`setcap` sets them again"))
    kept = _without_empty_folders(files, after, left_out)
    return Sorted(tuple(kept), tuple(topmost(deleted)), tuple(left_out))


def _is_kept(path: str, *, account_files: bool, books: bool) -> bool:
    """Whether a path is looked at, and not the matter of a command."""
    if path in accounts.FILES:
        return account_files and not path.endswith(("shadow", "subuid", "subgid"))
    return books or not BOOKS.match(path)


def _unsuitable(path: str, after: Tree) -> LeftOut | None:
    """Why something cannot or must not be a file of the new image; None where it can."""
    entry = after.entries[path]
    if entry.kind == "other":
        return LeftOut(path, "device", "a device, a socket or a pipe")
    try:
        plain(path)
    except UnusableInput:
        return LeftOut(path, "leftover", "its name cannot be used in a Dockerfile")
    if entry.kind == "file":
        return reason(path, after.heads.get(path, b""))
    return reason(f"{path}/" if entry.kind == "folder" else path, b"")


def _without_empty_folders(files: list[str], after: Tree, left_out: list[LeftOut]) -> list[str]:
    """The files without folders that held only what was left out."""
    gone = {one.path for one in left_out if one.why != "capability"}
    above = set(folders_above(after.entries))
    skipped = gone | above
    alive = set(folders_above(path for path in after.entries if path not in skipped))
    return [
        path
        for path in files
        if after.entries[path].kind != "folder" or path in alive or path not in above
    ]


def topmost(paths: Iterable[str]) -> list[str]:
    """The paths that lie below no other of them."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(f"{found[-1]}/"):
            found.append(path)
    return found


def folders_above(paths: Iterable[str]) -> list[str]:
    """All folders that the paths lie in, each once, outermost first."""
    found = dict[str, None]()
    for path in paths:
        parts = path.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            found["/".join(parts[:count])] = None
    return sorted(found)
