"""Volta's pins, with those that a package.json takes over from another file.

https://docs.volta.sh/advanced/workspaces#extending-the-configuration
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.readers.json import JsonFile
from dockgen.readers.package_json import PackageJson


def pinned(project: Project, package: PackageJson, tool: str) -> Iterator[Fact[str]]:
    """The versions of a tool, the strongest first.

    Args:
        project: the project.
        package: the package.json that is asked first.
        tool: `node`, or a package manager.

    Raises:
        UnusableInput: a file that is taken over is no JSON.
    """
    json, asked = package.json, {package.json.path}
    while True:
        found = json.text("volta", tool)
        if found is not None:
            yield found
        further = json.text("volta", "extends")
        if further is None:
            return
        path = posixpath.normpath(posixpath.join(posixpath.dirname(json.path), further.value))
        if path in asked or not project.has(path):
            return
        asked.add(path)
        json = project.parsed(path, JsonFile)
