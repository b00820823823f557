"""Settles all facts of a program, in the order in which they build on each other."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact, text
from dockgen.ecosystems.go import programs, version
from dockgen.ecosystems.go.facts import building, running
from dockgen.ecosystems.go.facts.program import Program


def settle(program: Program) -> str:
    """Settle all facts.

    Returns:
        The shape: `server`, `worker` or `cli`.

    Raises:
        UnusableInput: the build would stop, or a value of the user's is of the wrong kind.
    """
    findings = program.findings
    findings.settle("language", text, Fact("go", Evidence("file", program.manifest)))
    release = version.settle(program.build, findings)
    running.settle_framework(program)
    building.settle_workspace(program)
    building.settle_modules(program)
    building.settle_cgo(program)
    building.settle_generation(program)
    name = Fact(programs.name_of(program.packages, program.main.value), program.evidence)
    binary = findings.settle("binary", _file_name, name)
    building.settle_build(program, binary, release.value)
    building.settle_embedded(program)
    running.settle_files(program)
    shape = running.settle_start(program)
    findings.settle("name", text, name)
    running.warn_of_processors(program)
    return shape


def _file_name(value: object) -> str:
    name = text(value)
    if "/" in name or name in {".", ".."}:
        raise ValueError("the name of a file")
    return name
