"""A review as text, Markdown, JSON and SARIF."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.core.quoting import visible
from dockgen.tools import sarif
from dockgen.tools.review.finding import SEVERITIES, Finding, Place, Rule
from dockgen.tools.review.reviewing import Review

LONGEST = 100
"""How much of a line is shown."""


class Excerpts:
    """The lines that findings name.

    Args:
        project: the repository.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lines: dict[str, list[str]] = {}

    def at(self, place: Place) -> str:
        """A line of a file, without the space around it; empty where it cannot be read."""
        if place.file not in self._lines:
            try:
                self._lines[place.file] = self._project.read(place.file).text.split("\n")
            except UnusableInput:
                self._lines[place.file] = []
        lines = self._lines[place.file]
        text = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


Style = Callable[..., str]


def as_text(review: Review, project: Project, shown: Callable[[str], str], style: Style) -> str:
    """The findings by file, each with both excerpts, and one line that counts.

    A finding begins as one of `check` does, which terminals and problem matchers know.

    Args:
        review: what was found.
        project: the repository.
        shown: a path as the user sees it from where they stand.
        style: colours a text.
    """
    colours = {"error": "red", "warning": "yellow", "note": "cyan"}
    excerpts = Excerpts(project)
    lines: list[str] = []
    for one in review.findings:
        kind = style(one.severity, fg=colours[one.severity])
        place = f"{visible(shown(one.file))}:{one.problem.line}"
        lines.append(f"{place}: {kind}: {one.rule.code}: {visible(one.problem.message)}")
        lines.append(f"    {visible(excerpts.at(one.place))}")
        other = one.problem.other
        if other is not None:
            excerpt = visible(excerpts.at(other))
            lines.append(f"  {visible(shown(other.file))}:{other.line}")
            lines += [f"    {excerpt}"] if excerpt else []
        lines += [f"  -> {visible(one.problem.advice)}", ""]
    for path, reason in review.unread.items():
        lines.append(f"{visible(shown(path))}: cannot be read: {visible(reason)}")
    lines.append(counted(review))
    return "\n".join(lines)


def counted(review: Review) -> str:
    """How much was found, in one line."""
    files = _number(len(review.files), "Dockerfile")
    if not review.findings:
        return f"no findings in {files}" if review.files else "no Dockerfile was found"
    kinds = [
        _number(sum(one.severity == kind for one in review.findings), kind)
        for kind in SEVERITIES
        if any(one.severity == kind for one in review.findings)
    ]
    fixable = sum(bool(one.problem.edits) for one in review.findings)
    fixes = f"; `dockgen review --fix` ends {fixable}" if fixable else ""
    total = _number(len(review.findings), "finding")
    return f"{total} ({', '.join(kinds)}) in {files}{fixes}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def as_json(review: Review) -> Mapping[str, object]:
    """The findings as plain data; `schemas/review.json` describes it."""
    return {
        "schema": 1,
        "dockerfiles": list(review.files),
        "unread": [{"file": path, "reason": why} for path, why in review.unread.items()],
        "findings": [_plain(one) for one in review.findings],
    }


def _plain(one: Finding) -> Mapping[str, object]:
    other = one.problem.other
    return {
        "code": one.rule.code,
        "name": one.rule.name,
        "severity": one.severity,
        "file": one.file,
        "line": one.problem.line,
        "message": one.problem.message,
        "advice": one.problem.advice,
        "other": {"file": other.file, "line": other.line} if other else None,
        "edits": [
            {"file": edit.file, "first": edit.first, "last": edit.last, "lines": list(edit.lines)}
            for edit in one.problem.edits
        ],
    }


def as_markdown(review: Review) -> str:
    """The findings as a table for a comment or a summary."""
    if not review.findings:
        return f"{counted(review)}\n"
    rows = ["| | where | what | against |", "|---|---|---|---|"]
    for one in review.findings:
        other = one.problem.other
        message = f"{one.problem.message} → {one.problem.advice}"
        against = f"`{cell(str(other))}`" if other else ""
        what = f"{one.severity} {one.rule.code}"
        rows.append(f"| {what} | `{cell(str(one.place))}` | {cell(message)} | {against} |")
    unread = [
        f"- `{cell(path)}` cannot be read: {cell(why)}" for path, why in review.unread.items()
    ]
    return "\n".join([*rows, "", *unread, *([""] if unread else []), counted(review), ""])


def cell(text: str) -> str:
    """A text as it can stand in a cell of a table in Markdown."""
    return visible(text).replace("|", "\\|").replace("<", "&lt;")


def as_sarif(review: Review, rules: Sequence[Rule], project: Project, folder: str = "") -> object:
    """The findings as SARIF."""
    excerpts = Excerpts(project)
    described = [
        sarif.SarifRule(rule.code, rule.name, rule.title, page(rule), rule.severity)
        for rule in rules
    ]
    return sarif.report(described, _results(review.findings, excerpts), folder)


def _results(findings: Iterable[Finding], excerpts: Excerpts) -> Iterable[sarif.SarifResult]:
    for one in findings:
        other = one.problem.other
        related = ((other.file, other.line, excerpts.at(other) or other.file),) if other else ()
        yield sarif.SarifResult(
            one.rule.code,
            one.severity,
            f"{one.problem.message}: {one.problem.advice}",
            one.file,
            one.problem.line,
            excerpts.at(one.place),
            related,
            tuple(
                sarif.SarifFix(
                    edit.file, edit.first, edit.last, "".join(f"{line}\n" for line in edit.lines)
                )
                for edit in one.problem.edits
            ),
        )


def page(rule: Rule) -> str:
    """What `dockgen rule` prints, and what stands in `docs/rules/`."""
    preview = "\nIt is in preview: it runs with `--preview`.\n" if rule.preview else ""
    return (
        f"# {rule.code}: {rule.title}\n\n"
        f"`{rule.name}`, {rule.severity}; group {rule.code[:3]}xx: {rule.group}.\n{preview}\n"
        f"{rule.why}\n\n"
        f"## Example\n\n```dockerfile\n{rule.example}\n```\n\n"
        f"## Fix\n\n```dockerfile\n{rule.fixed}\n```\n\n"
        f"A comment above the instruction ignores it: `# dockgen ignore={rule.code} reason`.\n"
    )


def folder_of(path: str) -> str:
    """Where a project lies, for annotations and SARIF, seen from the present folder."""
    return "" if posixpath.isabs(path) else posixpath.normpath(path)
