"""What a review of a Dockerfile must know of Rust and Cargo."""

from __future__ import annotations

from functools import partial

from dockgen.core.ecosystem import DeclaredVersion, InstallCommand, Reviewing, WeakStart
from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

FLOOR = lazy_regex(r"(?m)^rust-version[ \t]*=[ \t]*[\"'](\d+\.\d+(?:\.\d+)?)")
EDITION = lazy_regex(r"(?m)^edition[ \t]*=[ \t]*[\"']2024[\"']")
EDITION_2024 = "1.85"


def versions(project: Project, workspace: str) -> tuple[DeclaredVersion, ...]:
    """The least version that Cargo.toml asks for."""
    names = [f"{workspace}/Cargo.toml"] if workspace else []
    found = []
    for path in (*names, "Cargo.toml"):
        file = project.readable(path) if project.has(path) else None
        for pattern in (FLOOR, EDITION):
            match = pattern.search(file.text) if file else None
            if file and match:
                floor = match[1] if pattern is FLOOR else EDITION_2024
                text = floor if pattern is FLOOR else "edition 2024"
                evidence = Evidence(text, path, file.line_of(match.start()))
                found.append(DeclaredVersion(text, evidence, partial(_is_at_least, floor)))
    return tuple(found)


def _is_at_least(floor: str, version: str) -> bool:
    wanted = [int(one) for one in floor.split(".")]
    given = [int(one) for one in version.split(".")]
    return given >= wanted[: len(given)]


REVIEWING = Reviewing(
    images=(r"rust:(\d+(?:\.\d+)*)",),
    versions=versions,
    installs=(
        InstallCommand(
            "cargo",
            r"cargo (?:build|fetch|chef cook)(?: .*)?",
            ("Cargo.lock",),
            strict=r"--(?:locked|frozen)\b",
            cache="cargo/registry",
            builds=r"cargo build",
        ),
    ),
    development=(
        WeakStart(
            r"^cargo (?:run|watch)\b",
            "compiles the program at each start, and stays between it and the stop signal",
            "compile it with `cargo build --release` in the image, and start the program",
        ),
    ),
    linked=lambda _: True,
)
