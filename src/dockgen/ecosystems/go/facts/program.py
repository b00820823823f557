"""A program while its facts are settled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact, Findings
from dockgen.ecosystems.go.code.packages import Closure, Packages
from dockgen.ecosystems.go.modules import Build
from dockgen.ecosystems.go.releaser import Releaser


@dataclass(frozen=True)
class Program:
    """What has been read of a program.

    Args:
        build: the modules.
        packages: the packages.
        closure: what the program is made of.
        main: its folder.
        released: what GoReleaser is told; None where it is not used.
        findings: where the facts go.
    """

    build: Build
    packages: Packages
    closure: Closure
    main: Fact[str]
    released: Releaser | None
    findings: Findings

    @property
    def manifest(self) -> str:
        """The file that says that this is a Go project."""
        if self.build.work is not None:
            return self.build.work.path
        module = self.build.modules.get(self.build.home)
        return module.path if module else self.closure.files[0].path

    @property
    def evidence(self) -> Evidence:
        """Where the path of its module stands."""
        module = self.build.modules.get(self.build.module_of(self.main.value) or "")
        path = module.module if module else None
        return path.evidence if path else Evidence("file", self.manifest)

    @property
    def go_fact(self) -> Fact[str] | None:
        """The `go` line that decides which language is compiled."""
        if self.build.work is not None:
            return self.build.work.first("go")
        file = self.build.modules.get(self.build.module_of(self.main.value) or "")
        return file.first("go") if file else None

    @property
    def go_line(self) -> tuple[int, ...]:
        """Its number; without the line it is Go 1.16: https://go.dev/ref/mod#go-mod-file-go."""
        said = self.go_fact
        return number_of(said.value) if said else (1, 16)


def number_of(version: str) -> tuple[int, ...]:
    """The two numbers of a line."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
