"""Applications that moon builds."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node import ECOSYSTEM as NODE
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

API = {
    "name": "@x/api",
    "scripts": {"start": "node dist/server.js"},
    "dependencies": {"@x/lib": "workspace:*", "express": "5"},
}
TASKS = "tasks:\n  build:\n    command: tsc\n    deps: ['^:build']\n"
FILES = {
    ".moon/workspace.yml": "projects:\n  api: apps/api\n  lib: libs/lib\n  other: libs/other\n",
    ".moon/tasks/node.yml": TASKS,
    "package.json": json.dumps(
        {"packageManager": "pnpm@10.28.0", "devDependencies": {"@moonrepo/cli": "^2.5.0"}}
    ),
    "pnpm-workspace.yaml": "packages: ['apps/*', 'libs/*']\n",
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "apps/api/package.json": json.dumps(API),
    "apps/api/src/server.ts": "app.listen(process.env.PORT || 4100)",
    "libs/lib/package.json": '{"name": "@x/lib", "main": "dist/index.js"}',
    "libs/lib/src/index.ts": "",
    "libs/other/package.json": '{"name": "@x/other"}',
    "libs/other/moon.yml": "language: typescript\n",
    "libs/other/src/index.ts": "",
}


def dockerfile(make: MakeProject, files: dict[str, str]) -> list[str]:
    detection = detect(make({**FILES, **files}), detector="node")
    rendered = render(plan(detection))
    assert ".moon/cache" in rendered[".dockerignore"].text
    return rendered["Dockerfile"].text.splitlines()


def test_moon_builds_what_no_script_does(project: MakeProject) -> None:
    text = dockerfile(project, {})
    build = text[text.index("FROM tools AS build") : text.index("FROM base AS runtime")]
    assert [one for one in build if one.startswith(("COPY", "RUN moon", "    pnpm"))] == [
        "    pnpm install --frozen-lockfile",
        "COPY libs/other/moon.yml libs/other/",  # moon stops where its folder is missing
        "COPY .moon/ .moon/",
        "COPY libs/lib/ libs/lib/",
        "COPY apps/api/ apps/api/",
        "RUN moon run --no-actions api:build",
        "    pnpm --filter=@x/api deploy --prod --legacy /prod",
    ]
    assert "ENV MOON_TOOLCHAIN_FORCE_GLOBALS=true" in text
    assert "RUN npm install --global pnpm@10.28.0" in text


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (
            {"package.json": '{"packageManager": "pnpm@10.28.0"}'},
            "RUN npm install --global pnpm@10.28.0 @moonrepo/cli@2",
        ),
        (
            {"package.json": '{"packageManager": "bun@1.3.0"}', "bun.lock": "{}"},
            "RUN npm install --global --allow-scripts=bun bun@1.3.0 @moonrepo/cli@2",
        ),
        (
            {
                "apps/api/package.json": json.dumps(
                    {**API, "scripts": {"build": "tsc", "start": "node dist/server.js"}}
                )
            },
            "RUN moon run --no-actions lib:build",
        ),
        (
            {
                "apps/api/package.json": json.dumps({**API, "scripts": {}}),
                "apps/api/moon.yml": "tasks:\n  start:\n    command: node dist/server.js\n",
                ".prototools": 'moon = "2.4.0"',
            },
            "COPY .prototools ./",
        ),
    ],
)
def test_what_a_repository_of_moon_says_is_followed(
    project: MakeProject, files: dict[str, str], wanted: str
) -> None:
    assert wanted in dockerfile(project, files)


def test_a_project_alone_is_built_by_its_task(project: MakeProject) -> None:
    made = project(
        {
            ".moon/workspace.yml": "projects: {site: '.'}\n",
            "moon.yml": "tasks:\n  build:\n    command: vite build\n",
            "package.json": '{"devDependencies": {"vite": "8", "@moonrepo/cli": "2"}}',
            "index.html": "<p>",
        }
    )
    detection = detect(made, detector="node")
    assert detection.winner[1].findings.facts["build_command"].value == (
        "moon run --no-actions site:build"
    )
    assert NODE.workspaces(made) == ()
