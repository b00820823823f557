"""A lockfile is called out of date where its package manager would refuse it, and nowhere else."""

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import verdict_of

PACKAGE = {"name": "a", "scripts": {"start": "node s.js"}, "dependencies": {"ms": "^2.1.2"}}
BERRY = """\
__metadata:
  version: 8

"a@workspace:.":
  version: 0.0.0-use.local
  resolution: "a@workspace:."
  dependencies:
    {needs}
  languageName: unknown

"ms@npm:2.1.3":
  version: 2.1.3
  resolution: "ms@npm:2.1.3"
"""
PNPM = """\
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      ms:
        specifier: {wanted}
        version: 2.1.3
packages:
  ms@2.1.3:
    resolution: {{}}
"""
YARN_1 = '# yarn lockfile v1\n\n\n{heads}:\n  version "2.1.3"\n'


def npm(more: dict[str, object] | None = None) -> dict[str, str]:
    top: dict[str, object] = {"": {"dependencies": {"ms": "^2.1.2"}}}
    packages = {**top, "node_modules/ms": {"version": "2.1.3"}, **(more or {})}
    lock = {"lockfileVersion": 3, "packages": packages}
    return {"package-lock.json": json.dumps(lock)}


def bun(wanted: str) -> dict[str, str]:
    lock = {
        "lockfileVersion": 1,
        "workspaces": {"": {"name": "a", "dependencies": {"ms": wanted}}},
        "packages": {"ms": ["ms@2.1.3", "", {}, ""]},
    }
    return {"bun.lock": json.dumps(lock)}


def berry(needs: str = 'ms: "npm:^2.1.2"') -> dict[str, str]:
    return {"yarn.lock": BERRY.format(needs=needs), ".yarnrc.yml": "nodeLinker: node-modules\n"}


def said(make: MakeProject, package: object, files: dict[str, str]) -> str:
    warnings = verdict_of(make, package, {"s.js": "", **files}).findings.warnings
    return " ".join(one for one in warnings if "is out of date" in one)


@pytest.mark.parametrize(
    ("more", "files"),
    [
        ({}, npm()),
        ({"dependencies": {"ms": "^2.1.1"}}, npm()),
        ({"dependencies": {"ms": "2.x || 3"}}, npm()),
        ({"dependencies": {"ms": "github:vercel/ms"}}, npm()),
        ({"dependencies": {"ms": "latest"}}, npm()),
        ({"dependencies": {"ms": "^1.0.0"}, "overrides": {"ms": "2.1.3"}}, npm()),
        ({"dependencies": {}}, npm()),
        ({"dependencies": {"ms": "file:./ms"}}, npm({"node_modules/ms": {"link": True}})),
        ({"packageManager": "yarn@4.11.0"}, berry()),
        ({"packageManager": "yarn@3.8.7"}, berry("ms: ^2.1.2")),
        ({"packageManager": "yarn@4.11.0", "resolutions": {"ms": "2.1.3"}}, berry()),
        ({"packageManager": "yarn@4.11.0", "resolutions": {"**/ms": "2.1.3"}}, berry()),
        (
            {
                "packageManager": "yarn@4.11.0",
                "dependencies": {"ms": "patch:ms@npm%3A2.1.3#~/.yarn/patches/ms.patch"},
            },
            berry('ms: "patch:ms@npm%3A2.1.3#~/.yarn/patches/ms.patch"'),
        ),
        ({"packageManager": "yarn@4.11.0", "dependencies": {"ms": "workspace:^"}}, berry()),
        ({"packageManager": "yarn@4.11.0", "dependencies": {"ms": "npm:^2.1.2"}}, berry()),
        ({}, {"pnpm-lock.yaml": PNPM.format(wanted="^2.1.2")}),
        (
            {"pnpm": {"overrides": {"ms@2": "2.1.3"}}},
            {"pnpm-lock.yaml": PNPM.format(wanted="2.1.3")},
        ),
        ({"resolutions": {"ms": "2.1.3"}}, {"pnpm-lock.yaml": PNPM.format(wanted="2.1.3")}),
        (
            {},
            {
                "pnpm-lock.yaml": PNPM.format(wanted="2.1.3"),
                "pnpm-workspace.yaml": "overrides:\n  a>ms: 1.0.0\n  ms: 2.1.3\n",
            },
        ),
        (
            {},
            {"pnpm-lock.yaml": PNPM.format(wanted="2"), ".pnpmfile.cjs": "module.exports = {}"},
        ),
        (
            {"dependencies": {}, "peerDependencies": {"ms": "*"}},
            {"pnpm-lock.yaml": PNPM.format(wanted="*")},
        ),
        ({"dependencies": {"ms": "workspace:*"}}, {"pnpm-lock.yaml": PNPM.format(wanted="^2")}),
        ({}, {"yarn.lock": YARN_1.format(heads="ms@^2.1.2")}),
        (
            {"resolutions": {"ms": "2.1.3"}},
            {"yarn.lock": YARN_1.format(heads="ms@2.1.3, ms@^2.1.2")},
        ),
        ({"dependencies": {}}, {"yarn.lock": YARN_1.format(heads="ms@^2.1.2")}),
        ({}, bun("^2.1.2")),
    ],
)
def test_no_false_word_is_said(
    project: MakeProject, more: dict[str, object], files: dict[str, str]
) -> None:
    assert not said(project, {**PACKAGE, **more}, files)


@pytest.mark.parametrize(
    ("more", "files", "clause"),
    [
        ({"dependencies": {"ms": "^3.0.0"}}, npm(), "it lacks ms ^3.0.0 (the lockfile has 2.1.3)"),
        ({"dependencies": {"ms": "^2.1.2", "koa": "3"}}, npm(), "it lacks koa 3;"),
        ({"dependencies": {"koa": "git+https://a.example/b"}}, npm(), "it lacks koa git+https"),
        (
            {"packageManager": "yarn@4.11.0", "dependencies": {"ms": "^2.1.3"}},
            berry(),
            "it lacks ms ^2.1.3 (the lockfile was made for npm:^2.1.2)",
        ),
        (
            {"packageManager": "yarn@4.11.0", "dependencies": {}},
            berry(),
            "will stop the build: it still has ms; run",
        ),
        (
            {"dependencies": {"ms": "^2.1.1"}},
            {"pnpm-lock.yaml": PNPM.format(wanted="^2.1.2")},
            "ms ^2.1.1 (the lockfile was made for ^2.1.2)",
        ),
        (
            {"dependencies": {"koa": "3"}},
            {"pnpm-lock.yaml": PNPM.format(wanted="^2.1.2")},
            "it lacks koa 3 and it still has ms;",
        ),
        (
            {"dependencies": {"ms": "^2.1.1"}},
            {"yarn.lock": YARN_1.format(heads="ms@^2.1.2")},
            "it lacks ms ^2.1.1;",
        ),
        ({"dependencies": {"ms": "^2.1.1"}}, bun("^2.1.2"), "it lacks ms ^2.1.1"),
        ({"dependencies": {}}, bun("^2.1.2"), "it still has ms"),
    ],
)
def test_what_the_manager_refuses_is_said_before_the_build(
    project: MakeProject, more: dict[str, object], files: dict[str, str], clause: str
) -> None:
    assert clause in said(project, {**PACKAGE, **more}, files)


def test_yarn_1_looks_at_the_top_of_a_workspace_alone(project: MakeProject) -> None:
    member = {"name": "m", "scripts": {"start": "node s.js"}, "dependencies": {"ms": "^2.1.1"}}
    files = {
        "m/package.json": json.dumps(member),
        "m/s.js": "",
        "yarn.lock": YARN_1.format(heads="ms@^2.1.2"),
    }
    top = {"private": True, "workspaces": ["m"], "dependencies": {"ms": "^2.1.2"}}
    assert not said(project, top, files)


def test_a_member_finds_what_is_installed_above_it(project: MakeProject) -> None:
    member = {"name": "m", "scripts": {"start": "node s.js"}, "dependencies": {"ms": "^2.1.1"}}
    nested: dict[str, object] = {"m": {}, "m/node_modules/ms": {"version": "1.0.0"}}
    top = {"private": True, "workspaces": ["m"], "dependencies": {"ms": "^2.1.2"}}
    files = {"m/package.json": json.dumps(member), "m/s.js": ""}
    assert not said(project, top, {**files, **npm({"m": {}})})
    assert "ms ^2.1.1 (the lockfile has 1.0.0)" in said(project, top, {**files, **npm(nested)})
