"""The variables that frameworks of the JVM read the place of a service from."""

from __future__ import annotations

from dockgen.core.ecosystem import ServiceAddress, ServiceVariables

SQL = frozenset({"postgresql", "mysql", "mariadb"})


def _spring_boot(service: ServiceAddress, version: str) -> dict[str, str]:
    """https://docs.spring.io/spring-boot/appendix/application-properties/."""
    parts = service.parts
    if service.scheme in SQL:
        reactive = "r2dbc" in service.package
        prefix = "SPRING_R2DBC" if reactive else "SPRING_DATASOURCE"
        url = parts["jdbc"].replace("jdbc:", "r2dbc:", 1) if reactive else parts["jdbc"]
        return {
            f"{prefix}_URL": url,
            f"{prefix}_USERNAME": parts["user"],
            f"{prefix}_PASSWORD": parts["password"],
        }
    if service.scheme == "redis":
        return {
            "SPRING_DATA_REDIS_HOST": parts["host"],
            "SPRING_DATA_REDIS_PASSWORD": parts["password"],
        }
    if service.scheme == "mongodb":
        # https://github.com/spring-projects/spring-boot/wiki/Spring-Boot-4.0-Migration-Guide
        major = version.split(".", 1)[0]
        renamed = major.isdigit() and int(major) >= 4
        return {"SPRING_MONGODB_URI" if renamed else "SPRING_DATA_MONGODB_URI": parts["url"]}
    return {
        "SPRING_RABBITMQ_HOST": parts["host"],
        "SPRING_RABBITMQ_USERNAME": parts["user"],
        "SPRING_RABBITMQ_PASSWORD": parts["password"],
    }


def _quarkus(service: ServiceAddress, version: str) -> dict[str, str]:  # noqa: ARG001
    """https://quarkus.io/guides/all-config."""
    parts = service.parts
    if service.scheme in SQL:
        return {
            "QUARKUS_DATASOURCE_JDBC_URL": parts["jdbc"],
            "QUARKUS_DATASOURCE_USERNAME": parts["user"],
            "QUARKUS_DATASOURCE_PASSWORD": parts["password"],
        }
    if service.scheme == "redis":
        return {"QUARKUS_REDIS_HOSTS": parts["url"]}
    if service.scheme == "mongodb":
        return {"QUARKUS_MONGODB_CONNECTION_STRING": parts["url"]}
    return {
        "RABBITMQ_HOST": parts["host"],
        "RABBITMQ_USERNAME": parts["user"],
        "RABBITMQ_PASSWORD": parts["password"],
    }


FRAMEWORKS: dict[str, ServiceVariables] = {"spring-boot": _spring_boot, "quarkus": _quarkus}
