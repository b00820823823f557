"""What the records of JavaScript's ecosystems have in common."""

from __future__ import annotations

from dockgen.core.ecosystem import SLASHES
from dockgen.core.generated import GeneratedFolder

COMMENTS = dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx"), SLASHES)

INSTALLED = GeneratedFolder("node_modules", "installed packages of Node", dependencies=True)

SERVICES = {
    "postgres": (
        "pg",
        "postgres",
        "pg-promise",
        "@neondatabase/serverless",
        "postgrator",
    ),
    "mysql": ("mysql2", "mysql"),
    "mariadb": ("mariadb",),
    "redis": (
        "redis",
        "ioredis",
        "@redis/client",
        "bull",
        "bullmq",
        "connect-redis",
    ),
    "valkey": ("iovalkey", "@valkey/valkey-glide"),
    "mongo": ("mongodb", "mongoose"),
    "rabbitmq": ("amqplib", "amqp-connection-manager", "rhea", "rascal"),
}
"""The clients by their names in the npm registry, which Deno imports too."""
