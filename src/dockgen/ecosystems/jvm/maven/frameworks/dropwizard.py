"""How Dropwizard is started: `server` and a configuration file.

https://www.dropwizard.io/en/stable/getting-started.html#running-your-application
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.parts import Dependency
from dockgen.readers import yaml

NAME = lazy_regex(r"io\.dropwizard:dropwizard-core")
SERVER = lazy_regex(r"^server\s*:", re.MULTILINE)
DEFAULT_PORT = 8080
FOLDERS = ("", "config", "src/main/resources")
"""Where the configuration lies, what is taken first; a resource is not read from the jar."""

USUAL = ("config", "configuration", "server", "app", "application")


def find(dependencies: Iterable[Dependency]) -> Dependency | None:
    """The dependency that tells that it is used, or None."""
    named = (one for one in dependencies if one.runs_with_the_application)
    return next((one for one in named if NAME.fullmatch(":".join(one.coordinates.key))), None)


def configuration(project: Project, folder: str, artifact: str) -> Fact[str] | None:
    """The configuration file of a module, or None where it starts without one.

    The usual names go first, then the only file that has a `server` at its top.
    """
    found = list(_files(project, folder))
    for stem in (*USUAL, artifact):
        for path in found:
            if posixpath.basename(path).rpartition(".")[0] == stem:
                return Fact(path, Evidence("file", path))
    serving = [
        path for path in found if re.search(r"^server\s*:", project.read(path).text, re.MULTILINE)
    ]
    return Fact(serving[0], Evidence("server", serving[0])) if len(serving) == 1 else None


def _files(project: Project, folder: str) -> Iterator[str]:
    for place in FOLDERS:
        top = posixpath.join(folder, place)
        for path in project.inside(top):
            if path.endswith((".yml", ".yaml")):
                yield path


def port(project: Project, path: str | None) -> Fact[int]:
    """The port of the application's connector.

    https://www.dropwizard.io/en/stable/manual/configuration.html#servers
    """
    if path is not None:
        file = project.parsed(path, yaml.YamlFile)
        found = file.text("server", "connector", "port")
        connectors = file.value("server", "applicationConnectors")
        first = connectors[0] if isinstance(connectors, list) and connectors else None
        if found is None and isinstance(first, dict):
            place = file.evidence("server", "applicationConnectors", "0", "port")
            found = Fact(str(first.get("port", "")), place)
        number = (
            re.fullmatch(r"(?:\$\{[^${}]*:-)?([1-9]\d{0,4})\}?", found.value) if found else None
        )
        if found is not None and number is not None:
            return Fact(int(number[1]), found.evidence)
    return Fact(DEFAULT_PORT, default("Dropwizard's default port"))
