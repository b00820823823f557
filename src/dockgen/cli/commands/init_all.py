"""`dockgen init --all`: every service of a repository, and how they are built together."""

from __future__ import annotations

import shlex
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from dockgen.cli.commands.conflicts import say_what_was_written, settle_conflicts
from dockgen.cli.commands.working import at_work
from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockgen.core.project import Project
    from dockgen.integrations.compose.services_file import Application
    from dockgen.managed_files.draft import Draft
    from dockgen.managed_files.repository_services import Member
    from dockgen.managed_files.writing import Change


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says.

    Args:
        path: the repository.
        stages, base: see `Choices`; they hold for every service.
        image: what stands before the images' names, such as registry.example/team.
        compose: whether a compose file is written.
        github_actions: whether a workflow is written.
        force: whether files that dockgen did not write are replaced.
        dry_run: whether only the difference is shown.
        asks: whether somebody can be asked.
    """

    path: str
    stages: str | None
    base: str | None
    image: str | None
    compose: bool
    github_actions: bool
    force: bool
    dry_run: bool
    asks: bool


def init_all(wanted: Wanted) -> None:
    """Write the files of every service, and docker-bake.hcl beside them.

    Raises:
        DockgenError: as for one service; nothing is written then.
    """
    from dockgen.ecosystems.registry import opened
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.repository_services import members_of

    project = opened(wanted.path)
    members = members_of(project)
    with ExitStack() as stack:
        for folder in sorted({member.context for member in members} - {"."}):
            stack.enter_context(_at_work_in(wanted, folder))
        made = list(_drafts(wanted, project, members))
        for member, draft in made:
            terminal.say(
                f"{terminal.style(member.path, bold=True)}: {session.findings_text(draft)}\n",
                err=True,
            )
        together = _together(wanted, project, made)
        own = [(member, draft, session.changes(draft)) for member, draft in made]
        changes = [_from_repository(member, one) for member, _, every in own for one in every]
        if wanted.dry_run:
            terminal.say_difference(session.difference([*changes, *together]))
            return
        kept = settle_conflicts([*changes, *together], force=wanted.force, asks=wanted.asks)
        written = _write(own, kept)
        written += _write_together(wanted, together, kept)
        say_what_was_written(dict.fromkeys(written), kept)
    for what, line in _next_commands(wanted, project, made):
        terminal.say(f"{what:<6} {line}")


def _at_work_in(wanted: Wanted, folder: str) -> AbstractContextManager[None]:
    """What one service is read and written in; it is a project of its own, with its own record."""
    path = str(Path(wanted.path) / folder)
    return at_work(path, writes=not wanted.dry_run, asks=wanted.asks)


def _next_commands(
    wanted: Wanted, project: Project, made: list[tuple[Member, Draft]]
) -> list[tuple[str, str]]:
    """What to type next, each with its command."""
    from dockgen.integrations import bake
    from dockgen.integrations.compose import services_file

    there = wanted.compose or project.first(*services_file.NAMES)
    # Bake reads a compose file too where it is not told which file to read.
    command = f"docker buildx bake -f {bake.PATH}" if there else "docker buildx bake"
    lines = [("build", command), ("push", f"REGISTRY=registry.example/team/ {command} --push")]
    if wanted.compose:
        lines += services_file.next_commands(project, _applications(wanted, made))
    folder = "" if wanted.path == "." else f"cd {shlex.quote(wanted.path)} && "
    return [(what, f"{folder}{line}") for what, line in lines]


def _drafts(
    wanted: Wanted, project: Project, members: Sequence[Member]
) -> Iterator[tuple[Member, Draft]]:
    """What is decided for each service; those that are built from one folder share its reading."""
    from dockgen.ecosystems.registry import opened
    from dockgen.managed_files import draft as session

    for context, group in groupby(members, key=lambda one: one.context):
        folder = str(Path(wanted.path) / context)
        here = project if context == "." else opened(folder)
        several = {one.dockerfile: one for one in group}
        given = {
            dockerfile: {"stages": wanted.stages, "base": wanted.base, "overrides": one.overrides}
            for dockerfile, one in several.items()
        }
        yield from zip(several.values(), session.drafts(folder, here, given), strict=True)


def _together(wanted: Wanted, project: Project, made: list[tuple[Member, Draft]]) -> list[Change]:
    """The files that are about all services."""
    from dockgen.core.build_secrets import secrets_of
    from dockgen.integrations import bake, github_workflow
    from dockgen.integrations.compose import services_file
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.writing import compare

    text = bake.text(project, bake.targets_of(made), _registry(wanted))
    texts = {bake.PATH: text}
    if wanted.compose:
        applications = _applications(wanted, made)
        terminal.say(services_file.needs_text(project, applications), err=True)
        texts |= services_file.texts(project, applications)
    changes = session.additions(project.root, texts)
    if wanted.github_actions:
        members = [member for member, _ in made]
        secrets = [
            secret
            for member, draft in made
            for secret in secrets_of(draft.plan.secrets, member.context)
        ]
        changes += compare(project.root, github_workflow.for_several(members, secrets), {})
    return changes


def _applications(wanted: Wanted, made: list[tuple[Member, Draft]]) -> list[Application]:
    from dockgen.integrations import bake
    from dockgen.integrations.compose.services_file import Application

    registry = _registry(wanted)
    targets = bake.targets_of(made)
    return [
        Application(draft, member.context, target.name, f"{registry}{target.image}")
        for (member, draft), target in zip(made, targets, strict=True)
    ]


def _registry(wanted: Wanted) -> str:
    return f"{wanted.image.rstrip('/')}/" if wanted.image else ""


def _from_repository(member: Member, change: Change) -> Change:
    """The change with its path from the repository on."""
    return change._replace(path=_path(member, change.path))


def _path(member: Member, path: str) -> str:
    return path if member.context == "." else f"{member.context}/{path}"


def _write(own: list[tuple[Member, Draft, list[Change]]], kept: set[str]) -> list[str]:
    """Write the services' files; those of one folder share its settings and its record."""
    from dockgen.managed_files import draft as session

    written = []
    for _, several in groupby(own, key=lambda one: one[0].context):
        group = list(several)
        member = group[0][0]
        changes = [change for _, _, every in group for change in every]
        stay = {one.path for one in changes if _path(member, one.path) in kept}
        paths = session.write_several([draft for _, draft, _ in group], changes, stay)
        written += [_path(member, path) for path in paths]
    return written


def _write_together(wanted: Wanted, changes: list[Change], kept: set[str]) -> list[str]:
    from dockgen.managed_files.writing import Status, write_all

    texts = {
        one.path: one.text
        for one in changes
        if one.status is not Status.UNCHANGED and one.path not in kept
    }
    write_all(Path(wanted.path), texts)
    return list(texts)
