"""Layers put on each other: what each adds, changes and removes, and what of it is waste.

A byte is wasted where a later layer overwrites or deletes the file that it belongs to: everybody
who pulls the image fetches it, and nobody can read it. A file that has several names (hard links)
is gone when the last of them is. Why waste and efficiency are two figures:
docs/decisions/0051-waste-and-efficiency.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dockgen.tools.engine.image_layers import Entry, Fate, Layer


@dataclass(frozen=True, slots=True)
class Count:
    """Some files: how many, and their bytes."""

    files: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a layer does to the layers below it.

    Args:
        added: what was not there.
        changed: what was there with another content.
        touched: what was there with the same content: its owner, mode or time is new, or nothing.
        removed: what was there and is no more; its bytes stay in the layer that brought them.
        folders: how many folders it adds.
        gone: the paths that it removes, with the bytes of each.
        wasted: the bytes in it overwritten or deleted by a later layer.
    """

    added: Count
    changed: Count
    touched: Count
    removed: Count
    folders: int
    gone: Mapping[str, int]
    wasted: int


@dataclass(frozen=True, slots=True)
class Stacked:
    """All layers on each other.

    Args:
        changes: what each does.
        wasted: the bytes overwritten or deleted by a later layer.
        efficiency: the bytes of each path where it is smallest, over those of all its copies.
        repeated: the bytes of all copies of the paths that are in several layers.
    """

    changes: tuple[Changes, ...]
    wasted: int
    efficiency: float
    repeated: int


@dataclass(slots=True)
class _Content:
    """What a file holds, however many names it has."""

    entry: Entry
    names: int = 1


@dataclass(slots=True)
class _Node:
    """A path of the file system as it is so far."""

    entry: Entry | None = None
    content: _Content | None = None
    below: dict[str, _Node] | None = None

    def all_below(self, path: str) -> Iterator[tuple[str, _Node]]:
        """All that lies below, by path."""
        waiting = [(path, self)]  # no recursion: nobody knows how deep an archive goes
        while waiting:
            folder, one = waiting.pop()
            for name, node in (one.below or {}).items():
                place = f"{folder}/{name}" if folder else name
                yield place, node
                if node.below:
                    waiting.append((place, node))

    def size_below(self) -> int:
        """The bytes of all that lies below."""
        return sum(node.entry.size for _, node in self.all_below("") if node.entry is not None)


@dataclass(slots=True)
class _Copies:
    """The copies of one path."""

    count: int = 0
    total: int = 0
    least: int = -1

    def note(self, size: int) -> None:
        self.count += 1
        self.total += size
        self.least = size if self.least < 0 else min(self.least, size)


@dataclass(slots=True)
class _Stack:
    """The file system, layer by layer."""

    root: _Node = field(default_factory=lambda: _Node(below={}))
    copies: dict[str, _Copies] = field(default_factory=dict)

    def find(self, path: str) -> _Node | None:
        node: _Node | None = self.root
        for name in path.split("/") if path else ():
            node = (node.below or {}).get(name) if node is not None else None
        return node

    def note_copies(self, layer: Layer) -> None:
        """Count the leaves of a layer, as dive does; before the layer is applied."""
        above = {""}
        for path in [*(entry.path for entry in layer.entries), *layer.whiteouts]:
            while (path := path.rpartition("/")[0]) not in above:
                above.add(path)
        for entry in layer.entries:
            if entry.path not in above:
                self.copies.setdefault(entry.path, _Copies()).note(entry.size)
        for path in layer.whiteouts:
            node = self.find(path)
            size = node.size_below() if node is not None and node.below is not None else 0
            self.copies.setdefault(path, _Copies()).note(size)

    def remove(self, path: str, by: int) -> dict[str, int]:
        """Take a path away; return what went with it, and the bytes that are gone by that."""
        folder, _, name = path.rpartition("/")
        parent = self.find(folder)
        node = (parent.below or {}).pop(name, None) if parent is not None else None
        return {} if node is None else dict(_gone(path, node, by))

    def empty(self, path: str, by: int) -> dict[str, int]:
        """Take away all that a folder holds."""
        node = self.find(path)
        names = list(node.below or ()) if node is not None else []
        gone: dict[str, int] = {}
        for name in names:
            gone |= self.remove(f"{path}/{name}" if path else name, by)
        return gone

    def put(self, entry: Entry, by: int) -> dict[str, int]:
        """Put an entry at its path; return what it puts away."""
        *folders, name = entry.path.split("/")
        gone: dict[str, int] = {}
        parent = self.root
        for count, folder in enumerate(folders, start=1):
            parent, put_away = _folder_in(parent, folder, "/".join(folders[:count]), by)
            gone |= put_away
        assert parent.below is not None  # noqa: S101  it is a folder
        here = parent.below.get(name)
        if here is not None and here.below is not None and entry.kind == "folder":
            here.entry = entry
            return gone
        content = self._content(entry)  # first: a link may lead to what it takes the place of
        if here is not None:
            gone |= dict(_gone(entry.path, here, by))
        parent.below[name] = _Node(entry, content, {} if entry.kind == "folder" else None)
        return gone

    def _content(self, entry: Entry) -> _Content | None:
        if entry.kind == "file":
            return _Content(entry)
        if entry.kind != "hard link":
            return None
        parts = [part for part in entry.target.split("/") if part not in {"", "."}]
        first = self.find("/".join(parts))
        if first is None or first.content is None:
            return None
        first.content.names += 1
        return first.content


def _folder_in(parent: _Node, name: str, path: str, by: int) -> tuple[_Node, dict[str, int]]:
    """The folder of this name, in place of what else may be there."""
    assert parent.below is not None  # noqa: S101  it is a folder
    here = parent.below.get(name)
    if here is not None and here.below is not None:
        return here, {}
    gone = dict(_gone(path, here, by)) if here is not None else {}
    made = parent.below[name] = _Node(below={})
    return made, gone


def _gone(path: str, node: _Node, by: int) -> Iterator[tuple[str, int]]:
    """What goes with a path, folders aside, and the bytes that are gone by that."""
    for place, one in [(path, node), *node.all_below(path)]:
        if one.below is not None:
            continue
        size = 0
        if one.content is not None:
            one.content.names -= 1
            if not one.content.names:
                size = one.content.entry.size
                one.content.entry.gone_by = by
        yield place, size


def stack(layers: Sequence[Layer]) -> Stacked:
    """Put layers on each other, oldest first; each entry learns its fate.

    Args:
        layers: the layers.
    """
    whole = _Stack()
    gone = [_apply(whole, layer, number) for number, layer in enumerate(layers, start=1)]
    changes = tuple(_changes(layer, removed) for layer, removed in zip(layers, gone, strict=True))
    total = sum(one.total for one in whole.copies.values())
    return Stacked(
        changes,
        sum(one.wasted for one in changes),
        sum(one.least for one in whole.copies.values()) / total if total else 1.0,
        sum(one.total for one in whole.copies.values() if one.count > 1),
    )


def _apply(whole: _Stack, layer: Layer, number: int) -> dict[str, int]:
    """Put a layer on those below; return what it removes."""
    whole.note_copies(layer)
    before = {entry.path: whole.find(entry.path) for entry in layer.entries}
    for entry in layer.entries:
        entry.fate = _fate(entry, before[entry.path])
    gone: dict[str, int] = {}
    for path in layer.opaque:
        gone |= whole.empty(path, number)
    for path in layer.whiteouts:
        gone |= whole.remove(path, number)
    for entry in layer.entries:
        gone |= whole.put(entry, number)
    for path, node in before.items():
        if path in gone and node is not None:
            del gone[path]
            if node.content is not None and node.content.entry.gone_by == number:
                node.content.entry.overwritten = True
    return gone


def _fate(entry: Entry, node: _Node | None) -> Fate | None:
    """What an entry does to what is at its path; None for a folder that is there already."""
    if node is None:
        return "added"
    if node.below is not None:
        return None if entry.kind == "folder" else "changed"
    same = node.entry is not None and entry.same_content(node.entry)
    return "touched" if same else "changed"


def _changes(layer: Layer, gone: Mapping[str, int]) -> Changes:
    files = [entry for entry in layer.entries if entry.kind != "folder"]
    return Changes(
        _count(entry.size for entry in files if entry.fate == "added"),
        _count(entry.size for entry in files if entry.fate == "changed"),
        _count(entry.size for entry in files if entry.fate == "touched"),
        _count(gone.values()),
        sum(entry.kind == "folder" and entry.fate == "added" for entry in layer.entries),
        gone,
        sum(entry.size for entry in layer.entries if entry.gone_by is not None),
    )


def _count(sizes: Iterable[int]) -> Count:
    listed = list(sizes)
    return Count(len(listed), sum(listed))
