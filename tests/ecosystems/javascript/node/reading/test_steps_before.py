"""What a start script does before the program runs."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.scripts import start_command, steps_before
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def package_of(make: MakeProject, scripts: dict[str, str], **more: object) -> PackageJson:
    return PackageJson(make({"package.json": json.dumps({"scripts": scripts, **more})}))


def started(make: MakeProject, scripts: dict[str, str], **more: object) -> str:
    made = make({"package.json": json.dumps({"scripts": scripts, **more})})
    found = start_command.read(made, PackageJson(made))
    assert found is not None
    return " ".join(found.arguments.value)


@pytest.mark.parametrize(
    "scripts",
    [
        {"start": "run-s build serve", "build": "tsc", "serve": "node dist/a.js"},
        {"start": "npm-run-all -s build serve", "build": "tsc", "serve": "node dist/a.js"},
        {
            "start": "npm run compile && node dist/a.js",
            "compile": "npm run gen && tsc",
            "gen": "rm x",
        },
        {"prestart": "npm run build", "start": "node dist/a.js", "build": "anything"},
        {"prestart": "npx tsc", "start": "node dist/a.js"},
        {"start": "npm run lint && node dist/a.js", "lint": "eslint ."},
        {"start": "prisma generate && node dist/a.js"},
    ],
)
def test_what_builds_or_checks_is_no_part_of_a_start(
    project: MakeProject, scripts: dict[str, str]
) -> None:
    assert started(project, scripts) == "node dist/a.js"


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        (
            {"start": "npm run migrate && node a.js", "migrate": "knex migrate:latest"},
            "sh -c knex migrate:latest && exec node a.js",
        ),
        (
            {"prestart": "npx sequelize db:migrate", "start": "node a.js"},
            "sh -c sequelize db:migrate && exec node a.js",
        ),
        (
            {"start": "NODE_OPTIONS=-x knex up && node a.js"},
            "sh -c NODE_OPTIONS=-x knex up && exec node a.js",
        ),
        (
            {"start": "a | b && npm run go", "go": "node c.js"},
            "sh -c a | b && exec node c.js",
        ),
        ({"start": "run-s build:* serve"}, "sh -c run-s build:* serve"),
    ],
)
def test_other_steps_stay_and_are_followed_to_what_they_run(
    project: MakeProject, scripts: dict[str, str], expected: str
) -> None:
    assert started(project, scripts) == expected


def test_yarn_from_2_on_runs_no_hooks(project: MakeProject) -> None:
    scripts = {"prestart": "knex migrate:latest", "start": "node a.js"}
    assert started(project, scripts, packageManager="yarn@4.5.0") == "node a.js"
    assert "knex" in started(project, scripts, packageManager="yarn@1.22.22")


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        ({"start": "node a.js"}, None),
        ({"prestart": "tsc", "start": "node a.js"}, ("scripts.prestart", "tsc")),
        ({"prestart": "rimraf dist", "start": "node a.js"}, None),
        ({"prestart": "knex up", "start": "node a.js"}, None),
        (
            {"start": "npm run build:ts && fastify start a.js", "build:ts": "tsc"},
            ("scripts.build:ts", "tsc"),
        ),
        (
            {"start": "rimraf dist && tsc && tsc-alias && node a.js"},
            ("scripts.start", "tsc && tsc-alias"),
        ),
        ({}, None),
    ],
)
def test_a_package_without_a_build_script_is_built_as_its_start_does(
    project: MakeProject, scripts: dict[str, str], expected: tuple[str, str] | None
) -> None:
    package = package_of(project, scripts)
    found = steps_before.build_of(start_command.script_of(package), package)
    assert (found and (found.evidence.key, found.value)) == expected


@pytest.mark.parametrize(
    ("scripts", "kept", "left_out"),
    [
        ({"build": "tsc"}, "tsc", []),
        ({"build": "prisma generate && tsc"}, "prisma generate && tsc", []),
        ({"build": "prisma migrate deploy && tsc && x"}, "tsc && x", ["prisma migrate deploy"]),
        (
            {"build": "npm run db && tsc", "db": "npx drizzle-kit push"},
            "tsc",
            ["npx drizzle-kit push"],
        ),
        (
            {"build": "yarn b && yarn m", "b": "next build", "m": "sequelize db:migrate"},
            "yarn b",
            ["sequelize db:migrate"],
        ),
        (
            {"build": "npm run all", "all": "knex migrate:latest && tsc"},
            "tsc",
            ["knex migrate:latest"],
        ),
        (
            {"build": "npm run build && knex migrate:latest"},
            "npm run build",
            ["knex migrate:latest"],
        ),
    ],
)
def test_a_build_is_taken_apart_where_it_wants_a_database(
    project: MakeProject, scripts: dict[str, str], kept: str, left_out: list[str]
) -> None:
    package = package_of(project, scripts)
    script = package.script("build")
    assert script is not None
    found, gone = steps_before.without_migrations(script, package)
    assert (found.value, gone) == (kept, left_out)


def test_migrations_are_deployed_and_not_developed_where_nobody_answers(
    project: MakeProject,
) -> None:
    scripts = {"start": "prisma migrate dev --name x && node a.js"}
    made = project({"package.json": json.dumps({"scripts": scripts})})
    found = start_command.read(made, PackageJson(made))
    assert found is not None
    assert found.arguments.value[-1] == "prisma migrate deploy && exec node a.js"
    assert found.notes == (
        "`prisma migrate dev` asks questions: the image starts with `prisma migrate deploy`",
    )
