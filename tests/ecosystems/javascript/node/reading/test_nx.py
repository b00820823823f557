"""Applications that Nx builds."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.ecosystems.javascript.node.monorepos import nx
from tests.conftest import MakeProject

Build = Mapping[str, object]


def described(build: Build, serve: str = "", **more: object) -> str:
    targets: dict[str, object] = {"build": build} if build else {}
    if serve:
        targets["serve"] = {"executor": serve}
    return json.dumps({"targets": targets, **more})


def esbuild(**options: object) -> Build:
    return {"executor": "@nx/esbuild:esbuild", "options": {"platform": "node", **options}}


def test_what_is_built_for_node_is_a_server_and_what_is_served_a_site(project: MakeProject) -> None:
    pages = {"executor": "@nx/vite:build", "options": {"outputPath": "dist/apps/web"}}
    files = {
        "nx.json": "{}",
        "apps/api/project.json": described(esbuild(main="apps/api/src/server.ts"), "@nx/js:node"),
        "apps/web/project.json": described(pages, "@nx/vite:dev-server", name="shop"),
        "libs/a/project.json": described({"executor": "@nx/js:tsc"}, projectType="library"),
        "apps/e2e/project.json": described({}, "@nx/vite:dev-server"),
        "libs/ui/project.json": described(pages),
    }
    found = nx.applications(project(files))
    assert {folder: (one.build, one.entry, one.output) for folder, one in found.items()} == {
        "apps/api": ("nx build api", "dist/apps/api/server.js", "dist/apps/api"),
        "apps/web": ("nx build shop", "", "dist/apps/web"),
    }


@pytest.mark.parametrize(
    ("build", "serve", "entry"),
    [
        (esbuild(outputFileName="index.js"), "@nx/js:node", "dist/a/index.js"),
        (esbuild(esbuildOptions={"outExtension": {".js": ".mjs"}}), "x", "dist/a/main.mjs"),
        ({"executor": "@nx/webpack:webpack"}, "@nx/js:node", "dist/a/main.js"),
        ({"executor": "@nx/webpack:webpack", "options": {"target": "node"}}, "x", "dist/a/main.js"),
        ({"executor": "@nx/webpack:webpack"}, "@nx/webpack:dev-server", ""),
    ],
)
def test_the_file_that_starts_a_server(
    project: MakeProject, build: Build, serve: str, entry: str
) -> None:
    found = nx.applications(project({"nx.json": "{}", "a/project.json": described(build, serve)}))
    assert found["a"].entry == entry


def test_angulars_pages_lie_in_a_folder_of_their_own(project: MakeProject) -> None:
    build = {"executor": "@angular/build:application", "options": {"outputPath": "dist/web"}}
    text = described(build, "@angular/build:dev-server")
    found = nx.applications(project({"nx.json": "{}", "web/project.json": text}))
    assert found["web"].output == "dist/web/browser"


def test_a_member_of_a_workspace_may_be_described_in_its_package_json(project: MakeProject) -> None:
    targets = {"build": esbuild(outputPath="a/dist"), "serve": {"executor": "@nx/js:node"}}
    package = json.dumps({"name": "@x/a", "nx": {"targets": targets}})
    found = nx.application(project({"nx.json": "{}", "a/package.json": package}), "a")
    assert found is not None
    assert (found.build, found.entry) == ("nx build @x/a", "a/dist/main.js")


def test_without_nx_json_there_is_none(project: MakeProject) -> None:
    files = {"a/project.json": described(esbuild(), "@nx/js:node"), "b/package.json": "{}"}
    made = project(files)
    assert nx.applications(made) == {}
    assert nx.application(made, "b") is None
