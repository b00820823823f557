"""How much memory and time `dockgen layers` takes for a large image.

    python benchmarks/layers.py [GIGABYTES]

An archive of eight layers is made while it is read, through a pipe, so that no disk has to hold
it: large files, 40,000 small ones, and a last layer that deletes a part of them. The goals for
2 GB: at most 200 MB of memory, and no more than 60 s.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

DOCKGEN = str(Path(sys.executable).with_name("dockgen"))
LAYERS = 8
SMALL_FILES = 40_000
BLOCK = os.urandom(1 << 20)
MEMORY_GOAL, SECONDS_GOAL = 200, 60


def header(name: str, size: int) -> bytes:
    """The header of a file in an archive."""
    member = tarfile.TarInfo(name)
    member.size = size
    return member.tobuf()


def layer(number: int, megabytes: int) -> Iterator[bytes]:
    """A layer's archive, piece by piece: one large file, and its share of the small ones."""
    yield header(f"opt/large-{number}", megabytes << 20)
    for _ in range(megabytes):
        yield BLOCK
    for count in range(SMALL_FILES // LAYERS):
        yield header(f"srv/{number}/{count % 100}/file-{count}", 512) + BLOCK[:512]
    if number == LAYERS:
        yield header("opt/.wh.large-1", 0) + header("srv/.wh.1", 0)
    yield b"\0" * 1024


def write_archive(out: IO[bytes], megabytes: int) -> int:
    """Write the image; return its bytes."""
    total, diff_ids, names = 0, [], []
    for number in range(1, LAYERS + 1):
        digest = hashlib.sha256()
        size = sum(len(piece) for piece in layer(number, 0)) + (megabytes << 20)
        names.append(f"{number}/layer.tar")
        out.write(header(names[-1], size))
        for piece in layer(number, megabytes):
            digest.update(piece)
            out.write(piece)
        out.write(b"\0" * (-size % 512))
        diff_ids.append(f"sha256:{digest.hexdigest()}")
        total += size
    config = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": diff_ids}}
    manifest = [{"Config": "config.json", "Layers": names}]
    for name, document in (("config.json", config), ("manifest.json", manifest)):
        raw = json.dumps(document).encode()
        out.write(header(name, len(raw)) + raw + b"\0" * (-len(raw) % 512))
    out.write(b"\0" * 1024)
    return total


def peak_of_children() -> int:
    """The most memory that a child of this process ever held, in bytes."""
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return kilobytes * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    """Print the figures; the exit code says whether the goals are met."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    subprocess.run([DOCKGEN, "--help"], check=True, stdout=subprocess.DEVNULL)
    yardstick = peak_of_children()
    begin = time.perf_counter()
    command = [DOCKGEN, "layers", "-", "--base", "scratch", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None  # noqa: S101  PIPE was asked for
        assert process.stdout is not None  # noqa: S101
        with io.BufferedWriter(process.stdin, 1 << 20) as out:
            total = write_archive(out, round(gigabytes * 1000**3 / LAYERS) >> 20)
        told = json.load(process.stdout)
    seconds = time.perf_counter() - begin
    peak = peak_of_children()
    files = sum(one["added"]["files"] for one in told["layers"])
    print(f"image     {total / 1e9:.2f} GB, {LAYERS} layers, {files:,} files")
    print(f"waste     {told['waste']['size'] / 1e6:.0f} MB found")
    print(f"time      {seconds:.1f} s, {total / 1e6 / seconds:.0f} MB/s, with making the archive")
    print(f"memory    {peak / 1e6:.0f} MB at most; dockgen --help takes {yardstick / 1e6:.0f} MB")
    return 0 if peak / 1e6 <= MEMORY_GOAL and seconds <= SECONDS_GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
