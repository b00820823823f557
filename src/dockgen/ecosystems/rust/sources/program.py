"""The Rust sources that one program is made of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from dockgen.core.facts import Evidence
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.rust.manifests.cargo_toml import Binary, Manifest
from dockgen.ecosystems.rust.sources.source_text import without_comments

MAX_SOURCES = 600
CONSTANT = (
    r"\b(?:const|static|let)\s+(?:mut\s+)?{name}\s*(?::\s*\w+\s*)?=\s*(?P<port>[\d_]{{2,7}})\b"
)


class Sources:
    """The Rust sources that one program is made of.

    Args:
        project: the project.
        package: the package of the program.
        binary: the program.
        needed: the packages of the repository that it is built from, itself among them.
    """

    def __init__(
        self, project: Project, package: Manifest, binary: Binary, needed: tuple[Manifest, ...]
    ) -> None:
        self.project = project
        self.package = package
        others = [one.path for one in package.binaries if one.path != binary.path]
        self._others = tuple(
            f"{posixpath.dirname(one)}/" if "/bin/" in one and one.endswith("/main.rs") else one
            for one in others
        )
        self._folders = tuple(f"{one.inside('src')}/" for one in needed)
        self._main = binary.path

    @cached_property
    def files(self) -> tuple[TextFile, ...]:
        """The sources, the main one first, without comments and tests."""
        found = [
            path
            for path in self.project.starting(*self._folders)
            if path.endswith(".rs")
            and not (self._others and path.startswith(self._others))
            and path != self._main
        ]
        read = [self.project.readable(path) for path in [self._main, *found[:MAX_SOURCES]]]
        return tuple(
            TextFile(one.path, without_comments(one.text)) for one in read if one is not None
        )

    def first(self, pattern: re.Pattern[str]) -> Evidence | None:
        """Where a pattern is first found; None where it is not."""
        return next((evidence_of(file, found) for file, found in self.each(pattern)), None)

    def each(self, pattern: re.Pattern[str]) -> Iterator[tuple[TextFile, re.Match[str]]]:
        """Every place where a pattern is found."""
        for file in self.files:
            yield from ((file, one) for one in pattern.finditer(file.text))

    def number(self, written: str, near: TextFile) -> int | None:
        """A port that is written as a number or as the name of a constant.

        Args:
            written: the number or the name.
            near: the file that is searched first.
        """
        plain = written.replace("_", "")
        if plain.isdigit():
            return port_of(plain)
        for file in (near, *self.files):
            found = re.search(CONSTANT.format(name=re.escape(written)), file.text)
            if found:
                return port_of(found["port"].replace("_", ""))
        return None


def evidence_of(file: TextFile, found: re.Match[str]) -> Evidence:
    """The evidence for what a pattern found."""
    return Evidence("file", file.path, file.line_of(found.start()))


def port_of(text: str) -> int | None:
    """A text as a port; None where it is none."""
    number = int(text) if text.isdigit() and len(text) < 6 else 0
    return number if 0 < number < 65536 else None
