"""Pages that a server of the project's own sends, where package.json does not say so plainly.

A front end in a folder of its own may have no script that builds it: its author does that by hand.
One beside its server often has the `start` of its template, which serves it while it is written.
"""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.scripts import command_words, start_command
from dockgen.readers.package_json import NAME, PackageJson

FOLDERS = ("client", "frontend", "web", "app", "ui", "webapp", "front", "dashboard", "admin")
OUTPUTS = r"(?:build|dist|out|www)"
SENDERS = lazy_regex(
    r"(?:start[:-])?(?:server|serve|backend|api|express|prod|production)(?:[:-](?:start|prod\w*))?"
)
"""Names of scripts that start such a server."""


def find(project: Project, package: PackageJson) -> Fact[str] | None:
    """The folder of such a front end, with the place in the sources that sends its pages."""
    folders = [one for one in FOLDERS if project.has(package.inside(f"{one}/{NAME}"))]
    folders = [one for one in folders if PackageJson(project, package.inside(one)).script("build")]
    start = start_command.read(project, package) if folders else None
    entry = command_words.entry_file(start.arguments.value) if start else None
    for file in listening_port.followed(project, entry, package.folder):
        for folder in folders:
            pattern = rf"(?:['\"`/]){folder}(?:/|['\"]\s*,\s*['\"]){OUTPUTS}\b"
            found = re.search(pattern, file.text)
            if found:
                line = file.line_of(found.start())
                return Fact(folder, Evidence("pages", file.path, line))
    return None


def sender(project: Project, package: PackageJson, output: str) -> Fact[str] | None:
    """The script that starts a server which sends what the build of a site writes, or None."""
    for name in package.json.keys("scripts"):
        script = package.script(name) if SENDERS.fullmatch(name) else None
        command = start_command.resolve(script, package).arguments.value if script else ()
        entry = command_words.entry_file(command) if command else None
        files = list(listening_port.followed(project, entry, package.folder))
        named = rf"['\"`/.]{re.escape(output)}['\"`/]"
        sends = any(re.search(named, file.text) for file in files)
        if sends and any(listening_port.LISTENS.search(file.text) for file in files):
            return script
    return None
