"""The crates that a program is built from."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.rust.manifests.workspace import Workspace


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The crates that a program depends on, and each with its features as `crate/feature`.

    Which database sqlx or Diesel talks to is a feature of theirs.

    Args:
        project: the project.
        workspace: the folder of the program's package; empty for the top.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    folder = posixpath.normpath(workspace) if workspace else ""
    found: dict[str, Evidence] = {}
    for name, one in project.kept(Workspace).dependencies_of(folder).items():
        found[name] = one.evidence
        found |= {f"{name}/{feature}": one.evidence for feature in one.features}
    return found
