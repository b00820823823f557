"""Procfile: the processes of an application, by name.

https://devcenter.heroku.com/articles/procfile
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

NAME = "Procfile"
LINE = lazy_regex(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<command>\S.*?)\s*")
SHELL = frozenset("|&;<>()`$*?~\n")
"""Characters by which a command needs a shell; `$PORT` is looked at by itself."""


class Process(NamedTuple):
    """A process of a Procfile.

    Args:
        name: its name.
        command: its command line.
        evidence: where it stands.
    """

    name: str
    command: str
    evidence: Evidence

    @property
    def words(self) -> tuple[str, ...] | None:
        """The command's words; None where only a shell knows what it means."""
        without = self.command.replace("${PORT}", "PORT").replace("$PORT", "PORT")
        if SHELL & set(without):
            return None
        try:
            return tuple(shlex.split(self.command))
        except ValueError:
            return None


def read(project: Project, path: str = NAME) -> dict[str, Process]:
    """The processes by name, in their order; none where there is no Procfile.

    Raises:
        UnusableInput: it cannot be read.
    """
    found: dict[str, Process] = {}
    if not project.has(path):
        return found
    for number, line in enumerate(project.read(path).text.split("\n"), start=1):
        match = LINE.fullmatch(line)
        if match and not line.lstrip().startswith("#"):
            name = match["name"]
            found.setdefault(name, Process(name, match["command"], Evidence(name, path, number)))
    return found
