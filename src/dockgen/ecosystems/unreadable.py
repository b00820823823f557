"""Optional files that cannot be read: they are passed over, and that is said."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TypeVar

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import Unreadable
from dockgen.core.facts import Verdict
from dockgen.core.project import Project

MOST_NOTES = 3
"""How many files that cannot be read are named."""


T = TypeVar("T")


def reading(detector: Ecosystem, project: Project, read: Callable[[], T]) -> T:
    """What an ecosystem reads of a project, without the optional files that cannot be read.

    They are passed over, which is said where the detector is chosen. Manifests and lockfiles are
    needed.

    Raises:
        UnusableInput: as the reading raises it.
    """
    needed = (*detector.manifests, *detector.lockfiles)
    while True:
        try:
            return read()
        except Unreadable as problem:
            path = problem.file or ""
            name = posixpath.basename(path)
            known = path in project.files
            if not known or any(fnmatchcase(name, one) for one in needed):
                raise
            project.pass_over(path, problem.message)


def note_passed_over(project: Project, verdict: Verdict) -> None:
    """Say which files were not read, if not each of many."""
    found = sorted(project.passed_over.items())
    for path, reason in found[:MOST_NOTES]:
        verdict.findings.warn(f"{path} {reason}, so it is passed over")
    if len(found) > MOST_NOTES:
        verdict.findings.warn(
            f"{len(found) - MOST_NOTES} more files cannot be read and are passed over"
        )
