"""What a generator's module settles for a project that is written in the test."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from types import ModuleType

from dockgen.core.facts import Evidence, Findings, Override
from dockgen.core.project import Project
from dockgen.ecosystems.sites.generators.place import Place


def settled(
    generator: ModuleType, project: Project, folder: str = ".", **overrides: object
) -> Findings:
    """The findings for the site in a folder; an override is what the user set."""
    inside = "" if folder == "." else f"{folder}/"
    config = generator.find(project, inside)
    assert config is not None, "no configuration was found"
    assert posixpath.dirname(config).startswith(inside.rstrip("/"))
    given = {name: Override(value, Evidence(f"--set {name}")) for name, value in overrides.items()}
    findings = Findings(given)
    generator.settle(Place(project, folder, config, findings))
    return findings


def values(findings: Findings) -> Mapping[str, object]:
    """The facts' values by name."""
    return {name: fact.value for name, fact in findings.facts.items()}


def place_of(findings: Findings, name: str) -> str:
    """Where a fact was read, as `file:line`."""
    evidence = findings.facts[name].evidence
    return f"{evidence.file}:{evidence.line}"
