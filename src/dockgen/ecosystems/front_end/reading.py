"""What a package.json beside a program builds, and whether it starts a server of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import (
    Evidence,
    Fact,
    Findings,
    Override,
    SettledFacts,
    Verdict,
    text,
    words,
)
from dockgen.core.plan import Choices
from dockgen.core.project import Project
from dockgen.ecosystems import registry

MANIFEST = "package.json"
BUILDER = "node"
"""The ecosystem that knows a package.json."""

SERVERS = frozenset({"server", "built-server"})
"""The shapes of it that are servers."""

OTHERS = frozenset(
    (
        "python python3 uvicorn gunicorn flask django-admin fastapi uv poetry pipenv go air cargo "
        "docker docker-compose make sh bash"
    ).split()
)
"""Programs that a start script calls and that are none of Node.js."""

VALUES = ("base_image", "manager_install", "cache_id", "cache", "install", "build")
"""What is taken from the plan; it has been made safe to print, and is so again here."""

UNFIT = ("members", "pruned_by", "every_manifest", "mounts")
"""What a plan has that a stage of another's Dockerfile cannot take over."""

INSIDE = "dist"


@dataclass(frozen=True)
class FrontEnd:
    """What builds the pages.

    Args:
        folder: the folder of their package.json; empty for the top.
        output: the folder that is built, relative to the project.
        evidence: where it is said that the program takes them in.
        values: what the plan of their ecosystem prints.
        manifests: the files that the packages are installed from, relative to the folder.
        sources: what is copied for the build, relative to the project; empty for the folder.
    """

    folder: str
    output: str
    evidence: Evidence
    values: Mapping[str, str]
    manifests: tuple[str, ...]
    sources: str = ""


def is_there(project: Project, folder: str) -> bool:
    """Whether there is more than what keeps an empty folder in Git."""
    prefix = f"{folder}/"
    inner = (one.removeprefix(prefix) for one in project.within(prefix))
    return any(not posixpath.basename(one).startswith(".git") for one in inner)


def folder_above(project: Project, path: str) -> str | None:
    """The nearest folder above a path with a package.json."""
    folder = posixpath.dirname(path)
    while not project.has(posixpath.join(folder, MANIFEST)):
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder


def written(project: Project, folder: str) -> Fact[str] | None:
    """The folder that the build of a package.json writes, relative to the project.

    Raises:
        UnusableInput: its package.json cannot be used.
    """
    verdict = _verdict(project, folder, {})
    said = verdict.findings.facts.get("output_dir") if verdict is not None else None
    if verdict is None or said is None or verdict.shape in SERVERS:
        return None
    place = posixpath.normpath(posixpath.join(folder, str(said.value)))
    return None if place.startswith("..") else Fact(place, said.evidence)


def built(
    project: Project, folder: str, output: str, evidence: Evidence, sources: str = ""
) -> FrontEnd | None:
    """What builds the pages of a folder; None where there is no build that fits into a stage.

    Raises:
        UnusableInput: its package.json cannot be used.
    """
    inside = posixpath.relpath(output, folder or ".")
    named = INSIDE if inside.startswith("..") or inside == "." else inside
    verdict = _verdict(project, folder, {})
    if verdict is None or "output_dir" in verdict.findings.facts or not verdict.findings.facts:
        given = {"output_dir": Override(named, evidence)}
        verdict = _verdict(project, folder, given) or verdict
    if verdict is None:
        return None
    facts = SettledFacts(verdict)
    if not facts.text("build_command"):
        return None
    try:
        planned = registry.find(BUILDER).plan(verdict, Choices(stages="multi")).values
    except UnusableInput:
        return None  # it cannot be served by itself, which is not asked for here
    if any(planned.get(name) for name in UNFIT):
        return None
    values = {name: str(planned[name]) for name in VALUES if planned.get(name)}
    return FrontEnd(folder, output, evidence, values, facts.words("manifests"), sources)


def _verdict(project: Project, folder: str, overrides: Mapping[str, Override]) -> Verdict | None:
    inner = project.below(folder) if folder else project
    verdict = registry.find(BUILDER).detect(inner, overrides)
    return verdict if verdict.matched else None


def settle(findings: Findings, pages: FrontEnd) -> None:
    """Settle what builds the pages as facts of the program that serves them."""
    facts = {
        "front_end": pages.folder or ".",
        "front_end_output": pages.output,
        "front_end_image": pages.values["base_image"],
        "front_end_manager": pages.values.get("manager_install", ""),
        "front_end_install_command": pages.values["install"],
        "front_end_build_command": pages.values["build"],
        "front_end_cache": pages.values["cache"],
        "front_end_cache_id": pages.values["cache_id"],
        "front_end_sources": pages.sources,
    }
    for name, value in facts.items():
        if value:
            findings.settle(name, text, Fact(value, pages.evidence))
    findings.settle("front_end_manifests", words, Fact(pages.manifests, pages.evidence))


def server_beside(project: Project) -> str:
    """Why what package.json starts goes before a program of another language.

    Returns:
        a clause that names the place; empty where it starts no server of Node.js.
    """
    if not project.has(MANIFEST):
        return ""
    try:
        verdict = _verdict(project, "", {})
    except UnusableInput:
        return ""  # which the ecosystem that reads it says
    if verdict is None or verdict.shape not in SERVERS:
        return ""
    start = verdict.findings.facts["start_command"]
    called = SettledFacts(verdict).words("start_command")
    if called and posixpath.basename(called[0]) in OTHERS:
        return ""
    line = f":{start.evidence.line}" if start.evidence.line else ""
    return f"{start.evidence.file or MANIFEST}{line} starts a server"


def pages_beside(project: Project) -> str:
    """Why a package.json with a build of its own goes before a helper script beside it."""
    if not project.has(MANIFEST):
        return ""
    try:
        verdict = _verdict(project, "", {})
    except UnusableInput:
        return ""
    return "" if verdict is None else f"{verdict.reason}, and the script is a helper beside it"
