"""What a review of a Dockerfile must know of Go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from dockgen.core.ecosystem import DeclaredVersion, InstallCommand, Reviewing, WeakStart
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

GO_LINE = lazy_regex(r"(?m)^go[ \t]+(\d+\.\d+(?:\.\d+)?)")


def versions(project: Project, workspace: str) -> tuple[DeclaredVersion, ...]:
    """The least version that go.mod and go.work ask for; the images obey it to the patch."""
    names = [f"{workspace}/go.mod"] if workspace else []
    found = []
    for path in (*names, "go.mod", "go.work"):
        file = project.readable(path) if project.has(path) else None
        match = GO_LINE.search(file.text) if file else None
        if file and match:
            line = file.line_of(match.start())
            found.append(Fact(match[1], Evidence("go", path, line)))
    return tuple(
        DeclaredVersion(one.value, one.evidence, partial(_is_at_least, one.value)) for one in found
    )


def _is_at_least(floor: str, version: str) -> bool:
    wanted = [int(one) for one in floor.split(".")]
    given = [int(one) for one in version.split(".")]
    return given >= wanted[: len(given)]


def _is_linked(facts: Mapping[str, str]) -> bool:
    return facts.get("cgo") == "True"


REVIEWING = Reviewing(
    images=(r"golang:(\d+(?:\.\d+)*)",),
    versions=versions,
    installs=(
        InstallCommand(
            "go",
            r"go (?:mod download|build|install)(?: .*)?",
            ("go.sum",),
            cache="go/pkg/mod",
            builds=r"go (?:build|install)",
        ),
    ),
    development=(
        WeakStart(
            r"^go run\b",
            "compiles the program at each start, and stays between it and the stop signal",
            "compile it with `go build` in the image, and start the program",
        ),
        WeakStart(
            r"^air\b",
            "compiles the program again when a source changes, which is for development",
            "start the program that the image has compiled",
        ),
    ),
    linked=_is_linked,
    installed=("vendor",),
    makes=(
        r"go build (?:.* )?-o[ =](?P<path>\S+)(?: .*)?",
        r"go (?:mod download|mod verify|env|version|test|vet)\b.*",
    ),
)
