"""Maven projects in tests: detected, planned and rendered in one word each."""

from __future__ import annotations

from collections.abc import Mapping

import dockgen
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Plan
from dockgen.dockerfile.parser import parse
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject


def detect(project: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    """What the maven detector says of these files, with what the user set."""
    overrides = {name: Override(value, Evidence(f"--set {name}")) for name, value in given.items()}
    return dockgen.detect(project(files), detector="maven", overrides=overrides)


def value(detection: Detection, name: str) -> object:
    """The value of a fact, or None."""
    return detection.facts[name].value if name in detection.facts else None


def warnings(detection: Detection) -> tuple[str, ...]:
    """What the user is told."""
    return detection.winner[1].findings.warnings


def plan(detection: Detection, **choices: str) -> Plan:
    """The plan with these choices."""
    return dockgen.plan(detection, Choices(**choices))  # type: ignore[arg-type]


def dockerfile(detection: Detection, **choices: str) -> str:
    """The Dockerfile with these choices."""
    files = dockgen.render(plan(detection, **choices), syntax_line=False)
    return files["Dockerfile"].text


def instructions(text: str, keyword: str) -> list[str]:
    """What stands behind a keyword, wherever it occurs."""
    return [line.arguments for line in parse(text).instructions if line.keyword == keyword]
