"""`dockgen check`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.options import (
    checked_dockerfile,
    format_option,
    project_argument,
    recorded_files_option,
)
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
@format_option
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
    from dockgen.managed_files import lock
    from dockgen.managed_files.check import check

    names = [checked_dockerfile(name) for name in dockerfiles]
    above = lock.recorded_above(Path(path)) if not names and Path(path).is_dir() else None
    if above is not None:
        path, names = os.path.relpath(above[0]), above[1]
    say_leftovers(path)
    strangers, recorded = _strangers(path, names)
    day = on.date() if on else None
    report = _reviewed(path, strangers, day) if strangers else None
    own = [name for name in names if name in recorded]
    if own or (recorded and not names) or report is None:
        report = _joined(check(path, own or names, day), report)
    fails = report.fails(strict=strict)
    if form == "json":
        _print_json(report, fails=fails)
    elif form == "github":
        for finding in report.findings:
            _annotate(path, finding)
    elif form == "sarif":
        _print_sarif(path, report)
    elif form == "markdown":
        terminal.say(_as_markdown(path, report), nl=False)
    else:
        _print_text(path, report, fails=fails)
    return FOUND if fails else DONE


def _strangers(path: str, names: Sequence[str]) -> tuple[list[str], set[str]]:
    """The Dockerfiles to be checked that dockgen did not write, and those that are recorded.

    Without names these are all, where dockgen wrote none here. One that `init` was told to leave
    as it is, is among both: what goes with it is recorded.
    """
    from dockgen.ecosystems.registry import opened
    from dockgen.managed_files import lock
    from dockgen.tools.review.locating import is_dockerfile

    project = opened(path)
    runs = lock.read(project.root)
    wanted = names or list(runs) or sorted(filter(is_dockerfile, project.files))
    written = {name for name, run in runs.items() if name in run.files}
    return [name for name in wanted if name not in written and project.has(name)], set(runs)


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
            one.problem.message + (f" ({one.problem.other})" if one.problem.other else ""),
            one.problem.advice,
            rule=one.rule.code,
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


def _sentence(finding: Finding) -> str:
    """What is wrong, after the code of the rule of a review that says so."""
    return f"{finding.rule}: {finding.message}" if finding.rule else finding.message


def _print_text(path: str, report: Report, *, fails: bool) -> None:
    for finding in report.findings:
        place = f"{shown_path(path, finding.file)}:{finding.line}"
        severity = terminal.style(finding.severity, fg=COLOURS[finding.severity])
        terminal.say(f"{place}: {severity}: {_sentence(finding)}")
    for name in report.deleted:
        terminal.say(f"{shown_path(path, name)}: you deleted it, so there is nothing to check")
    for advice in dict.fromkeys(one.advice for one in report.findings):
        terminal.say(f"  -> {advice}")
    if not fails:
        unknown = {one.file for one in report.findings if one.kind == "not-compared"}
        for name in (one for one in report.dockerfiles if one not in unknown):
            terminal.say(f"{shown_path(path, name)}: up to date with the project")


def _print_sarif(path: str, report: Report) -> None:
    """Every rule of `check`, and those of a review that found something."""
    import json

    from dockgen.managed_files.check_rules import CHECK_RULES, page
    from dockgen.tools.review.rules.all_rules import RULES
    from dockgen.tools.review.showing import folder_of
    from dockgen.tools.review.showing import page as page_of_review
    from dockgen.tools.sarif import SarifResult, SarifRule
    from dockgen.tools.sarif import report as sarif_report

    rules = [
        SarifRule(one.code, one.kind, one.title, page(one), one.severity)
        for one in CHECK_RULES.values()
    ]
    for code in dict.fromkeys(one.rule for one in report.findings if one.rule):
        one_rule = RULES[code]
        text = page_of_review(one_rule)
        rules.append(SarifRule(code, one_rule.name, one_rule.title, text, one_rule.severity))
    results = [
        SarifResult(
            one.code, one.severity, f"{one.message}: {one.advice}", one.file, one.line, one.message
        )
        for one in report.findings
    ]
    log = sarif_report(rules, results, folder_of(path))
    terminal.say_json(json.dumps(log, indent=2, ensure_ascii=False))


def _as_markdown(path: str, report: Report) -> str:
    """A table for a comment or a summary."""
    from dockgen.tools.review.showing import cell

    if not report.findings:
        names = ", ".join(f"`{cell(shown_path(path, name))}`" for name in report.dockerfiles)
        return f"{names}: up to date with the project\n"
    rows = ["| | where | what | what to do |", "|---|---|---|---|"]
    for one in report.findings:
        place = cell(f"{shown_path(path, one.file)}:{one.line}")
        rows.append(
            f"| {one.severity} {one.code} | `{place}` | {cell(one.message)} | {cell(one.advice)} |"
        )
    return "\n".join(rows) + "\n"


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
    message = f"{_sentence(finding)} -> {finding.advice}"
    terminal.annotate(LEVELS[finding.severity], about, message)
