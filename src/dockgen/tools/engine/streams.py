"""Streams that are read once: hashed and counted on the way, and unpacked where they are packed."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import sys
import tarfile
import zlib
from collections.abc import Callable
from typing import IO, Literal, cast

Packing = Literal["none", "gzip", "zstd", "bzip2", "xz"]
CHUNK = 1024 * 1024
MAGIC: tuple[tuple[bytes, Packing], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
"""How packed data begins. Layers are plain, gzip or zstd:
https://github.com/opencontainers/image-spec/blob/main/layer.md; whole archives may be anything."""
GZIP = 16 + zlib.MAX_WBITS
BLOCK = 512


class Tap(io.RawIOBase):
    """Hands a stream on, and keeps count of what went through.

    Args:
        source: the stream.
        algorithm: the hash to take of it; None takes none.
        squeeze: whether to find out how small gzip would make it.
    """

    def __init__(
        self, source: IO[bytes], algorithm: str | None = None, *, squeeze: bool = False
    ) -> None:
        self._source = source
        self._hash = hashlib.new(algorithm) if algorithm else None
        self._squeezer = zlib.compressobj(wbits=GZIP) if squeeze else None
        self._squeezed = 0
        self.count = 0
        self.tail = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read the next bytes."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # what io hands over is a buffer
        data = self._source.read(len(view))
        view[: len(data)] = data
        if self._hash is not None:
            self._hash.update(data)
        if self._squeezer is not None:
            self._squeezed += len(self._squeezer.compress(data))
        self.tail = data[-BLOCK:] if len(data) >= BLOCK else (self.tail + data)[-BLOCK:]
        self.count += len(data)
        return len(data)

    @property
    def digest(self) -> str:
        """The hash of what went through, as `sha256:…`."""
        assert self._hash is not None  # noqa: S101  whoever asks has asked for one before
        return f"{self._hash.name}:{self._hash.hexdigest()}"

    def squeezed(self) -> int | None:
        """The bytes that gzip makes of it; to be asked once, at the end."""
        if self._squeezer is None:
            return None
        return self._squeezed + len(self._squeezer.flush())


def buffered(source: IO[bytes] | io.RawIOBase) -> io.BufferedReader:
    """The stream, so that one can look ahead."""
    if isinstance(source, io.BufferedReader):
        return source
    return io.BufferedReader(cast("io.RawIOBase", source), CHUNK)


def packing_of(stream: io.BufferedReader) -> Packing:
    """How a stream is packed, by its first bytes."""
    head = stream.peek(8)[:8]
    return next((name for magic, name in MAGIC if head.startswith(magic)), "none")


def unpacked(stream: io.BufferedReader, packing: Packing) -> IO[bytes]:
    """What a packed stream holds."""
    openers: dict[Packing, Callable[[IO[bytes]], object]] = {
        "none": lambda plain: plain,
        "gzip": lambda packed: gzip.GzipFile(fileobj=packed),
        "bzip2": bz2.BZ2File,
        "xz": lzma.LZMAFile,
        "zstd": _zstd,
    }
    return cast("IO[bytes]", openers[packing](stream))


def _zstd(stream: IO[bytes]) -> object:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdFile(stream)


def broken() -> tuple[type[Exception], ...]:
    """What is raised by archives that are broken or cut short."""
    zstd_error: tuple[type[Exception], ...] = ()
    module = sys.modules.get("compression.zstd") or sys.modules.get("backports.zstd")
    if module is not None:
        zstd_error = (module.ZstdError,)
    return (
        tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, *zstd_error
    )  # fmt: skip


def drain(stream: IO[bytes] | io.RawIOBase) -> None:
    """Read what is left."""
    while stream.read(CHUNK):
        pass
