"""Pages that a package.json builds and the program compiles in: https://pkg.go.dev/embed."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.front_end.reading import FrontEnd
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.modules import inside


def read(project: Project, closure: Closure) -> FrontEnd | None:
    """The front end that has to be built first; None where there is none.

    Raises:
        UnusableInput: its package.json cannot be used.
    """
    missing = _missing(project, closure)
    if missing is None:
        return None
    folder = reading.folder_above(project, missing.value)
    if folder is None:
        return None
    return reading.built(project, folder, missing.value, missing.evidence)


def _missing(project: Project, closure: Closure) -> Fact[str] | None:
    """The first folder that is compiled in and not there, or that Git does not keep."""
    for file in closure.files:
        for pattern in file.embedded:
            fixed = re.split(r"[*?\[]", pattern.value.removeprefix("all:"))[0]
            path = inside(posixpath.dirname(file.path), fixed.rstrip("/") or ".")
            if path == posixpath.dirname(file.path) or project.has(path):
                continue
            if not reading.is_there(project, path):
                return Fact(path, pattern.evidence)
    return None
