"""The port that a repository's own deployment gives to an application."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import compose_services, existing
from dockgen.dockerfile.deployed.compose_services import Service
from dockgen.readers import env_files


def port(project: Project, folder: str = "") -> Fact[int] | None:
    """The port of the application in a folder; None where nothing says one and only one.

    Asked in this order: a Dockerfile that a person wrote for it, the compose service that is built
    of it, and `PORT` of its env files.

    Args:
        project: the project.
        folder: the application's folder; empty for the top.
    """
    written = existing.find(project, folder)
    if written is not None and written.port is not None:
        return written.port
    return _of_compose(project, folder) or _of_env_files(project, folder)


def services_of(project: Project, folder: str) -> tuple[Service, ...]:
    """The compose services that are built of the application in a folder."""
    every = compose_services.services(project)
    if not folder:
        here = [one for one in every if not posixpath.dirname(one.dockerfile)]
        return tuple(one for one in here if not one.context)
    return tuple(one for one in every if folder in {one.context, posixpath.dirname(one.dockerfile)})


def _of_compose(project: Project, folder: str) -> Fact[int] | None:
    for service in services_of(project, folder):
        said = service.environment.get("PORT", "")
        if re.fullmatch(r"\d{2,5}", said):
            return Fact(int(said), service.evidence._replace(key=f"{service.name}.environment"))
        numbers = {one.value: one for one in service.ports}
        if len(numbers) == 1:
            return next(iter(numbers.values()))
    return None


def _of_env_files(project: Project, folder: str) -> Fact[int] | None:
    for name in env_files.FILES:
        path = posixpath.join(folder, name)
        if not project.has(path) or project.readable(path) is None:
            continue
        for found in env_files.variables(project, path):
            if found.evidence.key == "PORT" and re.fullmatch(r"\d{2,5}", found.value):
                evidence: Evidence = found.evidence
                return Fact(int(found.value), evidence)
    return None
