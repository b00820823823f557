"""Which of an application's libraries need more than a Java run time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dockgen.core.facts import Evidence, Fact, Findings, default, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.jvm.common import system_needs
from dockgen.ecosystems.jvm.common.system_needs import Need

BROWSER = lazy_regex(r"\.\s*(chromium|firefox|webkit)\s*\(\s*\)")
"""https://playwright.dev/java/docs/api/class-playwright."""


def rows(value: object) -> tuple[str, ...]:
    """The kind of a fact that is a list of the table's rows."""
    named = words(value)
    if not system_needs.NAMES.issuperset(named):
        raise ValueError(f"a list of {', '.join(sorted(system_needs.NAMES))}")
    return named


def settle(
    libraries: Mapping[str, Evidence], sources: Iterable[TextFile], findings: Findings
) -> None:
    """Settle which rows of the table hold, and which browsers Playwright starts.

    Args:
        libraries: what it runs with, by `group:name`.
        sources: its sources.
        findings: where the facts go.
    """
    read = list(sources)
    found = dict(_found(libraries, read))
    names = tuple(dict.fromkeys(row.name for row in found))
    first = next(iter(found.values()), None)
    asked = findings.settle_optional("system_needs", rows, Fact(names, first) if first else None)
    if asked and "playwright" in asked.value:
        findings.settle("browsers", words, _browsers(read))
    for row, place in found.items():
        if row.note and asked and row.name in asked.value:
            findings.warn(f"{place.file}:{place.line}: {row.note}")


def _found(
    libraries: Mapping[str, Evidence], sources: Sequence[TextFile]
) -> Iterator[tuple[Need, Evidence]]:
    for row in system_needs.NEEDS:
        place = _library(row, libraries) if row.libraries else None
        if row.libraries and place is None:
            continue
        if row.sources is not None:
            seen = _source(row, sources)
            place = place if place and seen else seen
        if place is not None:
            yield row, place._replace(reason=f"it needs {row.name}")


def _library(row: Need, libraries: Mapping[str, Evidence]) -> Evidence | None:
    pattern = row.libraries
    found = (place for name, place in libraries.items() if pattern and pattern.fullmatch(name))
    return next(found, None)


def _source(row: Need, sources: Sequence[TextFile]) -> Evidence | None:
    for file in sources:
        match = row.sources.search(file.text) if row.sources else None
        if match:
            return Evidence("import", file.path, file.line_of(match.start()))
    return None


def _browsers(sources: Sequence[TextFile]) -> Fact[tuple[str, ...]]:
    """The browsers that the sources have Playwright start."""
    found: dict[str, Evidence] = {}
    for file in sources:
        for match in BROWSER.finditer(file.text):
            place = Evidence("Playwright", file.path, file.line_of(match.start()))
            found.setdefault(match[1], place)
    if not found:
        return Fact(("chromium",), default("the sources name no other browser"))
    return Fact(tuple(sorted(found)), next(iter(found.values())))
