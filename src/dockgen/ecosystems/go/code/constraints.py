"""Which Go files a build for Linux takes: https://pkg.go.dev/cmd/go#hdr-Build_constraints."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from dockgen.core.lazy_regex import lazy_regex

SYSTEMS = frozenset(
    (
        "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 "
        "solaris wasip1 windows zos"
    ).split()
)
ARCHITECTURES = frozenset(
    (
        "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 "
        "mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
    ).split()
)
"""https://go.dev/src/internal/syslist/syslist.go."""

HOLDS = frozenset({"linux", "unix", "gc", "amd64"})
"""What holds in the image; where a file depends on the processor, that of most machines."""

GO_BUILD = lazy_regex(r"^//go:build[ \t]+(.+)$", re.MULTILINE)
PLUS_BUILD = lazy_regex(r"^//[ \t]*\+build[ \t]+(.+)$", re.MULTILINE)
RELEASE = lazy_regex(r"go1\.\d+")
TOKEN = lazy_regex(r"\|\||&&|!|\(|\)|[\w.]+")
MAX_TOKENS = 200


def is_built(path: str, text: str, tags: Collection[str] = (), *, cgo: bool = True) -> bool:
    """Whether a build for Linux takes this file.

    Args:
        path: its path; its name may end in a system or a processor.
        text: its content.
        tags: the tags that the build is given.
        cgo: whether the build has cgo.
    """
    holding = {*HOLDS, *tags, *(["cgo"] if cgo else [])}
    return _named_for_linux(path, holding) and _constrained_to(text, holding)


def _named_for_linux(path: str, holding: Collection[str]) -> bool:
    """https://pkg.go.dev/go/build#hdr-Build_Constraints: `name_linux.go`, `name_arm64.go`."""
    parts = posixpath.basename(path).removesuffix(".go").removesuffix("_test").split("_")[1:]
    if parts and parts[-1] in ARCHITECTURES:
        architecture = parts.pop()
        if architecture not in holding:
            return False
        if parts and parts[-1] in SYSTEMS:
            return parts[-1] in holding
        return True
    return not (parts and parts[-1] in SYSTEMS) or parts[-1] in holding


def _constrained_to(text: str, holding: Collection[str]) -> bool:
    clause = re.search(r"^package\s", text, re.MULTILINE)
    header = text[: clause.start()] if clause else text
    said = GO_BUILD.search(header)
    if said is not None:
        return _Expression(said[1], holding).value()
    return all(
        any(all(_holds(term, holding) for term in option.split(",")) for option in line.split())
        for line in PLUS_BUILD.findall(header)
    )


def _holds(term: str, holding: Collection[str]) -> bool:
    if term.startswith("!"):
        return not _holds(term[1:], holding)
    return term in holding or RELEASE.fullmatch(term) is not None


class _Expression:
    """A constraint: `linux && (amd64 || !cgo)`; what is not one does not keep the file out."""

    def __init__(self, text: str, holding: Collection[str]) -> None:
        self._tokens = TOKEN.findall(text.partition("//")[0])[:MAX_TOKENS]
        self._holding = holding

    def value(self) -> bool:
        return self._either()

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _either(self) -> bool:
        found = self._both()
        while self._next() == "||":
            self._tokens.pop(0)
            found = self._both() or found
        return found

    def _both(self) -> bool:
        found = self._one()
        while self._next() == "&&":
            self._tokens.pop(0)
            found = self._one() and found
        return found

    def _one(self) -> bool:
        term = self._tokens.pop(0) if self._tokens else ""
        if term == "!":
            return not self._one()
        if term == "(":
            found = self._either()
            if self._next() == ")":
                self._tokens.pop(0)
            return found
        return _holds(term, self._holding) if term else True
