"""What npm packages need of the operating system."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node import system_needs
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.ecosystems.javascript.node.system_needs import Needs
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def needs_of(make: MakeProject, packages: dict[str, str], locked: Locked | None = None) -> Needs:
    made = make({"package.json": json.dumps({"dependencies": packages})})
    return system_needs.read([PackageJson(made)], locked)


def test_a_native_module_needs_compilers_and_nothing_at_run_time(project: MakeProject) -> None:
    found = needs_of(project, {"better-sqlite3": "12"})
    assert found.compiler is not None
    assert system_needs.of_system(["better-sqlite3"], "debian", "run") == ()
    assert system_needs.of_system(["better-sqlite3"], "debian", "build") == ()


def test_headers_go_to_the_build_and_libraries_to_the_run_time() -> None:
    assert system_needs.of_system(["pg-native"], "debian", "build") == ("libpq-dev",)
    assert system_needs.of_system(["pg-native"], "debian", "run") == ("libpq5",)
    assert system_needs.of_system(["pg-native"], "alpine", "run") == ("libpq",)


@pytest.mark.parametrize(("version", "rows"), [("^6.1.0", 1), ("^7.0.0", 0), ("latest", 1)])
def test_prisma_needs_openssl_as_long_as_it_has_engines(
    project: MakeProject, version: str, rows: int
) -> None:
    assert len(needs_of(project, {"@prisma/client": version}).rows) == rows


def test_the_locked_version_decides_over_the_range(project: MakeProject) -> None:
    locked = Locked("x", versions={"@prisma/client": "7.1.0"})
    assert needs_of(project, {"@prisma/client": ">=5"}, locked).rows == ()


@pytest.mark.parametrize(("versions", "rows"), [({}, 1), ({"@prisma/client": "7.8.0"}, 0)])
def test_a_framework_that_brings_prisma_needs_what_that_needs(
    project: MakeProject, versions: dict[str, str], rows: int
) -> None:
    locked = Locked("x", versions=versions)
    assert len(needs_of(project, {"@cedarjs/api": "5.0.3"}, locked).rows) == rows


@pytest.mark.parametrize(
    ("versions", "old"), [({}, False), ({"node-gyp": "9.4.1"}, True), ({"node-gyp": "10.0"}, False)]
)
def test_a_node_gyp_before_10_is_old(versions: dict[str, str], *, old: bool) -> None:
    assert bool(system_needs.old_compiler(Locked("x", versions=versions))) == old


def test_a_native_module_deep_in_the_lockfile_is_found(project: MakeProject) -> None:
    locked = Locked(
        "x",
        versions={"deep": "1.0.0", "fsevents": "1"},
        needs={"fsevents": {"nan"}, "deep": {"nan"}},
    )
    found = needs_of(project, {"express": "5"}, locked)
    assert found.compiler is not None
    assert found.compiler.evidence.key == "deep"


def test_plain_packages_need_nothing(project: MakeProject) -> None:
    assert needs_of(project, {"express": "5"}, Locked("x")) == Needs()


def test_no_package_stands_in_two_rows() -> None:
    names = [name for row in system_needs.NEEDS for name in row.packages]
    assert len(names) == len(set(names))
