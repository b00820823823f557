"""Rush: rush.json and what lies below common/config."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.javascript.node.monorepos import rush
from dockgen.ecosystems.javascript.node.monorepos.workspaces import find
from dockgen.ecosystems.javascript.node.node_version import node_version
from dockgen.ecosystems.javascript.node.package_managers import package_manager
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

HEAD = '{ /* Rush */\n"rushVersion": "5.179.0", "pnpmVersion": "10.28.0",\n'
TWO = """"projects": [
  // {"projectFolder": "apps/web"}
  {"packageName": "@x/api", "projectFolder": "apps/api", "decoupledLocalDependencies": ["@x/old"]},
  {"packageName": "@x/old", "projectFolder": "libs/old", "subspaceName": "legacy"},
]}"""
FILES = {
    "rush.json": HEAD + TWO,
    "apps/api/package.json": '{"name": "@x/api", "dependencies": {"@x/old": "^1", "ms": "2"}}',
    "libs/old/package.json": '{"name": "@x/old"}',
}
DEPLOY = "common/config/rush/deploy.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{\n", "rush.json:2: is not valid JSON"),
        ("{}", "rush.json:1: names no rushVersion"),
        ('{"rushVersion": "5.179.0"}', "rush.json:1: names no projects"),
        ('{"rushVersion": "5.179.0",\n"projects": 1}', "rush.json:2: names no projects"),
        ('{"rushVersion": "5.179.0", "projects": []}', "rush.json:1: names no package manager"),
        (HEAD + '"projects": [1]}', "rush.json:3: names a project without projectFolder"),
        (HEAD + '"projects": [{}]}', "rush.json:3: names a project without projectFolder"),
        (
            HEAD + '"projects": [\n{"projectFolder": "apps/gone"}]}',
            "rush.json:4: names apps/gone, which holds no package.json",
        ),
    ],
)
def test_what_rush_could_not_use_either_is_an_error_with_its_line(
    project: MakeProject, text: str, said: str
) -> None:
    with pytest.raises(UnusableInput) as caught:
        rush.read(project({"rush.json": text}))
    assert said in str(caught.value)


def test_a_member_from_the_registry_is_no_part_of_an_application(project: MakeProject) -> None:
    workspace = find(project(FILES))
    assert workspace is not None
    assert workspace.evidence.line == 3
    assert [one.folder for one in workspace.needed_by("apps/api", {})] == ["apps/api"]


def test_a_repository_without_projects_is_no_workspace(project: MakeProject) -> None:
    assert find(project({"rush.json": HEAD + '"projects": []}'})) is None


@pytest.mark.parametrize(
    ("manager", "files", "folder", "lockfile"),
    [
        ("pnpm", {}, "libs/old", "common/config/rush/pnpm-lock.yaml"),
        ("npm", {}, "apps/api", "common/config/rush/npm-shrinkwrap.json"),
        ("yarn", {}, "apps/api", "common/config/rush/yarn.lock"),
        ("pnpm", {"subspaces": True}, "apps/api", "common/config/subspaces/default/pnpm-lock.yaml"),
        ("pnpm", {"subspaces": True}, "libs/old", "common/config/subspaces/legacy/pnpm-lock.yaml"),
    ],
)
def test_the_lockfile_is_that_of_the_package_manager_and_of_the_subspace(
    project: MakeProject, manager: str, files: dict[str, bool], folder: str, lockfile: str
) -> None:
    made = {**FILES, "rush.json": FILES["rush.json"].replace("pnpmVersion", f"{manager}Version")}
    if files:
        made["common/config/rush/subspaces.json"] = '{"subspacesEnabled": true} // on'
    assert rush.lockfile(rush.read(project(made)), folder) == lockfile


def test_the_lockfile_names_folders_from_where_rush_installs(project: MakeProject) -> None:
    lock = (
        "lockfileVersion: '9.0'\n\nimporters:\n\n  ../../apps/api:\n    dependencies:\n"
        "      ms:\n        specifier: '2'\n        version: 2.1.3\n"
    )
    made = {**FILES, "common/config/rush/pnpm-lock.yaml": lock}
    manager = package_manager.of_rush(project(made), "apps/api")
    assert manager.locked is not None
    assert manager.locked.wanted == {"apps/api": {"ms": "2"}}


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, "22"),
        ({".nvmrc": "24.1.0"}, "24.1.0"),
    ],
)
def test_rush_names_the_versions_of_node_that_it_runs_on(
    project: MakeProject, files: dict[str, str], version: str
) -> None:
    text = HEAD + '"nodeSupportedVersionRange": ">=20 <21 || >=22 <23",' + TWO
    made = project({**FILES, "rush.json": text, **files})
    package = PackageJson(made, "apps/api")
    assert node_version.read(made, package).value == version


@pytest.mark.parametrize(
    ("files", "store"),
    [
        ({}, "common/temp/pnpm-store"),
        ({"common/config/rush/pnpm-config.json": "{}"}, "common/temp/pnpm-store"),
        (
            {"common/config/rush/pnpm-config.json": '{"pnpmStore": "global"}'},
            "/root/.local/share/pnpm/store",
        ),
    ],
)
def test_packages_are_kept_where_the_settings_say(
    project: MakeProject, files: dict[str, str], store: str
) -> None:
    made = project({**FILES, **files})
    assert rush.store(made, rush.read(made)) == store


@pytest.mark.parametrize(
    ("files", "command", "line"),
    [
        ({}, "rush deploy --project @x/api --scenario image --target-folder /out", None),
        (
            {DEPLOY: '{"deploymentProjectNames": ["@x/old"]}'},
            "rush deploy --project @x/api --scenario image --target-folder /out",
            None,
        ),
        (
            {DEPLOY: '{\n"deploymentProjectNames": ["@x/api"]}'},
            "rush deploy --project @x/api --target-folder /out",
            2,
        ),
        (
            {
                "common/config/rush/deploy-web.json": '{"deploymentProjectNames": ["@x/api"],'
                '"linkCreation": "script"}'
            },
            (
                "rush deploy --project @x/api --scenario web --target-folder /out && "
                "node /out/create-links.js create"
            ),
            1,
        ),
    ],
)
def test_the_repositorys_own_scenario_says_what_is_deployed(
    project: MakeProject, files: dict[str, str], command: str, line: int | None
) -> None:
    found = rush.deployment(project({**FILES, **files}), "@x/api", "/out", keeps_all=False)
    assert " && ".join(found.commands[0 if line else 1 :]) == command
    assert (found.scenario.evidence.line if found.scenario else None) == line


def test_development_packages_are_deployed_where_the_application_runs_with_them(
    project: MakeProject,
) -> None:
    found = rush.deployment(project(FILES), "@x/api", "/out", keeps_all=True)
    assert "includeDevDependencies" in found.commands[1]


@pytest.mark.parametrize(
    ("version", "known"), [("5.35.2", False), ("5.44.0", True), ("5.179.0", True), ("6", True)]
)
def test_an_old_rush_is_told_of_no_git(version: str, known: bool) -> None:
    assert rush.knows_git_variable(version) is known


@pytest.mark.parametrize(
    ("files", "uses"),
    [
        ({}, False),
        ({"common/config/rush/pnpm-config.json": '{"useWorkspaces": true}'}, True),
        ({"rush.json": HEAD + '"pnpmOptions": {"useWorkspaces": true},' + TWO}, True),
    ],
)
def test_some_projects_alone_are_installed_in_a_workspace_of_pnpm_only(
    project: MakeProject, files: dict[str, str], uses: bool
) -> None:
    assert rush.uses_workspaces(project({**FILES, **files})) is uses


@pytest.mark.parametrize(
    ("setting", "whole"),
    [("folderToCopy", True), ("projectSettings", True), ("includeDevDependencies", False)],
)
def test_a_scenario_may_name_more_than_the_application(
    project: MakeProject, setting: str, whole: bool
) -> None:
    text = f'{{"deploymentProjectNames": ["@x/api"], "{setting}": ["a"]}}'
    made = project({**FILES, DEPLOY: text})
    assert rush.deployment(made, "@x/api", "/out", keeps_all=False).whole is whole
