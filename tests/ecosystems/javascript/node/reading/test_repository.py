"""Builds that ask Git."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.sources import repository
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def asked(make: MakeProject, files: dict[str, str], folder: str = "") -> Evidence | None:
    made = make({"package.json": "{}", **files})
    package = PackageJson(made, folder)
    return repository.asks(made, package, package.script("build"))


@pytest.mark.parametrize(
    "text",
    [
        "const sha = execSync('git rev-parse HEAD').toString()",
        "const sha = execFileSync('git', ['rev-parse', 'HEAD'])",
        "import { short } from 'git-rev-sync'",
    ],
)
def test_a_configuration_that_runs_git_is_found(project: MakeProject, text: str) -> None:
    found = asked(project, {"vite.config.ts": f"\n{text}\n"})
    assert found == Evidence("git", "vite.config.ts", 2)


def test_a_script_that_runs_git_is_found(project: MakeProject) -> None:
    package = {"scripts": {"build": "VITE_SHA=$(git rev-parse HEAD) vite build"}}
    found = asked(project, {"package.json": json.dumps(package, indent=1)})
    assert found is not None
    assert found.line == 3


@pytest.mark.parametrize(
    "files",
    [
        {"vite.config.ts": "try {\n  sha = execSync('git rev-parse HEAD')\n} catch {}"},
        {"vite.config.ts": "const sha = process.env.SHA ?? execSync('git rev-parse HEAD')"},
        {"src/version.ts": "execSync('git rev-parse HEAD')"},
        {"other/vite.config.ts": "execSync('git rev-parse HEAD')"},
        {"package.json": '{"scripts": {"build": "vite build --outDir legit log"}}'},
    ],
)
def test_what_reckons_with_a_failure_or_is_no_build_is_passed_over(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert asked(project, files) is None


def test_each_member_of_a_workspace_is_asked_by_itself(project: MakeProject) -> None:
    files = {
        "web/package.json": "{}",
        "web/config/site.js": "execSync('git log')",
        "vite.config.ts": "",
    }
    assert asked(project, files, "web") == Evidence("git", "web/config/site.js", 1)


def test_a_file_that_is_no_text_is_passed_over(project: MakeProject) -> None:
    made = project({"package.json": "{}"})
    (made.root / "vite.config.js").write_bytes(b"\xff\xfe\x00")
    made = Project(made.root)
    assert repository.asks(made, PackageJson(made), None) is None
