"""A member of a workspace whose folder is given as the project."""

from __future__ import annotations

import json

import pytest

from dockgen.cli.main import run
from dockgen.core.errors import ReachesAbove
from dockgen.core.project import Project
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject

API = {"name": "api", "scripts": {"start": "node s.js"}, "dependencies": {"@b/fmt": "^1.0.0"}}
ALONE = {"name": "api", "scripts": {"start": "node s.js"}, "dependencies": {"express": "5"}}
TOPS: dict[str, dict[str, str]] = {
    "pnpm": {"package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - libs/*\n"},
    "npm": {"package.json": '{"workspaces": ["apps/*", "libs/*"]}'},
    "yarn": {"package.json": '{"workspaces": {"packages": ["apps/**", "libs/*"]}}'},
    "lerna": {"package.json": "{}", "lerna.json": '{"packages": ["apps/*", "libs/*"]}'},
}


def member(make: MakeProject, top: dict[str, str], package: object, **more: str) -> Project:
    files = {
        "apps/api/package.json": json.dumps(package, indent=1),
        "apps/api/s.js": "require('http').createServer().listen(3000)",
        "libs/fmt/package.json": '{"name": "@b/fmt", "version": "1.0.0"}',
        **{f"apps/api/{name.replace('__', '.')}": text for name, text in more.items()},
    }
    return Project(make({**top, **files}).root / "apps/api")


@pytest.mark.parametrize("top", TOPS.values(), ids=TOPS)
def test_a_member_that_needs_another_is_built_from_the_top(
    project: MakeProject, top: dict[str, str]
) -> None:
    with pytest.raises(ReachesAbove) as refused:
        detect(member(project, top, API), detector="node")
    assert (refused.value.top, refused.value.app) == ("../..", "apps/api")
    assert "package.json:7: it depends on @b/fmt, which is in the workspace of ../../" in str(
        refused.value
    )
    assert "dockgen init --app apps/api ../.." in str(refused.value)


def test_a_member_without_a_lockfile_of_its_own_is_built_from_the_top(
    project: MakeProject,
) -> None:
    with pytest.raises(ReachesAbove, match="it is a member of the workspace of"):
        detect(member(project, TOPS["npm"], ALONE), detector="node")


def test_a_member_that_can_be_built_alone_gets_a_note(project: MakeProject) -> None:
    made = member(project, TOPS["npm"], ALONE, **{"package-lock__json": "{}"})
    warnings = detect(made, detector="node").winner[1].findings.warnings
    assert any("`dockgen init --app apps/api ../..` builds it" in one for one in warnings)


@pytest.mark.parametrize(
    "top",
    [
        {"package.json": '{"workspaces": ["libs/*"]}'},
        {"package.json": '{"workspaces": ["apps/*", "!apps/api"]}'},
        {"package.json": "{ broken"},
        {"pnpm-workspace.yaml": "packages: [\n"},
        {"package.json": "{}"},
    ],
)
def test_what_is_no_member_is_a_project_of_its_own(
    project: MakeProject, top: dict[str, str]
) -> None:
    assert detect(member(project, top, ALONE), detector="node").winner[1].matched


def test_a_repository_ends_where_its_git_folder_is(project: MakeProject) -> None:
    made = member(project, TOPS["npm"], ALONE)
    (made.root.parent / ".git").mkdir()
    assert detect(made, detector="node").winner[1].matched
    (made.root.parent / ".git").rmdir()
    (made.root / ".git").mkdir()
    assert detect(made, detector="node").winner[1].matched


def test_init_says_so_and_works_from_the_top(
    project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    made = member(project, TOPS["npm"], API)
    assert run(["init", "--yes", str(made.root)]) == 0
    assert "working from ../.., as with --app apps/api" in capsys.readouterr().err
    assert (made.root.parent.parent / "Dockerfile").exists()
