"""What the project says about a line of a Dockerfile, for a person who looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.errors import DockgenError
from dockgen.dockerfile.resolved import Step
from dockgen.tools.review.subject import Subject

FACTS = {
    "FROM": ("language_version", "framework"),
    "RUN": ("package_manager", "install_command", "build_command", "system_packages"),
    "COPY": ("manifests", "artifact", "output_dir"),
    "ADD": ("manifests", "artifact", "output_dir"),
    "EXPOSE": ("port",),
    "CMD": ("start_command", "server"),
    "ENTRYPOINT": ("start_command", "server"),
    "HEALTHCHECK": ("health_path", "port"),
}
"""The facts that an instruction is about."""


def evidence_of(subject: Subject, line: int) -> list[str]:
    """What is known about a line: findings first, then the facts with their places.

    Args:
        subject: the Dockerfile.
        line: the line, counted from 1.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    for one in subject.resolved.parsed.instructions:
        if one.first_line <= line <= one.last_line:
            return list(_about(subject, one.keyword, one.first_line))
    return []


def _about(subject: Subject, keyword: str, line: int) -> Iterator[str]:
    try:
        facts = subject.facts
    except DockgenError:  # pragma: no cover - detection leaves out what it cannot read
        return
    step = _step_at(subject, line)
    for name in FACTS.get(keyword, ()):
        fact = facts.get(name)
        if fact is None or (step is not None and not _concerns(subject, step, name)):
            continue
        value = " ".join(subject.words(name)) or str(fact.value)
        yield f"`{name.replace('_', ' ')}` is `{value}`: {fact.evidence}"


def _step_at(subject: Subject, line: int) -> Step | None:
    steps = (step for stage in subject.resolved.stages for step in stage.steps)
    return next((step for step in steps if step.line == line), None)


def _concerns(subject: Subject, step: Step, name: str) -> bool:
    """Whether a fact is about this very step: an installation is not about the artefact."""
    if step.keyword == "RUN":
        installs = any(one is step for _, one, _, _ in subject.installs)
        return installs == (name in ("package_manager", "install_command"))
    if step.keyword in ("COPY", "ADD"):
        from_stage = any(taken.origin for taken in step.taken)
        return from_stage == (name in ("artifact", "output_dir"))
    return True
