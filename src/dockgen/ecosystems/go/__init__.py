"""Programs in Go: servers, workers and command-line tools."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import SLASHES, CredentialFile, Ecosystem, Reviewing
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

SHAPES = {
    "server": "a program that listens on a port",
    "worker": "a program that listens on no port and runs until it is stopped",
    "cli": "a command-line tool, whose arguments are those of `docker run`",
}
BASES = {
    "distroless": "distroless on Debian: CA certificates and time zones, no shell",
    "scratch": "nothing but the program, CA certificates and time zones",
    "debian": "Debian slim, with a shell and apt",
    "alpine": "Alpine, with a shell and apk",
}

MODULE, WORKSPACE = "go.mod", "go.work"


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with a Go program that runs on Linux.

    Raises:
        UnusableInput: a file cannot be read, or there are several programs and nothing says
            which one is meant.
    """
    if not project.with_suffix(".go"):
        return no("no Go source")  # before anything that only Go's projects need is imported
    from dockgen.ecosystems.go import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the programs, where there are several: what `workspace` can be set to.

    Raises:
        UnusableInput: a file cannot be read.
    """
    if project.first(WORKSPACE, MODULE) is None:
        return ()
    from dockgen.ecosystems.go import detect as detecting

    return detecting.workspaces(project)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan a stage that compiles and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a base that cannot run the program, or a value that cannot be printed
            safely.
    """
    from dockgen.ecosystems.go import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the program imports from.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.go import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.go import reviewing

    return reviewing.REVIEWING


SERVICES = {
    "postgres": (
        *("github.com/jackc/pgx", "github.com/lib/pq", "gorm.io/driver/postgres"),
        *(
            "github.com/go-pg/pg",
            "github.com/uptrace/bun/driver/pgdriver",
            "github.com/jackc/pgconn",
        ),
    ),
    "mysql": ("github.com/go-sql-driver/mysql", "gorm.io/driver/mysql"),
    "redis": (
        *("github.com/redis/go-redis", "github.com/go-redis/redis", "github.com/gomodule/redigo"),
        *("github.com/redis/rueidis", "github.com/hibiken/asynq"),
    ),
    "valkey": ("github.com/valkey-io/valkey-go", "github.com/valkey-io/valkey-glide/go"),
    "mongo": ("go.mongodb.org/mongo-driver", "github.com/qiniu/qmgo"),
    "rabbitmq": ("github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp"),
}
"""The modules that call for a service, without their major versions."""


DSN = "{user}:{password}@tcp({host}:{port})/{database}?parseTime=true"
CONNECTION_STRINGS = {
    # https://github.com/go-sql-driver/mysql#dsn-data-source-name
    "github.com/go-sql-driver/mysql": DSN,
    "gorm.io/driver/mysql": DSN,
    # https://pkg.go.dev/github.com/lib/pq#hdr-Connection_String_Parameters: TLS unless told
    "github.com/lib/pq": "postgresql://{user}:{password}@{host}:{port}/{database}?sslmode=disable",
}


ECOSYSTEM = Ecosystem(
    name="go",
    title="Go",
    precedence="the program serves the pages beside it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    takes_port=True,
    manifests=(MODULE, WORKSPACE),
    lockfiles=("go.sum", "go.work.sum"),
    generated=(
        GeneratedFolder(
            "dist",
            "build output of GoReleaser",
            beside=(".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml"),
        ),
    ),
    comments={".go": SLASHES},
    compilers=("go", "gofmt"),
    caches=(r"\.cache/go-build", "go/pkg/mod/cache"),
    credentials=(CredentialFile(r"(^|/)[._]netrc$", rb"(?i)\bpassword\s+\S"),),
    services=SERVICES,
    connection_strings=CONNECTION_STRINGS,
    dependencies=_dependencies,
    releases=(("go", r"golang:(\d+\.\d+)"),),
    products={"go": "Go"},
    reviewing=_reviewing,
)
