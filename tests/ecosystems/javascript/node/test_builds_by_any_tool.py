"""A site whose build dockgen does not know: what the user says holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockgen.cli.main import run
from tests.conftest import MakeProject, write_files
from tests.ecosystems.javascript.node.test_node import verdict_of

GRUNT = {
    "main": "src/node/wrapper.js",
    "scripts": {"start": "npx grunt dev", "build": "npx grunt prod"},
    "devDependencies": {"grunt": "1.6.1"},
}
FILES = {"src/node/wrapper.js": "module.exports = 1", "src/web/index.html": "<p>"}


@pytest.mark.parametrize(
    ("package", "given", "build", "output"),
    [
        (GRUNT, {"output_dir": "build/prod"}, "npm run build", "build/prod"),
        (GRUNT, {"shape": "static-site"}, "npm run build", "dist"),
        ({"name": "a"}, {"output_dir": "out", "build_command": "make web"}, "make web", "out"),
        (
            {"scripts": {"build": "eleventy-like"}},
            {"shape": "static-site", "output_dir": "www"},
            "npm run build",
            "www",
        ),
        (
            {"scripts": {"build": "gulp", "start": "node server.js"}},
            {"shape": "static-site", "output_dir": "public/out"},
            "npm run build",
            "public/out",
        ),
    ],
)
def test_the_users_word_makes_a_site(
    project: MakeProject, package: dict[str, object], given: dict[str, str], build: str, output: str
) -> None:
    verdict = verdict_of(project, package, {**FILES, "server.js": "x.listen(80)"}, **given)
    assert verdict.shape == "static-site"
    facts = verdict.findings.facts
    assert (facts["build_command"].value, facts["output_dir"].value) == (build, output)


def test_without_it_the_reason_says_how(project: MakeProject) -> None:
    verdict = verdict_of(project, GRUNT, FILES)
    assert not verdict.matched
    assert "--set output_dir=FOLDER names what its build writes" in verdict.reason


def test_a_server_stays_one_where_only_its_output_is_named(project: MakeProject) -> None:
    package = {"scripts": {"build": "tsc", "start": "node dist/a.js"}, "main": "dist/a.js"}
    files = {"src/a.ts": "createServer().listen(3000)"}
    assert verdict_of(project, package, files, output_dir="dist").shape == "built-server"


def test_the_shape_on_the_command_line_is_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_files(tmp_path, {"package.json": json.dumps(GRUNT), **FILES})
    told = ["--shape", "static-site", "--set", "output_dir=build/prod"]
    assert run(["init", "--yes", *told, str(folder)]) == 0
    text = (folder / "Dockerfile").read_text(encoding="utf-8")
    assert "COPY --from=build /app/build/prod/ /usr/share/nginx/html/" in text
    capsys.readouterr()
    assert run(["check", str(folder)]) == 0
