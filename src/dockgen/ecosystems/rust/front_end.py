"""Pages that a package.json builds, and that the program compiles in or serves from a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.rust.sources import run_time_files
from dockgen.ecosystems.rust.sources.program import evidence_of

if TYPE_CHECKING:
    from dockgen.ecosystems.rust.facts import FactsOf


def settle(facts: FactsOf) -> None:
    """Settle what builds the pages; they come to where the program looks for them.

    Raises:
        UnusableInput: their package.json cannot be used.
    """
    for wanted in _wanted(facts):
        folder = reading.folder_above(facts.project, wanted.value)
        if folder is None:
            continue
        pages = reading.built(facts.project, folder, wanted.value, wanted.evidence)
        if pages is not None:
            reading.settle(facts.findings, pages)
            return


def _wanted(facts: FactsOf) -> Iterator[Fact[str]]:
    """The folders that the sources name and that are not there."""
    for file, match in facts.sources.each(run_time_files.EMBEDDED):
        yield from _missing(facts, facts.package.inside(match["path"]), evidence_of(file, match))
    for pattern in (run_time_files.SERVED, run_time_files.SECOND):
        for file, match in facts.sources.each(pattern):
            path = match["path"].split("*", 1)[0].rstrip("/")
            for place in dict.fromkeys((path, facts.package.inside(path))):
                yield from _missing(facts, place, evidence_of(file, match))


def _missing(facts: FactsOf, path: str, evidence: Evidence) -> Iterator[Fact[str]]:
    plain = posixpath.normpath(path)
    if plain.startswith(("..", "/")) or plain == "." or facts.project.has(plain):
        return
    if not reading.is_there(facts.project, plain):
        yield Fact(plain, evidence)


def served(facts: FactsOf) -> dict[str, Evidence]:
    """The folder of the pages, where the program reads it when it runs."""
    pages = facts.findings.facts.get("front_end_output")
    if pages is None or facts.sources.first(run_time_files.EMBEDDED):
        return {}
    return {str(pages.value): pages.evidence}


def gives_way(facts: FactsOf) -> str:
    """Why the package.json beside it goes first; empty where the program does."""
    if "front_end" in facts.findings.facts or facts.sources.first(run_time_files.EMBEDDED):
        return ""
    why = reading.server_beside(facts.project)
    return f"{why}, and the Rust program serves no pages of it" if why else ""
