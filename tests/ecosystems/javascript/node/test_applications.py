"""Applications that a project configures: Keystone, Strapi, Directus, Medusa and the like."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import Verdict
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

KEYSTONE = {
    "scripts": {"build": "keystone build", "start": "keystone start"},
    "dependencies": {"@keystone-6/core": "8", "next": "16"},
}
SQLITE = {"dependencies": {"better-sqlite3": "12.8.0"}, "scripts": {"start": "node ."}}


def verdict_of(make: MakeProject, package: object, files: dict[str, str] | None = None) -> Verdict:
    found = detect(make({"package.json": json.dumps(package), **(files or {})}), detector="node")
    return next(verdict for one, verdict in found.verdicts if one.name == "node")


def dockerfile_of(make: MakeProject, package: object, files: dict[str, str] | None = None) -> str:
    made = make({"package.json": json.dumps(package), **(files or {})})
    return render(plan(detect(made, detector="node")))["Dockerfile"].text


def test_what_only_the_next_build_would_read_stays_out(project: MakeProject) -> None:
    text = dockerfile_of(project, KEYSTONE)
    assert "rm -rf node_modules .keystone/admin/.next/cache\n" in text


def test_without_development_packages_both_stages_install_by_one_command(
    project: MakeProject,
) -> None:
    assert dockerfile_of(project, KEYSTONE).count("npm install --omit=dev\n") == 2
    more = KEYSTONE | {"devDependencies": {"typescript": "5"}}
    assert dockerfile_of(project, more).count("npm install --omit=dev\n") == 1


def test_medusas_build_lies_where_it_is_started(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "medusa build", "start": "medusa start"},
        "dependencies": {"@medusajs/medusa": "2.21.2"},
    }
    assert "COPY --from=build /app/.medusa/server/ ./\n" in dockerfile_of(project, package)


def test_a_script_that_compiles_is_the_build(project: MakeProject) -> None:
    scripts = {"start": "node lib/", "compile": "shx rm -rf lib/ && tsc"}
    package = {"scripts": scripts, "dependencies": {"@feathersjs/feathers": "5"}}
    assert "RUN npm run compile && " in dockerfile_of(project, package)
    scripts["compile"] = "hardhat compile"
    assert "hardhat" not in dockerfile_of(project, package)


def test_an_old_compiler_of_modules_gets_what_python_has_no_more(project: MakeProject) -> None:
    packages = {
        "": {"dependencies": {"sqlite3": "5"}},
        "node_modules/sqlite3": {"version": "5.1.7"},
        "node_modules/node-gyp": {"version": "8.4.1"},
    }
    lock = {"lockfileVersion": 3, "packages": packages}
    package = {"dependencies": {"sqlite3": "5"}, "scripts": {"start": "node ."}}

    def tools() -> str:
        files = {"package-lock.json": json.dumps(lock), "index.js": ""}
        return dockerfile_of(project, package, files)

    assert "g++ make python3 python3-setuptools " in tools()
    packages["node_modules/node-gyp"] = {"version": "11.2.0"}
    assert "setuptools" not in tools()


@pytest.mark.parametrize(
    ("engines", "version", "said"),
    [
        (">=20 <=24.x.x", "22", False),
        ("24.x", "24", True),
        ("24.18.1", "24.18.1", False),
        ("24.21.0", "24.21.0", True),
        (">=20", "26", False),
    ],
)
def test_a_module_that_aborts_on_node_24_goes_around_it(
    project: MakeProject, engines: str, version: str, *, said: bool
) -> None:
    verdict = verdict_of(project, {**SQLITE, "engines": {"node": engines}}, {"index.js": ""})
    assert verdict.findings.facts["language_version"].value == version
    warned = [one for one in verdict.findings.warnings if "aborts where" in one]
    assert bool(warned) == said


def test_an_extension_that_nothing_builds_is_said(project: MakeProject) -> None:
    package = {"dependencies": {"directus": "12"}, "scripts": {"start": "directus start"}}
    files = {"extensions/hello/package.json": '{"scripts": {"build": "directus-extension build"}}'}

    def said(**more: object) -> bool:
        warnings = verdict_of(project, {**package, **more}, files).findings.warnings
        return any("nothing builds extensions/hello" in one for one in warnings)

    assert said()
    assert not said(scripts={"build": "make", "start": "directus start"})
    files["extensions/hello/dist/index.js"] = ""
    assert said()  # it may be there on this machine alone
    files[".gitignore"] = "node_modules\n!dist/\n"
    assert not said()
