"""How a database is brought up to date: which tool does it, and whether the start calls it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.readers import procfile

MARKS = lazy_regex(
    r"migrat|(?:^|/)(?:alembic\.ini|prisma/|drizzle\.config|knexfile|\.sequelizerc|diesel\.toml"
    r"|manage\.py$)|changelog|changeSet|db/changelog"
)
"""What some file's path holds wherever a tool below is used."""


class Tool(NamedTuple):
    """A tool that migrates databases.

    Args:
        name: what a person calls it.
        packages: the dependencies of which one is there where it is used.
        files: a regular expression that finds the files that it needs, from the application's
            folder on; empty where the dependency says it all.
        command: what brings the database up to date, in the image or in its build stage; empty
            where the program does it itself, or only a program from elsewhere.
        called: a regular expression that finds its call in a start command.
        otherwise: what is said where there is no command.
        program: the package that brings the command, where that is another one.
    """

    name: str
    packages: tuple[str, ...]
    files: str
    command: str
    called: str
    otherwise: str = ""
    program: str = ""


BIN = "node_modules/.bin"
AT_START = "the application itself migrates its database when it starts"
ELSEWHERE = "nothing of the image migrates the database: run `{}` when you deploy"
# fmt: off
TOOLS = (
    Tool("Prisma", ("prisma", "@prisma/client"), r"prisma/(?:.*/)?migrations/.+",
         f"{BIN}/prisma migrate deploy", r"prisma (?:migrate deploy|db push)", program="prisma"),
    Tool("Drizzle", ("drizzle-orm",), r"drizzle\.config\.\w+",
         f"{BIN}/drizzle-kit migrate", r"drizzle-kit (?:migrate|push)", program="drizzle-kit"),
    Tool("Knex", ("knex",), r"(?:.*/)?(?:knexfile\.\w+|migrations/.+)",
         f"{BIN}/knex migrate:latest", r"knex migrate:latest"),
    Tool("Sequelize", ("sequelize",), r"\.sequelizerc|(?:.*/)?migrations/.+\.[cm]?[jt]s",
         f"{BIN}/sequelize-cli db:migrate", r"sequelize(?:-cli)? db:migrate",
         program="sequelize-cli"),
    Tool("TypeORM", ("typeorm",), r"(?:.*/)?migrations?/.+\.[jt]s", "",
         r"typeorm\S* migration:run", ELSEWHERE.format("typeorm migration:run")),
    Tool("MikroORM", ("@mikro-orm/core",), r"(?:.*/)?migrations/.+",
         f"{BIN}/mikro-orm migration:up", r"mikro-orm migration:up", program="@mikro-orm/cli"),
    Tool("node-pg-migrate", ("node-pg-migrate",), r"migrations/.+",
         f"{BIN}/node-pg-migrate up", r"node-pg-migrate up"),
    Tool("Payload", ("payload",), r"(?:.*/)?migrations/.+",
         f"{BIN}/payload migrate", r"payload migrate(?!:)"),
    Tool("Lucid", ("@adonisjs/lucid",), r"database/migrations/.+",
         "node ace migration:run --force", r"ace migration:run"),
    Tool("Django", ("django",), r"(?:.*/)?manage\.py",
         "python manage.py migrate --noinput", r"manage\.py migrate|django-admin migrate"),
    Tool("Flask-Migrate", ("flask-migrate",), r"migrations/env\.py",
         "flask db upgrade", r"flask db upgrade"),
    Tool("Alembic", ("alembic",), r"alembic\.ini",
         "alembic upgrade head", r"alembic (?:-\S+ \S+ )*upgrade"),
    Tool("Aerich", ("aerich",), r"migrations/.+", "aerich upgrade", r"aerich upgrade"),
    Tool("Flyway", ("org.flywaydb:flyway-core", "io.quarkus:quarkus-flyway",
         "org.springframework.boot:spring-boot-starter-flyway"),
         r"(?:.*/)?db/migration/.+", "", r"flyway", AT_START),
    Tool("Liquibase", ("org.liquibase:liquibase-core", "io.quarkus:quarkus-liquibase",
         "org.springframework.boot:spring-boot-starter-liquibase"),
         r"(?:.*/)?(?:db/changelog|db\.changelog|changelog)\S*", "", r"liquibase", AT_START),
    Tool("goose", ("github.com/pressly/goose",), r"(?:.*/)?migrations?/.+", "",
         r"goose\b.*\bup", AT_START),
    Tool("golang-migrate", ("github.com/golang-migrate/migrate",), r"(?:.*/)?migrations?/.+", "",
         r"migrate\b.*\bup", AT_START),
    Tool("bun", ("github.com/uptrace/bun/migrate",), r"(?:.*/)?migrations?/.+", "", r"db migrate",
         AT_START),
    Tool("diesel", ("diesel_migrations",), r"(?:.*/)?migrations/.+", "", r"diesel migration run",
         AT_START),
    Tool("diesel", ("diesel",), r"(?:.*/)?diesel\.toml", "", r"diesel migration run",
         ELSEWHERE.format("diesel migration run")),
    Tool("SeaORM", ("sea-orm-migration",), "", "", r"migration", AT_START),
    Tool("Refinery", ("refinery",), r"(?:.*/)?migrations/.+", "", r"refinery migrate", AT_START),
)
# fmt: on
"""In this order: what is used by another one comes after it."""

EMBEDS = (
    ("sqlx", lazy_regex(r"\bmigrate!\s*[({]|\bMigrator::new\b"), (".rs",), "sqlx migrate run"),
    ("SQL", lazy_regex(r"\bgoose\.Up\b|\bm\.Up\(\)|\bmigrate\.New"), (".go",), "goose up"),
)
"""Libraries whose files alone do not say whether the program applies them: the sources do."""
LAID_DOWN = lazy_regex(r"(?:.*/)?migrations?/\d+[^/]*\.sql")
MOST_SOURCES = 400


class Migration(NamedTuple):
    """How the database is brought up to date.

    Args:
        tool: the tool's name.
        command: the command; none where no command of the image does it.
        evidence: what says that the tool is used.
        note: what the user should know.
        needs_build: whether the command comes with a development package, or with files that the
            image has in its build stage alone.
    """

    tool: str
    command: tuple[str, ...]
    evidence: Evidence
    note: str
    needs_build: bool = False


@once_per_project
def may_be_here(project: Project) -> bool:
    """Whether any file looks like one of such a tool's."""
    return any(MARKS.search(one) for one in project.files)


def find(project: Project, folder: str, packages: Collection[str], start: str) -> Migration | None:
    """How an application's database is brought up to date; None where nothing says so.

    Args:
        project: the project.
        folder: the application's folder; empty for the top.
        packages: what it depends on.
        start: the command that starts it.
    """
    below = f"{folder}/" if folder and folder != "." else ""
    paths = [one.removeprefix(below) for one in project.within(below)]
    for tool in TOOLS:
        package = next((one for one in tool.packages if one in packages), None)
        file = next((one for one in paths if re.fullmatch(tool.files, one)), None)
        if package is not None and (file is not None or not tool.files):
            evidence = Evidence("file", f"{below}{file}") if file else Evidence(package)
            missing = bool(tool.program) and tool.program not in packages
            found = _of(tool, _released(project, below, tool), evidence, start)
            return found._replace(needs_build=missing)
    return _embedded(project, below, paths)


def _released(project: Project, below: str, tool: Tool) -> str:
    """The command of the Procfile's `release`, where that migrates."""
    path = f"{below}{procfile.NAME}"
    release = procfile.read(project, path).get("release") if project.has(path) else None
    return release.command if release and re.search(tool.called, release.command) else tool.command


def _of(tool: Tool, command: str, evidence: Evidence, start: str) -> Migration:
    place = str(evidence).partition("  ")[0]
    if re.search(tool.called, start):
        note = f"{place}: every start of a container migrates the database with {tool.name}"
        return Migration(tool.name, (), evidence, note)
    words = _words(command)
    if not words:
        return Migration(tool.name, (), evidence, f"{place} is of {tool.name}: {tool.otherwise}")
    shown = command.removeprefix(f"{BIN}/")
    note = (
        f"{place} is of {tool.name}, and the start does not migrate the database: `{shown}` does. "
        "`dockgen init -f migrate.Dockerfile --process migrate` makes an image of it, and "
        "--compose a service where this image has the command"
    )
    return Migration(tool.name, words, evidence, note)


def _words(command: str) -> tuple[str, ...]:
    if re.search(r"[|&;<>()$`]", command):
        return ("sh", "-c", command)
    try:
        return tuple(shlex.split(command))
    except ValueError:
        return ()


def _embedded(project: Project, below: str, paths: Iterable[str]) -> Migration | None:
    """Numbered files of SQL, which some program applies."""
    file = next((one for one in paths if LAID_DOWN.fullmatch(one)), None)
    if file is None:
        return None
    place = f"{below}{file}"
    for name, called, endings, command in EMBEDS:
        sources = [one for one in paths if one.endswith(endings)][:MOST_SOURCES]
        texts = (project.readable(f"{below}{one}") for one in sources)
        if any(text is not None and called.search(text.text) for text in texts):
            return Migration(name, (), Evidence("file", place), f"{place} is SQL: {AT_START}")
        if sources:
            note = f"{place} is SQL: {ELSEWHERE.format(command)}"
            return Migration(name, (), Evidence("file", place), note)
    return None
