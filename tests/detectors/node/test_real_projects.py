"""Habits of real projects, each in the smallest form that shows it."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.detectors.node.test_node import EXPRESS, LISTEN, verdict_of

TS = {"dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}


@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        ({"prestart:prod": "tsc", "start:prod": "node dist/a.js"}, "npm run prestart:prod"),
        ({"start": "npm run build:ts && node dist/a.js", "build:ts": "tsc"}, "npm run build:ts"),
        ({"start": "tsc && cp a b && node dist/a.js"}, "npx tsc && cp a b"),
        ({"start": "node dist/a.js", "heroku-postbuild": "tsc"}, "npm run heroku-postbuild"),
        (
            {
                "start": "node dist/a.js",
                "build": "tsc",
                "heroku-postbuild": "npm i && npm run build",
            },
            "npm run heroku-postbuild",
        ),
        (
            {"start": "node dist/a.js", "build": "tsc", "heroku-postbuild": "echo done"},
            "npm run build",
        ),
    ],
)
def test_a_build_without_a_script_of_that_name_is_found(
    project: MakeProject, scripts: dict[str, str], command: str
) -> None:
    facts = verdict_of(project, {"scripts": scripts, **TS}, {"src/a.ts": LISTEN}).findings.facts
    assert facts["build_command"].value == command
    assert facts["output_dir"].value == "dist"


def test_a_start_that_migrates_first_keeps_all_and_reads_the_port_of_its_last_step(
    project: MakeProject,
) -> None:
    scripts = {"build": "tsc", "start": "knex migrate:latest && node dist/a.js"}
    found = verdict_of(project, {"scripts": scripts, **TS}, {"src/a.ts": LISTEN})
    assert found.findings.facts["port"].value == 4000
    assert "output_dir" not in found.findings.facts


def test_a_server_in_a_folder_of_its_own_is_followed_there(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "cd server && node index.js"}}
    found = verdict_of(project, package, {"server/index.js": LISTEN})
    assert found.findings.facts["port"].value == 4000
