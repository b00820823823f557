"""Whether a Dockerfile still matches the project.

A merge is made and thrown away: what it would bring in is what the file does not say yet. So the
user's own edits are never a finding, and neither is a change that the user already made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from dockgen import __version__
from dockgen.core.errors import DockgenError
from dockgen.core.fact_values import FactValue, as_json
from dockgen.core.versions import table_date, table_is_old
from dockgen.dockerfile.stages import build_stages
from dockgen.managed_files import draft as session
from dockgen.managed_files import end_of_life, lock, recorded_plan
from dockgen.managed_files.check_rules import CHECK_RULES
from dockgen.managed_files.draft import Draft
from dockgen.managed_files.drift import Drift, already_say, said_by_the_project_then, said_then
from dockgen.managed_files.merge import Chunk, Lines, cut, marked_line, merge
from dockgen.managed_files.update import drifts_of, recorded
from dockgen.managed_files.writing import UserText, lines_of, read_raw, user_text
from dockgen.rendering.render import RenderedFile

Severity = Literal["error", "warning", "note"]
Kind = Literal[
    "stale", "conflict", "gone", "end-of-life", "newer-template", "contradiction", "not-compared"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a file.

    Args:
        kind: `stale`: it does not say what the project says; `conflict`: a merge waits in it for
            the user; `gone`: it relies on what is not there any more; `end-of-life`: on what is
            out of support; `newer-template`: this dockgen would write it differently;
            `contradiction`: somebody else wrote it, and the project says otherwise;
            `not-compared`: it is the user's own, so nothing is known of what it should say.
        severity: only an error makes the check fail.
        file: the file, relative to the project.
        line: the line in it, counted from 1.
        message: what it is.
        advice: what to do, or the command that does it.
        drift: for a stale file, the fact that changed.
        rule: for a contradiction, the code of the rule of a review that found it.
    """

    kind: Kind
    severity: Severity
    file: str
    line: int
    message: str
    advice: str
    drift: Drift | None = None
    rule: str = ""

    @property
    def code(self) -> str:
        """The stable code of what it is; `dockgen rule` explains it."""
        return self.rule or CHECK_RULES[self.kind].code

    def as_json(self) -> dict[str, object]:
        """The finding as plain data; `schemas/check.json` describes it."""
        plain: dict[str, object] = {
            "code": self.code,
            "kind": self.kind,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "advice": self.advice,
        }
        if self.drift is not None:
            plain |= {
                "fact": self.drift.name,
                "before": _as_json(self.drift.before),
                "now": _as_json(self.drift.now),
                "evidence": self.drift.evidence.as_json(),
            }
        return plain


def _as_json(value: FactValue | None) -> object:
    return as_json(value) if value is not None else None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Args:
        on: the day that support was looked at for.
        dockerfiles: the Dockerfiles that were checked.
        deleted: those that the user deleted.
        findings: what was found, errors first.
    """

    on: date
    dockerfiles: tuple[str, ...]
    deleted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def fails(self, *, strict: bool = False) -> bool:
        """Whether the check fails: on an error, and with `strict` on a warning too."""
        failing = {"error", "warning"} if strict else {"error"}
        return any(one.severity in failing for one in self.findings)


def check(folder: str, names: Sequence[str] = (), on: date | None = None) -> Report:
    """Check the Dockerfiles of a project.

    Args:
        folder: the project's folder.
        names: the Dockerfiles; without any, all that dockgen wrote.
        on: the day to look at support for; None is today.

    Raises:
        DockgenError: the project cannot be read, or dockgen did not write the Dockerfile.
    """
    day = on or today()
    project, runs = recorded(folder, names)
    present = {name: run for name, run in runs.items() if read_raw(project.root, name) is not None}
    findings: list[Finding] = []
    drafts = session.drafts(folder, project, {name: {} for name in present})
    for draft, run in zip(drafts, present.values(), strict=True):
        findings += _RunCheck(draft, run).findings(day)
    findings += [_old_table(name) for name in list(present)[:1] if table_is_old(day)]
    findings.sort(key=lambda one: ("error", "warning", "note").index(one.severity))
    deleted = tuple(name for name in runs if name not in present)
    return Report(day, tuple(present), deleted, tuple(dict.fromkeys(findings)))


def _old_table(name: str) -> Finding:
    return Finding(
        "end-of-life",
        "warning",
        name,
        1,
        f"what this dockgen knows of releases is of {table_date()}, more than a year ago",
        "install a newer dockgen, which knows the releases since then",
    )


def today() -> date:
    """The day it is, by the calendar of this machine."""
    return date.today()


@dataclass(frozen=True)
class _RunCheck:
    """Checks one Dockerfile and the files that belong to it."""

    draft: Draft
    earlier: lock.Run
    _drifts: tuple[Drift, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_drifts", drifts_of(self.draft, self.earlier))

    @cached_property
    def by_project(self) -> tuple[Drift, ...]:
        """What changed in the project."""
        return tuple(drift for drift in self._drifts if not drift.by_dockgen)

    @cached_property
    def now(self) -> dict[str, RenderedFile]:
        """The files as this dockgen writes them now."""
        return self._rendered(self.draft.said)

    @cached_property
    def then(self) -> dict[str, RenderedFile]:
        """The files as this dockgen would have written them for the project of the last run."""
        said = said_then(self.earlier)
        said = said_by_the_project_then(said, self.draft.said, self._drifts)
        try:
            return self._rendered(said)
        except (DockgenError, LookupError, ValueError):
            # What was known then is not enough for the detector of now. With nothing changed in
            # the project, all that differs is dockgen's doing; otherwise all is the project's.
            texts = self.earlier.files if self.by_project else {}
            recorded_files = {path: RenderedFile(text, ()) for path, text in texts.items()}
            return recorded_files or self.now

    def _rendered(self, said: recorded_plan.Said) -> dict[str, RenderedFile]:
        # With the version of the last run in the header, so that a release alone is no change.
        draft = self.draft
        return recorded_plan.rendered(said, draft.root, draft.dockerfile, self.earlier.version)

    @property
    def advice(self) -> str:
        """The command that brings the files up to date."""
        return session.command_for(self.draft, "update")

    def findings(self, on: date) -> list[Finding]:
        """All findings, in the order of the files."""
        found: list[Finding] = []
        for path in self.now:
            raw = read_raw(self.draft.root, path)
            if raw is None:
                found += self._missing(path)
                continue
            yours = user_text(raw)
            standing = marked_line(yours.text)
            if standing is not None:
                message = "a conflict from an earlier merge is still unresolved here"
                advice = "choose one side and remove the conflict markers"
                found.append(Finding("conflict", "error", path, standing, message, advice))
                continue
            found += self._stale(path, yours)
            if path == self.draft.dockerfile:
                found += self._aged(yours.text, on)
        return found

    def _missing(self, path: str) -> list[Finding]:
        if path in self.earlier.files:
            return []  # deleted by the user
        message = f"{path} is needed now but does not exist"
        return [Finding("stale", "error", self.draft.dockerfile, 1, message, self.advice)]

    def _stale(self, path: str, yours: UserText) -> Iterator[Finding]:
        pristine = self.earlier.files.get(path)
        if pristine is None:  # a file of the user's own, of the same name
            if path == self.draft.dockerfile:
                message = "dockgen did not write this file: only contradictions are looked for"
                command = session.command_for(self.draft, "init")
                advice = f"{command} shows what dockgen would write in its place"
                yield Finding("not-compared", "note", path, 1, message, advice)
            return
        file = _FileCheck(self, path, yours, lines_of(pristine))
        for drift, line in file.stale().items():
            yield Finding("stale", "error", path, line, str(drift), self.advice, drift)
        line_of_template = file.newer_template()
        if line_of_template is not None:
            made = self.earlier.version
            message = f"dockgen {__version__} would write this file differently from {made}"
            if made == __version__:
                message = "the templates have changed since the last run"
            yield Finding("newer-template", "note", path, line_of_template, message, self.advice)

    def _aged(self, text: str, on: date) -> Iterator[Finding]:
        facts = {name: str(fact.value) for name, fact in self.draft.detection.facts.items()}
        path = self.draft.dockerfile
        stages = build_stages(text, path)
        for one in (*end_of_life.gone(stages, on, facts), *end_of_life.out_of_support(stages, on)):
            kind: Kind = "gone" if one.gone else "end-of-life"
            severity: Severity = "error" if one.gone else "warning"
            yield Finding(kind, severity, path, one.line, one.message, one.advice)

    def matters(self, drift: Drift) -> bool:
        """Whether the files would be others if this one fact had not changed."""
        said = dict(self.draft.said)
        then = said_then(self.earlier).get(drift.name)
        if then is None:
            said.pop(drift.name, None)
        else:
            said[drift.name] = then
        try:
            return _texts(self._rendered(said)) != _texts(self.now)
        except (DockgenError, LookupError, ValueError):
            return True  # without it, nothing fits together


def _texts(files: dict[str, RenderedFile]) -> dict[str, str]:
    return {path: file.text for path, file in files.items()}


class _FileCheck:
    """Checks one file.

    Two merges, one after the other: first what is dockgen's doing since the last run, then what
    is the project's. What the second one would bring in makes the file stale.
    """

    def __init__(self, run: _RunCheck, path: str, yours: UserText, pristine: Lines) -> None:
        self.run, self.path = run, path
        self.yours: Lines = [line.rstrip("\r") for line in yours.lines]
        self.then, self.now = run.then.get(path), run.now[path]
        then = lines_of(self.then.text) if self.then else pristine
        self.template = merge(pristine, self.yours, then)
        self.lines, self.places = _applied(self.template, self.yours, then)
        now = lines_of(self.now.text)
        self.project = [
            chunk
            for chunk in merge(then, self.lines, now)
            if _pending(chunk)
            and not already_say(
                cut(self.lines, chunk.yours),
                cut(then, chunk.base),
                cut(now, chunk.theirs),
                run.by_project,
            )
        ]

    def stale(self) -> dict[Drift, int]:
        """The facts that the file does not say yet, with the line that should."""
        found: dict[Drift, int] = {}
        unexplained = []
        for chunk in self.project:
            drifts = [one for one in self.run.by_project if one.name in self._printed(chunk)]
            for drift in drifts:
                found.setdefault(drift, self._line(chunk))
            if not drifts:
                unexplained.append(chunk)
        if unexplained:
            printed = self._printed_anywhere()
            every = self.run.by_project
            mattering = [drift for drift in every if self.run.matters(drift)]
            # A fact that shows on lines of its own explains those; what is left has another reason.
            hidden = [drift for drift in mattering if drift.name not in printed]
            for drift in hidden or mattering or every:
                found.setdefault(drift, self._line(unexplained[0]))
        return found

    def newer_template(self) -> int | None:
        """The first line that this dockgen would write differently for the same project."""
        first = next((chunk for chunk in self.template if _pending(chunk)), None)
        return None if first is None else min(first.yours.start + 1, max(len(self.yours), 1))

    def _line(self, chunk: Chunk) -> int:
        place = self.places[min(chunk.yours.start, len(self.places) - 1)] if self.places else 0
        return place + 1

    def _printed(self, chunk: Chunk) -> set[str]:
        """The facts on the lines of a stretch, then and now."""
        origins = [*self.now.origins[chunk.theirs.start : chunk.theirs.stop]]
        if self.then is not None:
            origins += self.then.origins[chunk.base.start : chunk.base.stop]
        return {name for origin in origins for name in origin.facts}

    def _printed_anywhere(self) -> set[str]:
        files = [file for file in (self.then, self.now) if file is not None]
        return {name for file in files for origin in file.origins for name in origin.facts}


def _pending(chunk: Chunk) -> bool:
    return chunk.taken != "yours"


def _applied(chunks: Sequence[Chunk], yours: Lines, theirs: Lines) -> tuple[list[str], list[int]]:
    """The merged lines, with the user's side of a conflict, and for each its line in the file."""
    lines: list[str] = []
    places: list[int] = []
    for chunk in chunks:
        if chunk.taken == "theirs":
            lines += cut(theirs, chunk.theirs)
            last = max(min(chunk.yours.start, len(yours) - 1), 0)
            places += [last] * len(chunk.theirs)
        else:
            lines += cut(yours, chunk.yours)
            places += chunk.yours
    return lines, places
