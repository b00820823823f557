"""What the Dockerfile takes from a context and does not get."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence

from dockgen.core.project import Project
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import Pattern, literal
from dockgen.tools.context.risk import Kind, Risk
from dockgen.tools.context.scanning import Context

LOCKFILES = frozenset(
    (
        "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb "
        "poetry.lock uv.lock pdm.lock Pipfile.lock Cargo.lock go.sum composer.lock Gemfile.lock "
        "gradle.lockfile mix.lock packages.lock.json"
    ).split()
)
"""What a build wants beside its manifest: a pattern such as `package*.json` means it too."""


def copies(
    project: Project, context: Context, sources: Sequence[Source], dockerfile: str
) -> Iterator[Risk]:
    """What the instructions take and do not get: it is ignored, or it is not there."""
    for source in dict.fromkeys(sources):
        if source.is_pattern:
            yield from _ignored_matches(project, context, source, dockerfile)
        elif source.path and source.path not in context and not _leads_inside(project, source.path):
            yield _absent(project, context, source, source.path, dockerfile)


def _leads_inside(project: Project, path: str) -> bool:
    """Whether a path goes through a link to a folder; the builder follows it in the context."""
    above = posixpath.dirname(path)
    return project.exists(path) and bool(above) and project.real_path(above) != above


def _absent(project: Project, context: Context, source: Source, path: str, dockerfile: str) -> Risk:
    """The risk of a source that is not in the context."""
    place = f"{dockerfile}:{source.line}"
    if not project.exists(path):
        return Risk(
            Kind.MISSING_COPY,
            path,
            f"{source.keyword} in {place} needs it, but it does not exist",
            dockerfile,
            source.line,
            "the build fails unless something creates it first",
        )
    pattern = Matcher(context.ignore_file.patterns).verdict_on(path).pattern
    if pattern is None:
        what = "it cannot be read"
        return Risk(Kind.UNREADABLE, path, f"{source.keyword} in {place} needs it, but {what}")
    return Risk(
        Kind.IGNORED_COPY,
        path,
        f"{source.keyword} in {place} needs it, but `{pattern.written}` excludes it",
        pattern.file,
        pattern.line,
        f"add `!{literal(path)}` below line {pattern.line} of {pattern.file}",
    )


def _ignored_matches(
    project: Project, context: Context, source: Source, dockerfile: str
) -> Iterator[Risk]:
    """What a source with wildcards would take and does not get.

    Leaving some files out is what ignore files are for; that nothing is left, or that a lockfile
    is not, is hardly meant.
    """
    matches = _glob(project, source.path)
    left = [path for path in matches if path in context]
    for path in matches:
        if path not in context and (not left or posixpath.basename(path) in LOCKFILES):
            yield _absent(project, context, source, path, dockerfile)


def _glob(project: Project, pattern: str) -> list[str]:
    """The paths that match a pattern part by part."""
    found = [""]
    for part in pattern.split("/"):
        following: list[str] = []
        for folder in found:
            prefix = f"{folder}/" if folder else ""
            if not re.search(r"[*?\[]", part):
                following += [f"{prefix}{part}"] if project.exists(f"{prefix}{part}") else []
                continue
            names = [entry.name for entry in _entries(project, folder)]
            following += [f"{prefix}{one}" for one in names if Pattern(part, part).matches(one)]
        found = following
    return sorted(found)


def _entries(project: Project, folder: str) -> list[os.DirEntry[str]]:
    try:
        return project.entries(folder)
    except OSError:
        return []
