"""`dockgen init`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from dockgen.cli.commands.conflicts import say_what_was_written, settle_conflicts
from dockgen.cli.commands.options import (
    checked_dockerfile,
    choice_options,
    detection_options,
    file_option,
    overrides_of,
    project_argument,
)
from dockgen.cli.commands.working import at_work
from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockgen.core.errors import ReachesAbove
    from dockgen.managed_files.draft import Draft
    from dockgen.managed_files.writing import Change


@click.command("init")
@project_argument
@file_option
@detection_options
@choice_options
@click.option("--compose", is_flag=True, help="Also write compose.yaml with the services it needs.")
@click.option(
    "--github-actions", is_flag=True, help="Also write a workflow that checks, builds, pushes."
)
@click.option(
    "--all", "every", is_flag=True, help="Write every service below PATH and docker-bake.hcl."
)
@click.option("-y", "--yes", is_flag=True, help="Accept every default; ask nothing.")
@click.option("--force", is_flag=True, help="Replace files that dockgen did not write.")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan and the files as JSON.")
def command(
    path: str,
    dockerfile: str,
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
    compose: bool,
    github_actions: bool,
    every: bool,
    yes: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the Dockerfile, its .dockerignore and the files they need.

    Shows what was detected and where it was read, asks only for what could not be detected, and
    never replaces a file that you wrote or edited without asking.

    \b
    Examples:
      dockgen init
      dockgen init --stages single --set port=9000 my-project
      dockgen init -f api.Dockerfile --image registry.example/team/api
      dockgen init --app apps/api my-monorepo
      dockgen init --compose
      dockgen init --all --github-actions
    """
    from dockgen.core.errors import ReachesAbove
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.outputs import refuse_other_names

    asks = not (yes or as_json or dry_run) and sys.stdin.isatty() and sys.stderr.isatty()
    if every:
        _refuse_what_is_about_one_service(
            *(
                dockerfile != "Dockerfile",
                detector,
                app,
                process,
                assignments,
                jlink,
                native,
                shape,
            ),
            as_json,
        )
        from dockgen.cli.commands.init_all import Wanted, init_all

        wanted = Wanted(path, stages, base, image, compose, github_actions, force, dry_run, asks)
        with at_work(path, writes=not dry_run, asks=asks):
            init_all(wanted)
        return
    given: dict[str, Any] = {
        "detector": detector,
        "shape": shape,
        "stages": stages,
        "base": base,
        "image": image,
    }
    given["overrides"] = overrides_of(assignments, app, process=process, jlink=jlink, native=native)
    dockerfile = checked_dockerfile(dockerfile)
    refuse_other_names(dockerfile)
    try:
        with at_work(path, writes=not dry_run, asks=asks):
            draft = _draft(path, dockerfile, given, asks=asks)
            terminal.say(session.findings_text(draft, terminal.width(err=True)), err=True)
            if asks:
                draft = _ask(draft)
            more = _more(draft, compose=compose, github_actions=github_actions)
            changes = [*session.changes(draft), *more]
            json_text = draft.as_json({one.path: one.text for one in more}) if as_json else ""
            if dry_run:
                if as_json:
                    terminal.say_json(json_text)
                else:
                    terminal.say_difference(session.difference(changes))
                return
            why, hint = session.why_kept(draft, changes)
            if not hint and not force:
                hint = _say_what_is_wrong(draft, changes)
            kept = settle_conflicts(
                changes, force=force, asks=asks, why=why, **({"hint": hint} if hint else {})
            )
            written = session.write(draft, changes, kept)
    except ReachesAbove as problem:
        if app is not None:
            raise
        _work_from_the_top(problem, path)
        return
    say_what_was_written(written, kept)
    if as_json:
        terminal.say_json(json_text)
        return
    for what, line in [*session.commands(draft), *_more_commands(draft, compose=compose)]:
        terminal.say(f"{what:<6} {line}")
    _hint_at_services(draft, compose=compose)


def _hint_at_services(draft: Draft, *, compose: bool) -> None:
    """Say that another service is needed, and how it comes, unless it was just asked for."""
    if compose or not draft.detection.chosen or not draft.detection.winner[0].services:
        return
    from dockgen.integrations.compose.service_dependencies import needs_of

    needs = needs_of(draft.detection)
    if needs and not draft.detection.project.exists("compose.yaml"):
        named = ", ".join(f"{one.service.name} (for {one.package})" for one in needs)
        said = f"it needs {named}: `dockgen init --compose` writes a compose.yaml with it"
        terminal.say(f"\n{said}", err=True)


def _say_what_is_wrong(draft: Draft, changes: Sequence[Change]) -> str:
    """Show what a review finds in a Dockerfile that somebody wrote by hand.

    Returns:
        The ways on from there; empty where dockgen wrote it, or there is none.
    """
    from dockgen.managed_files.writing import Status

    own = [one for one in changes if one.path == draft.dockerfile]
    if draft.earlier is not None or not own or own[0].status is not Status.EDITED:
        return ""
    from dockgen.cli.commands.check import shown_path
    from dockgen.core.errors import UnusableInput
    from dockgen.tools.review.reviewing import review
    from dockgen.tools.review.showing import as_text

    project = draft.detection.project
    try:
        found = review(project, (draft.dockerfile,))
    except UnusableInput as problem:
        terminal.say(f"{problem}\n", err=True)
    else:
        text = as_text(found, project, lambda one: shown_path(draft.folder, one), terminal.style)
        terminal.say(f"\n`dockgen review` of what is there:\n\n{text}\n", err=True)
    file = "" if draft.dockerfile == "Dockerfile" else f" -f {draft.dockerfile}"
    return (
        f"`dockgen review --fix{file}` mends it and keeps it yours, `dockgen init -f NAME` writes "
        "another beside it, --force replaces it"
    )


def _work_from_the_top(problem: ReachesAbove, path: str) -> None:
    """Run the command again, from the top of the build that the folder is a part of."""
    terminal.say(
        f"{problem.file}: {problem.message}; working from {problem.top}, as with"
        f" --app {problem.app}\n",
        err=True,
    )
    context = click.get_current_context()
    top = os.path.normpath(os.path.join(path, problem.top))  # noqa: PTH118  shown as it was given
    context.invoke(command, **{**context.params, "path": top, "app": problem.app})


def _draft(path: str, dockerfile: str, given: dict[str, Any], *, asks: bool) -> Draft:
    """What is decided before anything is written; with somebody to ask, the application is asked.

    Raises:
        NothingDetected: no detector recognises the folder; the hint names folders below it that
            are projects.
    """
    from dockgen.core.errors import NothingDetected, SeveralApplications
    from dockgen.managed_files import draft as session

    try:
        return _of_one_project(session.draft(path, dockerfile, given))
    except SeveralApplications as problem:
        if not asks:
            raise
        terminal.say("\n".join((problem.message, *problem.details)), err=True)
        answer = terminal.prompt("which one", problem.ranked[0][0])
        given["overrides"] |= overrides_of((f"{problem.fact}={answer}",))
        return _draft(path, dockerfile, given, asks=asks)
    except NothingDetected as problem:
        if given["detector"] is None:
            from dockgen.ecosystems.registry import opened
            from dockgen.managed_files.repository_services import where_to_look

            hint, problem.details = where_to_look(opened(path))
            problem.hint = hint or problem.hint
        raise


def _of_one_project(draft: Draft) -> Draft:
    """The draft, unless nobody has decided yet that what lies at the top is meant."""
    settings = draft.settings
    if settings.detector is None and draft.earlier is None and not settings.overrides:
        from dockgen.managed_files.repository_services import refuse_several_parts

        refuse_several_parts(draft.detection)
    return draft


def _refuse_what_is_about_one_service(*given: object) -> None:
    """Refuse options that cannot be meant for every service.

    Raises:
        UsageError: one of them was given.
    """
    names = (
        *("-f", "--detector", "--app", "--process", "--set", "--jlink", "--native", "--shape"),
        "--json",
    )
    wrong = [name for name, value in zip(names, given, strict=True) if value]
    if wrong:
        raise click.UsageError(
            f"{', '.join(wrong)} applies to one service, but --all covers every service"
        )


def _more(draft: Draft, *, compose: bool, github_actions: bool) -> list[Change]:
    """The files beside the image's own that were asked for."""
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.writing import compare

    changes = []
    if compose:
        from dockgen.integrations.compose.services_file import Application, needs_text, texts

        project, one = draft.detection.project, (Application(draft),)
        terminal.say(needs_text(project, one), err=True)
        changes += session.additions(draft.root, texts(project, one))
    if github_actions:
        from dockgen.core.build_secrets import secrets_of
        from dockgen.integrations.github_workflow import for_one

        secrets = secrets_of(draft.plan.secrets)
        changes += compare(draft.root, for_one(draft.dockerfile, secrets), {})
    return changes


def _more_commands(draft: Draft, *, compose: bool) -> tuple[tuple[str, str], ...]:
    if not compose:
        return ()
    from dockgen.integrations.compose.services_file import Application, next_commands

    return next_commands(draft.detection.project, (Application(draft),))


def _ask(draft: Draft) -> Draft:
    """Ask for the facts that were assumed, and draft again with the answers."""
    for name in draft.detection.winner[1].findings.questions:
        draft = _ask_one(draft, name)
    return draft


def _ask_one(draft: Draft, name: str) -> Draft:
    """Ask for one fact until the answer can be used."""
    from dockgen.core.errors import UnusableInput
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.summary import value_text

    fact = draft.detection.facts.get(name)
    if fact is None or not fact.evidence.is_default:
        return draft  # an answer before settled it
    question = f"{name.replace('_', ' ')} ({fact.evidence.reason})"
    while True:
        answer = terminal.prompt(question, value_text(fact))
        if answer == value_text(fact):
            return draft
        try:
            return session.redraft(draft, overrides_of((f"{name}={answer}",)))
        except UnusableInput as problem:
            terminal.say(problem.message, err=True)
