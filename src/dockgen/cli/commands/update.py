"""`dockgen update`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from dockgen.cli.commands.options import (
    checked_dockerfile,
    choice_options,
    detection_options,
    overrides_of,
    project_argument,
    recorded_files_option,
)
from dockgen.cli.commands.working import at_work
from dockgen.core.errors import DONE, FOUND, UnusableInput
from dockgen.tools import terminal

if TYPE_CHECKING:
    from dockgen.managed_files.update import RunUpdate, Update


@click.command("update")
@project_argument
@recorded_files_option
@click.option(
    "--conflict",
    type=click.Choice(["inline", "rej"]),
    default="inline",
    show_default=True,
    help="Mark conflicts in the file, or leave the file without marks and write them to NAME.rej.",
)
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@detection_options
@choice_options
def command(
    path: str,
    dockerfiles: tuple[str, ...],
    conflict: Literal["inline", "rej"],
    dry_run: bool,
    detector: str | None,
    app: str | None,
    process: str | None,
    assignments: tuple[str, ...],
    shape: str | None,
    stages: str | None,
    base: str | None,
    jlink: bool,
    native: bool,
    image: str | None,
) -> int:
    """Merge changes of the project into your edited files.

    Merges the output of the last run, your file and the new output line by line: your edits stay
    and changes are added. Where both touch the same lines, the file shows both sides, as in git.
    A file that you deleted stays deleted. Options that set facts are saved in .dockgen.yml.

    \b
    Examples:
      dockgen update --dry-run
      dockgen update -f api.Dockerfile --base alpine
    """
    from dockgen.managed_files.update import difference, plan_update

    decided = {
        key: value
        for key, value in {
            "detector": detector,
            "shape": shape,
            "stages": stages,
            "base": base,
            "image": image,
        }.items()
        if value is not None
    }
    overrides = overrides_of(assignments, app, process=process, jlink=jlink, native=native)
    given = {**decided, **({"overrides": overrides} if overrides else {})}
    names = [checked_dockerfile(name) for name in dockerfiles]
    with at_work(path, writes=not dry_run):
        update = plan_update(path, names, given, conflict)
        if given and len(update.runs) > 1:
            every = ", ".join(run.draft.dockerfile for run in update.runs)
            raise UnusableInput(
                "these options apply to one Dockerfile, and there are several",
                hint=f"choose one with -f NAME: {every}",
            )
        if dry_run:
            terminal.say(difference(update), nl=False)
        else:
            update.write()
    _report(update, dry_run=dry_run)
    return FOUND if update.has_conflicts else DONE


def _report(update: Update, *, dry_run: bool) -> None:
    for name in update.deleted:
        terminal.say(f"{name}: stays deleted, because you deleted it", err=dry_run)
    for run in update.runs:
        for note in run.draft.notes:
            terminal.say(f"note: {note}", err=True)
        _report_run(run, dry_run=dry_run)
    if update.has_conflicts and not dry_run:
        terminal.say("\nResolve the items above, then run `dockgen check`.", err=True)


def _report_run(run: RunUpdate, *, dry_run: bool) -> None:
    from dockgen.managed_files.update import REJECTED, Outcome

    for drift in run.drifts:
        terminal.say(str(drift), err=dry_run)
    for file in run.files:
        quiet = file.outcome is Outcome.UNCHANGED and not file.conflicts
        if not quiet:
            terminal.say(f"{file.path}: {file.outcome.value}", err=dry_run)
        for conflict in file.conflicts:
            rest = f", see {file.path}{REJECTED}" if file.rejects else ""
            what = f"conflict between your lines and {conflict.label}{rest}"
            terminal.say(f"{file.path}:{conflict.line}: {what}", err=dry_run)
    if all(file.outcome is Outcome.UNCHANGED for file in run.files):
        terminal.say(f"{run.draft.dockerfile}: nothing to do", err=dry_run)
