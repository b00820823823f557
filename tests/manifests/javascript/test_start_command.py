"""What really runs when a package is started."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.facts import Evidence, Fact
from dockgen.manifests.javascript import start_command
from dockgen.manifests.javascript.package_json import PackageJson
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
        (("sh", "-c", "node app.js"), None),
        (("node",), None),
        ((), None),
    ],
)
def test_the_entry_file_is_what_the_run_time_is_given(
    arguments: tuple[str, ...], expected: str | None
) -> None:
    assert start_command.entry_file(arguments) == expected


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
