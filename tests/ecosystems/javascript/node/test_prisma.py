"""Prisma in a build: where its schema lies, and what its settings demand."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.sources import prisma
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.readers.package_json import PackageJson
from dockgen.rendering.render import render
from tests.conftest import MakeProject

SCHEMA = 'generator client {\n provider = "prisma-client-js"\n}\n'
MYSQL = SCHEMA + 'datasource db {\n provider = "mysql"\n}\n'
PRISMA = {"@prisma/client": "7.0.0"}
SERVER = {"src/a.ts": "app.listen(3000)", "package-lock.json": "{}"}


def made(make: MakeProject, files: dict[str, str], **scripts: str) -> tuple[str, tuple[str, ...]]:
    package = {
        "scripts": {"build": "tsc", "start": "node dist/a.js", **scripts},
        "dependencies": {**PRISMA, "fastify": "5"},
        "devDependencies": {"prisma": "7.0.0", "typescript": "5"},
    }
    verdict = detect(
        make({"package.json": json.dumps(package), **SERVER, **files}), detector="node"
    )
    text = render(plan(verdict))["Dockerfile"].text
    return text, tuple(verdict.winner[1].findings.warnings)


@pytest.mark.parametrize(
    ("files", "package", "found"),
    [
        ({"prisma/schema.prisma": ""}, {}, ("prisma/schema.prisma",)),
        ({"schema.prisma": ""}, {}, ("schema.prisma",)),
        (
            {"prisma.config.ts": "defineConfig({ schema: 'db/schema.prisma' })"},
            {},
            ("db/schema.prisma",),
        ),
        (
            {"prisma.config.mjs": 'export default { schema: path.join("db", "parts") }'},
            {},
            ("db/parts/a.prisma", "db/parts/b.prisma"),
        ),
        (
            {".config/prisma.ts": "x({ schema: path.resolve(import.meta.dirname, 'db/parts'), })"},
            {},
            ("db/parts/a.prisma", "db/parts/b.prisma"),
        ),
        ({}, {"prisma": {"schema": "./db/schema.prisma"}}, ("db/schema.prisma",)),
        ({}, {"prisma": {"schema": "db/parts"}}, ("db/parts/a.prisma", "db/parts/b.prisma")),
        (
            {},
            {"scripts": {"db": "npx prisma generate --schema=db/schema.prisma"}},
            ("db/schema.prisma",),
        ),
        (
            {"prisma/schema/one.prisma": "", "prisma/schema/two.prisma": ""},
            {},
            ("prisma/schema/one.prisma", "prisma/schema/two.prisma"),
        ),
        ({}, {}, ()),
        ({}, {"prisma": {"schema": "gone"}}, ()),
    ],
)
def test_the_schema_is_where_something_says_so(
    project: MakeProject,
    files: dict[str, str],
    package: dict[str, object],
    found: tuple[str, ...],
) -> None:
    there = {"db/schema.prisma": "", "db/parts/a.prisma": "", "db/parts/b.prisma": ""}
    one = project({"package.json": json.dumps(package), **there, **files})
    assert prisma.schemas(one, PackageJson(one)) == found


def test_a_schema_away_from_the_usual_place_gets_its_client(project: MakeProject) -> None:
    files = {"prisma.config.ts": "x({ schema: 'db' })", "db/a.prisma": SCHEMA, "db/b.prisma": ""}
    text, _ = made(project, files)
    assert "RUN npx prisma generate && npm run build\n" in text


@pytest.mark.parametrize(
    ("config", "schema", "value"),
    [
        ("env('DB_URL')", SCHEMA, "DB_URL=postgresql://localhost/placeholder"),
        ('requireEnv("DATABASE_DSN")', MYSQL, "DATABASE_DSN=mysql://localhost/placeholder"),
        ("env('TOKEN')", SCHEMA, "TOKEN=placeholder"),
    ],
)
@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        ({}, "{told} npx prisma generate && npm run build"),
        ({"build": "prisma generate && tsc"}, "{told} npm run build"),
        ({"postinstall": "prisma generate"}, "{told} npm run postinstall && npm run build"),
        ({"db:gen": "prisma generate", "build": "npm run db:gen && tsc"}, "{told} npm run build"),
    ],
)
def test_what_the_settings_demand_is_there_for_that_command_alone(
    project: MakeProject,
    config: str,
    schema: str,
    value: str,
    scripts: dict[str, str],
    command: str,
) -> None:
    files = {
        "prisma.config.ts": f"x({{\n datasource: {{ url: {config} }} }})",
        "prisma/schema.prisma": schema,
    }
    text, notes = made(project, files, **scripts)
    assert f"RUN {command.format(told=value)}\n" in text
    name = value.split("=", maxsplit=1)[0]
    assert any(f"prisma.config.ts:2 needs {name}" in one for one in notes)
    assert text.count(f"{name}=") == 1
    assert "ENV " + name not in text


@pytest.mark.parametrize("config", ["process.env.DB_URL!", "env('DB_URL', 'file:x')", "url"])
def test_what_may_be_missing_gets_no_placeholder(project: MakeProject, config: str) -> None:
    files = {
        "prisma.config.ts": f"x({{ datasource: {{ url: {config} }} }})",
        "prisma/schema.prisma": SCHEMA,
    }
    assert "RUN npx prisma generate && npm run build\n" in made(project, files)[0]


@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        (
            {
                "postinstall": "npm run db:migrate && npm run db:gen",
                "db:gen": "prisma generate",
                "db:migrate": "prisma migrate dev --name init",
            },
            "npm run db:gen && npm run build",
        ),
        (
            {"postinstall": "prisma migrate deploy && prisma generate"},
            "npx prisma generate && npm run build",
        ),
        ({"prepare": "npx prisma db push; npx prisma generate"}, None),
        ({"postinstall": "knex migrate:latest"}, "npx prisma generate && npm run build"),
        ({"postinstall": "drizzle-kit push"}, "npx prisma generate && npm run build"),
        ({"postinstall": "node ace migration:run"}, "npx prisma generate && npm run build"),
    ],
)
def test_install_scripts_leave_the_database_alone(
    project: MakeProject, scripts: dict[str, str], command: str | None
) -> None:
    text, notes = made(project, {"prisma/schema.prisma": SCHEMA}, **scripts)
    if command is not None:
        assert f"RUN {command}\n" in text
        assert "pkg delete scripts." in text
    if len(scripts) > 1 or "&&" in next(iter(scripts.values())):
        assert any("needs a database" in one for one in notes)
