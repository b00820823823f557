"""The deno detector."""

from __future__ import annotations

import json

import pytest

from dockgen.core.plan import Choices, Plan
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

TASK = json.dumps({"tasks": {"start": "deno run -A main.ts"}, "imports": {"a": "npm:a@1"}})
SERVER = {"deno.json": TASK, "deno.lock": "{}", "main.ts": "Deno.serve({ port: 9001 }, f)"}


def found(make: MakeProject, files: dict[str, str]) -> Detection:
    return detect(make(files))


def planned(make: MakeProject, files: dict[str, str], choices: Choices | None = None) -> Plan:
    detection = found(make, files)
    assert detection.chosen == "deno"
    return plan(detection, choices)


def dockerfile(make: MakeProject, files: dict[str, str], choices: Choices | None = None) -> str:
    return render(planned(make, files, choices))["Dockerfile"].text


def test_a_server_is_matched_and_cached_for_a_start_without_network(project: MakeProject) -> None:
    detection = found(project, SERVER)
    assert detection.chosen == "deno"
    assert detection.facts["port"].value == 9001
    for stages in ("single", "multi"):
        text = render(plan(detection, Choices(stages=stages)))["Dockerfile"].text
        assert "RUN deno install --frozen\n" in text
        assert "RUN deno cache main.ts\n" in text
        assert 'CMD ["deno", "run", "-A", "main.ts"]' in text
        assert "USER 1993:1993" in text


def test_without_a_lockfile_or_imports_that_is_said_or_left_out(project: MakeProject) -> None:
    files = {"deno.json": '{"tasks": {"start": "deno serve main.ts"}}', "main.ts": ""}
    detection = found(project, files)
    assert any("no deno.lock" in one for one in detection.winner[1].findings.warnings)
    text = render(plan(detection, Choices(base="alpine")))["Dockerfile"].text
    assert "deno install" not in text
    assert "FROM denoland/deno:alpine-" in text
    assert "USER 1000:1000" in text
    assert "EXPOSE 8000" in text


def test_imports_without_a_lockfile_are_installed_all_the_same(project: MakeProject) -> None:
    text = dockerfile(project, {"deno.json": TASK, "main.ts": ""})
    assert "RUN deno install\n" in text


def test_deno_1_has_no_install_and_fetches_with_the_sources(project: MakeProject) -> None:
    text = dockerfile(project, {**SERVER, ".dvmrc": "1.46.3"})
    assert "FROM denoland/deno:1.46.3" in text
    assert "deno install" not in text
    assert "RUN deno cache main.ts" in text


def test_a_build_task_runs_before_its_result_is_compiled(project: MakeProject) -> None:
    tasks = {"dev": "vite", "build": "vite build", "start": "deno serve -A _fresh/server.js"}
    files = {"deno.json": json.dumps({"tasks": tasks, "imports": {"a": "jsr:a"}})}
    made = render(planned(project, files))
    text = made["Dockerfile"].text
    assert "COPY . .\nRUN deno task build && deno cache _fresh/server.js\n" in text
    assert "_fresh" in made[".dockerignore"].text.splitlines()
    assert found(project, files).facts["language"].value == "javascript"


def test_what_a_shell_starts_without_a_file_of_deno_is_not_compiled(project: MakeProject) -> None:
    tasks = {"start": "deno run a.ts && ./serve.sh", "build": "deno compile a.ts"}
    text = dockerfile(project, {"deno.json": json.dumps({"tasks": tasks})})
    assert "deno cache" not in text
    assert "deno task build" not in text


def test_manifests_of_members_keep_their_folders(project: MakeProject) -> None:
    top = json.dumps({"workspace": ["./lib"], "tasks": {"start": "deno run -A api/main.ts"}})
    files = {"deno.json": top, "lib/deno.json": "{}", "lib/mod.ts": "", "api/main.ts": ""}
    text = dockerfile(project, files)
    assert "COPY deno.json ./\nCOPY lib/deno.json lib/\nRUN deno install\n" in text


def test_a_token_for_npm_comes_in_as_a_secret(project: MakeProject) -> None:
    file = {".npmrc": "//npm.example/:_authToken=abc\n"}
    made = planned(project, {**SERVER, **file})
    assert made.secrets == ("id=npmrc,src=.npmrc",)
    rendered = render(made)
    assert ".npmrc" in rendered[".dockerignore"].text.splitlines()
    mount = "--mount=type=secret,id=npmrc,target=/root/.npmrc,required=true"
    assert f"RUN {mount} deno install --frozen\n" in rendered["Dockerfile"].text
    assert "COPY deno.json deno.lock ./\n" in rendered["Dockerfile"].text


def test_a_variable_of_npmrc_comes_in_as_a_secret(project: MakeProject) -> None:
    file = {".npmrc": "//npm.example/:_authToken=${NPM_TOKEN}\n"}
    made = planned(project, {**SERVER, **file})
    assert made.secrets == ("id=NPM_TOKEN,env=NPM_TOKEN",)
    text = render(made)["Dockerfile"].text
    mount = "--mount=type=secret,id=NPM_TOKEN,required=true"
    told = 'NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)"'
    assert f"RUN {mount} {told} deno install --frozen\n" in text
    assert "COPY deno.json deno.lock .npmrc ./\n" in text


def test_an_npmrc_without_a_token_is_copied(project: MakeProject) -> None:
    text = dockerfile(project, {**SERVER, ".npmrc": "registry=https://npm.example/\n"})
    assert "COPY deno.json deno.lock .npmrc ./\n" in text
    assert "secret" not in text


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"index.html": ""}, "no deno.json"),
        ({"deno.json": '{"fmt": {}}', "index.html": ""}, "deno.json has no start task"),
        ({"deno.lock": "{}", "index.html": ""}, "no script of package.json starts Deno"),
    ],
)
def test_a_project_that_deno_does_not_run_is_left_alone(
    project: MakeProject, files: dict[str, str], reason: str
) -> None:
    verdicts = found(project, files).verdicts
    verdict = next(verdict for one, verdict in verdicts if one.name == "deno")
    assert not verdict.matched
    assert reason in verdict.reason


@pytest.mark.parametrize("code", ["", "require('http').createServer(f).listen(3000)"])
def test_a_node_project_with_a_deno_json_for_its_linter_stays_a_node_project(
    project: MakeProject, code: str
) -> None:
    package = '{"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}'
    files = {"deno.json": '{"lint": {}}', "package.json": package, "server.js": code}
    assert found(project, files).chosen == "node"


def test_scripts_of_package_json_that_call_deno_are_denos(project: MakeProject) -> None:
    package = json.dumps({"scripts": {"start": "deno run -A main.ts"}, "dependencies": {"a": "1"}})
    text = dockerfile(project, {"package.json": package, "deno.lock": "{}", "main.ts": ""})
    assert "COPY package.json deno.lock ./\nRUN deno install --frozen\n" in text
