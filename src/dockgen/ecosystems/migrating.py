"""How an application's database is brought up to date."""

from __future__ import annotations

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Fact, Verdict, flag, words, words_of
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import migrations

MIGRATE = "migrate"
"""The process that brings the database up to date."""


def settle(project: Project, ecosystem: Ecosystem, verdict: Verdict) -> None:
    """Settle `migrate_command`, and say how the database is brought up to date."""
    findings, facts = verdict.findings, verdict.findings.facts
    start = facts.get("start_command")
    workspace = str(facts["workspace"].value) if "workspace" in facts else ""
    command_ = " ".join(words_of(start.value)) if start and isinstance(start.value, tuple) else ""
    if not migrations.may_be_here(project):
        found = None
    else:
        packages = ecosystem.dependencies(project, workspace)
        found = migrations.find(project, workspace, packages, command_)
    command = Fact(found.command, found.evidence) if found and found.command else None
    findings.settle_optional("migrate_command", words, command)
    if found is not None and found.needs_build:
        needs = Fact(value=True, evidence=found.evidence)
        findings.settle("migrate_needs_build", flag, needs)
    if found is not None:
        findings.warn(found.note)
