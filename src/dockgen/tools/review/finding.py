"""What a review finds, and the rules that find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from dockgen.tools.review.subject import Subject

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""The worst first."""

GROUPS = {
    "DG1": "the project says otherwise",
    "DG2": "it will not build",
    "DG3": "it will not run well",
    "DG4": "it leaks",
    "DG5": "it rebuilds slowly",
}


class Place(NamedTuple):
    """A line of a file.

    Args:
        file: the file, relative to the repository.
        line: the line, counted from 1.
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Edit(NamedTuple):
    """Lines that other lines take the place of.

    Args:
        file: the file, relative to the repository.
        first: the first line that goes away, counted from 1.
        last: the last one; one less than `first` where lines are only put in, before `first`.
        lines: the lines that come.
    """

    file: str
    first: int
    last: int
    lines: tuple[str, ...]


class Problem(NamedTuple):
    """What a rule says of a Dockerfile.

    Args:
        line: the line of the Dockerfile.
        message: what is wrong, as a sentence without a full stop.
        advice: what to do.
        other: the place that it contradicts; None where the Dockerfile alone is wrong.
        edits: what ends it, where that is sure; None for nothing.
        severity: where it is another one than the rule's.
    """

    line: int
    message: str
    advice: str
    other: Place | None = None
    edits: tuple[Edit, ...] = ()
    severity: Severity | None = None


Check = Callable[["Subject"], Iterator[Problem]]


class Rule(NamedTuple):
    """A rule.

    Args:
        code: `DG101`; it never changes its meaning.
        name: its name for people: `language-version`.
        title: what it finds, in one line.
        severity: how bad that is.
        why: why it matters.
        example: a Dockerfile, or a part of one, that it finds.
        fixed: the same without the fault.
        check: finds it.
        preview: whether it is new in this minor release: it then runs with `--preview` only.
    """

    code: str
    name: str
    title: str
    severity: Severity
    why: str
    example: str
    fixed: str
    check: Check
    preview: bool = False

    @property
    def group(self) -> str:
        """What its group finds."""
        return GROUPS[self.code[:3]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its rule and its file.

    Args:
        rule: the rule.
        file: the Dockerfile, relative to the repository.
        problem: what it says.
    """

    rule: Rule
    file: str
    problem: Problem

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.file, self.problem.line)

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.problem.severity or self.rule.severity
