"""What really runs when a package is started."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.javascript.node.scripts import command_words, start_command
from dockgen.ecosystems.javascript.node.scripts.start_command import Start
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def command_of(
    make: MakeProject, scripts: dict[str, str], files: tuple[str, ...] = (), **package: object
) -> tuple[str, ...] | None:
    text = json.dumps({"scripts": scripts, **package})
    made = make({"package.json": text, **dict.fromkeys(files, "")})
    found = start_command.read(made, PackageJson(made))
    return found.arguments.value if found else None


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("node server.js", ("node", "server.js")),
        ("NODE_ENV=production node server.js", ("node", "server.js")),
        ("next start -p 4000", ("node_modules/.bin/next", "start", "-p", "4000")),
        ("node 'my app.js'", ("node", "my app.js")),
    ],
)
def test_a_plain_script_runs_without_a_shell(
    project: MakeProject, start: str, expected: tuple[str, ...]
) -> None:
    assert command_of(project, {"start": start}) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("cross-env NODE_ENV=production node a.js", "node a.js"),
        ("cross-env-shell PORT=1 node a.js", "node a.js"),
        ("dotenv -e .env.prod -- node a.js", "node a.js"),
        ("dotenvx run -f .env -- node a.js", "node a.js"),
        ("env-cmd -f .env node a.js", "node a.js"),
        ("node --env-file=.env a.js", "node a.js"),
        ("node --env-file-if-exists=.env a.js", "node --env-file-if-exists=.env a.js"),
        ("node -r dotenv/config a.js", "node -r dotenv/config a.js"),
        ("nodemon --watch src a.js", "node a.js"),
        ("nodemon --exec tsx src/a.ts", "node_modules/.bin/tsx src/a.ts"),
        ("ts-node-dev --respawn src/a.ts", "node_modules/.bin/ts-node src/a.ts"),
        (
            "ts-node-dev --respawn --transpile-only -r tsconfig-paths/register src/a.ts",
            "node_modules/.bin/ts-node --transpile-only -r tsconfig-paths/register src/a.ts",
        ),
        ("nodemon -r dotenv/config --transpile-only a.js", "node -r dotenv/config a.js"),
        ("tsx watch src/a.ts", "node_modules/.bin/tsx src/a.ts"),
        ("tsx src/a.ts", "node_modules/.bin/tsx src/a.ts"),
        ("node --watch --inspect=0.0.0.0 a.js", "node a.js"),
        ("node --experimental-strip-types src/a.ts", "node --experimental-strip-types src/a.ts"),
        ("bun --hot run src/a.ts", "bun run src/a.ts"),
        ("bun --bun --hot run src/a.ts", "bun run src/a.ts"),
        ("bun --bun run src/a.ts", "bun run src/a.ts"),
        ("bun --bun next start", "bun node_modules/.bin/next start"),
        ("bun run --bun next start", "bun node_modules/.bin/next start"),
        ("bunx --bun next start", "bun node_modules/.bin/next start"),
        ("bun --bun --version", "bun --version"),
        ("bunx next start", "node_modules/.bin/next start"),
        ("pm2 start a.js", "node a.js"),
        ("pm2-runtime ecosystem.config.js", "node_modules/.bin/pm2-runtime ecosystem.config.js"),
        (
            "pm2 start ecosystem.config.js",
            "node_modules/.bin/pm2-runtime ecosystem.config.js",
        ),
        ("npx --yes serve dist", "node_modules/.bin/serve dist"),
        ("pnpm exec next start", "node_modules/.bin/next start"),
        ("yarn next start", "node_modules/.bin/next start"),
        ("exec node a.js", "node a.js"),
        ("yarn node a.js", "node a.js"),
        ("npm run build && node a.js", "node a.js"),
        ("tsc && node a.js", "node a.js"),
        ("npm run inner -- --flag", "node a.js --flag"),
        ("node scripts/x.js && node a.js", "sh -c node scripts/x.js && exec node a.js"),
        ("next start -p $PORT", "sh -c exec next start -p $PORT"),
        ("NODE_ENV=production node a.js | pino", "sh -c node a.js | pino"),
        ("node 'unclosed", "sh -c exec node 'unclosed"),
    ],
)
def test_what_only_sets_watches_or_builds_is_taken_off(
    project: MakeProject, start: str, expected: str
) -> None:
    found = command_of(project, {"start": start, "inner": "node a.js"}, dependencies={"next": "16"})
    assert found is not None
    assert " ".join(found) == expected


def start_of(make: MakeProject, scripts: dict[str, str], files: dict[str, str]) -> Start:
    made = make({"package.json": json.dumps({"scripts": scripts}), **files})
    found = start_command.read(made, PackageJson(made))
    assert found is not None
    return found


def test_variables_of_the_script_become_the_images(project: MakeProject) -> None:
    found = start_of(project, {"start": "cross-env A=1 NODE_ENV=production B='x y' node a.js"}, {})
    assert {name: fact.value for name, fact in found.environment.items()} == {"A": "1", "B": "x y"}


def test_what_was_left_out_is_said(project: MakeProject) -> None:
    scripts = {"start": "npm run build && dotenv -- nodemon a.js", "build": "tsc"}
    notes = start_of(project, scripts, {}).notes
    assert any("runs when the image is built" in note for note in notes)
    assert any("--env-file" in note for note in notes)
    assert any("nodemon watches" in note for note in notes)


def test_a_script_for_production_goes_before_start(project: MakeProject) -> None:
    scripts = {"start": "nest start", "start:prod": "node dist/main"}
    assert start_of(project, scripts, {}).arguments.value == ("node", "dist/main")


def test_a_procfile_goes_before_the_scripts(project: MakeProject) -> None:
    files = {"Procfile": "release: node migrate.js\nweb: npm run prod\n"}
    found = start_of(project, {"start": "node a.js", "prod": "node b.js"}, files)
    assert found.arguments.value == ("node", "b.js")
    files = {"Procfile": "worker: node w.js\n"}
    found = start_of(project, {"start": "node a.js"}, files)
    assert found.arguments.value == ("node", "a.js")


@pytest.mark.parametrize("field", ["cli.js", {"demo": "./cli.js"}])
def test_a_bin_starts_where_nothing_else_does(project: MakeProject, field: object) -> None:
    assert command_of(project, {}, ("cli.js",), bin=field) == ("node", "cli.js")


def test_typescript_starts_on_the_run_time_that_the_project_is_typed_for(
    project: MakeProject,
) -> None:
    assert command_of(project, {}, ("index.ts",)) == ("node", "index.ts")
    types = {"@types/bun": "1"}
    assert command_of(project, {}, ("index.ts",), devDependencies=types) == ("bun", "index.ts")
    assert command_of(project, {}, ("index.ts", "bun.lock")) == ("bun", "index.ts")
    assert command_of(project, {}, ("index.js", "bun.lock")) == ("node", "index.js")


def test_scripts_that_call_scripts_are_followed(project: MakeProject) -> None:
    scripts = {"start": "npm run serve", "serve": "yarn prod", "prod": "node dist/main.js"}
    assert command_of(project, scripts) == ("node", "dist/main.js")


def test_a_chain_that_calls_itself_ends(project: MakeProject) -> None:
    scripts = {"start": "npm run start"}
    assert command_of(project, scripts) == ("npm", "run", "start")


def test_without_a_script_the_main_file_starts_if_it_is_there(project: MakeProject) -> None:
    assert command_of(project, {}, ("lib/app.js",), main="./lib/app.js") == ("node", "lib/app.js")


def test_without_a_main_the_usual_files_are_tried(project: MakeProject) -> None:
    assert command_of(project, {}, ("index.js", "server.js")) == ("node", "server.js")


def test_a_package_that_says_nothing_starts_nothing(project: MakeProject) -> None:
    assert command_of(project, {"test": "vitest"}, main="dist/index.js") is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("node", "./dist/main.js"), "dist/main.js"),
        (("node", "--enable-source-maps", "-r", "dotenv/config", "app.js"), "app.js"),
        (("bun", "run", "src/index.ts"), "src/index.ts"),
        (("sh", "-c", "node app.js"), "app.js"),
        (("sh", "-c", "cd server && exec node ./index.js"), "server/index.js"),
        (("sh", "-c", "knex migrate:latest && exec node app.js '"), None),
        (("node",), None),
        ((), None),
    ],
)
def test_the_entry_file_is_what_the_run_time_is_given(
    arguments: tuple[str, ...], expected: str | None
) -> None:
    assert command_words.entry_file(arguments) == expected


@given(st.text(max_size=60))
def test_any_script_becomes_arguments(script: str) -> None:
    class Nothing(PackageJson):
        def __init__(self) -> None:
            self.folder = ""

        def script(self, name: str) -> Fact[str] | None:  # noqa: ARG002
            return None

        def dependency(self, *names: str) -> Fact[str] | None:  # noqa: ARG002
            return None

    found = start_command.resolve(Fact(script, Evidence("scripts.start")), Nothing())
    assert all(isinstance(part, str) for part in found.arguments.value)
