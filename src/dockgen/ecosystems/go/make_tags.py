"""The build tags that a project's own command gives `go build`: Makefile, Taskfile, justfile."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.go.modules import inside

FILES = ("Makefile", "makefile", "GNUmakefile", "Taskfile.yml", "Taskfile.yaml", "justfile")
BUILD = lazy_regex(
    r"\bgo build\b(?:[^\n\\]|\\\n)*?\s--?tags[= ]+"
    r"(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'|(?P<bare>[^\s\"']+))"
)
"""A command that builds, over several lines where they end in a backslash."""

REFERENCE = lazy_regex(r"\$[({](\w+)[)}]|\{\{\s*\.?(\w+)\s*\}\}|\$(\w+)")
TAG = re.compile(r"[A-Za-z_][\w.]*")
NOT_RELEASED = frozenset("dev debug test tests integration e2e race unit mock mocks".split())


def read(project: Project, home: str) -> Fact[tuple[str, ...]] | None:
    """The tags of the first command that builds; None where it gives none, or computes them."""
    for name in FILES:
        path = inside(home, name)
        file = project.readable(path) if project.has(path) else None
        match = BUILD.search(file.text) if file is not None else None
        if file is None or match is None:
            continue
        said = _resolved(file, match["double"] or match["single"] or match["bare"])
        tags = tuple(one for one in re.split(r"[\s,]+", said) if one)
        if tags and all(TAG.fullmatch(one) for one in tags) and not NOT_RELEASED & set(tags):
            return Fact(tags, Evidence("-tags", path, file.line_of(match.start())))
    return None


def _resolved(file: TextFile, text: str) -> str:
    """A text with the variables that the file sets."""

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3]
        said = re.search(rf"(?m)^[^\S\n]*{re.escape(name)}\s*[:?]{{0,2}}[=:]\s*(.*)$", file.text)
        return said[1].strip().strip("\"'") if said else match[0]

    return REFERENCE.sub(value, text)
