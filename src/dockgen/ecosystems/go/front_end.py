"""Pages that a package.json builds and the program compiles in: https://pkg.go.dev/embed.

What builds them is decided by the ecosystem of their package.json; here it becomes facts of this
program's, so that its plan can be made again from them.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, SettledFacts
from dockgen.core.plan import Choices
from dockgen.core.project import Project
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.modules import inside

MANIFEST = "package.json"


@dataclass(frozen=True)
class FrontEnd:
    """What builds the pages.

    Args:
        folder: the folder of their package.json; empty for the top.
        output: the folder that is compiled in.
        evidence: where it is compiled in.
        facts: what their ecosystem knows of them.
        values: what its plan prints.
    """

    folder: str
    output: str
    evidence: Evidence
    facts: SettledFacts
    values: dict[str, str]


def read(project: Project, closure: Closure) -> FrontEnd | None:
    """The front end that has to be built first; None where there is none.

    Raises:
        UnusableInput: its package.json cannot be used.
    """
    missing = _missing(project, closure)
    if missing is None:
        return None
    folder = _folder(project, missing.value)
    return None if folder is None else _built(project, folder, missing)


def _missing(project: Project, closure: Closure) -> Fact[str] | None:
    """The first folder that is compiled in and not there, or that Git does not keep."""
    for file in closure.files:
        for pattern in file.embedded:
            fixed = re.split(r"[*?\[]", pattern.value.removeprefix("all:"))[0]
            path = inside(posixpath.dirname(file.path), fixed.rstrip("/") or ".")
            if path == posixpath.dirname(file.path) or project.has(path):
                continue
            if not _is_there(project, path):
                return Fact(path, pattern.evidence)
    return None


def _is_there(project: Project, folder: str) -> bool:
    """Whether there is more than what keeps an empty folder in Git."""
    prefix = f"{folder}/"
    inner = (one.removeprefix(prefix) for one in project.files if one.startswith(prefix))
    return any(not posixpath.basename(one).startswith(".git") for one in inner)


def _folder(project: Project, path: str) -> str | None:
    """The nearest folder above with a package.json."""
    folder = posixpath.dirname(path)
    while not project.has(inside(folder, MANIFEST)):
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder


def _built(project: Project, folder: str, missing: Fact[str]) -> FrontEnd | None:
    from dockgen.ecosystems import registry

    inner = project.below(folder) if folder else project
    record = registry.find("node")
    verdict = record.detect(inner, {})
    if not verdict.matched:
        return None
    facts = SettledFacts(verdict)
    if not facts.text("build_command"):
        return None
    try:
        planned = record.plan(verdict, Choices(stages="multi")).values
    except UnusableInput:
        return None  # it cannot be served by itself, which is not asked for here
    if any(planned.get(name) for name in ("members", "pruned_by", "every_manifest", "mounts")):
        return None
    values = {name: str(planned[name]) for name in VALUES if planned.get(name)}
    return FrontEnd(folder, missing.value, missing.evidence, facts, values)


VALUES = ("base_image", "manager_install", "cache_id", "cache", "install", "build")
"""What is taken from the plan; it has been made safe to print, and is so again here."""
