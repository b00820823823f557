"""`dockgen init`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dockgen.commands.options import (
    checked_dockerfile,
    choice_options,
    detection_options,
    file_option,
    overrides_of,
    project_argument,
)

if TYPE_CHECKING:
    from dockgen.session import Draft
    from dockgen.writing import Change


@click.command("init")
@project_argument
@file_option
@detection_options
@choice_options
@click.option("--compose", is_flag=True, help="Also compose.yaml, with the services it needs.")
@click.option("-y", "--yes", is_flag=True, help="Take every default; ask nothing.")
@click.option("--force", is_flag=True, help="Replace files that dockgen did not write.")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan and the files as JSON.")
def command(
    path: str,
    dockerfile: str,
    detector: str | None,
    assignments: tuple[str, ...],
    shape: str | None,
    stages: str | None,
    base: str | None,
    image: str | None,
    compose: bool,
    yes: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the Dockerfile, its .dockerignore and what they need.

    Shows what was found and where it was read, asks only what could not be read, and never
    replaces a file that you wrote or edited without asking.

    \b
    Examples:
      dockgen init
      dockgen init --stages single --set port=9000 my-project
      dockgen init -f api.Dockerfile --image registry.example/team/api
    """
    from dockgen import session

    given = {"detector": detector, "shape": shape, "stages": stages, "base": base, "image": image}
    draft = session.draft(
        path,
        checked_dockerfile(dockerfile),
        {**given, "overrides": overrides_of(assignments)},
    )
    asks = not (yes or as_json or dry_run) and sys.stdin.isatty() and sys.stderr.isatty()
    click.echo(session.findings_text(draft), err=True)
    if asks:
        draft = _ask(draft)
    changes = [*session.changes(draft), *_more(draft, compose=compose)]
    if dry_run:
        click.echo(draft.as_json() if as_json else session.difference(changes), nl=as_json)
        return
    kept = _settle_conflicts(changes, force=force, asks=asks)
    written = session.write(draft, changes, kept)
    _say_what_was_written(written, kept)
    if as_json:
        click.echo(draft.as_json())
        return
    for what, line in [*session.commands(draft), *_more_commands(draft, compose=compose)]:
        click.echo(f"{what:<6} {line}")


def _more(draft: Draft, *, compose: bool) -> list[Change]:
    """The files beside the image's own that were asked for."""
    from dockgen import session

    if not compose:
        return []
    from dockgen.compose import needs_text, texts

    click.echo(needs_text(draft), err=True)
    return session.additions(draft, texts(draft))


def _more_commands(draft: Draft, *, compose: bool) -> tuple[tuple[str, str], ...]:
    if not compose:
        return ()
    from dockgen.compose import next_commands

    return next_commands(draft)


def _ask(draft: Draft) -> Draft:
    """Ask for the facts that were assumed, and draft again with the answers."""
    from dockgen import session
    from dockgen.report import value_text

    answers = []
    for name in draft.detection.winner[1].findings.questions:
        fact = draft.detection.facts[name]
        question = f"{name.replace('_', ' ')} ({fact.evidence.reason})"
        answer = click.prompt(question, default=value_text(fact), err=True)
        if answer != value_text(fact):
            answers.append(f"{name}={answer}")
    if not answers:
        return draft
    return session.redraft(draft, overrides_of(tuple(answers)))


def _settle_conflicts(changes: list[Change], *, force: bool, asks: bool) -> set[str]:
    """The paths that stay as they are, because the user says so.

    Raises:
        RefusedToOverwrite: a file would be lost and nobody can be asked.
    """
    from dockgen import session
    from dockgen.errors import RefusedToOverwrite
    from dockgen.writing import Status

    edited = [change for change in changes if change.status is Status.EDITED]
    if force or not edited:
        return set()
    if not asks:
        click.echo(session.difference(edited), err=True, nl=False)
        paths = ", ".join(change.path for change in edited)
        raise RefusedToOverwrite(
            f"{paths} would be replaced, and dockgen did not write what is there",
            hint="--force replaces it, -f NAME writes beside it",
        )
    kept = set()
    for change in edited:
        click.echo(session.difference([change]), err=True, nl=False)
        if not click.confirm(f"Replace {change.path}?", err=True):
            kept.add(change.path)
    return kept


def _say_what_was_written(written: list[str], kept: set[str]) -> None:
    if written:
        click.echo(f"\nWrote {', '.join(written)}", err=True)
    else:
        click.echo("\nNothing to do: all files are as they should be", err=True)
    if kept:
        click.echo(f"Kept {', '.join(sorted(kept))}", err=True)
    click.echo("", err=True)
