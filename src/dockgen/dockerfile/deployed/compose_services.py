"""The services of a repository's compose files that are built here.

https://docs.docker.com/reference/compose-file/services/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.yaml import YamlFile

NAMES = lazy_regex(r"(?:^|/)(?:docker-)?compose(?:[.-][\w-]+)?\.ya?ml$")
FOR_DEVELOPERS = lazy_regex(r"[.-](?:dev|develop|development|local|override|test|tests|ci|e2e)[.-]")
FOR_PRODUCTION = lazy_regex(r"[.-](?:prod|production|deploy|release)[.-]")
DEFAULTED = lazy_regex(r"\$\{\w+:?-(?P<default>[^}]*)\}")
PUBLISHED = lazy_regex(r"(?:.*:)?(?P<port>\d{1,5})(?:/tcp)?")
MOUNTED = lazy_regex(r"(?P<from>[^:]+):(?P<to>/[^:]+)(?::\w+)*")
OWN = ("# Builds the application and runs it", "# Builds the applications and runs them")
"""What a compose file of dockgen's begins with; it would only say again what was concluded."""

DEEPEST = 3


class Service(NamedTuple):
    """A service that is built here.

    Args:
        name: its name.
        evidence: where its build stands.
        context: the folder that it is built from, relative to the project.
        dockerfile: its Dockerfile, relative to the project.
        ports: the ports of the container that are published or exposed.
        environment: its variables.
        command: what it runs in the place of the image's own command.
        volumes: the folders of the container that a named volume is mounted at.
    """

    name: str
    evidence: Evidence
    context: str
    dockerfile: str
    ports: tuple[Fact[int], ...]
    environment: dict[str, str]
    command: str
    volumes: tuple[Fact[str], ...]


def services(project: Project) -> tuple[Service, ...]:
    """The services that are built here, those of files for production first."""
    found = [
        path
        for path in project.files
        if path.count("/") <= DEEPEST and NAMES.search(path) and not FOR_DEVELOPERS.search(path)
    ]
    found.sort(key=lambda one: (not FOR_PRODUCTION.search(one), one.count("/"), one))
    return tuple(service for path in found for service in _of_file(project, path))


def _of_file(project: Project, path: str) -> Iterator[Service]:
    file = project.readable(path)
    if file is None or file.text.startswith(OWN):
        return
    try:
        compose = YamlFile(file)
    except UnusableInput:
        return
    for name in compose.keys("services"):
        if compose.value("services", name, "build"):
            yield _service(compose, name)


def _service(compose: YamlFile, name: str) -> Service:
    at = ("services", name)
    build = compose.value(*at, "build")
    given = build if isinstance(build, dict) else {"context": build}
    here = posixpath.dirname(compose.path)
    context = posixpath.normpath(posixpath.join(here, str(given.get("context") or ".")))
    dockerfile = str(given.get("dockerfile") or "Dockerfile")
    return Service(
        name=name,
        evidence=compose.evidence(*at, "build"),
        context="" if context == "." else context,
        dockerfile=posixpath.normpath(posixpath.join(context, dockerfile)),
        ports=tuple(_ports(compose, at)),
        environment=_environment(compose.value(*at, "environment")),
        command=_command(compose.value(*at, "command")),
        volumes=tuple(_volumes(compose, at)),
    )


def _ports(compose: YamlFile, at: tuple[str, ...]) -> Iterator[Fact[int]]:
    for key in ("ports", "expose"):
        found = compose.value(*at, key)
        for entry in found if isinstance(found, list) else ():
            said = entry.get("target") if isinstance(entry, dict) else entry
            match = PUBLISHED.fullmatch(_without_variables(str(said)))
            if match and 0 < int(match["port"]) < 65536:
                yield Fact(int(match["port"]), compose.evidence(*at, key))


def _volumes(compose: YamlFile, at: tuple[str, ...]) -> Iterator[Fact[str]]:
    """Where named volumes are mounted; a folder of the host's may be sources for a developer."""
    found = compose.value(*at, "volumes")
    for entry in found if isinstance(found, list) else ():
        if isinstance(entry, dict):
            said = (str(entry.get("source", "")), str(entry.get("target", "")))
            named = entry.get("type", "volume") == "volume"
        else:
            match = MOUNTED.fullmatch(str(entry))
            said = (match["from"], match["to"]) if match else ("", "")
            named = re.fullmatch(r"[A-Za-z0-9][\w.-]*", said[0]) is not None
        if named and said[1].startswith("/"):
            yield Fact(said[1], compose.evidence(*at, "volumes"))


def _environment(said: object) -> dict[str, str]:
    if isinstance(said, list):
        pairs = (str(one).partition("=") for one in said)
        return {name: _without_variables(value) for name, _, value in pairs}
    if isinstance(said, dict):
        return {str(name): _without_variables(str(value)) for name, value in said.items()}
    return {}


def _command(said: object) -> str:
    return " ".join(map(str, said)) if isinstance(said, list) else str(said or "")


def _without_variables(text: str) -> str:
    return DEFAULTED.sub(lambda match: match["default"], text)
