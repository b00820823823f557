"""A build, an editor or a test run leaves files behind; they are evidence for nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import dockgen
from dockgen.core.ecosystem import Ecosystem
from dockgen.core.generated import is_marked
from dockgen.core.project import Project
from dockgen.ecosystems.registry import Detection, all_ecosystems, detect
from tests.conftest import MakeProject, RunCommand, write_files
from tests.examples import FOLDER, NAMES

ROWS = [row for one in all_ecosystems() for row in one.generated]

MISLEADING = {
    "index.html": "<!doctype html><title>left over</title>\n",
    "404.html": "<!doctype html>\n",
    "package.json": '{"name": "left-over", "scripts": {"start": "node server.js"}}\n',
    "server.js": "require('http').createServer().listen(9999)\n",
    "main.js": "require('http').createServer().listen(9999)\n",
    "index.js": "require('http').createServer().listen(9999)\n",
    "main.go": 'package main\n\nfunc main() { http.ListenAndServe(":9999", nil) }\n',
    "app.py": "from flask import Flask\napp = Flask(__name__)\napp.run(port=9999)\n",
    "manage.py": "import django\n",
    "application.properties": "server.port=9999\n",
    "application.yml": "server:\n  port: 9999\n",
    "Application.java": "public class Application { public static void main(String[] a) {} }\n",
    "main.rs": "fn main() {}\n",
    "Cargo.toml": '[package]\nname = "left-over"\nversion = "1.0.0"\n',
    "pom.xml": "<project></project>\n",
    "build.gradle": "plugins { id 'application' }\n",
    "requirements.txt": "flask\n",
    "go.mod": "module left.over\n",
    "Dockerfile": "FROM scratch\n",
    "Procfile": "web: left over\n",
    ".env": "PORT=9999\n",
    "app.jar": "",
    "app.log": "listening on 9999\n",
    "schema.prisma": 'datasource db { provider = "mysql" }\n',
}
"""What an output may hold that looks like a project of its own."""

EDITORS_AND_RUNS = (
    ".idea .vscode .vs .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .nyc_output "
    "__pycache__ node_modules .venv .gradle .metals .bloop .calva .cpcache .clj-kondo .lsp "
    ".next .nuxt .svelte-kit .turbo .angular .parcel-cache .terraform .settings .fleet .zed"
).split()
"""Folders that hold what an editor, a cache or an installation leaves."""


def outputs_of(folder: Path) -> Iterator[str]:
    """The folders that the tools of an example would write, and the clean one does not have."""
    project = Project(folder)
    paths = sorted(project.files)
    folders = {""} | {path.rpartition("/")[0] for path in paths if path.count("/") < 3}
    for row in ROWS:
        for above in sorted(folders):
            place = f"{above}/{row.name}" if above else row.name
            inside = [mark for mark in row.beside if mark.startswith("./")]
            if (folder / place).exists() or row.is_source(project, place):
                continue
            if is_marked(paths, place, row.beside):
                yield place
            elif inside and not above:
                (folder / place).mkdir(parents=True)
                (folder / place / inside[0][2:]).write_text("")
                yield place


def lay_left_overs(folder: Path) -> list[str]:
    """What a build, an editor and a test run leave in a project."""
    places = [*outputs_of(folder), *EDITORS_AND_RUNS]
    for place in places:
        write_files(folder / place, MISLEADING)
        write_files(folder / place / "static", MISLEADING)
    write_files(folder, {"npm-debug.log": "9999\n", ".DS_Store": "", "hs_err_pid7.log": "x\n"})
    return places


def copied(name: str, to: Path) -> Path:
    return Path(shutil.copytree(FOLDER / name, to / name))


def files_of(detection: Detection) -> dict[str, str]:
    rendered = dockgen.render(dockgen.plan(detection), version="0.0.0")
    return {path: file.text for path, file in rendered.items()}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_build_left_changes_nothing(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    clean = detect(folder)
    assert lay_left_overs(folder)
    again = detect(folder)
    assert again.as_json() == clean.as_json()
    assert files_of(again) == files_of(clean)


@pytest.mark.parametrize("name", NAMES)
def test_nor_does_what_git_ignores(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    clean = detect(folder)
    ignore = folder / ".gitignore"
    own = ignore.read_text() if ignore.exists() else ""
    ignore.write_text(f"{own}\n/public2/\n/left/\n*.tmp\n")
    for place in ("left", "public2", "left/deep"):
        write_files(folder / place, MISLEADING)
    again = detect(folder)
    assert again.as_json() == clean.as_json()
    assert files_of(again) == files_of(clean)


def with_outputs() -> list[Ecosystem]:
    return [one for one in all_ecosystems() if one.manifests]


@pytest.mark.parametrize("ecosystem", with_outputs(), ids=lambda one: one.name)
def test_every_ecosystem_says_what_its_tools_write(ecosystem: Ecosystem) -> None:
    assert ecosystem.generated, "a build leaves something behind"


@pytest.mark.parametrize("ignore", ["dist/\n", "/dist\n", "dist\n*.log\n", "**/dist/\n", ""])
def test_the_output_of_tsc_is_found_in_the_configuration_alone(
    ignore: str, project: MakeProject
) -> None:
    files = {
        "package.json": json.dumps(
            {
                "name": "api",
                "scripts": {"build": "tsc", "start": "node dist/server.js"},
                "dependencies": {"express": "^4.19.2"},
                "devDependencies": {"typescript": "^5.5.4"},
            }
        ),
        "package-lock.json": '{"name": "api", "lockfileVersion": 3, "packages": {"": {}}}',
        "tsconfig.json": '{"compilerOptions": {"rootDir": "src", "outDir": "dist"}}',
        "src/server.ts": "import express from 'express'\nexpress().listen(4321)\n",
        **({".gitignore": ignore} if ignore else {}),
    }
    clean = detect(project(files))
    assert clean.facts["port"].value == 4321
    assert clean.facts["output_dir"].value == "dist"
    built = detect(project({**files, "dist/server.js": "express().listen(9999)\n"}))
    assert built.as_json() == clean.as_json()


@pytest.mark.parametrize(
    ("scripts", "path"),
    [
        ({"start": "node dist/server.js"}, "dist/server.js"),
        ({"build": "node build/build.js", "start": "node server.js"}, "build/build.js"),
        ({"postinstall": "node ./build/postinstall.js", "start": "node a.js"}, "build/a.js"),
    ],
)
def test_a_folder_that_nothing_builds_is_a_source(
    scripts: dict[str, str], path: str, project: MakeProject
) -> None:
    made = project({"package.json": json.dumps({"name": "api", "scripts": scripts}), path: "x"})
    assert path in detect(made).project.files


def test_an_output_that_git_is_told_to_keep_is_a_source(project: MakeProject) -> None:
    made = project(
        {
            "package.json": '{"scripts": {"build": "tsc", "start": "node dist/server.js"}}',
            ".gitignore": "node_modules\n!dist/\n",
            "dist/server.js": "x",
        }
    )
    assert "dist/server.js" in detect(made).project.files


def test_check_says_the_same_before_and_after_a_build(tmp_path: Path, dockgen: RunCommand) -> None:
    folder = copied("node-typescript", tmp_path)
    assert dockgen("init", "--yes", folder).code == 0
    assert dockgen("check", folder).code == 0
    lay_left_overs(folder)
    done = dockgen("check", folder)
    assert (done.code, done.err) == (0, ""), done.out
