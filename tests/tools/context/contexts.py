"""Contexts for tests."""

from __future__ import annotations

from dockgen.core.project import Project
from dockgen.dockerfile.copied_sources import Source, sources
from dockgen.dockerfile.parser import parse
from dockgen.tools.context.scanning import Context, ignore_file_of, scan


def context_of(project: Project, *, measure: bool = False) -> Context:
    """What a build of a project's Dockerfile would send."""
    return scan(project, ignore_file_of(project, "Dockerfile"), measure=measure)


def taken(*instructions: str) -> tuple[Source, ...]:
    """What these instructions take."""
    return sources(parse("\n".join(["FROM scratch", *instructions])))
