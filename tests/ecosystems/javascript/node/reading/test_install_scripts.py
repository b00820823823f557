"""Which packages may run scripts when they are installed."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.package_managers import install_scripts
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

LOCKED = Locked("lock", versions={"sqlite3": "5.1.7", "express": "5.0.0"})


def unapproved(
    make: MakeProject,
    command: str,
    files: dict[str, str] | None = None,
    package: dict[str, object] | None = None,
    locked: Locked | None = LOCKED,
) -> str | None:
    made = make({"package.json": json.dumps(package or {}), **(files or {})})
    found = install_scripts.unapproved(made, PackageJson(made), command, locked)
    return found.evidence.key if found else None


@pytest.mark.parametrize("command", ["npm", "pnpm"])
def test_a_native_module_that_nobody_approved_is_found(project: MakeProject, command: str) -> None:
    assert unapproved(project, command) == "sqlite3"


@pytest.mark.parametrize(
    ("command", "files", "package"),
    [
        ("npm", {}, {"allowScripts": {"sqlite3": True}}),
        ("npm", {}, {"allowScripts": {"sqlite3@5.1.7": True}}),
        ("pnpm", {}, {"pnpm": {"onlyBuiltDependencies": ["sqlite3"]}}),
        ("pnpm", {}, {"pnpm": {"neverBuiltDependencies": []}}),
        (
            "pnpm",
            {"common/config/rush/pnpm-config.json": '{"globalOnlyBuiltDependencies": ["sqlite3"]}'},
            {},
        ),
        ("pnpm", {"pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - sqlite3\n"}, {}),
        ("pnpm", {"pnpm-workspace.yaml": "allowBuilds:\n  sqlite3: true\n"}, {}),
        ("pnpm", {"pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true\n"}, {}),
        ("pnpm", {".npmrc": "dangerously-allow-all-builds=true\n"}, {}),
    ],
)
def test_an_approved_one_is_not(
    project: MakeProject, command: str, files: dict[str, str], package: dict[str, object]
) -> None:
    assert unapproved(project, command, files, package) is None


@pytest.mark.parametrize(
    ("command", "files", "package"),
    [
        ("npm", {}, {"allowScripts": {"sqlite3": False}}),
        ("npm", {}, {"allowScripts": {"@a/sqlite3": True}}),
        ("pnpm", {"pnpm-workspace.yaml": "allowBuilds:\n  sqlite3: false\n"}, {}),
        (
            "pnpm",
            {"common/config/rush/pnpm-config.json": "{} // sqlite3, neverBuiltDependencies"},
            {},
        ),
        ("pnpm", {"pnpm-workspace.yaml": "allowBuilds:\n  better-sqlite3: true\n"}, {}),
    ],
)
def test_one_that_is_forbidden_or_only_looks_alike_is_found(
    project: MakeProject, command: str, files: dict[str, str], package: dict[str, object]
) -> None:
    assert unapproved(project, command, files, package) == "sqlite3"


@pytest.mark.parametrize(
    "locked",
    [None, Locked("lock", versions={"better-sqlite3": "13.2.0"}), Locked("lock")],
)
def test_what_carries_its_binary_needs_no_script(
    project: MakeProject, locked: Locked | None
) -> None:
    assert unapproved(project, "npm", locked=locked) is None


@pytest.mark.parametrize(
    ("command", "version", "has_to"),
    [
        ("npm", "12.2.0", True),
        ("npm", "11.21.2", False),
        ("pnpm", "10", True),
        ("pnpm", "9.15.0", False),
        ("yarn", "4.1.0", False),
        ("pnpm", "next", False),
    ],
)
def test_which_versions_ask_for_it(command: str, version: str, has_to: bool) -> None:
    assert install_scripts.has_to_approve(command, version) is has_to
