"""Where the TypeScript compiler writes."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.sources import tsconfig
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def out_dir(make: MakeProject, files: dict[str, str], folder: str = "") -> str | None:
    inside = f"{folder}/package.json" if folder else "package.json"
    made = make({inside: "{}", **files})
    found = tsconfig.out_dir(made, PackageJson(made, folder))
    return found.value if found else None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tsconfig.json": '{"compilerOptions": {"outDir": "./lib", }, } // why'}, "lib"),
        (
            {
                "tsconfig.json": '{"extends": "./configs/base"}',
                "configs/base.json": '{"compilerOptions": {"outDir": "../out"}}',
            },
            "out",
        ),
        (
            {
                "tsconfig.json": '{"extends": ["./a.json", "./b.json"]}',
                "a.json": '{"compilerOptions": {"outDir": "a"}}',
                "b.json": '{"compilerOptions": {"outDir": "b"}}',
            },
            "b",
        ),
        (
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dev"}}',
                "tsconfig.build.json": '{"compilerOptions": {"outDir": "dist"}}',
            },
            "dist",
        ),
        ({"tsconfig.json": '{"extends": "@tsconfig/node24/tsconfig.json"}'}, None),
        ({"tsconfig.json": '{"extends": "./tsconfig.json"}'}, None),
        ({"tsconfig.json": "{ broken"}, None),
        ({}, None),
    ],
)
def test_the_output_folder_is_followed_through_extends(
    project: MakeProject, files: dict[str, str], expected: str | None
) -> None:
    assert out_dir(project, files) == expected


def test_a_member_that_extends_the_root_writes_where_the_root_says(project: MakeProject) -> None:
    files = {
        "apps/a/tsconfig.json": '{"extends": "../../tsconfig.base.json"}',
        "tsconfig.base.json": '{"compilerOptions": {"outDir": "${configDir}/dist"}}',
    }
    assert out_dir(project, files, "apps/a") == "../../dist"
