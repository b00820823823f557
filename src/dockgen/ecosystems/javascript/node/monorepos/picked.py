"""An application that shares its package.json with others, in a monorepo of NestJS or Nx."""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Evidence


class Picked(NamedTuple):
    """One application of such a repository.

    Args:
        name: its name, as the tool takes it.
        build: the tool's command that builds it.
        entry: the file that the build writes and that starts a server; empty for a site.
        evidence: where it stands.
        output: the folder that the build writes; empty where the entry tells it.
        folder: the folder of its sources; empty where the tool names it by its name alone.
        framework: the framework that makes it, whose row of the table tells the rest; or empty.
        command: the framework's own command that the tool runs to build it.
    """

    name: str
    build: str
    entry: str
    evidence: Evidence
    output: str = ""
    folder: str = ""
    framework: str = ""
    command: str = ""
