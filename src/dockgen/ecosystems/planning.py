"""Decides the image for what detection found."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import UnusableInput, UnusableValue
from dockgen.core.fact_values import texts_of
from dockgen.core.facts import Fact, FactValue, SettledFacts, Verdict
from dockgen.core.plan import Choices, Plan, Process
from dockgen.core.quoting import exec_form
from dockgen.ecosystems.migrating import MIGRATE
from dockgen.ecosystems.registry import Detection


def plan(detection: Detection, choices: Choices | None = None) -> Plan:
    """Decide the image for a detected project.

    Args:
        detection: what `detect` returned.
        choices: what the user decides; None takes every default.

    Raises:
        NothingDetected: no detector matches.
        UnusableInput: a choice that the detector does not offer, or a value that cannot be
            printed safely.
    """
    detector, verdict = detection.winner
    chosen = choices or Choices()
    _check_offered("shape", chosen.shape, detector.shapes, detector.name)
    _check_offered("base", chosen.base, detector.bases, detector.name)
    try:
        return plan_of(detector, verdict, chosen)
    except UnusableValue as problem:
        raise _placed(problem, verdict.findings.facts) from None


def plan_of(ecosystem: Ecosystem, verdict: Verdict, choices: Choices) -> Plan:
    """The plan of an ecosystem for a verdict of its own, which may come from a record.

    Raises:
        UnusableInput: a value cannot be printed safely.
        LookupError: the verdict lacks a fact.
        ValueError: a fact has a value that means nothing.
    """
    plan_ = ecosystem.plan(verdict, choices)._replace(templates=ecosystem.templates)
    facts = SettledFacts(verdict)
    command = facts.words("migrate_command")
    if not command or MIGRATE in {one.name for one in plan_.processes}:
        return plan_
    builds = plan_.stages == "multi" and "build_command" in facts.facts
    target = ecosystem.tools_stage if builds else ""
    if facts.holds("migrate_needs_build") and not target:
        return plan_  # no stage of it has the command
    migrates = Process(MIGRATE, exec_form(command, "migrate_command"), target, ends=True)
    return plan_._replace(processes=(*plan_.processes, migrates))


def _placed(problem: UnusableValue, facts: Mapping[str, Fact[FactValue]]) -> UnusableInput:
    """The same problem with the fact that the value is from, and the place that it was read at."""
    for name, fact in facts.items():
        if problem.value in texts_of(fact.value):
            message = f"{name} {problem.what}: {problem.value!r}"
            where = fact.evidence
            return UnusableInput(message, file=where.file or where.key, line=where.line)
    return problem


def _check_offered(what: str, value: str | None, offered: Mapping[str, str], detector: str) -> None:
    if value is not None and value not in offered:
        raise UnusableInput(
            f"{detector} offers no {what} {value!r}", hint=f"it offers {', '.join(offered)}"
        )
