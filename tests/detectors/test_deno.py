"""The deno detector."""

from __future__ import annotations

import json

import pytest

from dockgen.detection import Detection, detect, plan
from dockgen.planning import Choices
from dockgen.rendering import render
from tests.conftest import MakeProject

TASK = json.dumps({"tasks": {"start": "deno run -A main.ts"}, "imports": {"a": "npm:a@1"}})


def found(make: MakeProject, files: dict[str, str]) -> Detection:
    return detect(make(files))


def test_a_server_is_matched_and_cached_for_a_start_without_network(project: MakeProject) -> None:
    files = {"deno.json": TASK, "deno.lock": "{}", "main.ts": "Deno.serve({ port: 9001 }, f)"}
    detection = found(project, files)
    assert detection.chosen == "deno"
    assert detection.facts["port"].value == 9001
    for stages in ("single", "multi"):
        text = render(plan(detection, Choices(stages=stages)))["Dockerfile"].text
        assert "RUN deno install --frozen" in text
        assert "RUN deno cache main.ts" in text
        assert 'CMD ["deno", "run", "-A", "main.ts"]' in text
        assert "USER 1993:1993" in text


def test_without_a_lockfile_or_imports_that_is_said_or_left_out(project: MakeProject) -> None:
    files = {"deno.json": '{"tasks": {"start": "deno serve main.ts"}}', "main.ts": ""}
    detection = found(project, files)
    assert any("no deno.lock" in one for one in detection.winner[1].findings.warnings)
    text = render(plan(detection, Choices(base="alpine")))["Dockerfile"].text
    assert "deno install" not in text
    assert "FROM denoland/deno:alpine-" in text
    assert "EXPOSE 8000" in text


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"index.html": ""}, "no deno.json"),
        ({"deno.json": '{"fmt": {}}', "index.html": ""}, "deno.json has no start task"),
    ],
)
def test_a_project_that_deno_does_not_run_is_left_alone(
    project: MakeProject, files: dict[str, str], reason: str
) -> None:
    verdicts = found(project, files).verdicts
    verdict = next(verdict for one, verdict in verdicts if one.name == "deno")
    assert not verdict.matched
    assert reason in verdict.reason


def test_a_node_project_with_a_deno_json_for_its_linter_stays_a_node_project(
    project: MakeProject,
) -> None:
    package = '{"scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}'
    files = {"deno.json": '{"lint": {}}', "package.json": package, "a.js": ""}
    assert found(project, files).chosen == "node"
