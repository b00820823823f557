"""How a database is brought up to date is said, and a process of its own does it."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject, RunCommand
from tests.ecosystems.test_which_application import MAVEN_APP


def node(
    dependencies: dict[str, str], start: str = "node server.js", **files: str
) -> dict[str, str]:
    package = {"scripts": {"start": start}, "dependencies": {"express": "5", **dependencies}}
    return {"package.json": json.dumps(package), "server.js": "app.listen(3000)", **files}


def at(*paths: str) -> dict[str, str]:
    return dict.fromkeys(paths, "x\n")


FLASK = "from flask import Flask\napp = Flask('x')\n"
MAVEN = MAVEN_APP.format(name="x", starter="spring-boot-starter-web").replace(
    "<dependencies>",
    "<dependencies><dependency><groupId>org.flywaydb</groupId><artifactId>flyway-core</artifactId>"
    "<version>11.0.0</version></dependency>",
)
MAVEN = MAVEN.replace(MAVEN[MAVEN.index("<parent>") : MAVEN.index("</parent>") + 9], "").replace(
    "<artifactId>x<", "<groupId>g</groupId><version>1</version><artifactId>x<"
)

COMMANDS = {
    "Prisma": (
        node({"@prisma/client": "6", "prisma": "6"})
        | at("prisma/schema.prisma", "prisma/migrations/1/m.sql"),
        "node_modules/.bin/prisma migrate deploy",
    ),
    "Drizzle": (
        node({"drizzle-orm": "1", "drizzle-kit": "1"})
        | at("drizzle.config.ts", "drizzle/0000_a.sql"),
        "node_modules/.bin/drizzle-kit migrate",
    ),
    "Knex": (
        node({"knex": "3"}) | at("knexfile.js", "migrations/1_a.js"),
        "node_modules/.bin/knex migrate:latest",
    ),
    "Sequelize": (
        node({"sequelize": "6", "sequelize-cli": "6"}) | at(".sequelizerc", "migrations/1.js"),
        "node_modules/.bin/sequelize-cli db:migrate",
    ),
    "Alembic": (
        {"requirements.txt": "flask\ngunicorn\nalembic\n", "app.py": FLASK}
        | at("alembic.ini", "alembic/versions/1.py"),
        "alembic upgrade head",
    ),
    "Flask-Migrate": (
        {"requirements.txt": "flask\ngunicorn\nflask-migrate\n", "app.py": FLASK}
        | at("migrations/env.py", "migrations/versions/1.py"),
        "flask db upgrade",
    ),
    "Django": (
        {
            "requirements.txt": "django\ngunicorn\n",
            "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')",
            "x/settings.py": "ROOT_URLCONF = 'x.urls'\nWSGI_APPLICATION = 'x.wsgi.application'\n",
            "x/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
            "application = get_wsgi_application()\n",
            "x/urls.py": "",
            "x/__init__.py": "",
        },
        "python manage.py migrate --noinput",
    ),
    "what the Procfile releases": (
        {
            "requirements.txt": "flask\ngunicorn\nalembic\n",
            "app.py": FLASK,
            "Procfile": "web: gunicorn app:app\nrelease: alembic -c prod.ini upgrade head\n",
        }
        | at("alembic.ini"),
        "alembic -c prod.ini upgrade head",
    ),
}


@pytest.mark.parametrize(("files", "command"), COMMANDS.values(), ids=list(COMMANDS))
def test_what_the_start_does_not_do_is_a_process_of_its_own(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str], command: str
) -> None:
    made = project(files)
    detection = detect(made.root)
    assert detection.facts["migrate_command"].value == tuple(command.split())
    (note,) = [one for one in detection.winner[1].findings.warnings if "migrate the data" in one]
    assert "--process migrate" in note
    done = dockgen("init", "--yes", "--compose", made.root)
    assert done.code == 0
    compose = (made.root / "compose.yaml").read_text("utf-8")
    assert "\n  migrate:\n" in compose
    assert json.dumps(command.split()) in compose
    assert "condition: service_completed_successfully" in compose
    assert 'restart: "no"' in compose
    done = dockgen("init", "--yes", "-f", "migrate.Dockerfile", "--process", "migrate", made.root)
    assert done.code == 0, done.err
    text = (made.root / "migrate.Dockerfile").read_text("utf-8")
    assert json.dumps(command.split()) in text


NOTES = {
    "a start that does it": (
        node({"@prisma/client": "6", "prisma": "6"}, "prisma migrate deploy && node server.js")
        | at("prisma/schema.prisma", "prisma/migrations/1/m.sql"),
        "every start of a container migrates the database with Prisma",
    ),
    "Flyway in Spring Boot": (
        {
            "pom.xml": MAVEN,
            "src/main/java/A.java": "class A { public static void main(String[] a){} }",
        }
        | at("src/main/resources/db/migration/V1__a.sql"),
        "is of Flyway: the application itself migrates",
    ),
    "goose in Go": (
        {
            "go.mod": "module example.org/x\n\ngo 1.25\n",
            "main.go": 'package main\nimport "net/http"\nfunc main() { goose.Up(db, "m")\n'
            'http.ListenAndServe(":8080", nil) }\n',
        }
        | at("migrations/00001_a.sql"),
        "the application itself migrates",
    ),
    "SQL that nothing in Go applies": (
        {
            "go.mod": "module example.org/x\n\ngo 1.25\n",
            "main.go": 'package main\nimport "net/http"\n'
            'func main() { http.ListenAndServe(":8080", nil) }\n',
        }
        | at("db/migrations/0001_a.up.sql"),
        "nothing of the image migrates the database",
    ),
    "sqlx in Rust": (
        {
            "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n'
            '[dependencies]\naxum = "0.8"\nsqlx = "0.8"\n',
            "Cargo.lock": "",
            "src/main.rs": "fn main() { sqlx::migrate!(); }",
        }
        | at("migrations/0001_a.sql"),
        "the application itself migrates",
    ),
    "diesel in Rust": (
        {
            "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n'
            '[dependencies]\naxum = "0.8"\ndiesel = "2"\n',
            "Cargo.lock": "",
            "src/main.rs": "fn main() {}",
        }
        | at("diesel.toml", "migrations/1/up.sql"),
        "run `diesel migration run` when you deploy",
    ),
}


@pytest.mark.parametrize(("files", "expected"), NOTES.values(), ids=list(NOTES))
def test_what_needs_no_process_is_a_note(
    project: MakeProject, files: dict[str, str], expected: str
) -> None:
    detection = detect(project(files))
    assert "migrate_command" not in detection.facts
    assert [one for one in detection.winner[1].findings.warnings if expected in one]


@pytest.mark.parametrize(
    "files",
    [
        node({"@prisma/client": "6"}) | at("prisma/schema.prisma"),
        node({}) | at("migrations/README.md"),
        {"requirements.txt": "flask\ngunicorn\nalembic\n", "app.py": FLASK},
    ],
)
def test_without_migrations_nothing_is_said(project: MakeProject, files: dict[str, str]) -> None:
    detection = detect(project(files))
    assert "migrate_command" not in detection.facts
    assert not [one for one in detection.winner[1].findings.warnings if "migrate" in one]


def test_a_process_that_is_not_there_is_refused(project: MakeProject) -> None:
    asked = {"process": Override("migrate", Evidence("--process"))}
    with pytest.raises(UnusableInput, match="nothing that dockgen knows migrates"):
        detect(project(node({})), overrides=asked)


@pytest.mark.parametrize("builds", [True, False])
def test_a_development_package_migrates_from_the_stage_that_has_it(
    project: MakeProject,
    dockgen: RunCommand,
    builds: bool,
) -> None:
    package = {
        "scripts": {"start": "node dist/server.js", **({"build": "tsc"} if builds else {})},
        "main": "dist/server.js",
        "dependencies": {"express": "5", "@prisma/client": "6"},
        "devDependencies": {"prisma": "6", "typescript": "5"},
    }
    files = at("prisma/schema.prisma", "prisma/migrations/1/m.sql", "tsconfig.json")
    sources = {"tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}'}
    sources |= {"src/server.ts" if builds else "dist/server.js": "app.listen(3000)"}
    root = project({"package.json": json.dumps(package), **files, **sources}).root
    assert dockgen("init", "--yes", "--compose", root).code == 0
    compose = (root / "compose.yaml").read_text("utf-8")
    assert ("      target: build\n" in compose) == builds
    assert ("-migrate\n" in compose) == builds
    assert ("\n  migrate:\n" in compose) == builds
