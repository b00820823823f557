"""What the records of the JVM's ecosystems have in common."""

from __future__ import annotations

from dockgen.core.ecosystem import (
    SLASHES,
    CredentialFile,
    GoneCommand,
    ServiceVariables,
)
from dockgen.core.generated import GeneratedFolder

COMMENTS = dict.fromkeys((".java", ".kt", ".scala", ".groovy"), SLASHES)
COMPILERS = ("javac", "kotlinc", "scalac")
PRODUCTS = {"java": "Java"}

RELEASES = (
    ("java", r"eclipse-temurin:(\d+)"),
    ("java", r"(?:maven|gradle|tomcat|clojure):.*?(?:temurin|jdk|jre)-?(\d+)"),
    ("java", r"sbtscala/scala-sbt:eclipse-temurin-(?:alpine-)?(\d+)"),
    ("java", r"gcr\.io/distroless/java(\d+)-debian\d+"),
    ("java", r"quay\.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-(\d+)"),
)

MAVEN_REPOSITORY = GeneratedFolder(".m2", "the repository of Maven", dependencies=True)
MAVEN_CACHE = r"\.m2/repository"
MAVEN_CREDENTIALS = CredentialFile(r"(^|/)settings\.xml$", rb"<password>\s*[^$<\s]")

LAYERTOOLS = GoneCommand(
    command="jarmode=layertools",
    product="",
    fact="framework_version",
    of="spring",
    since="4.1",
    message="Spring Boot {release} has no jarmode `layertools`",
    advice="java -Djarmode=tools -jar app.jar extract --layers --destination extracted",
)
"""https://docs.spring.io/spring-boot/reference/packaging/efficient.html."""

SERVICES = {
    "postgres": (
        "org.postgresql:postgresql",
        "org.postgresql:r2dbc-postgresql",
        "io.quarkus:quarkus-jdbc-postgresql",
        "io.vertx:vertx-pg-client",
    ),
    "mysql": (
        "com.mysql:mysql-connector-j",
        "mysql:mysql-connector-java",
        "io.asyncer:r2dbc-mysql",
        "io.quarkus:quarkus-jdbc-mysql",
    ),
    "mariadb": (
        "org.mariadb.jdbc:mariadb-java-client",
        "org.mariadb:r2dbc-mariadb",
        "io.quarkus:quarkus-jdbc-mariadb",
    ),
    "redis": (
        "redis.clients:jedis",
        "io.lettuce:lettuce-core",
        "org.redisson:redisson",
        "org.redisson:redisson-spring-boot-starter",
        "org.springframework.boot:spring-boot-starter-data-redis",
        "org.springframework.boot:spring-boot-starter-data-redis-reactive",
        "io.quarkus:quarkus-redis-client",
    ),
    "valkey": ("io.valkey:valkey-java", "io.valkey:valkey-glide"),
    "mongo": (
        "org.mongodb:mongodb-driver-sync",
        "org.mongodb:mongodb-driver-reactivestreams",
        "org.springframework.boot:spring-boot-starter-data-mongodb",
        "org.springframework.boot:spring-boot-starter-data-mongodb-reactive",
        "io.quarkus:quarkus-mongodb-client",
    ),
    "rabbitmq": (
        "com.rabbitmq:amqp-client",
        "org.springframework.boot:spring-boot-starter-amqp",
        "io.quarkus:quarkus-messaging-rabbitmq",
    ),
}
"""The drivers and starters by `group:name`, whichever tool resolves them."""


def service_variables(framework: str) -> ServiceVariables | None:
    """The variables that a framework of the JVM reads the place of a service from."""
    from dockgen.ecosystems.jvm.common import service_variables

    return service_variables.FRAMEWORKS.get(framework)
