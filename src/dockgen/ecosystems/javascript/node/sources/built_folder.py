"""Whether a folder named as build outputs are holds what people wrote."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.json import JsonFile

BUILDS = lazy_regex(
    r"(pre|post)?(build|compile|bundle|transpile|generate|export|dist|prepare|pack)\b"
)
"""The names of scripts that write an output."""

BEFORE = lazy_regex(r"(pre|post)?(build|compile|bundle|dev|install|prepare|start:dev|watch)\b")
"""The names of scripts that run before there is any output."""

RUNNERS = "node|bun|deno|tsx|ts-node|babel-node|sh|bash"
COMPILERS = ("tsconfig.json", "tsconfig.build.json", "project.json", "jsconfig.json")


def is_source(project: Project, folder: str) -> bool:
    """Whether nothing builds such a folder, or the build itself runs a file of it."""
    above, name = posixpath.split(folder)
    scripts = _scripts(project, posixpath.join(above, "package.json"))
    runs = re.compile(rf"\b(?:{RUNNERS})\s+(?:-\S+\s+)*(?:\./)?{re.escape(name)}/")
    if any(BEFORE.match(script) and runs.search(command) for script, command in scripts.items()):
        return True
    compiled = project.first(*(posixpath.join(above, one) for one in COMPILERS))
    return compiled is None and not any(BUILDS.match(script) for script in scripts)


def _scripts(project: Project, path: str) -> dict[str, str]:
    file = project.readable(path)
    try:
        scripts = JsonFile(file).top.get("scripts") if file else None
    except UnusableInput:
        return {}  # which the detector that reads it says
    if not isinstance(scripts, dict):
        return {}
    return {str(name): command for name, command in scripts.items() if isinstance(command, str)}
