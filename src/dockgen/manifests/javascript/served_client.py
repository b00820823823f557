"""A front end in a folder of its own whose pages the server sends, and which no script builds.

Its author builds it by hand, or on the machine that it is brought to.
"""

from __future__ import annotations

import re

from dockgen.facts import Evidence, Fact
from dockgen.manifests.javascript import listening_port, start_command
from dockgen.manifests.javascript.package_json import NAME, PackageJson
from dockgen.project import Project

FOLDERS = ("client", "frontend", "web", "app", "ui", "webapp", "front", "dashboard", "admin")
OUTPUTS = r"(?:build|dist|out|www)"


def find(project: Project, package: PackageJson) -> Fact[str] | None:
    """The folder of such a front end, with the place in the sources that sends its pages."""
    folders = [one for one in FOLDERS if project.has(package.inside(f"{one}/{NAME}"))]
    folders = [one for one in folders if PackageJson(project, package.inside(one)).script("build")]
    start = start_command.read(project, package) if folders else None
    entry = start_command.entry_file(start.arguments.value) if start else None
    for file in listening_port.followed(project, entry, package.folder):
        for folder in folders:
            pattern = rf"(?:['\"`/]){folder}(?:/|['\"]\s*,\s*['\"]){OUTPUTS}\b"
            found = re.search(pattern, file.text)
            if found:
                line = file.line_of(found.start())
                return Fact(folder, Evidence("pages", file.path, line))
    return None
