"""The newest Node.js that old tools run on."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.javascript.node.node_version import node_limits
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

HERE = Evidence("x", "package.json", 1)


@pytest.mark.parametrize(
    ("name", "version", "newest"),
    [
        ("create-react-app", "4.0.3", "16"),
        ("create-react-app", "^5.0.1", None),
        ("nuxt", "2.15.8", "16"),
        ("nuxt", "2.17.0", None),
        ("webpack", "5.60.0", "16"),
        ("webpack", "4 || 5", "16"),
        ("angular", "~12.2.0", "16"),
        ("vite", "2.0.0", None),
        ("create-react-app", "latest", None),
    ],
)
def test_an_old_framework_has_a_newest_node(name: str, version: str, newest: str | None) -> None:
    found = node_limits.of_framework(name, Fact(version, HERE))
    assert (found.value if found else None) == newest


@pytest.mark.parametrize(
    ("asked", "locked", "newest"),
    [
        ({"node-sass": "^4.14.0"}, None, "14"),
        ({"node-sass": "^6.0.0"}, Locked("lock", versions={"node-sass": "9.0.0"}), "20"),
        ({"node-sass": "7", "fibers": "5"}, None, "14"),
        ({"better-sqlite3": "^11.8.1"}, None, "22"),
        ({"better-sqlite3": "^12.6.0"}, None, None),
        ({"sass": "1"}, Locked("lock", versions={"node-sass": "4.14.1"}), None),
        ({}, None, None),
    ],
)
def test_compiled_packages_have_a_newest_node(
    project: MakeProject, asked: dict[str, str], locked: Locked | None, newest: str | None
) -> None:
    made = project({"package.json": json.dumps({"devDependencies": asked})})
    found = node_limits.of_packages([PackageJson(made)], locked)
    assert (found.value if found else None) == newest


@pytest.mark.parametrize(
    ("name", "version", "newest"),
    [
        ("yarn-berry", "2.4.2", "22"),
        ("yarn-berry", "3.1.1", "22"),
        ("yarn-berry", "3.2.4", None),
        ("yarn-berry", "3", None),
        ("yarn-berry", "4.0.0-rc.35", None),
        ("pnpm", "6", "18"),
        ("pnpm", "7.29.3", "18"),
        ("pnpm", "7.32.2", None),
        ("pnpm", "7", None),
        ("pnpm", "8.3.0", "18"),
        ("pnpm", "8.3.1", None),
        ("npm", "6.0.0", None),
    ],
)
def test_an_old_package_manager_has_a_newest_node(
    name: str, version: str, newest: str | None
) -> None:
    found = node_limits.of_manager(name, Fact(version, HERE))
    assert (found.value if found else None) == newest
    assert node_limits.of_manager(name, None) is None
