"""Procfile: the processes of an application, by name.

https://devcenter.heroku.com/articles/procfile
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.core.errors import UnusableInput, nearest
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

NAME = "Procfile"
LINE = lazy_regex(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<command>\S.*?)\s*")
FACTORY = lazy_regex(r"(?<=\s)[\w.]+:\w+\(\)(?=\s|$)")
"""`app:create_app()`, whose brackets a shell would refuse, and gunicorn takes."""

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
        without = FACTORY.sub("", without)
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


def chosen(project: Project, path: str, asked: Fact[str] | None) -> Process | None:
    """The process that is meant: the one that the user names, else `web`; None where there is none.

    Raises:
        UnusableInput: the Procfile cannot be read, or has no process of the name.
    """
    named = read(project, path)
    if asked is None:
        return named.get("web")
    if asked.value not in named:
        near = nearest(asked.value, list(named))
        known = f"there are {', '.join(named)}" if named else f"write one into {path}"
        raise UnusableInput(
            f"{asked.value} is no process of the {NAME}",
            file=asked.evidence.file or asked.evidence.key,
            line=asked.evidence.line,
            hint=f"did you mean {near}?" if near else known,
        )
    return named[asked.value]
