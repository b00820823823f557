"""What one application needs of other services, read from its dependencies and its sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.ecosystems.registry import Detection
from dockgen.integrations.compose.services import KINDS, Service

SOURCES = (
    *(".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"),
    *(".java", ".kt", ".groovy", ".scala", ".properties", ".yml", ".yaml"),
)
MAX_SOURCES = 400
"""How many source files are searched for the variables that the application reads."""

JVM = frozenset({"java", "kotlin", "scala", "groovy"})
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


def _npm(detection: Detection) -> dict[str, Evidence]:
    from dockgen.readers.package_json import NAME, PackageJson

    folder = _workspace(detection)
    if not detection.project.has(f"{folder}/{NAME}" if folder else NAME):
        return {}
    json = PackageJson(detection.project, folder).json
    return {name: json.evidence("dependencies", name) for name in json.keys("dependencies")}


def _maven(detection: Detection) -> dict[str, Evidence]:
    from dockgen.ecosystems.jvm.maven import reactor as maven_reactor

    reactor = maven_reactor.read(detection.project)
    pom = reactor.modules.get(_workspace(detection), reactor.root)
    return {
        f"{one.coordinates.group}:{one.coordinates.artifact}": one.coordinates.evidence
        for part in reactor.needed_by(pom)
        for one in part.dependencies
        if one.runs_with_the_application
    }


def _workspace(detection: Detection) -> str:
    fact = detection.facts.get("workspace")
    return str(fact.value) if fact else ""


READERS: dict[str, tuple[str, Callable[[Detection], dict[str, Evidence]]]] = {
    "node": ("npm", _npm),
    "maven": ("maven", _maven),
}
"""For each detector, whose packages its projects depend on, and how they are read."""


def needs_of(detection: Detection) -> tuple[Need, ...]:
    """The services that the application's dependencies call for, in the order of the table.

    Raises:
        UnusableInput: a manifest cannot be used.
    """
    if detection.chosen not in READERS:
        return ()
    kind, read = READERS[detection.chosen]
    packages = read(detection)
    found = []
    for service in KINDS:
        name = next((one for one in service.packages[kind] if one in packages), None)
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
    framework = detection.facts.get("framework")
    parts = _parts(need.service, address, jdbc=_is_jvm(detection))
    if framework is not None and framework.value in FRAMEWORKS:
        version = detection.facts.get("framework_version")
        return FRAMEWORKS[str(framework.value)](need, parts, str(version.value) if version else "")
    read = _names_in_sources(detection, need.service)
    if read:
        return {name: parts[role] for role, name in read}
    free = [name for name in need.service.variables["url"] if name not in taken]
    usual = dict.fromkeys(free[:1], parts["url"])
    if need.service.own and not _is_jvm(detection):
        roles = ("host", "port", "user", "password", "database")
        usual |= {name: parts[role] for name, role in zip(need.service.own, roles, strict=True)}
    return usual


def _is_jvm(detection: Detection) -> bool:
    language = detection.facts.get("language")
    return language is not None and language.value in JVM


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
    paths = sorted(
        path for path in project.files if path.startswith(own) and path.endswith(SOURCES)
    )
    for path in paths[:MAX_SOURCES]:
        if path.startswith(("compose", "docker-compose", "pnpm-lock")):
            continue
        try:
            seen |= set(pattern.findall(project.read(path).text))
        except UnusableInput:
            continue  # a source that cannot be read says nothing
    return [(role, name) for name, role in roles.items() if name in seen]


def _spring_boot(need: Need, parts: Mapping[str, str], version: str) -> dict[str, str]:
    """https://docs.spring.io/spring-boot/appendix/application-properties/."""
    if need.service.scheme in SQL:
        reactive = "r2dbc" in need.package
        prefix = "SPRING_R2DBC" if reactive else "SPRING_DATASOURCE"
        url = parts["jdbc"].replace("jdbc:", "r2dbc:", 1) if reactive else parts["jdbc"]
        return {
            f"{prefix}_URL": url,
            f"{prefix}_USERNAME": parts["user"],
            f"{prefix}_PASSWORD": parts["password"],
        }
    if need.service.scheme == "redis":
        return {
            "SPRING_DATA_REDIS_HOST": parts["host"],
            "SPRING_DATA_REDIS_PASSWORD": parts["password"],
        }
    if need.service.scheme == "mongodb":
        # https://github.com/spring-projects/spring-boot/wiki/Spring-Boot-4.0-Migration-Guide
        major = version.split(".", 1)[0]
        renamed = major.isdigit() and int(major) >= 4
        return {"SPRING_MONGODB_URI" if renamed else "SPRING_DATA_MONGODB_URI": parts["url"]}
    return {
        "SPRING_RABBITMQ_HOST": parts["host"],
        "SPRING_RABBITMQ_USERNAME": parts["user"],
        "SPRING_RABBITMQ_PASSWORD": parts["password"],
    }


def _quarkus(need: Need, parts: Mapping[str, str], version: str) -> dict[str, str]:  # noqa: ARG001
    """https://quarkus.io/guides/all-config."""
    if need.service.scheme in SQL:
        return {
            "QUARKUS_DATASOURCE_JDBC_URL": parts["jdbc"],
            "QUARKUS_DATASOURCE_USERNAME": parts["user"],
            "QUARKUS_DATASOURCE_PASSWORD": parts["password"],
        }
    if need.service.scheme == "redis":
        return {"QUARKUS_REDIS_HOSTS": parts["url"]}
    if need.service.scheme == "mongodb":
        return {"QUARKUS_MONGODB_CONNECTION_STRING": parts["url"]}
    return {
        "RABBITMQ_HOST": parts["host"],
        "RABBITMQ_USERNAME": parts["user"],
        "RABBITMQ_PASSWORD": parts["password"],
    }


FRAMEWORKS: dict[str, Callable[[Need, Mapping[str, str], str], dict[str, str]]] = {
    "spring-boot": _spring_boot,
    "quarkus": _quarkus,
}
"""Frameworks that read the place of a service from variables of their own."""
