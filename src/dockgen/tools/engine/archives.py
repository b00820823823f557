"""The archives that engines write, read in one place for every tool.

Image archives and layouts give documents and layers by their name, each read once.

An archive is read from its start to its end, whatever stands first in it, so that it may come
through a pipe and be packed as a whole; only what is known of each layer is kept. A folder is
read where it is asked. Both hold either what `docker save` writes (`manifest.json`:
https://github.com/moby/docker-image-spec) or an OCI layout (`index.json`:
https://github.com/opencontainers/image-spec/blob/main/image-layout.md), or both. A container's
file system comes as one archive of its files.

What cannot be read is an error that says so; nothing is taken for empty.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.safe_files import open_file
from dockgen.tools.engine.image_layers import (
    NOTHING,
    Inspection,
    Layer,
    NotALayer,
    members,
    read_layer,
)
from dockgen.tools.engine.streams import (
    BLOCK,
    CHUNK,
    Tap,
    broken,
    buffered,
    drain,
    packing_of,
    unpacked,
)

MAX_DOCUMENT = 16 * 1024 * 1024
"""Bytes that a document may have: an image's configuration, an index."""
MAX_DOCUMENTS = 64 * 1024 * 1024
"""Bytes that all documents of an archive may have: they are kept until the archive ends."""
MAX_MEMBERS = 100_000
"""Files that an archive of an image may have; a layer is one of them."""
BLOB = lazy_regex(r"blobs/(sha256|sha512)/([0-9a-f]{64,128})")
DIGEST = lazy_regex(r"(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})")
USTAR = slice(257, 262)
OF_THE_ENGINE = lazy_regex(
    r"(proc|sys|dev)(/|$)|\.dockerenv$|run/\.containerenv$|run/secrets(/|$)"
    r"|etc/(hosts|hostname|resolv\.conf|mtab)$"
)
"""What the engine mounts or writes into every container."""
BROKEN_FILE = "the file is damaged; create the archive again"

Squeeze = Callable[[str], bool]
"""Whether to find out how small gzip would make the layer of this name."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Say what cannot be read, where an archive is damaged or cut short.

    Args:
        what: what the message calls it: `the container's file system`.

    Raises:
        UnusableInput: the archive that is read in the block is damaged or ends too early.
    """
    try:
        yield
    except broken() as problem:
        why = str(problem) or "it ends unexpectedly"
        raise UnusableInput(f"{what} cannot be read: {why}") from None


def exported(stream: IO[bytes]) -> Iterator[tuple[tarfile.TarFile, str, tarfile.TarInfo]]:
    """The files of a container that the engine exports, by their path, without the engine's own.

    What is damaged is raised as the archive's own error; see `reading`.
    """
    plain = Tap(stream)
    content = buffered(plain)
    with tarfile.open(fileobj=content, mode="r|", bufsize=CHUNK) as archive:
        for path, member in members(archive):
            if not OF_THE_ENGINE.match(path):
                yield archive, path, member
    drain(content)
    if not _is_whole(plain):
        raise tarfile.ReadError("it ends unexpectedly")


def _is_whole(read: Tap) -> bool:
    """Whether an archive that was read ends as it should, with blocks of zeros.

    https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
    """
    return read.tail[-BLOCK:].strip(b"\0") == b"" and read.count % BLOCK == 0


class Blobs(Protocol):
    """Where an image lies."""

    name: str
    whole: bool
    """Whether it ends as it should; what is missing may only have been cut off."""

    def has(self, name: str) -> bool:
        """Whether there is something of this name."""

    def document(self, name: str) -> Any:
        """The JSON of this name."""

    def size(self, name: str) -> int:
        """The bytes of a document."""

    def layer(self, name: str) -> Layer:
        """The layer of this name."""


def blob_name(digest: object, where: str) -> str:
    """The name of the blob with a digest.

    Raises:
        UnusableInput: it is no digest.
    """
    match = DIGEST.fullmatch(str(digest))
    if match is None:
        raise UnusableInput(f"names a blob by {str(digest)!r}, which is not a digest", file=where)
    return "blobs/" + str(digest).replace(":", "/")


def bare_name(digest: object, where: str) -> str:
    """The name of the blob with a digest, in a folder that holds blobs only.

    Raises:
        UnusableInput: it is no digest.
    """
    return blob_name(digest, where).rpartition("/")[2]


def _checked(name: str, digest: str, where: str) -> None:
    """Hold a blob to its name.

    Raises:
        UnusableInput: it holds something else than its name says.
    """
    match = BLOB.fullmatch(name)
    if match and f"{match[1]}:{match[2]}" != digest:
        raise UnusableInput(
            f"{name} does not match its name: its digest is {digest}",
            file=where,
            hint=BROKEN_FILE,
        )


def _algorithm(name: str) -> str:
    match = BLOB.fullmatch(name)
    return match[1] if match else "sha256"


def _parsed(name: str, raw: bytes, where: str) -> Any:
    _checked(name, f"{_algorithm(name)}:{hashlib.new(_algorithm(name), raw).hexdigest()}", where)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise UnusableInput(f"{name} is not JSON", file=where, hint=BROKEN_FILE) from None


class Archive:
    """An archive, read whole.

    Args:
        stream: its bytes.
        name: what messages call it.
        squeeze: which layers to measure as gzip would pack them.
        inspection: what to find out of files by how they begin.

    Raises:
        UnusableInput: it is no archive, or it is cut short.
    """

    def __init__(
        self,
        stream: IO[bytes],
        name: str,
        squeeze: Squeeze = lambda _: False,
        inspection: Inspection = NOTHING,
    ) -> None:
        self.name = name
        self.whole = False
        self._begun = False
        self._squeeze = squeeze
        self._inspection = inspection
        self._documents: dict[str, bytes] = {}
        self._layers: dict[str, Layer] = {}
        self._links: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._kept = 0
        try:
            self._read_all(buffered(stream))
        except broken() as problem:
            self._begun |= isinstance(problem, EOFError)
            raise self._unreadable(str(problem) or "it ends unexpectedly") from None
        except OSError as problem:
            raise self._unreadable(problem.strerror or str(problem)) from None

    def _unreadable(self, why: str) -> UnusableInput:
        if not self._begun:
            return UnusableInput(f"is not an image archive: {why}", file=self.name)
        return UnusableInput(f"is truncated or damaged: {why}", file=self.name, hint=BROKEN_FILE)

    def _too_much(self, what: str) -> UnusableInput:
        hint = "is it an image, and of `docker save`?"
        return UnusableInput(f"{what}, more than an image has", file=self.name, hint=hint)

    def _read_all(self, stream: io.BufferedReader) -> None:
        plain = Tap(unpacked(stream, packing_of(stream)))
        content = buffered(plain)
        with tarfile.open(fileobj=content, mode="r|", bufsize=CHUNK) as archive:
            for count, (name, member) in enumerate(members(archive)):
                if count == MAX_MEMBERS:
                    raise self._too_much(f"holds more than {MAX_MEMBERS:,} files")
                self._begun = True
                if member.issym() or member.islnk():
                    self._links[name] = _target(name, member)
                elif member.isfile() and (file := archive.extractfile(member)) is not None:
                    self._take(name, buffered(file), member.size)
        drain(content)
        drain(stream)
        self.whole = _is_whole(plain)

    def _take(self, name: str, file: io.BufferedReader, size: int) -> None:
        head = file.peek(BLOCK)[:BLOCK]
        if packing_of(file) == "none" and head[USTAR] != b"ustar" and _is_document(head, size):
            self._documents[name] = file.read()
            self._kept += len(self._documents[name])
            if self._kept > MAX_DOCUMENTS:
                raise self._too_much(f"holds more than {MAX_DOCUMENTS // 2**20} MiB of JSON")
            return
        try:
            self._layers[name] = read_layer(
                file,
                _algorithm(name),
                squeeze=self._squeeze(name),
                inspection=self._inspection,
            )
        except NotALayer as problem:
            self._refused[name] = str(problem)  # it matters only where a layer is looked for

    def _resolved(self, name: str) -> str:
        return self._links.get(name, name)

    def has(self, name: str) -> bool:
        """Whether there is something of this name."""
        name = self._resolved(name)
        return name in self._documents or name in self._layers or name in self._refused

    def document(self, name: str) -> Any:
        """The JSON of this name.

        Raises:
            UnusableInput: it is missing, or not what its name says.
        """
        if self._resolved(name) not in self._documents:
            raise self._missing(name)
        return _parsed(name, self._documents[self._resolved(name)], self.name)

    def size(self, name: str) -> int:
        """The bytes of a document that is there."""
        return len(self._documents[self._resolved(name)])

    def layer(self, name: str) -> Layer:
        """The layer of this name.

        Raises:
            UnusableInput: it is missing, no layer, or not what its name says.
        """
        found = self._layers.get(self._resolved(name))
        if found is None:
            raise self._missing(name)
        _checked(name, found.blob, self.name)
        return found

    def _missing(self, name: str) -> UnusableInput:
        name = self._resolved(name)
        if name in self._refused or name in self._documents:
            why = self._refused.get(name, "it is another kind of file")
            return UnusableInput(f"{name} is not a layer: {why}", file=self.name, hint=BROKEN_FILE)
        if not self.whole:
            return UnusableInput(
                f"is truncated: {name} is missing", file=self.name, hint=BROKEN_FILE
            )
        return UnusableInput(f"{name} is missing", file=self.name, hint=BROKEN_FILE)


def _is_document(head: bytes, size: int) -> bool:
    return head.lstrip()[:1] in {b"{", b"["} and size <= MAX_DOCUMENT


def _target(name: str, member: tarfile.TarInfo) -> str:
    """What a link in the archive leads to: old archives store a layer once and link to it."""
    parts = [] if member.islnk() else name.split("/")[:-1]
    for part in member.linkname.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


class Folder:
    """An OCI layout, or an archive that somebody has unpacked.

    Args:
        place: the folder.
        squeeze: which layers to measure as gzip would pack them.
    """

    def __init__(self, place: Path, squeeze: Squeeze = lambda _: False) -> None:
        self.name = str(place)
        self.whole = True
        self._place = place
        self._squeeze = squeeze

    def has(self, name: str) -> bool:
        """Whether there is something of this name."""
        return self._file(name).is_file()

    def _file(self, name: str) -> Path:
        """Where something lies; never outside the folder."""
        place = self._place / name
        if not place.resolve().is_relative_to(self._place.resolve()):
            raise UnusableInput(f"names {name!r}, which is outside the image", file=self.name)
        return place

    def _opened(self, name: str) -> IO[bytes]:
        try:
            return open_file(self._file(name), name)
        except UnusableInput as problem:
            raise UnusableInput(f"{name} {problem.message}", file=self.name) from None
        except FileNotFoundError:
            raise UnusableInput(f"{name} is missing", file=self.name) from None
        except OSError as problem:
            raise UnusableInput(
                f"{name} cannot be read: {problem.strerror}", file=self.name
            ) from None

    def document(self, name: str) -> Any:
        """The JSON of this name.

        Raises:
            UnusableInput: it is missing, or not what its name says.
        """
        with self._opened(name) as file:
            raw = file.read(MAX_DOCUMENT + 1)
        if len(raw) > MAX_DOCUMENT:
            raise UnusableInput(f"{name} is larger than expected", file=self.name)
        return _parsed(name, raw, self.name)

    def size(self, name: str) -> int:
        """The bytes of a document that is there."""
        return self._file(name).stat().st_size

    def layer(self, name: str) -> Layer:
        """The layer of this name.

        Raises:
            UnusableInput: it is missing, no layer, or not what its name says.
        """
        with self._opened(name) as file:
            try:
                found = read_layer(file, _algorithm(name), squeeze=self._squeeze(name))
            except NotALayer as problem:
                raise UnusableInput(f"{name} is not a layer: {problem}", file=self.name) from None
        _checked(name, found.blob, self.name)
        return found
