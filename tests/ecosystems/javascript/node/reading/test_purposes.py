"""Scripts that are meant for containers and for production."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import words_of
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject


def facts(make: MakeProject, scripts: dict[str, str], **more: str) -> dict[str, str]:
    package = {"name": "x", "scripts": scripts, "dependencies": {"express": "5.1.0"}}
    files = {"package.json": json.dumps(package), "server.js": "app.listen(3000)", **more}
    detection = detect(make(files), detector="node")
    return {name: str(fact.evidence) for name, fact in detection.facts.items()} | {
        f"{name}=": " ".join(words_of(fact.value))
        if isinstance(fact.value, tuple)
        else str(fact.value)
        for name, fact in detection.facts.items()
    }


@pytest.mark.parametrize(
    ("scripts", "start", "name"),
    [
        ({"start": "node a.js", "start-docker": "node server.js"}, "server.js", "start-docker"),
        ({"start": "node a.js", "start:docker": "node server.js"}, "server.js", "start:docker"),
        ({"start": "node a.js", "docker:start": "node server.js"}, "server.js", "docker:start"),
        ({"start": "node a.js", "start:prod": "node server.js"}, "server.js", "start:prod"),
        ({"start": "node a.js", "prod:start": "node server.js"}, "server.js", "prod:start"),
        ({"start": "node a.js", "serve:production": "node server.js"}, "server.js", "serve:pro"),
        ({"prod": "cross-env NODE_ENV=production node server.js"}, "server.js", "prod"),
        ({"start": "node server.js", "prod": "webpack --mode production"}, "server.js", "start"),
        ({"start": "node server.js", "docker:start": "docker compose up"}, "server.js", "start"),
        (
            {"start": "node server.js", "start:docker": "npm run up", "up": "docker run x"},
            "s",
            "st",
        ),
    ],
)
def test_the_start_that_is_meant(
    project: MakeProject, scripts: dict[str, str], start: str, name: str
) -> None:
    found = facts(project, scripts)
    assert f"node {start}" in found["start_command="]
    assert f"scripts.{name}" in found["start_command"]


@pytest.mark.parametrize(
    ("scripts", "name"),
    [
        ({"build": "check-env && tsc", "build-docker": "tsc"}, "build-docker"),
        ({"build": "check-env && tsc", "docker:build": "tsc"}, "docker:build"),
        ({"build": "tsc --noEmit false", "build:prod": "tsc -p tsconfig.prod.json"}, "build:prod"),
        ({"build": "tsc", "docker:build": "docker build -t x ."}, "build"),
        (
            {"build": "tsc", "build:docker": "npm run image", "image": "docker buildx build ."},
            "build",
        ),
    ],
)
def test_the_build_that_is_meant(project: MakeProject, scripts: dict[str, str], name: str) -> None:
    found = facts(project, {"start": "node server.js", **scripts})
    assert found["build_command="] == f"npm run {name}"
    assert found["build_command"].endswith(f"scripts.{name}")


def test_a_framework_is_built_by_the_script_for_containers(project: MakeProject) -> None:
    package = {
        "scripts": {
            "build": "node check-env.js && next build",
            "build-docker": "next build",
            "start-docker": "next start",
            "start": "node dev.js",
        },
        "dependencies": {"next": "15.5.0", "react": "19", "react-dom": "19"},
    }
    detection = detect(project({"package.json": json.dumps(package)}))
    assert detection.facts["build_command"].value == "npm run build-docker"
    assert detection.facts["start_command"].value == ("node_modules/.bin/next", "start")


def test_a_tool_that_builds_members_in_order_keeps_the_task_that_it_knows(
    project: MakeProject,
) -> None:
    root = {"workspaces": ["apps/*"], "devDependencies": {"turbo": "2.5.0"}}
    api = {
        "name": "api",
        "scripts": {"build": "tsc", "build:docker": "tsc", "start": "node server.js"},
        "dependencies": {"express": "5"},
    }
    files = {
        "package.json": json.dumps(root),
        "turbo.json": json.dumps({"tasks": {"build": {}}}),
        "apps/api/package.json": json.dumps(api),
    }
    detection = detect(project(files))
    assert detection.facts["build_command"].value == "npx turbo run build --filter=api"
