"""`dockgen init --all`: every service of a repository, and how they are built together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.commands.conflicts import say_what_was_written, settle_conflicts

if TYPE_CHECKING:
    from dockgen.members import Member
    from dockgen.session import Draft
    from dockgen.writing import Change


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says.

    Args:
        path: the repository.
        stages, base: see `Choices`; they hold for every service.
        image: what stands before the images' names, such as registry.example/team.
        github_actions: whether a workflow is written.
        force: whether files that dockgen did not write are replaced.
        dry_run: whether only the difference is shown.
        asks: whether somebody can be asked.
    """

    path: str
    stages: str | None
    base: str | None
    image: str | None
    github_actions: bool
    force: bool
    dry_run: bool
    asks: bool


def init_all(wanted: Wanted) -> None:
    """Write the files of every service, and docker-bake.hcl beside them.

    Raises:
        DockgenError: as for one service; nothing is written then.
    """
    from dockgen import session
    from dockgen.members import members_of
    from dockgen.project import Project

    project = Project(wanted.path)
    members = members_of(project)
    made = [(member, _draft(wanted, member)) for member in members]
    for member, draft in made:
        click.echo(
            f"{click.style(member.path, bold=True)}: {session.findings_text(draft)}\n", err=True
        )
    together = _together(wanted, made)
    changes = [
        _from_repository(member, one) for member, draft in made for one in session.changes(draft)
    ]
    if wanted.dry_run:
        click.echo(session.difference([*changes, *together]), nl=False)
        return
    kept = settle_conflicts([*changes, *together], force=wanted.force, asks=wanted.asks)
    written = [path for member in members for path in _write(wanted, member, kept)]
    written += _write_together(wanted, together, kept)
    say_what_was_written(written, kept)
    folder = "" if wanted.path == "." else f"cd {wanted.path} && "
    click.echo(f"build  {folder}docker buildx bake")
    click.echo(f"push   {folder}REGISTRY=registry.example/team/ docker buildx bake --push")


def _draft(wanted: Wanted, member: Member) -> Draft:
    from dockgen import session

    folder = str(Path(wanted.path) / member.context)
    given = {"stages": wanted.stages, "base": wanted.base, "overrides": member.overrides}
    return session.draft(folder, member.dockerfile, given)


def _together(wanted: Wanted, made: list[tuple[Member, Draft]]) -> list[Change]:
    """The files that are about all services."""
    from dockgen import bake, session, workflow
    from dockgen.project import Project
    from dockgen.writing import compare

    project = Project(wanted.path)
    registry = f"{wanted.image.rstrip('/')}/" if wanted.image else ""
    text = bake.text(project, bake.targets_of(made), registry)
    changes = session.additions(project.root, {bake.PATH: text})
    if wanted.github_actions:
        members = [member for member, _ in made]
        changes += compare(project.root, workflow.for_several(members), {})
    return changes


def _from_repository(member: Member, change: Change) -> Change:
    """The change with its path from the repository on."""
    from dataclasses import replace

    return replace(change, path=_path(member, change.path))


def _path(member: Member, path: str) -> str:
    return path if member.context == "." else f"{member.context}/{path}"


def _write(wanted: Wanted, member: Member, kept: set[str]) -> list[str]:
    """Write one service's files; it is drafted anew, for another one may share its settings."""
    from dockgen import session

    draft = _draft(wanted, member)
    changes = session.changes(draft)
    own = {one.path for one in changes if _path(member, one.path) in kept}
    return [_path(member, path) for path in session.write(draft, changes, own)]


def _write_together(wanted: Wanted, changes: list[Change], kept: set[str]) -> list[str]:
    from dockgen.writing import Status, write_all

    texts = {
        one.path: one.text
        for one in changes
        if one.status is not Status.UNCHANGED and one.path not in kept
    }
    write_all(Path(wanted.path), texts)
    return list(texts)
