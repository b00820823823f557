"""Workspaces and the graph of their members."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.javascript.node.monorepos import workspaces
from tests.conftest import MakeProject

MEMBERS = {
    "apps/api/package.json": '{"name": "@x/api", "dependencies": {"@x/lib": "workspace:*"}}',
    "apps/web/package.json": '{"name": "@x/web", "devDependencies": {"@x/ui": "1"}}',
    "packages/lib/package.json": '{"name": "@x/lib", "dependencies": {"@x/base": "1", "ms": "2"}}',
    "packages/base/package.json": '{"name": "@x/base", "peerDependencies": {"@x/lib": "1"}}',
    "packages/ui/package.json": "{}",
}
ALL = ["apps/api", "apps/web", "packages/base", "packages/lib", "packages/ui"]


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"workspaces": ["apps/*", "packages/*"]}'},
        {"package.json": '{"workspaces": {"packages": ["./apps/*", "packages/**"]}}'},
        {"package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - '{apps,packages}/*'\n"},
        {"package.json": "{}", "lerna.json": '{"packages": ["apps/*", "packages/*"]}'},
        {
            "rush.json": '{ // rush\n"rushVersion": "5.9.0", "npmVersion": "6.1.0", "projects": ['
            + ",".join(json.dumps({"projectFolder": one}) for one in ALL)
            + "]}"
        },
        {".moon/workspace.yml": "projects:\n  - apps/*\n  - packages/*\n"},
        {".moon/workspace.yml": "projects:\n  globs: ['*/*']\n  sources:\n    ui: packages/ui\n"},
        {
            ".moon/workspace.yml": "projects:\n"
            + "".join(f"  a{i}: {one}\n" for i, one in enumerate(ALL))
        },
    ],
)
def test_every_tools_way_of_naming_members_is_read(
    project: MakeProject, files: dict[str, str]
) -> None:
    found = workspaces.find(project({**MEMBERS, **files}))
    assert found is not None
    assert list(found.members) == ALL


def test_an_exclamation_mark_takes_members_out(project: MakeProject) -> None:
    text = '{"workspaces": ["*/*", "!packages/u?", "!apps/web"]}'
    found = workspaces.find(project({**MEMBERS, "package.json": text}))
    assert found is not None
    assert list(found.members) == ["apps/api", "packages/base", "packages/lib"]


def test_an_application_needs_what_it_depends_on_and_that_first(project: MakeProject) -> None:
    found = workspaces.find(project({**MEMBERS, "package.json": '{"workspaces": ["*/*"]}'}))
    assert found is not None
    assert [one.folder for one in found.needed_by("apps/api", {})] == [
        "packages/base",
        "packages/lib",
        "apps/api",
    ]
    assert [one.folder for one in found.needed_by("packages/ui", {})] == ["packages/ui"]
    assert found.members["packages/ui"].name == "packages/ui"


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": "{}"},
        {"package.json": '{"workspaces": ["apps/*"]}'},
        {"package.json": '{"workspaces": "apps"}'},
        {"pnpm-workspace.yaml": "onlyBuiltDependencies: [esbuild]\n"},
        {"pnpm-workspace.yaml": ""},
        {".moon/workspace.yml": "vcs: {}\n"},
        {"a.txt": ""},
    ],
)
def test_a_project_without_members_is_no_workspace(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert workspaces.find(project(files)) is None


def test_yaml_that_is_none_is_an_error_with_its_line(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"pnpm-workspace\.yaml:2: is not valid YAML"):
        workspaces.find(project({"pnpm-workspace.yaml": "a: 1\nb: ]\n"}))


@given(st.text(alphabet="ab/*?{},!.[]\\", max_size=20))
def test_any_pattern_becomes_an_expression(pattern: str) -> None:
    assert re.compile(workspaces._expression(pattern)).groups == 0
