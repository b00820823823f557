"""Contexts for tests."""

from __future__ import annotations

from dockgen.context.scanning import Context, ignore_file_of, scan
from dockgen.copying import Source, sources
from dockgen.dockerfile import parse
from dockgen.project import Project


def context_of(project: Project, *, measure: bool = False) -> Context:
    """What a build of a project's Dockerfile would send."""
    return scan(project, ignore_file_of(project, "Dockerfile"), measure=measure)


def taken(*instructions: str) -> tuple[Source, ...]:
    """What these instructions take."""
    return sources(parse("\n".join(["FROM scratch", *instructions])))
