"""What an application of an Nx repository needs of the other projects."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.monorepos import nx_graph
from dockgen.ecosystems.javascript.node.monorepos.nx_graph import Needed
from tests.conftest import MakeProject

PATHS = {
    "@shop/cart": ["libs/cart/src/index.ts"],
    "@shop/cart/*": ["libs/cart/src/*"],
    "@all/*": ["libs/*/src"],
    "@tools": ["tools/index.ts"],
}
FILES = {
    "nx.json": '{"plugins": ["@nx/vite/plugin", {"plugin": "@nx/eslint/plugin"}]}',
    "package.json": "{}",
    "tsconfig.base.json": json.dumps({"compilerOptions": {"baseUrl": ".", "paths": PATHS}}),
    "apps/api/project.json": '{"name": "api"}',
    "apps/api/src/main.ts": "",
    "apps/web/project.json": '{"name": "web"}',
    "libs/cart/project.json": '{"name": "cart", "tags": ["scope:shop"]}',
    "libs/cart/src/index.ts": "",
    "libs/dates/package.json": '{"name": "@shop/dates", "nx": {"tags": ["scope:shop"]}}',
    "libs/dates/src/index.ts": "",
    "libs/units/project.json": "{}",
    "libs/broken/package.json": "{",
    "tools/index.ts": 'export * from "./inner";',
    "assets/logo.svg": "<svg/>",
    "version.js": "",
    "libs/versions.js": "",
}


def needed(make: MakeProject, files: dict[str, str], *top: str) -> Needed:
    return nx_graph.needed(make({**FILES, **files}), "apps/api", top)


@pytest.mark.parametrize(
    ("source", "folders"),
    [
        ('import { a } from "@shop/cart";', ["libs/cart"]),
        ("import '@shop/cart/deep';", ["libs/cart"]),
        ('export * from "@shop/dates/inner";', ["libs/dates"]),
        ("const a = require('@all/units');", ["libs/units"]),
        ('const a = () => import("@shop/cart");', ["libs/cart"]),
        ('import { a } from "../../../libs/dates/src/index.js";', ["libs/dates"]),
        ('import { a } from "@tools";', ["tools"]),
        ("import(`@shop/${name}`);", ["libs/cart", "libs/dates"]),
        (
            "import(`../../../libs/${name}/src`);",
            ["libs/broken", "libs/cart", "libs/dates", "libs/units"],
        ),
        ("import(`./words/${language}.json`);", []),
        ('import { a } from "express"; import b from "./b"; import "../../../dist/x.js";', []),
        ('import { a } from "../../../../outside"; const top = "../../..";', []),
        ("", []),
    ],
)
def test_what_the_sources_name_is_needed(
    project: MakeProject, source: str, folders: list[str]
) -> None:
    found = needed(project, {"apps/api/src/main.ts": source})
    assert [*sorted(found.folders[:-1]), found.folders[-1]] == [*folders, "apps/api"]
    assert found.uncertain is None


@pytest.mark.parametrize(
    ("configuration", "folders"),
    [
        ({"implicitDependencies": ["cart", "!web"]}, ["libs/cart"]),
        ({"implicitDependencies": ["c*"]}, ["libs/cart"]),
        ({"implicitDependencies": ["tag:scope:shop"]}, ["libs/cart", "libs/dates"]),
        ({"targets": {"build": {"dependsOn": [{"projects": ["cart"]}, "^build"]}}}, ["libs/cart"]),
        ({"targets": {"build": {"dependsOn": [{"projects": "cart"}]}}}, ["libs/cart"]),
        ({"targets": {"build": {"dependsOn": ["units:build"]}}}, ["libs/units"]),
        ({"targets": {"build": {"executor": "@shop/dates:pack"}}}, ["libs/dates"]),
        (
            {"targets": {"build": {"options": {"assets": ["libs/cart/src/assets/**/*"]}}}},
            ["libs/cart"],
        ),
        (
            {"targets": {"build": {"options": {"assets": [{"input": "assets", "x": "assets/"}]}}}},
            ["assets"],
        ),
        ({"targets": {"make": {"command": "node {workspaceRoot}/tools/index.ts"}}}, ["tools"]),
        (
            {"targets": {"build": {"options": {"platform": "web", "outputPath": "dist/apps/api"}}}},
            [],
        ),
    ],
)
def test_what_the_configuration_names_is_needed(
    project: MakeProject, configuration: dict[str, object], folders: list[str]
) -> None:
    found = needed(project, {"apps/api/project.json": json.dumps({"name": "api", **configuration})})
    assert sorted(found.folders[:-1]) == folders


def test_package_json_and_references_of_the_compiler_count_too(project: MakeProject) -> None:
    package = {"name": "api", "dependencies": {"@shop/dates": "workspace:*", "express": "5"}}
    found = needed(
        project,
        {
            "apps/api/package.json": json.dumps(package),
            "apps/api/tsconfig.json": '{"references": [{"path": "../../libs/cart"}], // why\n}',
            "apps/api/tsconfig.app.json": "{",
        },
    )
    assert found.folders == ("libs/cart", "libs/dates", "apps/api")


def test_a_library_brings_along_what_it_needs_itself_and_that_first(project: MakeProject) -> None:
    sources = {
        "apps/api/src/main.ts": 'import "@shop/cart";',
        "libs/cart/src/index.ts": 'import "@shop/dates";\nimport "../../../version";'
        'import "../../versions";',
        "libs/dates/src/index.ts": 'import "@shop/cart";',
    }
    found = needed(project, sources)
    assert found.folders == ("libs/dates", "libs/cart", "apps/api")
    assert found.files == ("libs/versions.js", "version.js")
    assert set(found.edges["libs/cart"]) == {"libs/dates", "libs/versions.js", "version.js"}
    assert (found.evidence.file, found.evidence.line) == ("apps/api/src/main.ts", 1)


def test_what_lies_inside_another_project_comes_along_with_it(project: MakeProject) -> None:
    files = {
        "apps/api/src/main.ts": 'import "@shop/cart"; import "../../../libs/cart/inner/a";',
        "libs/cart/inner/project.json": "{}",
    }
    assert needed(project, files).folders == ("libs/cart", "apps/api")


def test_configurations_at_the_top_and_what_nx_does_before_count_too(project: MakeProject) -> None:
    defaults = {"targetDefaults": {"build": {"dependsOn": [{"projects": ["units"]}]}}}
    files = {"nx.json": json.dumps(defaults), "eslint.config.mjs": 'import "./tools/index.ts";'}
    assert needed(project, files, "eslint.config.mjs").folders == (
        "libs/units",
        "tools",
        "apps/api",
    )


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        ({"apps/api/src/main.ts": "\nimport(name)"}, ("apps/api/src/main.ts", 2), "computed"),
        ({"apps/api/src/main.ts": "require(/* a */ a.b)"}, ("apps/api/src/main.ts", 1), "computed"),
        (
            {"apps/api/src/main.ts": "import(`${place}/a.js`)"},
            ("apps/api/src/main.ts", 1),
            "computed",
        ),
        ({"nx.json": '{"plugins": ["./tools/plugin"]}'}, ("nx.json", 1), "./tools/plugin"),
        ({"nx.json": '{"plugins": [{"plugin": "@shop/dates"}]}'}, ("nx.json", 1), "@shop/dates"),
    ],
)
def test_what_makes_the_graph_uncertain_is_said_with_its_place(
    project: MakeProject, files: dict[str, str], place: tuple[str, int], reason: str
) -> None:
    found = needed(project, files).uncertain
    assert found is not None
    assert (found.file, found.line) == place
    assert reason in found.reason


@pytest.mark.parametrize(
    "files",
    [
        {"apps/api/src/main.spec.ts": "import(name)"},
        {"apps/api/src/main.ts": "a.import(b); reimport(b); import('./a'); import(/* b */ 'c')"},
        {"apps/api/src/main.ts": "x" * (nx_graph.MAX_BYTES + 1) + "import(name)"},
    ],
)
def test_tests_and_methods_and_made_files_make_nothing_uncertain(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert needed(project, files).uncertain is None


def test_a_repository_without_end_is_not_read_to_the_end(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nx_graph, "MAX_SOURCES", 1)
    found = needed(project, {"apps/api/src/a.ts": "", "apps/api/src/b.ts": ""}).uncertain
    assert found is not None
    assert "more than 1 files" in found.reason


@pytest.mark.parametrize("text", ["", "{", '{"compilerOptions": {"paths": {"@shop/cart": "x"}}}'])
def test_without_aliases_names_of_packages_remain(project: MakeProject, text: str) -> None:
    files = {"apps/api/src/main.ts": 'import "@shop/cart"; import "@shop/dates";'}
    found = needed(project, {**files, "tsconfig.base.json": text})
    assert found.folders == ("libs/dates", "apps/api")
