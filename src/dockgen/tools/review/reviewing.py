"""Runs the rules over the Dockerfiles of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.tools.review.finding import SEVERITIES, Finding, Problem, Rule, Severity
from dockgen.tools.review.repository import Repository
from dockgen.tools.review.rules.all_rules import chosen
from dockgen.tools.review.subject import Subject

CODES = r"(DG\d{1,3}(?:\s*,\s*DG\d{1,3})*)"
INLINE = re.compile(rf"#\s*dockgen\s+ignore={CODES}")
WHOLE = re.compile(rf"#\s*dockgen\s+ignore-file={CODES}")


@dataclass(frozen=True, slots=True)
class Review:
    """What a review found.

    Args:
        files: the Dockerfiles that were read.
        findings: what was found, by file and line.
        unread: the Dockerfiles that cannot be read, with the reason.
    """

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: Mapping[str, str]


def review(
    project: Project,
    names: Sequence[str] = (),
    rules: Sequence[Rule] | None = None,
    severity: Severity = "note",
    texts: Mapping[str, str] | None = None,
) -> Review:
    """Hold the Dockerfiles of a repository against its projects.

    Args:
        project: the repository.
        names: the Dockerfiles; without any, all that are found.
        rules: the rules; None for all that are not in preview.
        severity: the least severity that counts.
        texts: the content of Dockerfiles that differs from what is on disk, by path.

    Raises:
        UnusableInput: a Dockerfile that was named cannot be read.
    """
    repository = Repository(project)
    findings: list[Finding] = []
    unread: dict[str, str] = {}
    files: list[str] = []
    for path in names or repository.dockerfiles:
        try:
            given = (texts or {}).get(path)
            text = given if given is not None else project.read(path).text
            subject = Subject(repository, path, text, tuple(repository.dockerfiles.get(path, ())))
            found = list(findings_of(subject, rules if rules is not None else chosen()))
        except UnusableInput as problem:
            if names:
                raise
            unread[path] = problem.message
            continue
        files.append(path)
        findings += found
    least = SEVERITIES.index(severity)
    kept = [one for one in findings if SEVERITIES.index(one.severity) <= least]
    return Review(tuple(files), tuple(kept), unread)


def findings_of(subject: Subject, rules: Sequence[Rule]) -> Iterator[Finding]:
    """What the rules find in a Dockerfile, by line; what is ignored in the file is left out.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    if not subject.resolved.stages:
        return
    found: dict[tuple[str, int, str], Finding] = {}
    for rule in rules:
        for problem in rule.check(subject):
            key = rule.code, problem.line, problem.message
            if not _is_ignored(subject, rule.code, problem):
                found.setdefault(key, Finding(rule, subject.path, problem))
    yield from sorted(found.values(), key=lambda one: (one.problem.line, one.rule.code))


def _is_ignored(subject: Subject, code: str, problem: Problem) -> bool:
    """Whether a comment above the instruction, in it, or for the whole file ignores a rule."""
    lines = subject.resolved.lines
    if any(_names(match[1], code) for line in lines if (match := WHOLE.search(line))):
        return True
    first, last = problem.line, problem.line
    for one in subject.resolved.parsed.instructions:
        if one.first_line <= problem.line <= one.last_line:
            first, last = one.first_line, one.last_line
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return any(
        _names(match[1], code)
        for line in lines[first - 1 : last]
        if line.lstrip().startswith("#") and (match := INLINE.search(line))
    )


def _names(codes: str, code: str) -> bool:
    """Whether a list of codes, which may be shortened to their group, holds one."""
    return code.startswith(tuple(re.split(r"[,\s]+", codes)))
