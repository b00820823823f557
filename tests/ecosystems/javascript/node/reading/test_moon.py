"""moon: the workspace, the tasks of projects, and versions of tools."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.monorepos import moon
from dockgen.ecosystems.javascript.node.monorepos.workspaces import find
from dockgen.ecosystems.javascript.node.node_version import node_version
from dockgen.ecosystems.javascript.node.package_managers import package_manager
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

FILES = {
    ".moon/workspace.yml": "projects: ['apps/*', 'libs/*']\n",
    "apps/api/package.json": '{"name": "@x/api", "scripts": {"start": "node a.js"}}',
    "libs/lib/package.json": "{}",
}
BUILD = "tasks:\n  build:\n    command: tsc\n"


@pytest.mark.parametrize(
    ("files", "command", "place"),
    [
        ({"apps/api/moon.yml": BUILD}, "tsc", "apps/api/moon.yml:2"),
        ({"apps/api/moon.yaml": "tasks: {build: {script: 'a && b'}}"}, "a && b", "apps/api/moon"),
        ({"apps/api/moon.yml": "tasks: {build: {command: [tsc, '-b']}}"}, "tsc -b", "apps/api"),
        ({"apps/api/moon.yml": BUILD + "    args: [-p, a]\n"}, "tsc -p a", "apps/api/moon.yml:2"),
        ({"apps/api/moon.yml": "tasks: {build: {command: noop}}"}, None, ""),
        ({".moon/tasks.yml": BUILD}, "tsc", ".moon/tasks.yml:2"),
        ({".moon/tasks/all.yml": BUILD}, "tsc", ".moon/tasks/all.yml:2"),
        ({".moon/tasks/node.yml": BUILD}, "tsc", ".moon/tasks/node.yml:2"),
        ({".moon/tasks/rust.yml": BUILD}, None, ""),
        ({".moon/tasks/node-library.yml": BUILD}, None, ""),
        ({".moon/tasks/tag-web.yml": BUILD}, None, ""),
        ({".moon/tasks/tag-web.yml": BUILD, "apps/api/moon.yml": "tags: [web]"}, "tsc", ".moon"),
        (
            {".moon/tasks/node-library.yml": BUILD, "apps/api/moon.yml": "layer: library"},
            "tsc",
            ".moon",
        ),
        ({".moon/tasks/a.yml": BUILD + "inheritedBy: {toolchains: [node]}\n"}, "tsc", ".moon"),
        ({".moon/tasks/a.yml": BUILD + "inheritedBy: {toolchains: [rust]}\n"}, None, ""),
        (
            {
                ".moon/tasks.yml": BUILD,
                "apps/api/moon.yml": "workspace: {inheritedTasks: {exclude: [build]}}",
            },
            None,
            "",
        ),
    ],
)
def test_a_task_stands_in_for_a_script_that_is_not_there(
    project: MakeProject, files: dict[str, str], command: str | None, place: str
) -> None:
    found = find(project({**FILES, **files}))
    assert found is not None
    package = found.members["apps/api"].package
    script = package.script("build")
    assert (script.value if script else None) == command
    if script is not None:
        assert f"{script.evidence.file}:{script.evidence.line}".startswith(place)
        assert package.target("build") == "api:build"
    assert package.target("start") is None


@pytest.mark.parametrize(
    ("files", "needed"),
    [
        ({"apps/api/moon.yml": "dependsOn: [lib]"}, ["libs/lib", "apps/api"]),
        ({"apps/api/moon.yml": "dependsOn: [{id: lib}]"}, ["libs/lib", "apps/api"]),
        ({"apps/api/moon.yml": "tasks: {build: {deps: ['^:build', 'lib:gen']}}"}, ["libs/lib", 1]),
        ({"apps/api/moon.yml": "tasks: {build: {deps: [{target: 'lib:x'}]}}"}, ["libs/lib", 1]),
        (
            {"apps/api/moon.yml": "dependsOn: [other]", "libs/lib/moon.yml": "id: other"},
            ["libs/lib", 1],
        ),
        (
            {
                "apps/api/moon.yml": "dependsOn: [other]",
                ".moon/workspace.yml": "projects: {other: ./libs/lib, api: apps/api, top: .}",
            },
            ["libs/lib", 1],
        ),
        ({"apps/api/moon.yml": "dependsOn: [gone]"}, [1]),
    ],
)
def test_projects_are_needed_that_moon_alone_is_told_of(
    project: MakeProject, files: dict[str, str], needed: list[str | int]
) -> None:
    found = find(project({**FILES, **files}))
    assert found is not None
    folders = [one.folder for one in found.needed_by("apps/api", {})]
    assert folders == [one if isinstance(one, str) else "apps/api" for one in needed]


@pytest.mark.parametrize(
    ("files", "node", "manager"),
    [
        ({}, None, ("npm", None)),
        ({".prototools": 'node = "22.1.0"\npnpm = "9.1.0"\n'}, "22.1.0", ("npm", None)),
        ({".prototools": "node = 1\n"}, None, ("npm", None)),
        (
            {
                ".moon/toolchain.yml": "node: {version: 24.13.0, packageManager: pnpm, "
                "pnpm: {version: 10.11.0}}"
            },
            "24.13.0",
            ("pnpm", "10.11.0"),
        ),
        (
            {
                ".moon/toolchains.yml": "javascript: {packageManager: yarn}\n"
                "yarn: {version: 4.5.0}\nnode: {}"
            },
            None,
            ("yarn-berry", "4.5.0"),
        ),
        ({".moon/toolchains.yml": "javascript: {packageManager: pnpm}\n"}, None, ("npm", None)),
        ({".moon/toolchains.yml": "javascript: {packageManager: npm}\n"}, None, ("npm", None)),
    ],
)
def test_versions_of_tools_come_from_prototools_and_the_toolchain(
    project: MakeProject,
    files: dict[str, str],
    node: str | None,
    manager: tuple[str, str | None],
) -> None:
    made = project({"package.json": "{}", **FILES, **files})
    package = PackageJson(made)
    found = package_manager.read(made, package)
    version = found.version.value if found.version else None
    assert (found.name.value, version) == manager
    if node is not None:
        assert node_version.read(made, package).value == node


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, "2"),
        ({".prototools": 'moon = "2.5.0"\n'}, "2.5.0"),
        ({".moon/workspace.yml": "versionConstraint: '>=1.40.0'"}, "2"),
        ({".moon/workspace.yml": "versionConstraint: '^1.40.0'"}, "1"),
        ({".moon/workspace.yml": "versionConstraint: '1.41.7'"}, "1.41.7"),
        (
            {
                ".moon/workspace.yml": "versionConstraint: '>=1.0.0'",
                ".moon/toolchain.yml": "node: {}",
            },
            "1",
        ),
        ({".prototools": 'moon = "canary"\n'}, "2"),
        ({".moon/toolchain.yml": "node: {}"}, "1"),
        ({".moon/tasks.yml": "tasks: {}"}, "1"),
    ],
)
def test_the_version_of_moon_is_told_or_shown_by_the_names_of_its_files(
    project: MakeProject, files: dict[str, str], version: str
) -> None:
    assert moon.version(project({**FILES, **files})).value == version


def test_a_start_that_all_inherit_makes_no_application(project: MakeProject) -> None:
    files = {
        "apps/api/moon.yml": "tasks: {start: {command: node a.js}}",
        "apps/api/package.json": "{}",
        ".moon/tasks.yml": "tasks: {start: {command: node x.js}}",
    }
    found = find(project({**FILES, **files}))
    assert found is not None
    starts = [one.package.script("start") for one in found.members.values()]
    assert [one.value if one else None for one in starts] == ["node a.js", None]
