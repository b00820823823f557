"""What the crates of a lockfile need of the system, to build and to run.

A crate whose name ends in `-sys` links a C library, and says in its build script where from:
https://doc.rust-lang.org/cargo/reference/build-scripts.html#-sys-packages. Each row names what
its README or its build script asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dockgen.ecosystems.rust.manifests.cargo_lock import Lock


class Library(NamedTuple):
    """What one crate needs.

    Args:
        crate: its name.
        build: Debian's packages that it is built with.
        run: Debian's packages that the program needs to run.
        alpine_build: Alpine's packages that it is built with.
        alpine_run: Alpine's packages that the program needs to run.
        brings: crates that bring the library along, so that nothing is needed.
        brought_by: crates that the crate itself depends on where it compiles the library.
    """

    crate: str
    build: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    alpine_build: tuple[str, ...] = ()
    alpine_run: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    brought_by: tuple[str, ...] = ()


PKG = "pkg-config"
MUSL_PKG = "pkgconf"

# fmt: off
LIBRARIES = (
    Library("openssl-sys", ("libssl-dev", PKG), ("libssl3t64",),
            ("openssl-dev", MUSL_PKG), ("libssl3", "libcrypto3"), brought_by=("openssl-src",)),
    Library("libsqlite3-sys", ("libsqlite3-dev", PKG), ("libsqlite3-0",),
            ("sqlite-dev", MUSL_PKG), ("sqlite-libs",), brought_by=("cc",)),
    Library("pq-sys", ("libpq-dev", PKG), ("libpq5",),
            ("libpq-dev", MUSL_PKG), ("libpq",), brings=("pq-src",)),
    Library("mysqlclient-sys", ("default-libmysqlclient-dev", PKG), ("libmariadb3",),
            ("mariadb-connector-c-dev", MUSL_PKG), ("mariadb-connector-c",),
            brings=("mysqlclient-src",)),
    Library("libudev-sys", ("libudev-dev", PKG), ("libudev1",),
            ("eudev-dev", MUSL_PKG), ("eudev-libs",)),
    Library("libdbus-sys", ("libdbus-1-dev", PKG), ("libdbus-1-3",),
            ("dbus-dev", MUSL_PKG), ("dbus-libs",), brought_by=("cc",)),
    Library("alsa-sys", ("libasound2-dev", PKG), ("libasound2t64",),
            ("alsa-lib-dev", MUSL_PKG), ("alsa-lib",)),
    Library("pcap", ("libpcap-dev", PKG), ("libpcap0.8t64",), ("libpcap-dev",), ("libpcap",)),
    Library("zmq-sys", ("libzmq3-dev", PKG), ("libzmq5",), ("zeromq-dev", MUSL_PKG), ("libzmq",)),
    Library("leptonica-sys", ("libleptonica-dev", "clang", "libclang-dev", PKG),
            ("libleptonica6",), ("leptonica-dev", "clang-dev", MUSL_PKG), ("leptonica",)),
    Library("tesseract-sys", ("libtesseract-dev", "clang", "libclang-dev", PKG),
            ("libtesseract5",), ("tesseract-ocr-dev", "clang-dev", MUSL_PKG), ("tesseract-ocr",)),
    Library("libarchive3-sys", ("libarchive-dev", PKG), ("libarchive13t64",),
            ("libarchive-dev", MUSL_PKG), ("libarchive",)),
    Library("gdal-sys", ("libgdal-dev", PKG), ("libgdal36",), ("gdal-dev", MUSL_PKG), ("gdal",)),
    Library("proj-sys", ("libproj-dev", "cmake", PKG), ("libproj25",),
            ("proj-dev", MUSL_PKG), ("proj",)),
    Library("krb5-sys", ("libkrb5-dev", PKG), ("libkrb5-3",), ("krb5-dev",), ("krb5-libs",)),
    Library("libpulse-sys", ("libpulse-dev", PKG), ("libpulse0",),
            ("pulseaudio-dev", MUSL_PKG), ("libpulse",)),
    Library("unixodbc-sys", ("unixodbc-dev",), ("libodbc2",), ("unixodbc-dev",), ("unixodbc",)),
    Library("odbc-sys", ("unixodbc-dev",), ("libodbc2",), ("unixodbc-dev",), ("unixodbc",)),
)
"""Libraries of the system: on Debian trixie, and on Alpine."""

TOOLS = (
    Library("openssl-src", ("perl", "make"), (), ("perl", "make", "linux-headers")),
    Library("tikv-jemalloc-sys", ("make",), (), ("make",)),
    Library("jemalloc-sys", ("make",), (), ("make",)),
    Library("aws-lc-sys", ("cmake", "make", "g++"), (), ("cmake", "make", "g++")),
    Library("prost-build", ("protobuf-compiler", "libprotobuf-dev"), (),
            ("protoc", "protobuf-dev"), brings=("protox", "protobuf-src", "protoc-bin-vendored")),
    Library("librocksdb-sys", ("clang", "libclang-dev", "g++"), (),
            ("clang-dev", "g++", "linux-headers")),
    Library("bindgen", ("clang", "libclang-dev"), (), ("clang-dev",)),
    Library("cmake", ("cmake", "make", "g++"), (), ("cmake", "make", "g++")),
    Library("libsodium-sys", ("libsodium-dev", PKG), ("libsodium23",),
            ("libsodium-dev", MUSL_PKG), ("libsodium",)),
    Library("libsodium-sys-stable", ("make", PKG), (), ("make", MUSL_PKG)),
    Library("autotools", ("make",), (), ("make",)),
    Library("link-cplusplus", ("g++",), (), ("g++",), ("libstdc++", "libgcc")),
)
"""What compiles the sources that a crate brings along."""
# fmt: on

RDKAFKA = Library(
    "rdkafka-sys",
    ("librdkafka-dev", PKG),
    ("librdkafka1",),
    ("librdkafka-dev", MUSL_PKG),
    ("librdkafka",),
)
RDKAFKA_COMPILED = Library("rdkafka-sys", ("g++", "make"), (), ("g++", "make", "bash"))

NEED_NOTHING = frozenset(
    """
    zstd-sys libz-sys libz-ng-sys lz4-sys bzip2-sys lzma-sys liblzma-sys libmimalloc-sys blst-sys
    linux-raw-sys windows-sys js-sys web-sys core-foundation-sys security-framework-sys
    schannel-sys fsevent-sys inotify-sys kqueue-sys dirs-sys system-configuration-sys io-kit-sys
    sqlite-wasm-rs-sys secp256k1-sys brotli-sys snappy-sys libduckdb-sys coreaudio-sys ndk-sys
    jni-sys miniz-sys curl-sys libgit2-sys libssh2-sys io-uring-sys wasm-bindgen-sys
    tree-sitter-sys pq-src-sys mach-sys iana-time-zone-sys winapi-sys
    """.split()
)
"""Crates that bring along what they link, that link for other systems, or that link nothing."""


class Needs(NamedTuple):
    """What the crates of a program need of the system.

    Args:
        build: packages for the build, by the crate that asks for them.
        run: packages to run, by the crate that asks for them.
        unknown: crates that link a library of which nothing is known here.
    """

    build: Mapping[str, tuple[str, ...]]
    run: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def needed(
    lock: Lock, crates: frozenset[str], features: frozenset[str], *, alpine: bool = False
) -> Needs:
    """What some crates of a lockfile need of the system.

    Args:
        lock: the lockfile.
        crates: the names of the crates.
        features: the features that the manifests ask for, of whichever crate.
        alpine: whether Alpine's packages are wanted, not Debian's.
    """
    rows = [one for one in (*LIBRARIES, *TOOLS) if _applies(one, lock, crates)]
    if "rdkafka-sys" in crates:
        rows.append(RDKAFKA if "dynamic-linking" in features else RDKAFKA_COMPILED)
    known = {one.crate for one in (*LIBRARIES, *TOOLS, RDKAFKA)} | NEED_NOTHING
    build = {one.crate: one.alpine_build if alpine else one.build for one in rows}
    run = {one.crate: one.alpine_run if alpine else one.run for one in rows}
    return Needs(
        {crate: packages for crate, packages in build.items() if packages},
        {crate: packages for crate, packages in run.items() if packages},
        tuple(sorted(one for one in crates if one.endswith("-sys") and one not in known)),
    )


def _applies(row: Library, lock: Lock, crates: frozenset[str]) -> bool:
    if row.crate not in crates or not crates.isdisjoint(row.brings):
        return False
    return not lock.depends(row.crate, *row.brought_by)
