"""Finds out what a Python project is, what it needs, and what starts it."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Findings, Override, Verdict, no, text
from dockgen.core.project import Project, once_per_project
from dockgen.core.quoting import refuse_unprintable
from dockgen.dockerfile.deployed import choosing as deployed
from dockgen.dockerfile.deployed.candidates import (
    Aside,
    Candidate,
    Kind,
    aside_by_name,
    deployable,
)
from dockgen.ecosystems.python import front_end, left_alone
from dockgen.ecosystems.python.facts import FactsOf
from dockgen.ecosystems.python.manifests import dependencies, pyproject
from dockgen.ecosystems.python.running import choosing
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources.modules import Sources


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project whose Python sources something can start.

    Raises:
        UnusableInput: a manifest cannot be read, or there are several applications.
    """
    findings = Findings(overrides)
    folder = _workspace(project, findings)
    needed = dependencies.read(project, folder)
    application = Application(project, folder, Sources(project, folder), needed)
    alone = left_alone.why(application)
    if alone:
        return no(alone)
    process = findings.settle_optional("process", text, None)
    start = choosing.choose(application, process)
    reason = _why_not(application, start is not None, asked="start_command" in overrides)
    if reason:
        return no(reason)
    facts = FactsOf(application, start, findings)
    facts.settle()
    refuse_unprintable(findings)
    return Verdict(
        matched=True,
        reason=facts.reason,
        shape=facts.shape,
        findings=findings,
        gives_way=front_end.gives_way(application, start),
    )


def _why_not(application: Application, has_start: bool, *, asked: bool) -> str:  # noqa: FBT001
    """Why nothing is made of a project; empty where something is."""
    if not has_start and not asked:
        return left_alone.why_nothing_starts(application)
    if application.needed is None:
        below = dependencies.projects_below(application.project)
        if below:
            verb = "do" if len(below) > 1 else "does"
            return f"nothing lists packages at the top, but {' and '.join(below[:4])} {verb}"
        other = application.project.first(*left_alone.OTHERS)
        if other is not None:
            return f"no list of Python packages, and {other} says what the project is"
    return left_alone.desktop(application) or ""


def _workspace(project: Project, findings: Findings) -> str:
    """The member of a uv workspace that the image is of; empty for the top.

    Raises:
        UnusableInput: there are several, or the one that was asked for is none.
    """
    members = _members(project)
    if not members:
        return ""
    runnable = _runnable(project)
    if _starts(project, ""):
        runnable = ("", *runnable)
    place = Evidence("tool.uv.workspace.members", pyproject.NAME)
    found = None
    if "workspace" not in findings.unused and any(runnable):
        made = [_candidate(project, one) for one in runnable]
        found = deployed.decide(project, made, fact="workspace", evidence=place)
    settled = findings.settle_optional("workspace", text, found)
    if settled is not None:
        chosen = posixpath.normpath(settled.value)
        if chosen not in (*members, "."):
            raise UnusableInput(
                f"{settled.value} is not a member of the workspace",
                hint=f"there are {', '.join(members)}",
            )
        deployed.note_others(findings, settled, [one or "." for one in runnable])
        return "" if chosen == "." else chosen
    return ""


def _candidate(project: Project, folder: str) -> Candidate:
    start = _start(project, folder)
    shape = start.shape if start else "worker"
    kinds = {"server": Kind.SERVER, "cli": Kind.COMMAND}
    own = pyproject.read(project, folder)
    name = own.name.value if own is not None and own.name is not None else ""
    aside = aside_by_name(folder, name) if folder else Aside()
    return Candidate(
        value=folder or ".",
        folder=folder,
        kind=kinds.get(shape, Kind.PROGRAM),
        of=start.framework if start else "",
        names=(name,) if name else (),
        aside=aside.reason,
        never=aside.never,
    )


def workspaces(project: Project) -> tuple[str, ...]:
    """The members of a uv workspace that are applications.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    members = _members(project)
    runnable = _runnable(project) if members else ()
    return tuple(one.value for one in deployable([_candidate(project, one) for one in runnable]))


@once_per_project
def _members(project: Project) -> tuple[str, ...]:
    own = pyproject.read(project)
    if own is None or not own.members or not project.has("uv.lock"):
        return ()
    folders = {posixpath.dirname(path) for path in project.named(pyproject.NAME) if "/" in path}
    patterns = own.members
    return tuple(sorted(one for one in folders if any(fnmatch.fnmatch(one, p) for p in patterns)))


@once_per_project
def _runnable(project: Project) -> tuple[str, ...]:
    return tuple(one for one in _members(project) if _starts(project, one))


@once_per_project
def _starts(project: Project, folder: str) -> bool:
    return _start(project, folder) is not None


def _start(project: Project, folder: str) -> Start | None:
    needed = dependencies.read(project, folder)
    sources = Sources(project, folder)
    if not folder:
        inner = tuple(f"{one}/" for one in _members(project))
        sources.paths = tuple(one for one in sources.paths if not one.startswith(inner))
    return choosing.choose(Application(project, folder, sources, needed))
