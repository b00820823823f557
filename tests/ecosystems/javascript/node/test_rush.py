"""Applications of a Rush repository."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.core.plan import Choices
from dockgen.ecosystems.javascript.node import ECOSYSTEM as NODE
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

API = {
    "name": "@x/api",
    "scripts": {"build": "tsc", "start": "node dist/server.js"},
    "dependencies": {"@x/lib": "workspace:*", "express": "5"},
}
LIB = {"name": "@x/lib", "main": "dist/index.js", "scripts": {"build": "tsc"}}
WEB = {"name": "@x/web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "8"}}
RUSH = {
    "rushVersion": "5.179.0",
    "pnpmVersion": "10.28.0",
    "nodeSupportedVersionRange": ">=24 <25",
    "projects": [{"projectFolder": one} for one in ("apps/api", "apps/web", "libs/lib", "libs/z")],
}
FILES = {
    "rush.json": json.dumps(RUSH, indent=2),
    "common/config/rush/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "common/config/rush/pnpm-config.json": '{"useWorkspaces": true}',
    "common/scripts/install-run-rush.js": "",
    "apps/api/package.json": json.dumps(API),
    "apps/api/src/server.ts": "app.listen(process.env.PORT || 4100)",
    "apps/web/package.json": json.dumps(WEB),
    "libs/lib/package.json": json.dumps(LIB),
    "libs/lib/src/index.ts": "",
    "libs/z/package.json": '{"name": "@x/z"}',
    "libs/z/src/index.ts": "",
}


def detected(make: MakeProject, files: dict[str, str]) -> Detection:
    return detect(make({**FILES, **files}), detector="node")


def lines_of(detection: Detection, choices: Choices | None = None) -> list[str]:
    return render(plan(detection, choices))["Dockerfile"].text.splitlines()


def package(name: str, base: Mapping[str, object], **changes: object) -> dict[str, str]:
    return {f"{name}/package.json": json.dumps({**base, **changes})}


def test_rush_installs_builds_and_deploys_the_application_with_what_it_depends_on(
    project: MakeProject,
) -> None:
    detection = detected(project, {})
    text = lines_of(detection)
    said = ("COPY", "RUN rush", "    rush", "    && rush", "    && rm -rf /prod")
    assert [one for one in text if one.startswith(said)] == [
        "COPY . .",
        "COPY rush.json ./",
        "COPY common/config/ common/config/",
        "COPY common/scripts/ common/scripts/",
        "COPY --from=manifests /app/ ./",
        "    rush install --to @x/api",
        "COPY libs/lib/ libs/lib/",
        "COPY apps/api/ apps/api/",
        "RUN rush build --to @x/api \\",
        "    && rush init-deploy --project @x/api --scenario image \\",
        "    && rush deploy --project @x/api --scenario image --target-folder /prod \\",
        "    && rm -rf /prod/libs/lib/.rush /prod/libs/lib/rush-logs",
        "COPY --from=build /prod/common/ common/",
        "COPY --from=build /prod/libs/lib/ libs/lib/",
        "COPY --from=build /prod/apps/api/node_modules/ apps/api/node_modules/",
        "COPY apps/api/package.json apps/api/",
        "COPY --from=build /app/apps/api/dist/ apps/api/dist/",
    ]
    assert "FROM node:24-slim AS base" in text
    assert "RUN npm install --global @microsoft/rush@5.179.0" in text
    assert "WORKDIR /app/apps/api" in text
    assert detection.winner[1].findings.facts["installs_with"].value == "pnpm@10.28.0"
    single = lines_of(detection, Choices(stages="single"))
    assert "COPY libs/z/package.json libs/z/" in single
    assert "COPY libs/z/ libs/z/" not in single


def test_what_only_the_build_depends_on_is_not_deployed(project: MakeProject) -> None:
    needed = {"dependencies": {"@x/z": "workspace:*"}, "devDependencies": {"@x/lib": "workspace:*"}}
    text = lines_of(detected(project, package("apps/api", API, **needed)))
    assert "COPY libs/lib/ libs/lib/" in text
    assert not any("/prod/libs/lib/" in line or "/prod/common/" in line for line in text)
    assert "COPY --from=build /prod/libs/z/ libs/z/" in text


def test_a_site_is_built_by_rush_and_nothing_is_deployed(project: MakeProject) -> None:
    made = {**RUSH, "projects": [{"projectFolder": "apps/web"}]}
    text = lines_of(detected(project, {"rush.json": json.dumps(made)}))
    assert "RUN rush build --to @x/web" in text
    assert "COPY --from=build /app/apps/web/dist/ /usr/share/nginx/html/" in text
    assert not any("deploy" in line for line in text)


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (
            package("apps/api", API, scripts={"_phase:build": "x", "start": "node dist/server.js"}),
            "RUN rush build --to @x/api",
        ),
        (
            {
                **package("apps/api", API, scripts={"start": "node server.js"}),
                "apps/api/server.js": "x.listen(1)",
            },
            "RUN rush build --to-except @x/api",
        ),
        (
            package(
                "apps/api",
                API,
                scripts={"heroku-postbuild": "tsc", "start": "node dist/server.js"},
            ),
            "RUN rush build --to-except @x/api && (cd apps/api && rushx heroku-postbuild)",
        ),
        (
            package(
                "apps/api",
                API,
                scripts={"build": "tsc", "start": "node dist/a.js", "postinstall": "x"},
            ),
            "RUN (cd apps/api && rushx postinstall) && rush build --to @x/api",
        ),
        (
            {
                "common/config/rush/deploy.json": '{"deploymentProjectNames": ["@x/api"],'
                '"folderToCopy": "assets"}',
            },
            "COPY --from=build /prod/ ./",
        ),
        (
            {"common/config/rush/deploy.json": '{"deploymentProjectNames": ["@x/api"]}'},
            "    && rush deploy --project @x/api --target-folder /prod",
        ),
        (
            {"common/config/rush/deploy.json": '{"deploymentProjectNames": ["@x/api"]}'},
            "COPY --from=build /prod/common/ common/",
        ),
        ({"common/config/rush/pnpm-config.json": "{}"}, "    rush install"),
        (
            {
                **package("apps/api", API, dependencies={"express": "5", "@prisma/client": "6"}),
                "apps/api/prisma/schema.prisma": "generator client {\n"
                '  provider = "prisma-client-js"\n}\n',
            },
            (
                "    && cp -R apps/api/node_modules/@prisma/client/../../.prisma"
                " /prod/apps/api/node_modules/@prisma/client/../../"
            ),
        ),
        (
            {"rush.json": json.dumps({**RUSH, "rushVersion": "5.35.2"})},
            "RUN npm install --global @microsoft/rush@5.35.2",
        ),
        (
            {
                **package("apps/api", API, scripts={"build": "x", "start": "node server.js"}),
                "apps/api/server.js": "x.listen(1)",
            },
            "COPY --from=build /prod/apps/api/ apps/api/",
        ),
        (
            package("apps/api", API, dependencies={}, scripts={"start": "tsx src/server.ts"})
            | {"apps/api/tsconfig.json": "{}"},
            "COPY --from=build /prod/apps/api/ apps/api/",
        ),
        (
            {"common/config/rush/.npmrc": "//r.example/:_authToken=abc\n"},
            "    --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true \\",
        ),
        (
            {"common/config/rush/.npmrc": "//r.example/:_authToken=${NPM_TOKEN}\n"},
            "    --mount=type=secret,id=NPM_TOKEN,required=true \\",
        ),
    ],
)
def test_what_a_repository_of_rush_says_is_followed(
    project: MakeProject, files: dict[str, str], wanted: str
) -> None:
    text = lines_of(detected(project, files))
    assert any(line.startswith(wanted) for line in text), text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({".nvmrc": "22.1.0"}, "rush.json:4 lets Rush run on Node.js >=24 <25 only"),
        ({"common/config/rush/pnpm-lock.yaml": ""}, "no lockfile of rush"),
        (
            {
                "common/config/rush/pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n"
                "  canvas@3.1.0:\n    resolution: {}\n"
            },
            "pnpm 10.28.0 runs no script that is not approved; name it in common/config",
        ),
        (
            {
                "common/config/rush/pnpm-lock.yaml": "lockfileVersion: '9.0'\nimporters:\n"
                "  ../../apps/api:\n    dependencies:\n      ms:\n        specifier: '2'\n"
            },
            "run rush update",
        ),
        (
            package(
                "apps/api",
                API,
                scripts={"start": "tsx src/server.ts"},
                devDependencies={"tsx": "4"},
            ),
            "tsx runs the application but is a development dependency",
        ),
    ],
)
def test_what_rush_would_stop_at_is_said(
    project: MakeProject, files: dict[str, str], said: str
) -> None:
    left = {path: text for path, text in FILES.items() if files.get(path) != ""}
    made = project({**left, **{path: text for path, text in files.items() if text}})
    findings = detect(made, detector="node").winner[1].findings
    assert any(said in one for one in findings.warnings), findings.warnings


def test_without_an_application_the_reason_names_rush(project: MakeProject) -> None:
    files = {"rush.json": json.dumps({**RUSH, "projects": [{"projectFolder": "libs/z"}]})}
    verdicts = detect(project({**files, "libs/z/package.json": "{}"})).verdicts
    node = next(verdict for one, verdict in verdicts if one.name == "node")
    assert node.reason == "no project of rush.json names something to start or a site to build"


def test_the_applications_are_offered_to_all(project: MakeProject) -> None:
    assert NODE.workspaces(project(FILES)) == ("apps/api", "apps/web")
