"""Which package manager a project uses."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.javascript.node.package_managers import package_manager
from dockgen.ecosystems.javascript.node.package_managers.managers import MANAGERS
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

BERRY = "__metadata:\n  version: 8\n"


def manager_of(make: MakeProject, files: dict[str, str], **package: object) -> Manager:
    made = make({"package.json": json.dumps(package, indent=1), **files})
    return package_manager.read(made, PackageJson(made))


@pytest.mark.parametrize(
    ("field", "name", "version"),
    [
        ("pnpm@10.2.0", "pnpm", "10.2.0"),
        ("pnpm@10.2.0+sha512.abc", "pnpm", "10.2.0"),
        ("yarn@1.22.22", "yarn", "1.22.22"),
        ("yarn@4.1.0", "yarn-berry", "4.1.0"),
        ("npm@11.0.0", "npm", "11.0.0"),
        ("bun@1.4.5", "bun", "1.4.5"),
    ],
)
def test_the_field_decides(project: MakeProject, field: str, name: str, version: str) -> None:
    found = manager_of(project, {"package-lock.json": "{}"}, packageManager=field)
    assert (found.name.value, found.version and found.version.value) == (name, version)
    assert found.name.evidence.line == 2


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"package-lock.json": "{}"}, "npm"),
        ({"npm-shrinkwrap.json": "{}"}, "npm"),
        ({"yarn.lock": "# yarn lockfile v1\n"}, "yarn"),
        ({"yarn.lock": BERRY}, "yarn-berry"),
        ({"yarn.lock": "", ".yarnrc.yml": ""}, "yarn-berry"),
        ({"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "pnpm"),
        ({"bun.lock": "{}"}, "bun"),
        ({"bun.lockb": ""}, "bun"),
    ],
)
def test_the_lockfile_decides_where_no_field_does(
    project: MakeProject, files: dict[str, str], name: str
) -> None:
    found = manager_of(project, files)
    assert found.name.value == name
    assert found.lockfile == next(iter(files))


@pytest.mark.parametrize(
    ("files", "engine", "version"),
    [
        ({"pnpm-lock.yaml": "lockfileVersion: '6.0'\n"}, {"name": "pnpm", "onFail": "warn"}, "8"),
        ({"yarn.lock": "# yarn lockfile v1\n"}, {"name": "yarn", "version": "*"}, "1"),
        ({"yarn.lock": "# yarn lockfile v1\n"}, {"name": "pnpm"}, "10"),
    ],
)
def test_the_lockfile_tells_the_version_of_an_engine_without_one(
    project: MakeProject, files: dict[str, str], engine: dict[str, str], version: str
) -> None:
    found = manager_of(project, files, devEngines={"packageManager": engine})
    assert found.row.command == engine["name"]
    assert found.version is not None
    assert found.version.value.startswith(version)


def test_volta_takes_pins_over_from_another_file(project: MakeProject) -> None:
    files = {"base.json": '{"volta": {"yarn": "4.5.0"}}'}
    found = manager_of(project, files, volta={"node": "24.0.0", "extends": "./base.json"})
    assert (found.name.value, found.name.evidence.file) == ("yarn-berry", "base.json")


def test_without_a_sign_it_is_npm(project: MakeProject) -> None:
    found = manager_of(project, {})
    assert found.name.value == "npm"
    assert found.name.evidence.is_default
    assert found.lockfile is None


def test_the_format_of_a_pnpm_lockfile_tells_the_line(project: MakeProject) -> None:
    found = manager_of(project, {"pnpm-lock.yaml": "settings: {}\nlockfileVersion: '6.0'\n"})
    assert found.version is not None
    assert found.version.value == "8"
    assert str(found.version.evidence).startswith("pnpm-lock.yaml:2")


@pytest.mark.parametrize("field", ["pnpm", "pnpm@latest", "rush@5.0.0", "pnpm 10.0.0"])
def test_a_field_of_another_form_is_an_error(project: MakeProject, field: str) -> None:
    with pytest.raises(UnusableInput, match=r"package\.json:2: packageManager is"):
        manager_of(project, {}, packageManager=field)


def test_lockfiles_of_others_are_named(project: MakeProject) -> None:
    made = project(
        {"package.json": '{"packageManager": "pnpm@10.0.0"}', "yarn.lock": "", "pnpm-lock.yaml": ""}
    )
    found = package_manager.read(made, PackageJson(made))
    assert package_manager.other_lockfiles(made, found) == ("yarn.lock",)


def test_every_row_installs_exactly_what_its_lockfile_says() -> None:
    frozen = {"npm": "npm ci", "npm-6": "npm ci", "yarn-berry": "--immutable"}
    frozen["rush"] = "rush install"
    for row in MANAGERS:
        assert frozen.get(row.name, "--frozen-lockfile") in row.frozen


@pytest.mark.parametrize(
    ("package", "name", "version"),
    [
        ({"devEngines": {"packageManager": {"name": "pnpm", "version": "^10.2.0"}}}, "pnpm", "10"),
        ({"devEngines": {"packageManager": [{"name": "x"}, {"name": "npm"}]}}, "npm", "11"),
        ({"devEngines": {"packageManager": {"name": "yarn", "version": ">=3"}}}, "yarn-berry", "4"),
        ({"devEngines": {"packageManager": {"name": "bun", "version": "1.2.3"}}}, "bun", "1.2.3"),
        ({"volta": {"node": "24.0.0", "yarn": "1.22.19"}}, "yarn", "1.22.19"),
        ({"volta": {"yarn": "4.5.0"}}, "yarn-berry", "4.5.0"),
        ({"engines": {"pnpm": ">=8 <10"}}, "pnpm", "9"),
        ({"engines": {"npm": ">=10"}}, "npm", None),
    ],
)
def test_the_other_fields_are_asked_in_their_order(
    project: MakeProject, package: dict[str, object], name: str, version: str | None
) -> None:
    found = manager_of(project, {}, **package)
    assert (found.name.value, found.version.value if found.version else None) == (name, version)


def test_the_field_goes_before_dev_engines_and_those_before_the_lockfile(
    project: MakeProject,
) -> None:
    engines = {"packageManager": {"name": "bun", "version": "1"}}
    files = {"yarn.lock": "# yarn lockfile v1\n"}
    found = manager_of(project, files, packageManager="pnpm@9.0.0", devEngines=engines)
    assert found.name.value == "pnpm"
    assert manager_of(project, files, devEngines=engines).name.value == "bun"
    assert manager_of(project, files).name.value == "yarn"


def test_engines_narrow_the_version_beside_a_lockfile(project: MakeProject) -> None:
    files = {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}
    found = manager_of(project, files, engines={"pnpm": "^9.4.0"})
    assert found.version is not None
    assert (found.version.value, found.version.evidence.key) == ("9", "engines.pnpm")


def test_a_range_that_nothing_satisfies_is_an_error(project: MakeProject) -> None:
    engines = {"packageManager": {"name": "pnpm", "version": ">=99"}}
    with pytest.raises(UnusableInput, match=r"package\.json:3: no known release of pnpm satisfies"):
        manager_of(project, {}, devEngines=engines)


@pytest.mark.parametrize(
    ("field", "files", "words"),
    [
        ("yarn@1.22.0", {"yarn.lock": BERRY}, "was written by Yarn 2 or later"),
        ("yarn@4.0.0", {"yarn.lock": 'ms@2:\n  version "2"\n'}, "was written by Yarn 1"),
        ("pnpm@8.0.0", {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "has format 9.0"),
        ("pnpm@10.0.0", {"pnpm-lock.yaml": "lockfileVersion: '6.0'\n"}, "has format 6.0"),
    ],
)
def test_a_lockfile_of_another_version_is_said(
    project: MakeProject, field: str, files: dict[str, str], words: str
) -> None:
    assert words in (
        package_manager.complaint(manager_of(project, files, packageManager=field)) or ""
    )


@pytest.mark.parametrize(
    ("field", "files"),
    [
        ("pnpm@12.1.0", {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}),
        ("yarn@4.0.0", {"yarn.lock": BERRY}),
        ("npm@11.0.0", {"package-lock.json": '{"lockfileVersion": 3}'}),
        ("npm@11.0.0", {}),
    ],
)
def test_a_lockfile_of_the_same_version_is_fine(
    project: MakeProject, field: str, files: dict[str, str]
) -> None:
    assert package_manager.complaint(manager_of(project, files, packageManager=field)) is None


def test_a_native_module_that_pnpm_10_would_not_build_means_pnpm_9(project: MakeProject) -> None:
    lockfile = "lockfileVersion: '9.0'\n\npackages:\n\n  sqlite3@5.1.7:\n    resolution: {}\n"
    found = manager_of(project, {"pnpm-lock.yaml": lockfile})
    assert found.version is not None
    assert found.version.value == "9"
    assert found.version.evidence.line == 5
    approved = manager_of(
        project, {"pnpm-lock.yaml": lockfile}, pnpm={"onlyBuiltDependencies": ["sqlite3"]}
    )
    assert approved.version is not None
    assert approved.version.value == "10"
