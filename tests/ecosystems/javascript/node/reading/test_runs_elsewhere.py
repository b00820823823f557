"""Projects of which an image would be of no use."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import NothingDetected
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import EXPRESS, LISTEN, verdict_of

VITE = {"scripts": {"build": "vite build"}, "dependencies": {"react": "19"}}


def vite(**more: str) -> dict[str, object]:
    return {**VITE, "devDependencies": {"vite": "7", **more}}


@pytest.mark.parametrize(
    ("package", "files", "reason"),
    [
        ({"scripts": {"start": "wrangler dev"}}, {}, ":3 calls wrangler dev: Workers run on"),
        ({"scripts": {"start": "npx sls offline"}}, {}, "calls sls offline: the Serverless"),
        ({"scripts": {"start": "npm run b && func start"}}, {}, "calls func start: Azure"),
        ({"scripts": {"start": "electron-forge start"}}, {}, "Electron makes an application"),
        ({"scripts": {"start": "electron ."}}, {}, "calls electron: Electron"),
        ({"scripts": {"build": "vite build && electron-builder"}}, {}, "calls electron-builder"),
        ({"scripts": {"start": "concurrently vite 'electron .'"}}, {}, "calls electron: Electron"),
        ({"scripts": {"start": "react-native start"}}, {}, "React Native makes applications"),
        ({"dependencies": {"expo": "55", "react-native": "1"}}, {}, ": React Native makes"),
        ({"engines": {"vscode": "1"}, "main": "a.js"}, {"a.js": ""}, "Visual Studio Code"),
        (vite(**{"@crxjs/vite-plugin": "2"}), {}, "an extension runs in the browser"),
        (vite(), {"public/manifest.json": '{"manifest_version": 3}'}, "public/manifest.json: an"),
        (vite(), {"vite.config.ts": "x({build: {lib: {entry: 'a'}}})"}, "builds a library"),
        (
            {"scripts": {"build": "webpack"}, "devDependencies": {"webpack": "5"}},
            {"webpack.config.js": "x = {target: 'node20'}"},
            "webpack.config.js builds for Node.js",
        ),
        ({}, {"wrangler.jsonc": '{"main": "src/a.ts"}'}, "wrangler.jsonc names a program"),
        ({}, {"cdk.json": "{}"}, "cdk.json: AWS CDK"),
        ({}, {"action.yml": "runs:\n  using: node24\n"}, "action.yml: GitHub's runners"),
    ],
)
def test_what_runs_elsewhere_is_left_alone_with_the_reason(
    project: MakeProject, package: object, files: dict[str, str], reason: str
) -> None:
    verdict = verdict_of(project, package, {"index.html": "<p>", **files})
    assert not verdict.matched
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("package", "files"),
    [
        (vite(), {"public/manifest.json": '{"name": "a page that can be installed"}'}),
        (vite(), {"wrangler.toml": 'pages_build_output_dir = "dist"'}),
        (vite(electron="40"), {}),
        ({**vite(), "scripts": {"build": "vite build --mode electron"}}, {}),
        ({**EXPRESS, "devDependencies": {"serverless": "4"}}, {"serverless.yml": ""}),
        ({**EXPRESS, "engines": {"vscode": "1"}}, {"Procfile": "web: node server.js"}),
    ],
)
def test_a_site_or_a_server_beside_something_else_is_matched(
    project: MakeProject, package: object, files: dict[str, str]
) -> None:
    assert verdict_of(project, package, {"server.js": LISTEN, **files}).matched


def test_pages_of_a_desktop_application_are_no_site(project: MakeProject) -> None:
    package = json.dumps({"scripts": {"start": "electron ."}})
    made = project({"package.json": package, "index.html": "<p>"})
    with pytest.raises(
        NothingDetected, match=r"^nothing here to build an image from: package\.json"
    ):
        _ = detect(made).winner
    static = {one.name: verdict for one, verdict in detect(made).verdicts}["static"]
    assert not static.matched
    assert static.reason == "found index.html, but node knows what it is of"
    assert detect(made, detector="static").chosen == "static"


def test_who_says_what_starts_gets_an_image_of_it(project: MakeProject) -> None:
    package = {"scripts": {"start": "wrangler dev"}}
    verdict = verdict_of(project, package, {"a.js": LISTEN}, start_command="node a.js")
    assert verdict.matched


def test_an_application_for_phones_is_none_of_a_workspace(project: MakeProject) -> None:
    native = {"expo": "55", "react-native": "0.80"}
    phone = {"name": "phone", "scripts": {"start": "expo start"}, "dependencies": native}
    web = {"name": "web", **vite()}
    files = {"apps/phone/package.json": json.dumps(phone), "apps/web/package.json": json.dumps(web)}
    verdict = verdict_of(project, {"workspaces": ["apps/*"]}, files)
    assert verdict.findings.facts["workspace"].value == "apps/web"
