"""`dockgen check`."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.options import checked_dockerfile, project_argument, recorded_files_option
from dockgen.cli.commands.working import say_leftovers
from dockgen.core.errors import DONE, FOUND
from dockgen.tools import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dockgen.managed_files.check import Finding, Report

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
"""What GitHub calls the severities:
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions"""

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command("check")
@project_argument
@recorded_files_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Readable text, JSON, or GitHub Actions annotations.",
)
@click.option(
    "--strict", is_flag=True, help="Fail on warnings too, such as base images past end of life."
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Check end of life on this date instead of today.",
)
def command(
    path: str, dockerfiles: tuple[str, ...], form: str, strict: bool, on: datetime | None
) -> int:
    """Check whether a Dockerfile still matches the project.

    Lists each changed fact with the file and line that it comes from. Your own edits are not
    reported. Exits with code 1 if a file is out of date, contains an unresolved conflict, or
    relies on something that no longer exists. A Dockerfile that dockgen did not write is compared
    with the project by the rules DG1xx and DG2xx of `dockgen review`.

    \b
    Example:
      dockgen check --format github
    """
    from dockgen.managed_files.check import check

    names = [checked_dockerfile(name) for name in dockerfiles]
    say_leftovers(path)
    strangers = _strangers(path, names)
    own = [name for name in names if name not in strangers]
    day = on.date() if on else None
    report = _reviewed(path, strangers, day) if strangers else None
    if own or report is None:
        report = _joined(check(path, own, day), report)
    fails = report.fails(strict=strict)
    if form == "json":
        _print_json(report, fails=fails)
    elif form == "github":
        for finding in report.findings:
            _annotate(path, finding)
    else:
        _print_text(path, report, fails=fails)
    return FOUND if fails else DONE


def _strangers(path: str, names: Sequence[str]) -> list[str]:
    """The Dockerfiles that are to be checked and that dockgen did not write.

    Without names these are all, where dockgen wrote none here.
    """
    from dockgen.ecosystems.registry import opened
    from dockgen.managed_files import lock
    from dockgen.tools.review.locating import is_dockerfile

    project = opened(path)
    runs = lock.read(project.root)
    wanted = names or ([] if runs else sorted(filter(is_dockerfile, project.files)))
    return [name for name in wanted if name not in runs and project.has(name)]


def _reviewed(path: str, names: Sequence[str], day: date | None) -> Report:
    """What the rules that need no record find."""
    from dockgen.core.project import Project
    from dockgen.managed_files.check import Finding, Report, today
    from dockgen.tools.review.reviewing import review
    from dockgen.tools.review.rules.all_rules import chosen

    found = review(Project(path), names, chosen(("DG1", "DG2")))
    findings = tuple(
        Finding(
            "contradiction",
            one.severity,
            one.file,
            one.problem.line,
            f"{one.rule.code}: {one.problem.message}"
            + (f" ({one.problem.other})" if one.problem.other else ""),
            one.problem.advice,
        )
        for one in found.findings
    )
    return Report(day or today(), found.files, (), findings)


def _joined(first: Report, second: Report | None) -> Report:
    from dataclasses import replace

    if second is None:
        return first
    return replace(
        first,
        dockerfiles=(*first.dockerfiles, *second.dockerfiles),
        findings=(*first.findings, *second.findings),
    )


def _print_json(report: Report, *, fails: bool) -> None:
    import json

    data = {
        "schema": 1,
        "on": report.on.isoformat(),
        "fails": fails,
        "dockerfiles": list(report.dockerfiles),
        "deleted": list(report.deleted),
        "findings": [one.as_json() for one in report.findings],
    }
    terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))


def _print_text(path: str, report: Report, *, fails: bool) -> None:
    for finding in report.findings:
        place = f"{shown_path(path, finding.file)}:{finding.line}"
        severity = terminal.style(finding.severity, fg=COLOURS[finding.severity])
        terminal.say(f"{place}: {severity}: {finding.message}")
    for name in report.deleted:
        terminal.say(f"{shown_path(path, name)}: you deleted it, so there is nothing to check")
    for advice in dict.fromkeys(one.advice for one in report.findings):
        terminal.say(f"  -> {advice}")
    if not fails:
        for name in report.dockerfiles:
            terminal.say(f"{shown_path(path, name)}: up to date with the project")


def shown_path(folder: str, file: str) -> str:
    """A file of the project as seen from where the user stands."""
    return os.path.normpath(os.path.join(folder, file))  # noqa: PTH118  Path has no normpath


def workspace_path(folder: str, file: str) -> str:
    """A file of the project as annotations name it, from the workspace on."""
    place = shown_path(folder, file)
    if os.path.isabs(place):  # noqa: PTH117
        return os.path.relpath(place, os.environ.get("GITHUB_WORKSPACE", os.curdir))
    return place


def _annotate(folder: str, finding: Finding) -> None:
    about = {
        "file": workspace_path(folder, finding.file),
        "line": str(finding.line),
        "title": f"dockgen {finding.kind}",
    }
    message = f"{finding.message} -> {finding.advice}"
    terminal.annotate(LEVELS[finding.severity], about, message)
