"""A jar whose manifest names a main class, made by Gradle's own task `jar`.

https://docs.gradle.org/current/dsl/org.gradle.api.java.archives.Manifest.html
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.ecosystems.jvm.gradle import outputs
from dockgen.ecosystems.jvm.gradle.build import Build, Module
from dockgen.ecosystems.jvm.gradle.variables import EXPRESSION

MAIN = rf"[\"']Main-Class[\"']\s*\]?\s*(?::|=(?!=)|\bto\b|,)\s*({EXPRESSION})"
"""`'Main-Class': 'a.Main'`, `"Main-Class" to "a.Main"`, `attributes["Main-Class"] = "a.Main"`."""

WHOLE = (
    r"\bfrom\b[^\n]{0,200}"
    r"\b(?:runtimeClasspath|compileClasspath|configurations\.(?:runtime|compile))\b"
)
UNPACKED = r"\bzipTree\b"
"""A task that puts the libraries into the jar itself."""

COPIED = (
    r"\bCopy\b(?:::class)?[^{}]{0,200}\{(?P<body>[^{}]{0,2000}\bruntimeClasspath\b[^{}]{0,2000})\}"
)
"""A task that copies the libraries."""

TASK = (
    r"\btask\s+(\w+)\s*\(|\bregister\s*(?:<\s*\w+\s*>)?\s*\(\s*[\"'](\w+)[\"']"
    r"|\bval\s+(\w+)\s+by\s+tasks"
)
INTO = r"\binto\b\s*\(?\s*([^\n;}]+)"


class Manifest(NamedTuple):
    """The jar that java runs.

    Args:
        main: its main class.
        holds_all: whether its libraries are in it.
        libraries: the folder that a task of the build copies the libraries to; None for none.
        task: that task.
    """

    main: Fact[str]
    holds_all: bool
    libraries: Fact[str] | None = None
    task: str = ""


def find(build: Build, module: Module) -> Manifest | None:
    """What the scripts of a project say of its jar; None where its manifest names no class."""
    main = _main(build, module)
    if main is None:
        return None
    for script in module.scripts:
        if any(script.find(WHOLE)) and any(script.find(UNPACKED)):
            return Manifest(main, holds_all=True)
    return _copied(module, main) or Manifest(main, holds_all=False)


def _main(build: Build, module: Module) -> Fact[str] | None:
    for script in module.scripts:
        for match in re.finditer(MAIN, script.code):  # its key is a string of the script
            named = Fact(match[1], script.evidence(match, "Main-Class"))
            found = build.variables(module).value_of(named)
            if found and found.value:
                return found
    return None


def _copied(module: Module, main: Fact[str]) -> Manifest | None:
    """The task that copies the libraries to a folder that can be read."""
    made = outputs.folder_or_default(module)
    for script in module.scripts:
        for match in script.find(COPIED):
            start = script.code.rfind("\n", 0, match.start()) + 1
            named = re.search(TASK, script.code[start : match.end()])
            into = re.search(INTO, match["body"])
            folder = outputs.path_of(into[1], module.folder, made) if into else None
            task = next((one for one in named.groups() if one), "") if named else ""
            if folder and task:
                place = script.evidence(match, task)
                return Manifest(
                    main,
                    holds_all=False,
                    libraries=Fact(posixpath.normpath(folder), place),
                    task=task,
                )
    return None
