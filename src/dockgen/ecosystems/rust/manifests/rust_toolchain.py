"""Which Rust a project asks for.

https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file,
https://doc.rust-lang.org/cargo/reference/rust-version.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.rust.manifests.cargo_toml import Manifest
from dockgen.readers import tool_versions
from dockgen.readers.toml import TomlFile

FILES = ("rust-toolchain", "rust-toolchain.toml")
"""The older name goes first, as it does in rustup."""

NUMBER = lazy_regex(r"\d+(?:\.\d+){0,2}")
DATED = lazy_regex(r"(?:nightly|beta)(?:-\d{4}-\d{2}-\d{2})?")
HOST = lazy_regex(r"-(?:x86_64|aarch64|i686|armv7|riscv64gc|s390x|powerpc64le)-[\w-]+$")
"""What a channel may end with: the machine that it runs on."""

EDITION_2024 = "1.85"


class Toolchain(NamedTuple):
    """The Rust that a project is built with.

    Args:
        version: as the images are tagged: `1`, `1.88`, `1.88.0` or `nightly`.
        file: the toolchain file, which rustup obeys; None where there is none.
        install: the toolchain that no image has, which rustup installs: `nightly-2026-10-01`.
    """

    version: Fact[str]
    file: str | None = None
    install: str = ""


def read(project: Project, manifests: tuple[Manifest, ...]) -> Toolchain:
    """The Rust that a project asks for; the newest release where it asks for none or for a floor.

    A floor takes the newest release: only that one gets fixes, and it compiles old code as the old
    ones do: https://doc.rust-lang.org/edition-guide/editions/.

    Raises:
        UnusableInput: a file cannot be read, or names no toolchain.
    """
    file = project.first(*FILES)
    found = _channel(project, file) if file else None
    if found is not None:
        return _of_channel(found, file)
    named = [*tool_versions.mise(project, ["rust"]), *tool_versions.asdf(project, ["rust"])]
    if named:
        return _of_channel(named[0], file)
    return Toolchain(_floor(manifests), file)


def _channel(project: Project, path: str) -> Fact[str] | None:
    file = project.read(path)
    if "[" not in file.text:
        lines = enumerate(file.text.splitlines(), start=1)
        bare = next(((n, line.strip()) for n, line in lines if line.strip()), None)
        return Fact(bare[1], Evidence("file", path, bare[0])) if bare else None
    return TomlFile(file).text("toolchain", "channel")


def _of_channel(named: Fact[str], file: str | None) -> Toolchain:
    channel = HOST.sub("", named.value.strip())
    if channel in {"stable", "latest"}:
        line = product("rust").default
        return Toolchain(Fact(line, named.evidence._replace(reason="the newest release")), file)
    if NUMBER.fullmatch(channel):
        return Toolchain(Fact(channel, named.evidence), file)
    if channel == "nightly":
        return Toolchain(Fact(channel, named.evidence), file)
    if DATED.fullmatch(channel):
        return Toolchain(Fact(product("rust").default, named.evidence), file, install=channel)
    raise UnusableInput(
        f"names no Rust toolchain: {named.value!r}",
        file=named.evidence.file,
        line=named.evidence.line,
        hint="for example stable, 1.88 or nightly-2026-10-01",
    )


def _floor(manifests: tuple[Manifest, ...]) -> Fact[str]:
    newest = product("rust").default
    for manifest in manifests:
        floor = manifest.inherited("rust-version")
        if floor is not None:
            evidence = floor.evidence._replace(reason=f"the newest release, {floor.value} at least")
            return Fact(newest, evidence)
    for manifest in manifests:
        edition = manifest.inherited("edition")
        if edition is not None and edition.value == "2024":
            reason = f"the newest release, {EDITION_2024} at least"
            return Fact(newest, edition.evidence._replace(reason=reason))
    return Fact(newest, default("the newest release: no file names one"))


def version(value: object) -> str:
    """A version as the images are tagged.

    Raises:
        ValueError: it is none.
    """
    text = str(value)
    if text == "nightly" or re.fullmatch(NUMBER.pattern, text):
        return text
    raise ValueError("a version of Rust such as 1, 1.88 or 1.88.0, or nightly")
