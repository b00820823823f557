"""Members that make what others use: clients of a database, sources out of a description."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, Workspace

CLIENT = "@prisma/client"
CONFIGS = lazy_regex(
    r"(?:codegen[\w.-]*\.(?:[cm]?[jt]s|ya?ml|json)|buf\.gen\.ya?ml|[\w.-]+\.prisma|schema\.zmodel|"
    r"orval\.config\.[cm]?[jt]s|openapi-ts\.config\.[cm]?[jt]s|package\.json)"
)
"""What names the place that a generator writes to."""

UPWARDS = lazy_regex(r"(?:\.\./)+[\w@][\w@./-]*")


def makers(
    project: Project, workspace: Workspace, needed: Iterable[Member]
) -> Iterator[tuple[str, str]]:
    """The folders of members that use what others make, each with that other one's.

    Args:
        project: the repository.
        workspace: its members.
        needed: the application and the members that it needs.
    """
    known = {one.folder: one for one in needed}
    yield from _of_prisma(project, workspace, known)
    for target, folder in _targets(project, workspace):
        reader = next((one for one in known if target.startswith(f"{one}/")), None)
        if reader is not None and folder not in known:
            yield reader, folder


@once_per_project
def _targets(project: Project, workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """The places outside that members name and that are not there, each with its member."""
    found = []
    for folder in workspace.members:
        for path in _configs(project, folder):
            file = project.readable(path)
            for match in UPWARDS.finditer(file.text) if file else ():
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[0]))
                if not (project.has(target) or project.has_folder(target)):
                    found.append((target, folder))
    return tuple(found)


def _of_prisma(
    project: Project, workspace: Workspace, known: dict[str, Member]
) -> Iterator[tuple[str, str]]:
    """A schema whose client goes to the packages that all members share."""
    readers = [one.folder for one in known.values() if one.package.dependency(CLIENT)]
    schemas = project.with_suffix(".prisma") if readers else []
    owners = {_owner(workspace, one) for one in schemas}
    if owners and not owners & {None, *known}:
        yield from ((readers[0], one) for one in sorted(str(one) for one in owners))


def _configs(project: Project, folder: str) -> list[str]:
    found = project.starting(f"{folder}/")
    return [path for path in found if CONFIGS.fullmatch(posixpath.basename(path))]


def _owner(workspace: Workspace, path: str) -> str | None:
    return next((one for one in workspace.members if path.startswith(f"{one}/")), None)
