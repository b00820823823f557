"""Which Node.js a project asks for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.node_version import node_version
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def version_of(make: MakeProject, files: dict[str, str], **package: object) -> Fact[str]:
    made = make({"package.json": json.dumps(package, indent=1), **files})
    return node_version.read(made, PackageJson(made))


@pytest.mark.parametrize(
    ("files", "expected", "place"),
    [
        ({".nvmrc": "# team\nv22.11.0\n"}, "22.11.0", ".nvmrc:2"),
        ({".nvmrc": "lts/jod"}, "22", ".nvmrc:1"),
        ({".nvmrc": "lts/*"}, "26", ".nvmrc:1"),
        ({".nvmrc": "node"}, "26", ".nvmrc:1"),
        ({".node-version": "24\n"}, "24", ".node-version:1"),
        ({".tool-versions": "python 3.13\nnodejs 22.1.0 # why\n"}, "22.1.0", ".tool-versions:2"),
        ({"mise.toml": '[tools]\nnode = "24"\n'}, "24", "mise.toml:2"),
        ({"mise.toml": '[tools]\nnode = ["22", "24"]\n'}, "22", "mise.toml:2"),
        ({".mise.toml": '[tools]\nnode = { version = "lts" }\n'}, "26", ".mise.toml:2"),
        ({"mise.toml": "[tools]\nnode = 22\n"}, "22", "mise.toml:2"),
        ({".nvmrc": "# ci\nsave=1\nlts/-1 # the one before\n"}, "24", ".nvmrc:3"),
        ({".nvmrc": "lts/fermium"}, "14", ".nvmrc:1"),
        ({".nvmrc": "v20"}, "20", ".nvmrc:1"),
        ({".nvmrc": "system\n22", ".node-version": "node-24.1"}, "24.1", ".node-version:1"),
        ({".tool-versions": "nodejs system ref:v22.1.0 20.1.0\n"}, "22.1.0", ".tool-versions:1"),
        ({".tool-versions": "nodejs latest:22\n"}, "22", ".tool-versions:1"),
        ({".tool-versions": "nodejs lts-jod\nnodejs 24\n"}, "22", ".tool-versions:1"),
        (
            {
                ".tool-versions": "nodejs path:/opt/node\n",
                ".mise.toml": '[tools]\n"core:node" = "22"\n',
            },
            "22",
            ".mise.toml:2",
        ),
        ({"mise.toml": '[tools.node]\nversion = "prefix:22"\n'}, "22", "mise.toml:1"),
        (
            {".mise/config.toml": '[[tools.node]]\nversion = "22"\nos = ["linux"]\n'},
            "22",
            ".mise/config.toml:1",
        ),
        (
            {
                "mise.toml": '[tools]\npnpm = "10"\n',
                ".config/mise/config.toml": '[tools]\nnode = "24"\n',
            },
            "24",
            ".config/mise/config.toml:2",
        ),
        (
            {".config/mise/conf.d/10.toml": '[tools]\nnode = "22"\n'},
            "22",
            ".config/mise/conf.d/10.toml:2",
        ),
        (
            {
                "mise.production.toml": '[tools]\nnode = "20"\n',
                "pnpm-workspace.yaml": "nodeVersion: 20.0.0\nuseNodeVersion: '22.11.0'\n",
            },
            "22.11.0",
            "pnpm-workspace.yaml:2",
        ),
        ({".npmrc": "node-version=20.1.0\nuse-node-version=22.12.0\n"}, "22.12.0", ".npmrc:2"),
    ],
)
def test_version_files_are_read(
    project: MakeProject, files: dict[str, str], expected: str, place: str
) -> None:
    found = version_of(project, files)
    assert found.value == expected
    assert str(found.evidence).startswith(place)


def test_files_go_in_the_documented_order(project: MakeProject) -> None:
    files = {
        ".nvmrc": "20",
        ".node-version": "22",
        ".tool-versions": "nodejs 23",
        "mise.toml": '[tools]\nnode = "24"\n',
    }
    for name, expected in zip(list(files), ["20", "22", "23", "24"], strict=True):
        assert version_of(project, files).value == expected
        files[name] = "\n"
    package: dict[str, object] = {"volta": {"node": "22.5.1"}, "engines": {"node": "24"}}
    assert version_of(project, files, **package).value == "22.5.1"
    del package["volta"]
    package["devEngines"] = {"runtime": {"name": "node", "version": "^22.0.0"}}
    assert version_of(project, files, **package).value == "22"
    del package["devEngines"]
    assert version_of(project, files, **package).value == "24"
    assert version_of(project, files).evidence.is_default


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ({"volta": {"extends": "tools/volta.json"}}, "22.3.0"),
        ({"volta": {"node": "24.1.0", "extends": "tools/volta.json"}}, "24.1.0"),
        ({"volta": {"extends": "gone.json"}, "engines": {"node": "20"}}, "20"),
        (
            {
                "devEngines": {
                    "runtime": [
                        {"name": "deno", "version": "2"},
                        {"name": "node", "version": "^24.1.0", "onFail": "download"},
                    ]
                }
            },
            "24",
        ),
        (
            {
                "devEngines": {"runtime": {"name": "node", "onFail": "warn"}},
                "engines": {"node": "22"},
            },
            "22",
        ),
        (
            {"pnpm": {"executionEnv": {"nodeVersion": "22.9.0"}}, "engines": {"node": "20"}},
            "22.9.0",
        ),
    ],
)
def test_package_json_pins_in_many_ways(
    project: MakeProject, package: dict[str, object], expected: str
) -> None:
    pins = '{"volta": {"node": "22.3.0", "extends": "../package.json"}}'
    assert version_of(project, {"tools/volta.json": pins}, **package).value == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("<15", "14"),
        (">=18", "26"),
        (">=14.15 <15 || >=18.15 <22", "20"),
        ("^24.1.0", "24"),
        ("22.x", "22"),
        ("<24", "22"),
        (">=20 <23 || 18.x", "22"),
        ("~24.3.0", "24.3"),
        (">=24.3.0 <24.3.2", "24.3.0"),
        ("18 || 20", "20"),
        ("*", "26"),
    ],
)
def test_a_range_picks_the_newest_supported_line_in_it(
    project: MakeProject, wanted: str, expected: str
) -> None:
    assert version_of(project, {}, engines={"node": wanted}).value == expected


def test_a_range_that_nothing_satisfies_is_an_error_with_its_line(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"package\.json:3: no known .* satisfies '>=99'"):
        version_of(project, {}, engines={"node": ">=99"})


def test_a_broken_mise_file_is_an_error_with_its_line(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"mise\.toml:2: is not valid TOML"):
        version_of(project, {"mise.toml": "[tools]\nnode = = 2\n"})


@pytest.mark.parametrize(
    "files",
    [
        {".nvmrc": "# nothing\n"},
        {".nvmrc": "default\n", ".tool-versions": "\nnodejs system\n"},
        {"mise.toml": "[tools]\nnode = '{{ env.NODE }}'\n"},
        {
            "pnpm-workspace.yaml": "nodeVersion: 20.0.0\n",
            ".npmrc": "registry=https://npm.example\n",
        },
        {".tool-versions": "python 3.13\n"},
        {"mise.toml": "[env]\nNODE_ENV = 'x'\n"},
        {"mise.toml": "tools = 3\n"},
        {"mise.toml": "[tools]\nnode = []\n"},
    ],
)
def test_files_that_name_no_node_leave_the_default(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert version_of(project, files).evidence.is_default


@given(st.text(max_size=40))
def test_any_wish_becomes_a_version_or_one_clear_sentence(wanted: str) -> None:
    try:
        found = node_version.resolve(Fact(wanted, Evidence("engines.node", "package.json", 1)))
    except UnusableInput as problem:
        assert "no known Node.js release" in str(problem)  # noqa: PT017  either way is right
    else:
        assert found[0].isdigit()


def test_a_member_of_a_workspace_asks_its_own_files_first(project: MakeProject) -> None:
    made = project(
        {
            "package.json": '{"engines": {"node": "22"}}',
            ".nvmrc": "20",
            "a/package.json": "{}",
            "a/.nvmrc": "24",
            "b/package.json": "{}",
        }
    )
    root = PackageJson(made)
    assert node_version.read(made, PackageJson(made, "a"), root).value == "24"
    assert node_version.read(made, PackageJson(made, "b"), root).value == "20"
    made.root.joinpath(".nvmrc").unlink()
    made = Project(made.root)
    assert node_version.read(made, PackageJson(made, "b"), root).value == "22"
