"""The port that a JavaScript server listens on, where its entry file says so plainly."""

from __future__ import annotations

import re

from dockgen.facts import Evidence, Fact
from dockgen.project import Project

PATTERNS = (
    re.compile(
        r"(?:process|Bun|import\.meta)\.env\.PORT\s*\)?\s*(?:\|\||\?\?|,)\s*['\"]?(\d{2,5})"
    ),
    re.compile(r"env\[['\"]PORT['\"]\]\s*(?:\|\||\?\?)\s*['\"]?(\d{2,5})"),
    re.compile(r"\b(?:PORT|port)\s*=\s*['\"]?(\d{2,5})\b"),
    re.compile(r"\bport:\s*['\"]?(\d{2,5})\b"),
    re.compile(r"\.listen\(\s*(\d{2,5})\b"),
)
"""From the plainest to the least: an assumed port behind the environment's, then a fixed one."""

LISTENS = re.compile(r"\.listen\(|createServer\(|Bun\.serve|\bserve\(|Deno\.serve")
SOURCE_ENDINGS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs")


def sources_of(project: Project, entry: str) -> tuple[str, ...]:
    """The files of the project that an entry file may have been made from.

    `dist/server.js` may come from `src/server.ts`; a file that exists stands for itself.
    """
    if project.has(entry):
        return (entry,)
    stem = entry.rsplit(".", 1)[0] if "." in entry.rsplit("/", 1)[-1] else entry
    inner = stem.split("/", 1)[-1]
    candidates = [stem, inner, f"src/{inner}", f"src/{inner.removeprefix('src/')}"]
    paths = [f"{one}{ending}" for one in dict.fromkeys(candidates) for ending in SOURCE_ENDINGS]
    return tuple(path for path in paths if project.has(path))


def read(project: Project, entry: str | None) -> Fact[int] | None:
    """The port that the entry file names, or None."""
    for path in sources_of(project, entry) if entry else ():
        file = project.read(path)
        for pattern in PATTERNS:
            match = pattern.search(file.text)
            if match and 1 <= int(match[1]) <= 65535:
                return Fact(int(match[1]), Evidence("port", path, file.line_of(match.start(1))))
    return None


def listens(project: Project, entry: str) -> bool:
    """Whether the entry file opens a server."""
    return any(LISTENS.search(project.read(path).text) for path in sources_of(project, entry))
