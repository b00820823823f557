"""What one application needs of other services, read from its dependencies and its sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dockgen.core.ecosystem import ServiceAddress
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.ecosystems.registry import Detection
from dockgen.integrations.compose.services import KINDS, Service

CONFIGURATION = (".properties", ".yml", ".yaml")
MAX_SOURCES = 400
"""How many source files are searched for the variables that the application reads."""

SQL = frozenset({"postgresql", "mysql", "mariadb"})


@dataclass(frozen=True, slots=True)
class Need:
    """A service that the application needs.

    Args:
        service: what it is.
        package: the dependency that calls for it.
        evidence: where that stands.
    """

    service: Service
    package: str
    evidence: Evidence


def _workspace(detection: Detection) -> str:
    fact = detection.facts.get("workspace")
    return str(fact.value) if fact else ""


def needs_of(detection: Detection) -> tuple[Need, ...]:
    """The services that the application's dependencies call for, in the order of the table.

    Raises:
        UnusableInput: a manifest cannot be used.
    """
    if not detection.chosen:
        return ()
    ecosystem = detection.winner[0]
    packages = ecosystem.dependencies(detection.project, _workspace(detection))
    found = []
    for service in KINDS:
        wanted = ecosystem.services.get(service.name, ())
        name = next((one for one in wanted if one in packages), None)
        if name is not None:
            found.append(Need(service, name, packages[name]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Address:
    """How the application reaches a service.

    Args:
        host: the service's name in the compose file.
        values: what stands for each credential: `${POSTGRES_USER}`, or a text.
    """

    host: str
    values: Mapping[str, str]


def environment(
    need: Need, address: Address, detection: Detection, taken: Collection[str] = ()
) -> dict[str, str]:
    """The variables that tell the application where the service is, with their values.

    A framework has names of its own; otherwise those count that the sources read, and where
    they read none that is known, the most common ones are set.

    Args:
        need: the service.
        address: how it is reached.
        detection: what is known of the application.
        taken: variables that lead to another service.
    """
    ecosystem = detection.winner[0]
    parts = _parts(need.service, address, jdbc=ecosystem.jdbc)
    form = ecosystem.connection_strings.get(need.package)
    if form is not None:
        parts["url"] = form.format_map(parts)
    framework = detection.facts.get("framework")
    own = ecosystem.service_variables(str(framework.value)) if framework else None
    if own is not None:
        version = detection.facts.get("framework_version")
        place = ServiceAddress(need.service.scheme, need.package, parts)
        return dict(own(place, str(version.value) if version else ""))
    read = _names_in_sources(detection, need.service)
    if read:
        return {name: parts[role] for role, name in read}
    free = [name for name in need.service.variables["url"] if name not in taken]
    usual = dict.fromkeys(free[:1], parts["url"])
    if need.service.own and not ecosystem.jdbc:
        roles = ("host", "port", "user", "password", "database")
        usual |= {name: parts[role] for name, role in zip(need.service.own, roles, strict=True)}
    return usual


def _parts(service: Service, address: Address, *, jdbc: bool) -> dict[str, str]:
    roles = ("user", "password", "database")
    parts = {role: address.values.get(service.credential(role), "") for role in roles}
    place = f"{address.host}:{service.port}"
    path = f"/{parts['database']}" if parts["database"] else ""
    login = f"{parts['user']}:{parts['password']}@"
    url = f"{service.scheme}://{login}{place}{path}{service.options}"
    plain = f"jdbc:{service.scheme}://{place}{path}"
    if jdbc and service.scheme in SQL:
        url = f"{plain}?user={parts['user']}&password={parts['password']}"
    return {**parts, "host": address.host, "port": str(service.port), "url": url, "jdbc": plain}


def _names_in_sources(detection: Detection, service: Service) -> list[tuple[str, str]]:
    """The known variables that the application's own sources name, each with its role."""
    project, folder = detection.project, _workspace(detection)
    roles = {name: role for role, names in service.variables.items() for name in names}
    pattern = re.compile(rf"\b({'|'.join(sorted(roles, key=len, reverse=True))})\b")
    seen: set[str] = set()
    own = f"{folder}/" if folder else ""
    suffixes = (*detection.winner[0].comments, *CONFIGURATION)
    paths = sorted(
        path for path in project.files if path.startswith(own) and path.endswith(suffixes)
    )
    for path in paths[:MAX_SOURCES]:
        if path.startswith(("compose", "docker-compose", "pnpm-lock")):
            continue
        try:
            seen |= set(pattern.findall(project.read(path).text))
        except UnusableInput:
            continue  # a source that cannot be read says nothing
    return [(role, name) for name, role in roles.items() if name in seen]
