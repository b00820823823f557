"""The services of a repository: the folders that are projects of their own.

A folder with a manifest is a service, and what lies below it belongs to it. Where one build makes
several applications (a Maven build, a workspace of packages), each of them is a service, and the
build's own folder is the context of all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import DockgenError, NothingDetected, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.project import Project
from dockgen.ecosystems.registry import Detection, all_ecosystems, detect, reading
from dockgen.rendering.render import DOCKERFILE

MAX_DEPTH = 4
"""How deep services are looked for."""

SHOWN = 5
"""How many of them a hint names."""

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


def where_to_look(project: Project) -> str:
    """What to do where the folder itself is no project and those below it are; empty otherwise."""
    try:
        folders = [one.path for one in members_of(project)]
    except DockgenError:
        return ""
    shown = ", ".join(folders[:SHOWN]) + (" …" if len(folders) > SHOWN else "")
    first = f"`dockgen init {posixpath.normpath(posixpath.join(str(project.root), folders[0]))}`"
    every = f", or `dockgen init --all {project.root}`" if len(folders) > 1 else ""
    return f"services were found in {shown}: {first}{every}"


def _within(project: Project, folder: str) -> Iterator[Member]:
    """The services at and below a folder: itself, or those in its subfolders."""
    here = project if not folder else project.below(folder)
    own = list(_at(here, folder or "."))
    if own:
        yield from own
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
