"""What an application of Node.js depends on at run time."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.readers.package_json import NAME, PackageJson


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The packages that package.json names as dependencies, each with its place.

    Args:
        project: the project.
        workspace: the folder of the application; empty for the top.

    Raises:
        UnusableInput: package.json cannot be used.
    """
    if not project.has(posixpath.join(workspace, NAME)):
        return {}
    json = PackageJson(project, workspace).json
    return {name: json.evidence("dependencies", name) for name in json.keys("dependencies")}
