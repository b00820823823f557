"""The services that an application's dependencies call for: a driver gives its database.

Which dependencies call for a service is said by the record of each ecosystem, by the service's
name. Each row here holds what its official image asks for; the pages are named beside it. All of
these images run as uid 999 when they are told to, write to their volume and to the folders that
are kept in memory, and to nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

USER = "999:999"
"""The user that all of these images make for their service, by number."""


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service.

    Args:
        name: its name in a compose file.
        image: the repository of its image; the tag is the default of the release table's entry
            of the same name as the service.
        alike: other repositories whose images are the same thing.
        port: the port that it listens on.
        credentials: what the env file has to say, with an example for each.
        environment: what its image is told: a credential's name, or a text, by variable.
        health: the shell command that tells whether it is ready for other containers.
        volume: where its data lies.
        memory: the folders beside /tmp that it writes to and forgets.
        command: what replaces the image's own command.
        scheme: what a connection string begins with.
        options: what it ends with.
        variables: names under which applications read a part of it: `url`, `host`, `port`,
            `user`, `password`, `database`; the first is the most common.
        own: variables that its clients read by themselves.
    """

    name: str
    image: str
    alike: frozenset[str]
    port: int
    credentials: Mapping[str, str]
    environment: Mapping[str, str]
    health: str
    volume: str
    memory: tuple[str, ...]
    scheme: str
    variables: Mapping[str, tuple[str, ...]]
    command: tuple[str, ...] = ()
    options: str = ""
    own: tuple[str, ...] = ()

    def credential(self, role: str) -> str:
        """The credential for `user`, `password` or `database`; empty where there is none."""
        endings = {"user": ("_USER",), "password": ("_PASSWORD",), "database": ("_DB", "_DATABASE")}
        return next((name for name in self.credentials if name.endswith(endings[role])), "")


def _sql(*own: str) -> dict[str, tuple[str, ...]]:
    """The usual variables of a database; `own` is the prefix that its name gives."""
    return {
        "url": (
            *("DATABASE_URL", *(f"{one}_URL" for one in own), "DB_URL", "DATABASE_URI"),
            *(*(f"{one}_DSN" for one in own), "DB_DSN", "DATABASE_DSN", "DSN"),
        ),
        "host": (*(f"{one}_HOST" for one in own), "DB_HOST", "DATABASE_HOST"),
        "port": (*(f"{one}_PORT" for one in own), "DB_PORT", "DATABASE_PORT"),
        "user": (
            *(f"{one}_USER" for one in own),
            *("DB_USER", "DB_USERNAME", "DATABASE_USER", "DATABASE_USERNAME"),
        ),
        "password": (
            *(f"{one}_PASSWORD" for one in own),
            *("DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD"),
        ),
        "database": (
            *(f"{one}_{part}" for one in own for part in ("DB", "DATABASE")),
            *("DB_NAME", "DB_DATABASE", "DATABASE_NAME"),
        ),
    }


LIBPQ = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
"""What every client of PostgreSQL reads: https://www.postgresql.org/docs/current/libpq-envars.html."""


def _postgres_variables() -> dict[str, tuple[str, ...]]:
    usual = _sql("POSTGRES", "POSTGRESQL", "PG")
    roles = ("host", "port", "user", "password", "database")
    return usual | {role: (own, *usual[role]) for role, own in zip(roles, LIBPQ, strict=True)}


CELERY = ("CELERY_BROKER_URL", "CELERY_BROKER", "BROKER_URL")
RESULTS = ("CELERY_RESULT_BACKEND", "RESULT_BACKEND", "CACHE_URL", "REDIS_CACHE_URL")
"""Where Celery's messages go, and what else a store keeps:
https://docs.celeryq.dev/en/stable/userguide/configuration.html."""

KINDS = (
    Service(  # https://hub.docker.com/_/postgres
        name="postgres",
        image="postgres",
        alike=frozenset(
            {"postgis/postgis", "timescale/timescaledb", "pgvector/pgvector", "bitnami/postgresql"}
        ),
        port=5432,
        credentials={
            "POSTGRES_USER": "app",
            "POSTGRES_PASSWORD": "change-me",
            "POSTGRES_DB": "app",
        },
        environment={
            "POSTGRES_USER": "POSTGRES_USER",
            "POSTGRES_PASSWORD": "POSTGRES_PASSWORD",
            "POSTGRES_DB": "POSTGRES_DB",
        },
        # Over TCP: while the image sets itself up, its temporary server has a socket only.
        health="pg_isready --host=127.0.0.1 --username=$$POSTGRES_USER --dbname=$$POSTGRES_DB",
        volume="/var/lib/postgresql",
        memory=("/var/run/postgresql",),
        scheme="postgresql",
        variables=_postgres_variables(),
        own=LIBPQ,
    ),
    Service(  # https://hub.docker.com/_/mysql
        name="mysql",
        image="mysql",
        alike=frozenset({"mysql/mysql-server", "percona", "bitnami/mysql"}),
        port=3306,
        credentials={
            "MYSQL_USER": "app",
            "MYSQL_PASSWORD": "change-me",
            "MYSQL_DATABASE": "app",
        },
        environment={
            "MYSQL_USER": "MYSQL_USER",
            "MYSQL_PASSWORD": "MYSQL_PASSWORD",
            "MYSQL_DATABASE": "MYSQL_DATABASE",
            "MYSQL_RANDOM_ROOT_PASSWORD": "yes",
        },
        # Over TCP: while the image sets itself up, its temporary server does not listen there.
        health='mysqladmin ping --silent --host=127.0.0.1 --user="$$MYSQL_USER" '
        '--password="$$MYSQL_PASSWORD"',
        volume="/var/lib/mysql",
        memory=("/var/run/mysqld",),
        scheme="mysql",
        variables=_sql("MYSQL"),
    ),
    Service(  # https://hub.docker.com/_/mariadb
        name="mariadb",
        image="mariadb",
        alike=frozenset({"linuxserver/mariadb", "bitnami/mariadb"}),
        port=3306,
        credentials={
            "MARIADB_USER": "app",
            "MARIADB_PASSWORD": "change-me",
            "MARIADB_DATABASE": "app",
        },
        environment={
            "MARIADB_USER": "MARIADB_USER",
            "MARIADB_PASSWORD": "MARIADB_PASSWORD",
            "MARIADB_DATABASE": "MARIADB_DATABASE",
            "MARIADB_RANDOM_ROOT_PASSWORD": "yes",
        },
        health="healthcheck.sh --connect --innodb_initialized",
        volume="/var/lib/mysql",
        memory=("/run/mysqld",),
        scheme="mariadb",
        variables=_sql("MARIADB", "MYSQL"),
    ),
    Service(  # https://hub.docker.com/_/redis
        name="redis",
        image="redis",
        alike=frozenset({"redis/redis-stack-server", "redis/redis-stack", "bitnami/redis"}),
        port=6379,
        credentials={"REDIS_PASSWORD": "change-me"},
        environment={"REDIS_PASSWORD": "REDIS_PASSWORD"},
        health='REDISCLI_AUTH="$$REDIS_PASSWORD" redis-cli ping | grep -q PONG',
        volume="/data",
        memory=(),
        command=("sh", "-c", 'exec redis-server --appendonly yes --requirepass "$$REDIS_PASSWORD"'),
        scheme="redis",
        variables={
            "url": ("REDIS_URL", "REDIS_URI", "REDIS_CONNECTION_STRING", *CELERY, *RESULTS),
            "host": ("REDIS_HOST", "REDIS_HOSTNAME"),
            "port": ("REDIS_PORT",),
            "password": ("REDIS_PASSWORD",),
        },
    ),
    Service(  # https://hub.docker.com/r/valkey/valkey
        name="valkey",
        image="valkey/valkey",
        alike=frozenset({"bitnami/valkey"}),
        port=6379,
        credentials={"VALKEY_PASSWORD": "change-me"},
        environment={"VALKEY_PASSWORD": "VALKEY_PASSWORD"},
        health='REDISCLI_AUTH="$$VALKEY_PASSWORD" valkey-cli ping | grep -q PONG',
        volume="/data",
        memory=(),
        command=(
            *("sh", "-c"),
            'exec valkey-server --appendonly yes --requirepass "$$VALKEY_PASSWORD"',
        ),
        scheme="redis",
        variables={
            "url": ("VALKEY_URL", "REDIS_URL", *CELERY, *RESULTS),
            "host": ("VALKEY_HOST", "REDIS_HOST"),
            "port": ("VALKEY_PORT", "REDIS_PORT"),
            "password": ("VALKEY_PASSWORD", "REDIS_PASSWORD"),
        },
    ),
    Service(  # https://hub.docker.com/_/mongo
        name="mongo",
        image="mongo",
        alike=frozenset({"mongodb/mongodb-community-server", "bitnami/mongodb"}),
        port=27017,
        credentials={"MONGO_USER": "app", "MONGO_PASSWORD": "change-me", "MONGO_DB": "app"},
        environment={
            "MONGO_INITDB_ROOT_USERNAME": "MONGO_USER",
            "MONGO_INITDB_ROOT_PASSWORD": "MONGO_PASSWORD",
            "MONGO_INITDB_DATABASE": "MONGO_DB",
        },
        # Under its own name: while the image sets itself up, it listens to itself only.
        health='mongosh --quiet --host "$$HOSTNAME" '
        "--eval \"quit(db.adminCommand('ping').ok ? 0 : 1)\"",
        volume="/data/db",
        memory=("/data/configdb",),
        scheme="mongodb",
        options="?authSource=admin",
        variables={
            "url": (
                *("MONGODB_URI", "MONGO_URL", "MONGODB_URL", "MONGO_URI"),
                *("DATABASE_URL", "MONGO_CONNECTION_STRING"),
            ),
            "host": ("MONGO_HOST", "MONGODB_HOST", "DB_HOST"),
            "port": ("MONGO_PORT", "MONGODB_PORT", "DB_PORT"),
            "user": ("MONGO_USER", "MONGODB_USER", "MONGO_USERNAME", "DB_USER"),
            "password": ("MONGO_PASSWORD", "MONGODB_PASSWORD", "DB_PASSWORD"),
            "database": ("MONGO_DB", "MONGODB_DB", "MONGO_DATABASE", "MONGODB_DATABASE", "DB_NAME"),
        },
    ),
    Service(  # https://hub.docker.com/_/rabbitmq
        name="rabbitmq",
        image="rabbitmq",
        alike=frozenset({"bitnami/rabbitmq"}),
        port=5672,
        credentials={"RABBITMQ_USER": "app", "RABBITMQ_PASSWORD": "change-me"},
        environment={
            "RABBITMQ_DEFAULT_USER": "RABBITMQ_USER",
            "RABBITMQ_DEFAULT_PASS": "RABBITMQ_PASSWORD",
        },
        health="rabbitmq-diagnostics --quiet check_port_connectivity",
        volume="/var/lib/rabbitmq",
        memory=("/var/log/rabbitmq",),
        scheme="amqp",
        variables={
            "url": (
                *("AMQP_URL", "RABBITMQ_URL", "RABBITMQ_URI", "CLOUDAMQP_URL", "AMQP_URI"),
                *CELERY,
            ),
            "host": ("RABBITMQ_HOST", "AMQP_HOST", "RABBIT_HOST"),
            "port": ("RABBITMQ_PORT", "AMQP_PORT"),
            "user": ("RABBITMQ_USER", "RABBITMQ_USERNAME", "AMQP_USER"),
            "password": ("RABBITMQ_PASSWORD", "RABBITMQ_PASS", "AMQP_PASSWORD"),
        },
    ),
)
