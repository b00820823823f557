"""angular.json in every layout."""

from __future__ import annotations

import json

import pytest

from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.frameworks import angular

NEW = "@angular/build:application"
OLD = "@angular-devkit/build-angular:browser"


def read(builder: str, options: dict[str, object], **more: object) -> dict[str, str]:
    targets = {"build": {"builder": builder, "options": options}, **more}
    data = {"projects": {"app": {"projectType": "application", "architect": targets}}}
    found = angular.read(TextFile("angular.json", json.dumps(data)))
    return {key: fact.value for key, fact in found.settings.items()}


@pytest.mark.parametrize(
    ("builder", "options", "output"),
    [
        (OLD, {"outputPath": "dist"}, "dist"),
        (OLD, {"outputPath": "dist/app"}, "dist/app"),
        ("@angular-devkit/build-angular:browser-esbuild", {"outputPath": "dist/app"}, "dist/app"),
        (
            "@angular-devkit/build-angular:application",
            {"outputPath": "dist/app"},
            "dist/app/browser",
        ),
        (NEW, {}, "dist/app/browser"),
        (NEW, {"outputPath": {"base": "www"}}, "www/browser"),
        (NEW, {"outputPath": {"base": "www", "browser": ""}}, "www/"),
        (NEW, {"outputPath": {"base": "www", "browser": "pages"}}, "www/pages"),
        (NEW, {"ssr": True, "outputMode": "static"}, "dist/app/browser"),
    ],
)
def test_where_the_pages_are_written(builder: str, options: dict[str, object], output: str) -> None:
    found = read(builder, options)
    assert found["output"] == output
    assert found["rendering"] == "browser"


@pytest.mark.parametrize("ssr", [True, {"entry": "src/server.ts"}])
def test_a_server_side_rendering_application_starts_its_server(ssr: object) -> None:
    found = read(NEW, {"ssr": ssr})
    assert (found["rendering"], found["server"]) == ("server", "dist/app/server/server.mjs")


def test_the_older_universal_has_a_server_target() -> None:
    server = {"builder": "x:server", "options": {"outputPath": "dist/app/server"}}
    found = read(OLD, {"outputPath": "dist/app/browser"}, server=server)
    assert (found["rendering"], found["server"]) == ("universal", "dist/app/server/main.js")
    assert found["base"] == "dist/app"


@pytest.mark.parametrize(
    ("data", "output"),
    [
        (
            {
                "projects": {
                    "lib": {"projectType": "library"},
                    "app": {"projectType": "application"},
                }
            },
            "dist/app",
        ),
        ({"defaultProject": "lib", "projects": {"lib": {}, "app": {}}}, "dist/lib"),
        ({"projects": {"one": {"targets": {"build": {}}}}}, "dist/one"),
    ],
)
def test_which_project_is_built(data: dict[str, object], output: str) -> None:
    found = angular.read(TextFile("angular.json", json.dumps(data))).get("output")
    assert found is not None
    assert found.value == output


def test_a_file_without_projects_says_nothing() -> None:
    assert angular.read(TextFile("angular.json", "{}")).get("output") is None
