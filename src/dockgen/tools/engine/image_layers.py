"""One layer, read from its archive: the paths in it, and its sizes and digests.

A layer is a tar archive of what changed. A file named `.wh.NAME` says that NAME is gone, and
`.wh..wh..opq` that all is gone that the folder held in the layers below:
https://github.com/opencontainers/image-spec/blob/main/layer.md.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Literal

from dockgen.tools.engine.streams import (
    CHUNK,
    Packing,
    Tap,
    broken,
    buffered,
    drain,
    packing_of,
    unpacked,
)

Kind = Literal["file", "folder", "link", "hard link", "other"]
Fate = Literal["added", "changed", "touched"]

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
OF_THE_STORE = ".wh..wh."
"""What the names of a storage driver's own files begin with."""


MAX_PATH = 16384
"""Characters that a path may have; Linux itself takes a quarter of that."""


class NotALayer(Exception):
    """The bytes are no layer; the message says why."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What to find out of files by how they begin, while they are read.

    Args:
        wanted: whether the file at a path is to be looked at.
        remark: what there is to say of it, by its path and how it begins; None for nothing.
        head: how many bytes of it are handed over.
    """

    wanted: Callable[[str], bool]
    remark: Callable[[str, bytes], str | None]
    head: int


NOTHING = Inspection(lambda _: False, lambda _path, _head: None, 0)


@dataclass(slots=True)
class Entry:
    """One path in a layer.

    Args:
        path: the path, relative to the root.
        kind: what it is; `other` is a device or a pipe.
        size: the bytes of a file; a hard link has none of its own.
        content: the hash of a file's content.
        target: where a link leads.
        attributes: its mode, owners and time.
        remark: what an inspection says of its content; empty for nothing.
        fate: what it did to the layers below; None until the layers are applied.
        gone_by: the number of the layer that overwrites or deletes it, where one does.
        overwritten: whether that layer puts something else at the path.
    """

    path: str
    kind: Kind
    size: int = 0
    content: bytes = b""
    target: str = ""
    attributes: tuple[int, int, int, int] = (0, 0, 0, 0)
    remark: str = ""
    fate: Fate | None = None
    gone_by: int | None = None
    overwritten: bool = False

    def same_content(self, other: Entry) -> bool:
        """Whether both hold the same."""
        mine = (self.kind, self.size, self.content, self.target)
        return mine == (other.kind, other.size, other.content, other.target)


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer holds.

    Args:
        entries: its paths, in the order of the archive.
        whiteouts: the paths that it deletes.
        opaque: the folders of which it hides what the layers below hold.
        size: the bytes of its files.
        tar_size: the bytes of the archive, unpacked.
        blob_size: the bytes of the archive as it is stored.
        diff_id: the digest of the archive, unpacked.
        blob: the digest of the archive as it is stored.
        packing: how it is stored.
        squeezed: the bytes that gzip would make of it; None where that was not asked for.
    """

    entries: tuple[Entry, ...] = ()
    whiteouts: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()
    size: int = 0
    tar_size: int = 0
    blob_size: int = 0
    diff_id: str = ""
    blob: str = ""
    packing: Packing = "none"
    squeezed: int | None = None


@dataclass(slots=True)
class _Found:
    """What is found while a layer is read; a path that comes twice counts as it came last."""

    entries: dict[str, Entry] = field(default_factory=dict)
    whiteouts: dict[str, None] = field(default_factory=dict)
    opaque: dict[str, None] = field(default_factory=dict)

    def note(self, entry: Entry) -> None:
        folder, _, name = entry.path.rpartition("/")
        if name == OPAQUE:
            self.opaque[folder] = None
        elif name.startswith(OF_THE_STORE):
            pass
        elif name.startswith(WHITEOUT):
            self.whiteouts[f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/")] = None
        else:
            self.entries[entry.path] = entry


def read_layer(
    stream: IO[bytes],
    algorithm: str = "sha256",
    *,
    squeeze: bool = False,
    inspection: Inspection = NOTHING,
) -> Layer:
    """Read a layer to its end, holding no file's content.

    Args:
        stream: the archive, plain or packed.
        algorithm: the hash for its digests.
        squeeze: whether to find out how small gzip would make it.
        inspection: what to find out of files by how they begin.

    Raises:
        NotALayer: it is no archive, or it is cut short.
    """
    raw = Tap(stream, algorithm)
    stored = buffered(raw)
    packing = packing_of(stored)
    try:
        source = unpacked(stored, packing)
        plain = Tap(source, algorithm, squeeze=squeeze) if packing != "none" or squeeze else raw
        found = _read(buffered(plain) if plain is not raw else stored, inspection)
        drain(stored)
    except broken() as problem:
        raise NotALayer(str(problem) or "it ends unexpectedly") from None
    return Layer(
        tuple(found.entries.values()),
        tuple(found.whiteouts),
        tuple(found.opaque),
        sum(entry.size for entry in found.entries.values()),
        plain.count,
        raw.count,
        plain.digest,
        raw.digest,
        packing,
        plain.squeezed(),
    )


def _read(stream: io.BufferedReader, inspection: Inspection) -> _Found:
    found = _Found()
    with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK) as archive:
        for path, member in members(archive):
            found.note(entry_of(archive, path, member, inspection))
    drain(stream)
    return found


def members(archive: tarfile.TarFile) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """The members of an archive by their path, none of which is held."""
    for member in archive:
        vars(archive)["members"] = []  # else it keeps them all, a thousand bytes each
        path = "/".join(part for part in member.name.split("/") if part not in {"", "."})
        if len(path) > MAX_PATH:
            raise tarfile.ReadError(f"a path in it has {len(path)} characters")
        if path:
            yield path, member


def entry_of(
    archive: tarfile.TarFile,
    path: str,
    member: tarfile.TarInfo,
    inspection: Inspection = NOTHING,
) -> Entry:
    """A member of an archive as a path of a layer; its content is read and hashed."""
    attributes = (member.mode & 0o7777, member.uid, member.gid, int(member.mtime))
    if member.isfile():
        size = inspection.head if inspection.wanted(path) else 0
        content, head = _hash_and_head(archive.extractfile(member), size)
        remark = inspection.remark(path, head) if size else None
        return Entry(path, "file", member.size, content, attributes=attributes, remark=remark or "")
    kind: Kind = "folder" if member.isdir() else "other"
    kind = "link" if member.issym() else "hard link" if member.islnk() else kind
    return Entry(path, kind, target=member.linkname, attributes=attributes)


def _hash_and_head(file: IO[bytes] | None, size: int) -> tuple[bytes, bytes]:
    """A hash that tells whether two contents are the same, and the first bytes.

    BLAKE2 is the fastest of the library.
    """
    digest, head = hashlib.blake2b(digest_size=16), b""
    while file is not None and (chunk := file.read(CHUNK)):
        digest.update(chunk)
        head += chunk[: size - len(head)]
    return digest.digest(), head
