"""What a Clojure application reads and writes in its working folder, by its sources."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from dockgen.core.facts import Evidence, Findings
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.jvm.common.running import beside

STRINGS = r'"(?P<path>[^"\\\n]+)"(?P<more>(?:\s+"[^"\\\n]+")*)'
FILE = r"(?:\(\s*(?:[\w.-]+/)?(?:file|File\.|java\.io\.File\.|path)\s+)?"

OPENED = lazy_regex(
    rf"\(\s*(?:slurp|(?:[\w.-]+/)?(?:reader|file|input-stream|load-config|read-config))\s+{STRINGS}"
)
"""`(slurp "motd.txt")`, `(io/reader "data.csv")`, `(io/file "config" "app.edn")`:
https://clojure.github.io/clojure/clojure.java.io-api.html."""

FILLED = lazy_regex(
    rf"\(\s*(?:spit|(?:[\w.-]+/)?(?:writer|output-stream|make-parents))\s+{FILE}{STRINGS}"
)
MADE = lazy_regex(rf"\(\s*(?:\.mkdirs?|(?:[\w.-]+/)?create-dirs?)\s+{FILE}{STRINGS}")
DATABASE = lazy_regex(
    r':dbtype\s+"(?:sqlite|h2|h2:file|hsqldb|derby)"[^{}]{0,200}?:dbname\s+"(?P<path>[^"\\\n:]+)"'
)
"""https://cljdoc.org/d/com.github.seancorfield/next.jdbc (db-spec hash maps)."""


def settle(project: Project, sources: Sequence[TextFile], findings: Findings) -> None:
    """Settle what is copied beside the application, and which folders it may write.

    Args:
        project: the project.
        sources: its sources and settings.
        findings: where the facts go.
    """
    read = (path for file in sources for path in _opened(project, file))
    written = (
        *beside.of_log(project, "resources"),
        *beside.of_addresses(sources),
        *_written(sources),
    )
    beside.settle_found(read, written, findings)


def _opened(project: Project, file: TextFile) -> Iterator[str]:
    for match in OPENED.finditer(file.text):
        yield from beside.in_project(project, "", _joined(match))


def _written(sources: Sequence[TextFile]) -> Iterator[tuple[str, Evidence]]:
    for file in sources:
        for pattern, is_file in ((FILLED, True), (MADE, False), (DATABASE, True)):
            for match in pattern.finditer(file.text):
                path = beside.relative(_joined(match))
                if path:
                    place = Evidence("written", file.path, file.line_of(match.start()))
                    yield (posixpath.dirname(path) if is_file else path), place


def _joined(match: re.Match[str]) -> str:
    more = match.groupdict().get("more") or ""
    return "/".join((match["path"], *re.findall(r'"([^"]+)"', more)))
