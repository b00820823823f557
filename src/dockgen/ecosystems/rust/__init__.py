"""Programs that Cargo builds: servers, workers and command-line tools."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import SLASHES, CredentialFile, Ecosystem, Reviewing
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

MANIFEST = "Cargo.toml"

SHAPES = {
    "server": "a program that listens on a port",
    "worker": "a program that runs until it is stopped and listens on no port",
    "command": "a command-line tool: its arguments are those of `docker run`",
}
BASES = {
    "distroless": "distroless with the C libraries, without a shell or a package manager",
    "debian": "Debian, with certificates and the libraries that the program needs",
    "alpine": "Alpine, built against musl",
    "scratch": "nothing but the program, linked statically against musl",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a Cargo.toml whose package or workspace has a program that is meant to run.

    Raises:
        UnusableInput: a manifest or a value of the user's cannot be used, or several programs
            could be meant.
    """
    if not project.has(MANIFEST):
        return no(f"no {MANIFEST}")  # before anything that only these projects need is imported
    from dockgen.ecosystems.rust import detect as detecting

    return detecting.detect(project, overrides)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan stages that compile the dependencies, build the program and run it, or one for all.

    Raises:
        UnusableInput: a choice that does not fit, or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.rust import plan as planning

    return planning.plan(verdict, choices)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The members of a workspace that are programs, by path: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has(MANIFEST):
        return ()
    from dockgen.ecosystems.rust import detect as detecting

    return detecting.workspaces(project)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """The crates that a program is built from, and each with its features as `crate/feature`.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has(MANIFEST):
        return {}
    from dockgen.ecosystems.rust import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.rust import reviewing

    return reviewing.REVIEWING


ECOSYSTEM = Ecosystem(
    name="rust",
    title="Rust",
    precedence="its program serves the pages",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    takes_port=True,
    manifests=(MANIFEST,),
    lockfiles=("Cargo.lock",),
    generated=(GeneratedFolder("target", "build output of Cargo", beside=(MANIFEST,)),),
    comments={".rs": SLASHES},
    compilers=("rustc", "cargo"),
    caches=(r"\.cargo/registry", "usr/local/cargo/registry"),
    credentials=(CredentialFile(r"(^|/)\.cargo/credentials(\.toml)?$"),),
    services={
        "postgres": (
            *("tokio-postgres", "postgres", "deadpool-postgres", "bb8-postgres"),
            *("sqlx/postgres", "diesel/postgres", "diesel-async/postgres", "sea-orm/sqlx-postgres"),
            "rocket_db_pools/sqlx_postgres",
        ),
        "mysql": (
            *("mysql_async", "mysql", "sqlx/mysql", "diesel/mysql", "diesel-async/mysql"),
            "sea-orm/sqlx-mysql",
        ),
        "redis": ("redis", "fred", "deadpool-redis", "bb8-redis", "rustis"),
        "mongo": ("mongodb",),
        "rabbitmq": ("lapin", "amqprs"),
    },
    dependencies=_dependencies,
    reviewing=_reviewing,
)
