"""Python applications: whatever installs their packages, and whatever serves them."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import HASH, CredentialFile, Ecosystem, Reviewing
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project

SHAPES = {
    "server": "an application that listens on a port",
    "worker": "a process that listens on no port",
    "cli": "a command line, whose arguments are those of `docker run`",
}
BASES = {
    "debian": "python:slim, on Debian",
    "alpine": "python:alpine: smaller, with musl instead of glibc",
    "distroless": "distroless, without a shell: Python 3.13 alone",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project of Python sources that something can start.

    Raises:
        UnusableInput: a manifest cannot be read, or there are several applications.
    """
    if not project.with_suffix(".py", ".ipynb"):
        return no("no Python source")  # before anything that only Python projects need is imported
    from dockgen.ecosystems.python import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The members of a uv workspace that are applications: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has("uv.lock") or not project.has("pyproject.toml"):
        return ()
    from dockgen.ecosystems.python import detect as detecting

    return detecting.workspaces(project)


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: stages that install and build and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a base that has no such Python, or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.python import plan as planning

    return planning.plan(verdict, choices)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    from dockgen.ecosystems.python import services

    return services.dependencies(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.python import reviewing

    return reviewing.REVIEWING


IN_ENVIRONMENT = ("./pyvenv.cfg",)
PACKAGED = ("pyproject.toml", "setup.py")

SERVICES = {
    "postgres": (
        *("psycopg", "psycopg2", "psycopg2-binary", "psycopg-binary", "asyncpg", "pg8000"),
        *("aiopg", "pgvector"),
    ),
    "mysql": ("mysqlclient", "pymysql", "mysql-connector-python", "aiomysql", "asyncmy"),
    "mariadb": ("mariadb",),
    "redis": (
        *("redis", "django-redis", "aioredis", "rq", "arq", "huey", "channels-redis"),
        *("flask-caching", "celery-redbeat", "celery[redis]", "kombu[redis]", "dramatiq[redis]"),
        *("faststream[redis]", "taskiq-redis", "a broker at redis:"),
    ),
    "valkey": ("valkey", "valkey-glide"),
    "mongo": ("pymongo", "motor", "mongoengine", "beanie", "odmantic"),
    "rabbitmq": (
        *("pika", "aio-pika", "aiormq", "dramatiq[rabbitmq]", "faststream[rabbit]"),
        *("celery[librabbitmq]", "taskiq-aio-pika", "a broker at amqp:"),
    ),
}
"""The drivers and clients by their names on PyPI, some with the extra that brings the driver."""

ECOSYSTEM = Ecosystem(
    name="python",
    title="Python",
    precedence="its server serves the pages beside it",
    shapes=SHAPES,
    bases=BASES,
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    takes_port=True,
    manifests=(
        *("pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "environment.yml"),
        "pixi.toml",
    ),
    lockfiles=(
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "Pipfile.lock",
        "pylock.toml",
        "pixi.lock",
        "conda-lock.yml",
    ),
    generated=(
        GeneratedFolder(".venv", "a virtual environment", dependencies=True, beside=IN_ENVIRONMENT),
        GeneratedFolder("venv", "a virtual environment", dependencies=True, beside=IN_ENVIRONMENT),
        GeneratedFolder("env", "a virtual environment", beside=IN_ENVIRONMENT),
        GeneratedFolder(".pixi", "environments of pixi", dependencies=True),
        GeneratedFolder(".tox", "environments of tox"),
        GeneratedFolder(".nox", "environments of nox"),
        GeneratedFolder("__pycache__", "compiled Python"),
        GeneratedFolder(".pytest_cache", "a cache of pytest"),
        GeneratedFolder(".mypy_cache", "a cache of mypy"),
        GeneratedFolder(".ruff_cache", "a cache of Ruff"),
        GeneratedFolder("htmlcov", "a coverage report"),
        GeneratedFolder("build", "build output", beside=PACKAGED),
        GeneratedFolder("dist", "build output", beside=PACKAGED),
    ),
    comments={".py": HASH},
    caches=(r"\.cache/(?:pip|uv|pypoetry|pdm|pipenv)",),
    credentials=(
        CredentialFile(r"(^|/)\.pypirc$", rb"password\s*[=:]"),
        CredentialFile(r"(^|/)(pip\.conf|pip\.ini)$", rb"://[^/\s@]+:[^/\s@]+@"),
    ),
    services=SERVICES,
    dependencies=_dependencies,
    releases=(
        ("python", r"python:(\d+\.\d+)"),
        ("python", r"(?:mcr\.microsoft\.com/devcontainers/)python:\d-(\d+\.\d+)"),
    ),
    products={"python": "Python"},
    reviewing=_reviewing,
)
