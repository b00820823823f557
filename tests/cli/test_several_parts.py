"""Folders with several projects and no workspace: `init` names them, `--all` finds them."""

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeProject, RunCommand

EXPRESS = json.dumps({"scripts": {"start": "node app.js"}, "dependencies": {"express": "5"}})
VITE = json.dumps({"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}})
SERVER = {"server/package.json": EXPRESS, "server/app.js": "app.listen(3000)"}
CLIENT = {"client/package.json": VITE, "client/index.html": "<p>"}
FLASK = {
    "backend/requirements.txt": "flask\ngunicorn\n",
    "backend/app.py": "from flask import Flask\napp = Flask('x')\n",
}
GRADLE = {
    "server/build.gradle": "plugins { id 'org.springframework.boot' version '4.0.0' }\n"
    "dependencies { implementation 'org.springframework.boot:spring-boot-starter-web' }\n",
    "server/settings.gradle": "",
    "server/src/main/java/A.java": "class A { public static void main(String[] a){} }",
}
GO = {
    "api/go.mod": "module example.org/x\n\ngo 1.25\n",
    "api/main.go": 'package main\nimport "net/http"\n'
    'func main() { http.ListenAndServe(":8080", nil) }\n',
}
README = {"README.md": "# x\n"}

SEVERAL = {
    "a folder of documentation": ({**SERVER, **CLIENT, "docs/index.html": "<p>"}, "server"),
    "a page at the top": ({**SERVER, **CLIENT, "index.html": "<p>"}, "server"),
    "a site of Jekyll": ({**GRADLE, **CLIENT, "_config.yml": "", "_posts/a.md": "x"}, "server"),
    "documentation of MkDocs": (
        {**GO, **CLIENT, "mkdocs.yml": "site_name: x\n", "docs/index.md": "x"},
        "api",
    ),
    "a source without a manifest": ({**SERVER, **CLIENT, "main.py": "print(1)\n"}, "server"),
    "a source that has its manifest below": ({**FLASK, **CLIENT}, "backend"),
}


@pytest.mark.parametrize(("files", "first"), SEVERAL.values(), ids=list(SEVERAL))
def test_what_lies_at_the_top_is_not_taken_for_the_whole(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str], first: str
) -> None:
    root = project(files).root
    done = dockgen("init", "--yes", root)
    assert done.code == 2
    assert f"the likeliest first: {first}, " in done.err
    assert f"`dockgen init {root}/{first}`" in done.err
    assert "\n  client" in done.err
    assert not (root / "Dockerfile").exists()
    done = dockgen("init", "--all", root)
    assert done.code == 0
    assert (root / first / "Dockerfile").exists()
    assert (root / "client/Dockerfile").exists()


def test_the_detector_that_is_named_takes_what_lies_at_the_top(
    project: MakeProject, dockgen: RunCommand
) -> None:
    root = project({**SERVER, **CLIENT, "index.html": "<p>"}).root
    assert dockgen("init", "--yes", "--detector", "static", root).code == 0
    assert dockgen("init", "--yes", root).code == 0


NOTHING_AT_THE_TOP = {
    "two folders": {**SERVER, **CLIENT},
    "an empty configuration": {**SERVER, **CLIENT, "_config.yml": ""},
    "a theme for GitHub's pages": {
        **GRADLE,
        **CLIENT,
        **README,
        "_config.yml": "theme: jekyll-theme-cayman\n",
    },
    "a configuration of Hugo without pages": {**SERVER, **CLIENT, "hugo.toml": "title = 'x'\n"},
    "a configuration of MkDocs without pages": {**SERVER, **CLIENT, "mkdocs.yml": "site_name: x"},
    "a book without chapters": {**SERVER, **CLIENT, "book.toml": "[book]\ntitle = 'x'\n"},
    "tools for the repository": {
        **SERVER,
        **CLIENT,
        "package.json": json.dumps({"scripts": {"prepare": "husky"}}),
    },
}


@pytest.mark.parametrize("files", NOTHING_AT_THE_TOP.values(), ids=list(NOTHING_AT_THE_TOP))
def test_where_nothing_lies_at_the_top_the_parts_are_listed(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str]
) -> None:
    root = project(files).root
    done = dockgen("init", "--yes", root)
    assert done.code == 4
    assert "services were found in server, client" in done.err
    assert "\n  server  a server" in done.err
    assert "\n  client  a site (vite)" in done.err


ONE = {
    "pages with their own tools": {
        "index.html": "<p>",
        "assets/package.json": EXPRESS,
        "assets/app.js": "app.listen(1)",
    },
    "pages with examples": {
        "index.html": "<p>",
        "examples/package.json": EXPRESS,
        "examples/app.js": "app.listen(1)",
    },
    "a program with a site below": {
        "package.json": EXPRESS,
        "app.js": "app.listen(1)",
        **CLIENT,
    },
    "documentation of Hugo": {"hugo.toml": "title = 'x'\n", "content/_index.md": "x"},
}


@pytest.mark.parametrize("files", ONE.values(), ids=list(ONE))
def test_what_is_one_project_is_written(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str]
) -> None:
    assert dockgen("init", "--yes", project(files).root).code == 0
