"""What Clojure's sources say of the port that a server listens on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

COMMENT = lazy_regex(r'"(?:\\.|[^"\\])*"?|\\.|(;[^\n]*)', re.DOTALL)
VARIABLE = lazy_regex(
    r"""(?:"PORT"|:port)\s*\)[^;\n]{0,80}?"?\b(\d{2,5})\b"""
    r"""|\#env\s+"?PORT"?\s+"?(\d{2,5})\b"""
)
"""`(or (System/getenv "PORT") "3000")`, `(or (env :port) 3000)`, and aero's
`#or [#env PORT 3000]`: https://github.com/juxt/aero."""

LISTENING = lazy_regex(
    r"""\b(?:run-jetty|run-server|start-server|run-undertow|run-http-server)\b"""
    r"""[^;]{0,300}?[\s{]:port\s+(\d{2,5})\b"""
    r"""|::?[\w.-]*http/port\s+(\d{2,5})\b"""
    r"""|\(def\s+(?:\^\S+\s+)?(?:default-|http-)?port\s+"?(\d{2,5})\b"""
)
"""Ring's Jetty, http-kit, Aleph, Immutant's and Luminus' Undertow, Pedestal, and a plain `def`."""

MAX_SOURCES = 2_000
"""How many source files are searched."""

ENDINGS = (".clj", ".cljc")


def port_of(project: Project, folders: Sequence[str], main: str) -> Fact[int] | None:
    """The port of the namespace that starts, else of the first file that names one, or None."""
    for file in files(project, folders, main):
        code = COMMENT.sub(_without_comment, file.text)
        for key, pattern in (("PORT", VARIABLE), ("listening", LISTENING)):
            for match in pattern.finditer(code):
                group = match.lastindex or 1
                if 1 <= int(match[group]) <= 65535:
                    line = file.line_of(match.start(group))
                    return Fact(int(match[group]), Evidence(key, file.path, line))
    return None


def _without_comment(match: re.Match[str]) -> str:
    return " " * len(match[0]) if match[1] else match[0]


def files(project: Project, folders: Sequence[str], main: str) -> Iterator[TextFile]:
    """The namespace that starts, the others, and the settings in `resources`."""
    tops = tuple(f"{folder}/" for folder in folders if folder != ".")
    own = main.replace("-", "_").replace(".", "/")
    paths = [path for path in project.starting(*tops) if path.endswith(ENDINGS)]
    starting = {f"{top}{own}" for top in tops}
    paths.sort(key=lambda path: (path.rpartition(".")[0] not in starting, path))
    edn = sorted(one for one in project.files if re.fullmatch(r"resources/[\w-]+\.edn", one))
    for path in [*paths[:MAX_SOURCES], *edn]:
        try:
            yield project.read(path)
        except UnusableInput:  # too large, or not UTF-8: the compiler may still take it
            continue
