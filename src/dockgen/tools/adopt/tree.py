"""A container's file system as data, read from the archive that the engine exports."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Literal

from dockgen.tools.engine.archives import exported, reading
from dockgen.tools.engine.secret_patterns import HEAD_BYTES

Kind = Literal["file", "folder", "link", "other"]
CHUNK = 1024 * 1024
CAPABILITY = "SCHILY.xattr.security.capability"
"""Where an archive keeps a file's capabilities: https://man7.org/linux/man-pages/man7/capabilities.7.html."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a file system.

    Args:
        kind: what it is; `other` is a device, a socket or a pipe.
        mode: its permissions, with the set-id and sticky bits.
        uid, gid: its owners.
        digest: the SHA-256 of a file's content.
        target: where a symbolic link leads.
        size: a file's bytes.
        capable: whether a file has capabilities of its own.
        same_as: for a hard link, the path that was exported with the content.
    """

    kind: Kind
    mode: int
    uid: int
    gid: int
    digest: str = ""
    target: str = ""
    size: int = 0
    capable: bool = False
    same_as: str = ""

    def same_content(self, other: Entry) -> bool:
        """Whether both are the same, whoever owns them."""
        mine = (self.kind, self.digest, self.target)
        return mine == (other.kind, other.digest, other.target)

    def same(self, other: Entry) -> bool:
        """Whether both are the same; a link's own mode means nothing, times are not looked at."""
        if self.kind == "link":
            return self.same_content(other) and (self.uid, self.gid) == (other.uid, other.gid)
        mine = (self.mode, self.uid, self.gid, self.capable)
        return self.same_content(other) and mine == (
            other.mode,
            other.uid,
            other.gid,
            other.capable,
        )


@dataclass(frozen=True)
class Tree:
    """A file system.

    Args:
        entries: all paths, relative to the root, without a trailing slash.
        heads: the beginnings of files that were asked for, by path.
        texts: the whole content of files that were asked for, by path.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    heads: Mapping[str, bytes] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def has(self, *paths: str) -> bool:
        """Whether one of these paths is there."""
        return any(path in self.entries for path in paths)


Wanted = Callable[[str], bool]


def read_tree(
    stream: IO[bytes], *, text: Wanted = lambda _: False, head: Wanted = lambda _: False
) -> Tree:
    """Read an exported archive.

    Args:
        stream: the archive.
        text: whether a file's whole content is wanted.
        head: whether the beginning of its content is wanted.

    Raises:
        UnusableInput: the archive is damaged or cut short.
    """
    entries: dict[str, Entry] = {}
    heads: dict[str, bytes] = {}
    texts: dict[str, str] = {}
    with reading("the container's file system"):
        for archive, path, member in exported(stream):
            if member.islnk():
                first = member.linkname.removeprefix("./").strip("/")
                entries[path] = _hard_link(entries, first, member)
            elif member.isfile():
                content = _Content(archive.extractfile(member), whole=text(path))
                entries[path] = _entry(member, "file", digest=content.digest)
                if text(path):
                    texts[path] = content.text
                if head(path):
                    heads[path] = content.head
            else:
                entries[path] = _entry(member, _kind_of(member))
    return Tree(entries, heads, texts)


def _kind_of(member: tarfile.TarInfo) -> Kind:
    return "folder" if member.isdir() else "link" if member.issym() else "other"


class _Content:
    """A file's content, read once."""

    def __init__(self, file: IO[bytes] | None, *, whole: bool) -> None:
        digest, kept = hashlib.sha256(), bytearray()
        while file is not None and (chunk := file.read(CHUNK)):
            digest.update(chunk)
            kept += chunk if whole else chunk[: max(HEAD_BYTES - len(kept), 0)]
        self.digest = digest.hexdigest()
        self._kept = bytes(kept)

    @property
    def head(self) -> bytes:
        return self._kept[:HEAD_BYTES]

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", "surrogateescape")


def _entry(member: tarfile.TarInfo, kind: Kind, digest: str = "") -> Entry:
    return Entry(
        kind,
        member.mode & 0o7777,
        member.uid,
        member.gid,
        digest,
        member.linkname if kind == "link" else "",
        member.size if kind == "file" else 0,
        capable=CAPABILITY in member.pax_headers,
    )


def _hard_link(entries: Mapping[str, Entry], first: str, member: tarfile.TarInfo) -> Entry:
    known = entries.get(first)
    if known is None:  # the other name is one of the engine's own files
        return _entry(member, "other")
    return Entry(
        "file", known.mode, known.uid, known.gid, known.digest, "", known.size, known.capable, first
    )
