"""What has changed since the last run: in the project, and in dockgen itself."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact, FactValue, words_of
from dockgen.managed_files import recorded_plan
from dockgen.managed_files.lock import Run
from dockgen.managed_files.recorded_plan import Said

MAX_SHOWN = 60
"""How much of a value is shown where it stands in a sentence."""

NOTHING = "none"
"""Stands for a value that is not there any more, or was not there before."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A fact that says something else than it did in the last run.

    Args:
        name: the fact.
        before: its value in the last run; None where there was none.
        now: its value now, with where it was read; None where there is none any more.
        evidence: where it was read now, or where it had been read.
        by_dockgen: whether it is another dockgen that says so, not the project.
        changed_basis: whether the value is the same, but was only assumed in the last run, or is
            only assumed now.
    """

    name: str
    before: FactValue | None
    now: FactValue | None
    evidence: Evidence
    by_dockgen: bool = False
    changed_basis: bool = False

    @property
    def values(self) -> str:
        """The fact with both values: `language_version 17 -> 21`."""
        before, now = self._shown(self.before), self._shown(self.now)
        if self.changed_basis:
            assumed_now = self.evidence.is_default
            before, now = (
                (before, f"{now} (assumed)") if assumed_now else (f"{before} (assumed)", now)
            )
        return f"{self.name} {before} -> {now}"

    def _shown(self, value: FactValue | None) -> str:
        text = shown(value)
        if self.name.startswith("fragments.") and isinstance(value, tuple):
            text = " ".join(" ".join(words_of(value)).split())
        return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1].rstrip()}…"

    def __str__(self) -> str:
        """The fact with both values and its place: `language_version 17 -> 21, pom.xml:14`."""
        return f"{self.values}, {self.place}"

    @property
    def place(self) -> str:
        """Where it was read."""
        if self.evidence.file is None:
            return self.evidence.reason or self.evidence.key
        line = f":{self.evidence.line}" if self.evidence.line else ""
        place = f"{self.evidence.file}{line}"
        return f"no longer in {place}" if self.now is None else place


def shown(value: FactValue | None) -> str:
    """A value as a person writes it."""
    if value in {None, ""}:
        return NOTHING
    if isinstance(value, tuple):
        return shlex.join(" ".join(part.split()) for part in words_of(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def said_then(run: Run) -> Said:
    """All that was said in the last run."""
    named = {"detector": run.detector, "shape": run.shape, "stages": run.stages, "base": run.base}
    fields = {name: Fact(value, Evidence(name)) for name, value in named.items()}
    usual: Said = {
        "syntax": Fact(value=True, evidence=Evidence("syntax")),
        "templates": Fact("", Evidence("templates")),
    }
    return {**usual, **fields, **recorded_plan.from_json(run.facts)}


def drifts(
    then: Said, now: Said, *, same_version: bool, has_file: Callable[[str], bool]
) -> list[Drift]:
    """The facts that changed, in the order in which they are said now.

    A dockgen of another version may read more, or assume something newer, of a project that did
    not change: that is its doing, and is marked so.

    Args:
        then: what was said in the last run.
        now: what is said now.
        same_version: whether the last run was made by this version of dockgen.
        has_file: whether the project holds a file.
    """
    found = []
    for name in dict.fromkeys([*now, *then]):
        before, after = then.get(name), now.get(name)
        if before is not None and after is not None and _say_the_same(before, after):
            continue
        ours = not same_version and _by_dockgen(before, after, has_file)
        place = (after or before or _NOWHERE).evidence
        found.append(
            Drift(
                name,
                before.value if before else None,
                after.value if after else None,
                place,
                by_dockgen=ours,
                changed_basis=before is not None
                and after is not None
                and before.value == after.value,
            )
        )
    return found


def _say_the_same(before: Fact[FactValue], after: Fact[FactValue]) -> bool:
    """A value that was assumed and is read now may be written differently, or the other way."""
    known = before.evidence.is_default == after.evidence.is_default
    return before.value == after.value and known


_NOWHERE: Fact[FactValue] = Fact("", Evidence("nowhere"))


def _by_dockgen(
    before: Fact[FactValue] | None,
    after: Fact[FactValue] | None,
    has_file: Callable[[str], bool],
) -> bool:
    if before is None:
        return True
    if after is None:
        return before.evidence.file is None or has_file(before.evidence.file)
    return before.evidence.is_default and after.evidence.is_default


def said_by_the_project_then(then: Said, now: Said, found: Iterable[Drift]) -> Said:
    """What was said then, as the dockgen of now would have said it."""
    said = dict(then)
    for drift in found:
        if drift.by_dockgen and drift.name in now:
            said[drift.name] = now[drift.name]
        elif drift.by_dockgen:
            del said[drift.name]
    return said


def already_say(
    yours: Sequence[str], before: Sequence[str], after: Sequence[str], found: Iterable[Drift]
) -> bool:
    """Whether the user's lines say by themselves what a change would make the lines say.

    That is plain only where nothing but values changes: every new value stands in the user's
    lines, and no old one does. Somebody, or a tool that raises versions, was faster.

    Args:
        yours: the user's lines.
        before: the lines of the last run.
        after: the lines that would be written now.
        found: the facts that changed.
    """
    new_of = {shown(one.before): shown(one.now) for one in found if _is_plain(one)}
    if not new_of:
        return False
    pattern = re.compile("|".join(_word(value) for value in sorted(new_of, key=len, reverse=True)))
    old = "\n".join(line.strip() for line in before)
    if pattern.sub(lambda match: new_of[match[0]], old) != "\n".join(one.strip() for one in after):
        return False
    replaced = {match[0] for match in pattern.finditer(old)}
    text = "\n".join(yours)
    return all(
        re.search(_word(new_of[value]), text) and not re.search(_word(value), text)
        for value in replaced
    )


def _is_plain(drift: Drift) -> bool:
    return all(isinstance(value, str | int) for value in (drift.before, drift.now))


def _word(value: str) -> str:
    return rf"(?<![\w.]){re.escape(value)}(?![\w]|\.\w)"
