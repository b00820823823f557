"""Whether a program needs C, and what of it: https://pkg.go.dev/cmd/cgo.

A program with `go-sqlite3` compiles without cgo too, and fails at its first query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.modules import Build


@dataclass(frozen=True)
class Library:
    """What a module with C in it needs.

    Args:
        build: Debian's packages to compile it.
        run: Debian's packages to run it.
        cpp: whether it needs the run-time library of C++.
        note: what else the user should know.
    """

    build: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    cpp: bool = False
    note: str = ""


OWN_C = Library()
MODULES: dict[str, Library] = {
    "github.com/mattn/go-sqlite3": OWN_C,
    "github.com/mutecomm/go-sqlcipher": OWN_C,
    "github.com/marcboeker/go-duckdb": Library(cpp=True),
    "github.com/duckdb/duckdb-go": Library(cpp=True),
    "github.com/confluentinc/confluent-kafka-go": OWN_C,
    "github.com/bytecodealliance/wasmtime-go": OWN_C,
    "github.com/tree-sitter/go-tree-sitter": OWN_C,
    "github.com/smacker/go-tree-sitter": OWN_C,
    "github.com/davidbyttow/govips": Library(("libvips-dev",), ("libvips42t64",)),
    "github.com/h2non/bimg": Library(("libvips-dev",), ("libvips42t64",)),
    "gopkg.in/gographics/imagick.v3": Library(("libmagickwand-dev",), ("libmagickwand-7.q16-10",)),
    "github.com/otiai10/gosseract": Library(
        ("libtesseract-dev", "libleptonica-dev"), ("libtesseract5", "tesseract-ocr")
    ),
    "github.com/pebbe/zmq4": Library(("libzmq3-dev",), ("libzmq5",)),
    "github.com/google/gopacket/pcap": Library(("libpcap-dev",), ("libpcap0.8t64",)),
    "github.com/gopacket/gopacket/pcap": Library(("libpcap-dev",), ("libpcap0.8t64",)),
    "github.com/linxGnu/grocksdb": Library(("librocksdb-dev",), ("librocksdb9.10",)),
    "github.com/godror/godror": Library(
        run=("libaio1t64",),
        note="godror needs Oracle's client in the image, which Debian does not package",
    ),
    "github.com/seccomp/libseccomp-golang": Library(("libseccomp-dev",), ("libseccomp2",)),
    "github.com/libgit2/git2go": Library(("libgit2-dev",), ("libgit2-1.9",)),
    "github.com/gordonklaus/portaudio": Library(("portaudio19-dev",), ("libportaudio2",)),
}
"""Modules with C in them, or packages of modules, and what they need on Debian trixie."""

DRIVERS = {"gorm.io/driver/sqlite": "github.com/mattn/go-sqlite3"}
"""Modules that bring one of the table along, where go.mod does not say so."""

SYSTEM = {
    "vips": Library(("libvips-dev",), ("libvips42t64",)),
    "sqlite3": Library(("libsqlite3-dev",), ("libsqlite3-0",)),
    "zmq": Library(("libzmq3-dev",), ("libzmq5",)),
    "pcap": Library(("libpcap-dev",), ("libpcap0.8t64",)),
    "seccomp": Library(("libseccomp-dev",), ("libseccomp2",)),
    "asound": Library(("libasound2-dev",), ("libasound2t64",)),
    "alsa": Library(("libasound2-dev",), ("libasound2t64",)),
    "portaudio": Library(("portaudio19-dev",), ("libportaudio2",)),
    "tesseract": Library(("libtesseract-dev",), ("libtesseract5", "tesseract-ocr")),
    "git2": Library(("libgit2-dev",), ("libgit2-1.9",)),
    "rocksdb": Library(("librocksdb-dev",), ("librocksdb9.10",)),
    "magickwand": Library(("libmagickwand-dev",), ("libmagickwand-7.q16-10",)),
    "z": Library(("zlib1g-dev",), ("zlib1g",)),
    "ssl": Library(("libssl-dev",), ("libssl3t64",)),
    "crypto": Library(("libssl-dev",), ("libssl3t64",)),
    "stdc++": Library(cpp=True),
}
"""The libraries that `#cgo` lines name, by `-lNAME` or the first part of pkg-config's name."""

WITH_LIBC = frozenset({"m", "dl", "pthread", "rt", "c", "util", "resolv"})
PARTS = re.compile(r"[-_.](?:\d.*)?$|[-_.]?\d[\d.]*$|-7\.Q16HDRI$")


@dataclass(frozen=True)
class Needs:
    """That a program needs C, and why.

    Args:
        evidence: where that is seen.
        build: Debian's packages to compile it.
        run: Debian's packages to run it.
        cpp: whether it needs the run-time library of C++.
        notes: what else the user should know.
    """

    evidence: Evidence
    build: tuple[str, ...]
    run: tuple[str, ...]
    cpp: bool
    notes: tuple[str, ...]


def read(build: Build, closure: Closure, tags: tuple[str, ...]) -> Needs | None:
    """What a program needs of C; None where it needs none.

    Args:
        build: the modules.
        closure: the program.
        tags: the tags that the build is given.
    """
    named = [*_modules(build, closure)]
    libraries = [MODULES[one.value] for one in named]
    evidence = named[0].evidence if named else None
    if "libsqlite3" in tags:
        libraries.append(SYSTEM["sqlite3"])
    notes = []
    for file in closure.files:
        if "C" not in file.imports:
            continue
        evidence = evidence or Evidence('import "C"', file.path)
        for name, place in _linked(file.c_flags):
            library = SYSTEM.get(name)
            if library is not None:
                libraries.append(library)
            elif name not in WITH_LIBC:
                notes.append(
                    f"{place.file}:{place.line} links {name}: its Debian packages go into "
                    ".dockgen.yml, packages.build and packages.runtime"
                )
    if evidence is None:
        return None
    return Needs(
        evidence,
        tuple(dict.fromkeys(one for each in libraries for one in each.build)),
        tuple(dict.fromkeys(one for each in libraries for one in each.run)),
        any(one.cpp for one in libraries),
        (*(one.note for one in libraries if one.note), *dict.fromkeys(notes)),
    )


def _modules(build: Build, closure: Closure) -> list[Fact[str]]:
    """The modules of the table that the program imports, or that come with what it imports."""
    found: dict[str, Fact[str]] = {}
    for path, at in closure.imported.items():
        for module in (*MODULES, *DRIVERS):
            if path == module or path.startswith(f"{module}/"):
                name = DRIVERS.get(module, module)
                found.setdefault(name, Fact(name, at.evidence))
    for file in build.modules.values():
        for module, required in file.requirements.items():
            plain = re.sub(r"/v\d+$", "", module)
            if plain in MODULES and required.indirect:
                found.setdefault(plain, Fact(plain, required.evidence))
    return list(found.values())


def _linked(flags: tuple[Fact[str], ...]) -> list[tuple[str, Evidence]]:
    found = []
    for flag in flags:
        kind, _, value = flag.value.partition(": ")
        words = value.split()
        names = words if kind == "pkg-config" else []
        names = [one for one in names if not one.startswith("-")]
        if kind == "LDFLAGS":
            names = [one[2:] for one in words if one.startswith("-l") and len(one) > 2]
        for name in names:
            short = name if name in SYSTEM else PARTS.sub("", name).lower()
            plain = short.removeprefix("lib") if short not in SYSTEM else short
            found.append((plain if plain in SYSTEM else name, flag.evidence))
    return found
