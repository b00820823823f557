"""The services of a repository: the folders that are projects of their own.

A folder with a manifest is a service, and what lies below it belongs to it. Where one build makes
several applications (a Maven build, a workspace of packages), each of them is a service, and the
build's own folder is the context of all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import (
    DockgenError,
    NothingDetected,
    SeveralParts,
    UnusableInput,
    in_columns,
)
from dockgen.core.facts import Evidence, Override
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Aside, Candidate, Kind, aside_by_name
from dockgen.ecosystems.registry import Detection, all_ecosystems, detect
from dockgen.ecosystems.unreadable import reading
from dockgen.rendering.render import DOCKERFILE

MAX_DEPTH = 4
"""How deep services are looked for."""

SHOWN = 5
"""How many of them a hint names."""

OF_PAGES = frozenset("themes theme assets static public vendor plugins layouts content".split())
"""Folders of a site whose manifests are of its own tools."""

TESTS = frozenset("test tests __tests__ testdata fixtures __fixtures__ spec e2e".split())
"""Folders whose projects are made for tests, not for running."""


@dataclass(frozen=True, slots=True)
class Member:
    """A service of the repository.

    Args:
        context: the folder that its image is built from, relative to the repository; `.` for the
            repository itself.
        dockerfile: its Dockerfile, relative to the context.
        overrides: what has to be decided so that this service is meant.
    """

    context: str
    dockerfile: str = DOCKERFILE
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its own folder, relative to the repository."""
        inside = posixpath.dirname(self.dockerfile)
        return posixpath.normpath(posixpath.join(self.context, inside))


def members_of(project: Project) -> tuple[Member, ...]:
    """The services of a repository, in the order of their folders.

    Raises:
        UnusableInput: a manifest cannot be used.
        NothingDetected: no folder is a service.
    """
    found = list(_within(project, ""))
    if not found:
        where = f"{MAX_DEPTH} levels below {project.root}"
        raise NothingDetected(f"no service that dockgen knows was found up to {where}")
    return tuple(sorted(found, key=lambda one: (one.context, one.dockerfile)))


def where_to_look(project: Project) -> tuple[str, tuple[str, ...]]:
    """What to do where the folder itself is no project and those below it are; empty otherwise.

    Returns:
        The hint, and a line for each of them, the likeliest to be meant first.
    """
    try:
        found = parts_of(project, members_of(project))
    except DockgenError:
        return "", ()
    listed = choosing.ranked(project, [one.candidate for one in found])
    return _hint(project, listed), in_columns(listed[:SHOWN])


def refuse_several_parts(detection: Detection) -> None:
    """Refuse to take what lies at the top of a repository of several projects for its application.

    That is pages, or sources that no manifest goes with, beside folders that have one.

    Raises:
        SeveralParts: such folders are there; the message lists them.
    """
    if not is_weak(detection):
        return
    project = detection.project
    below = [one for one in _strong_below(project, "") if not one.candidate.aside]
    if not below:
        return
    made = [one.candidate for one in below]
    instead = ""
    file = detection.facts["language"].evidence.file if "language" in detection.facts else None
    if not any((file or "").startswith(f"{one.folder}/") for one in made):
        made.append(_part(Member("."), detection).candidate)
        instead = f"; --detector {detection.chosen} takes what lies at the top"
    listed = choosing.ranked(project, made)
    raise SeveralParts(listed, hint=f"{_commands(project, listed)}{instead}")


def _hint(project: Project, listed: Sequence[tuple[str, str]]) -> str:
    folders = [folder for folder, _ in listed]
    shown = ", ".join(folders[:SHOWN]) + (" …" if len(folders) > SHOWN else "")
    return f"services were found in {shown}: {_commands(project, listed)}"


def _commands(project: Project, listed: Sequence[tuple[str, str]]) -> str:
    first = posixpath.normpath(posixpath.join(str(project.root), listed[0][0]))
    every = f", or `dockgen init --all {project.root}`" if len(listed) > 1 else ""
    return f"`dockgen init {first}`{every}"


class Part(NamedTuple):
    """A service with what it is.

    Args:
        member: the service.
        candidate: what it does.
    """

    member: Member
    candidate: Candidate


def parts_of(project: Project, members: Sequence[Member]) -> tuple[Part, ...]:
    """The services, each with what it is."""
    return tuple(_part(one, _detection_of(project, one)) for one in members)


def _detection_of(project: Project, member: Member) -> Detection:
    here = project if member.context == "." else project.below(member.context)
    with _named_from_the_repository_on(member.context):
        return detect(here, overrides=member.overrides)


def _part(member: Member, detection: Detection) -> Part:
    _, verdict = detection.winner
    facts = verdict.findings.facts
    kind = Kind.SERVER if "port" in facts else Kind.PROGRAM
    if "output_dir" in facts and facts.get("runtime", facts["output_dir"]).value == "nginx":
        kind = Kind.SITE
    if is_page(detection):
        kind = Kind.SITE
    if "entrypoint" in facts and kind is Kind.PROGRAM:
        kind = Kind.COMMAND
    folder = "" if member.path == "." else member.path
    framework = facts.get("framework")
    aside = aside_by_name(folder) if folder else Aside()
    of = str(framework.value) if framework else str(detection.chosen)
    return Part(
        member,
        Candidate(member.path, folder, kind, of, aside=aside.reason, never=aside.never),
    )


def is_page(detection: Detection) -> bool:
    """Whether what was found is pages, of an ecosystem whose projects have no manifest."""
    return not detection.winner[0].manifests


def is_weak(detection: Detection) -> bool:
    """Whether no manifest at the top says what the project is."""
    ecosystem, verdict = detection.winner
    if _at_the_top(detection.project, ecosystem.manifests):
        return False
    language = verdict.findings.facts.get("language")
    file = language.evidence.file if language else None
    every = {name for one in all_ecosystems() for name in one.manifests}
    return "workspace" not in verdict.findings.facts and file not in every


def _at_the_top(project: Project, names: Sequence[str]) -> tuple[str, ...]:
    top = [one for one in project.files if "/" not in one]
    return tuple(one for one in top if any(fnmatchcase(one, name) for name in names))


def _strong_below(project: Project, folder: str) -> list[Part]:
    """The services below a folder that a manifest of their own makes one."""
    here = project.below(folder) if folder else project
    found = []
    for name in _subfolders(here):
        if name in OF_PAGES:
            continue
        for member in _within(project, f"{folder}/{name}" if folder else name):
            detection = _detection_of(project, member)
            if not is_weak(detection):
                found.append(_part(member, detection))
    return found


def _within(project: Project, folder: str) -> Iterator[Member]:
    """The services at and below a folder: itself, or those in its subfolders."""
    here = project if not folder else project.below(folder)
    own = list(_at(here, folder or "."))
    if own:
        yield from own
        if not folder and len(own) == 1 and is_weak(_detection_of(project, own[0])):
            yield from (one.member for one in _strong_below(project, "") if not one.candidate.never)
        return
    if folder.count("/") + 1 >= MAX_DEPTH and folder:
        return
    inner = [
        member
        for name in _subfolders(here)
        for member in _within(project, f"{folder}/{name}" if folder else name)
    ]
    yield from _lifted(here, folder, inner)


def _subfolders(project: Project) -> list[str]:
    names = {path.split("/", 1)[0] for path in project.files if "/" in path}
    return sorted(name for name in names - TESTS if not name.startswith("."))


def _at(project: Project, context: str) -> Iterator[Member]:
    """The service or services whose manifest lies in this very folder."""
    for detector in all_ecosystems():
        paths = _workspaces(detector, project, context)
        if paths:
            for path in paths:
                override = Override(path, Evidence("--all"))
                yield Member(context, f"{path}/{DOCKERFILE}", {"workspace": override})
            return
    detection = _detect(project, context)
    if detection.chosen and _rests_on_own_files(detection):
        yield Member(context)


def _detect(project: Project, context: str) -> Detection:
    """What the folder is; an error names its file from the repository on."""
    with _named_from_the_repository_on(context):
        return detect(project)


@contextmanager
def _named_from_the_repository_on(context: str) -> Iterator[None]:
    try:
        yield
    except UnusableInput as problem:
        if problem.file is not None and context != ".":
            problem.file = f"{context}/{problem.file}"
        raise


def _workspaces(detector: Ecosystem, project: Project, context: str) -> tuple[str, ...]:
    """The applications that one build makes, where there is more than one."""
    with _named_from_the_repository_on(context):
        paths = reading(detector, project, lambda: detector.workspaces(project))
    return paths if len(paths) > 1 else ()


def _rests_on_own_files(detection: Detection) -> bool:
    """Whether the project was recognised by a file of its own folder and not of one below."""
    if "workspace" in detection.facts:
        return True  # the build's own folder names the one application that it makes
    language = detection.facts.get("language")
    file = language.evidence.file if language else None
    return file is not None and "/" not in file


def _lifted(project: Project, folder: str, inner: list[Member]) -> list[Member]:
    """The members, with pages in a usual subfolder (`site/public`) given to the folder above."""
    if folder and len(inner) == 1:
        detection = _detect(project, folder)
        language = detection.facts.get("language")
        file = language.evidence.file if language and detection.chosen else None
        if file is not None and posixpath.dirname(f"{folder}/{file}") == inner[0].context:
            return [Member(folder)]
    return inner
