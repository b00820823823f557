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
    relies on something that no longer exists.

    \b
    Example:
      dockgen check --format github
    """
    from dockgen.managed_files.check import check

    names = [checked_dockerfile(name) for name in dockerfiles]
    say_leftovers(path)
    report = check(path, names, on.date() if on else None)
    fails = report.fails(strict=strict)
    if form == "json":
        _print_json(report, fails=fails)
    elif form == "github":
        for finding in report.findings:
            _annotate(path, finding)
    else:
        _print_text(path, report, fails=fails)
    return FOUND if fails else DONE


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
