"""Commands that the pinned version of a package manager has, and no others."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.package_managers.managers import row_of
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

SCRIPTS = {"build": "tsc", "start": "node dist/index.js"}
SERVER = {"scripts": SCRIPTS, "dependencies": {"hono": "4"}, "devDependencies": {"typescript": "5"}}
FOCUS = "yarn workspaces focus --all --production"
WITHOUT = "npm pkg delete devDependencies && yarn install --no-immutable"
BERRY = {"yarn.lock": "__metadata:\n  version: 6\n", "src/index.ts": "", "tsconfig.json": "{}"}
PLUGIN = "plugins:\n  - path: .yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs\n"
GLOBAL = "ENV YARN_ENABLE_GLOBAL_CACHE=true"


def dockerfile_of(make: MakeProject, files: dict[str, str], **package: object) -> str:
    made = make({"package.json": json.dumps({**SERVER, **package}), **files})
    return render(plan(detect(made, detector="node")))["Dockerfile"].text


@pytest.mark.parametrize(
    ("version", "files", "command"),
    [
        ("2.4.2", {}, WITHOUT),
        ("3.8.7", {}, WITHOUT),
        ("3.8.7", {".yarnrc.yml": PLUGIN}, FOCUS),
        ("4.0.0", {}, FOCUS),
        ("4.18.1", {}, FOCUS),
        ("4.18.1", {".yarnrc.yml": "yarnPath: .yarn/releases/yarn-3.6.1.cjs\n"}, WITHOUT),
    ],
)
def test_focus_is_called_where_yarn_has_it(
    project: MakeProject, version: str, files: dict[str, str], command: str
) -> None:
    text = dockerfile_of(project, {**BERRY, **files}, packageManager=f"yarn@{version}")
    assert f"    {command}\n" in text
    assert "yarn install --immutable\n" in text


def test_the_lockfile_tells_a_yarn_without_focus(project: MakeProject) -> None:
    assert f"    {WITHOUT}\n" in dockerfile_of(project, BERRY)


@pytest.mark.parametrize(
    ("version", "files", "told"),
    [
        ("3.8.7", {}, True),
        ("3.8.7", {".yarn/cache/hono.zip": ""}, False),
        ("4.18.1", {}, False),
        ("4.18.1", {".yarnrc.yml": "enableGlobalCache: false\n"}, True),
    ],
)
def test_archives_go_to_the_cache_and_not_into_layers(
    project: MakeProject, version: str, files: dict[str, str], told: bool
) -> None:
    text = dockerfile_of(project, {**BERRY, **files}, packageManager=f"yarn@{version}")
    assert (GLOBAL in text) == told


def test_a_member_is_installed_without_the_others_by_every_yarn(project: MakeProject) -> None:
    files = {
        "package.json": json.dumps(
            {
                "name": "root",
                "packageManager": "yarn@3.8.7",
                "workspaces": ["apps/*"],
                "devDependencies": {"typescript": "5"},
            }
        ),
        "yarn.lock": BERRY["yarn.lock"],
        "apps/api/package.json": json.dumps({"name": "api", **SERVER}),
        "apps/docs/package.json": json.dumps({"name": "docs"}),
    }
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert "    yarn install --no-immutable\n" in text
    assert (
        "    npm pkg delete devDependencies && npm pkg delete --prefix=apps/api devDependencies "
        "&& yarn install --no-immutable\n"
    ) in text
    assert "focus" not in text


def test_a_version_that_the_registry_lacks_hands_over_to_the_project(project: MakeProject) -> None:
    text = dockerfile_of(project, BERRY, packageManager="yarn@2.1.0")
    assert "@yarnpkg/cli-dist@2\n" in text


def test_an_old_node_has_an_npm_without_pkg(project: MakeProject) -> None:
    text = dockerfile_of(project, BERRY, packageManager="yarn@3.8.7", engines={"node": "14"})
    assert "npx npm@7 pkg delete devDependencies && yarn install" in text


@pytest.mark.parametrize(
    ("name", "version", "field", "command"),
    [
        ("bun", "1.2.18", "remove_script", "bunx --bun npm@10 pkg delete"),
        ("bun", "1.2.19", "remove_script", "bun pm pkg delete"),
        ("bun", "1", "remove_script", "bun pm pkg delete"),
        ("pnpm", "8.10.5", "prune", "npm_config_ignore_scripts=true pnpm prune --prod"),
        ("pnpm", "9", "prune", "pnpm prune --prod --ignore-scripts"),
        ("pnpm", "6.35.1", "remove_script", "npm pkg delete"),
        ("pnpm", "7", "remove_script", "pnpm pkg delete"),
        ("pnpm", "5.18.11", "runner", "npx"),
        ("pnpm", "6", "runner", "pnpm exec"),
        ("pnpm", "", "runner", "pnpm exec"),
        ("yarn-berry", "latest", "prune", FOCUS),
    ],
)
def test_each_version_has_the_commands_that_it_knows(
    name: str, version: str, field: str, command: str
) -> None:
    assert getattr(row_of(name, version), field) == command


@pytest.mark.parametrize(
    ("start", "command"),
    [
        ("bun src/index.ts", "bunx --bun npm@10 pkg delete scripts.postinstall"),
        ("node dist/index.js", "npm pkg delete scripts.postinstall"),
    ],
)
def test_an_old_bun_has_scripts_removed_by_npm(
    project: MakeProject, start: str, command: str
) -> None:
    scripts = {"build": "tsc", "start": start, "postinstall": "node tools/make.js"}
    files = {"bun.lock": "{}", "src/index.ts": "", "tools/make.js": ""}
    text = dockerfile_of(project, files, packageManager="bun@1.2.5", scripts=scripts)
    assert f"RUN {command}\n" in text


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({".npmrc": "node-linker=pnp\nsymlink=false\n"}, True),
        ({"pnpm-workspace.yaml": "nodeLinker: pnp\n"}, True),
        ({"pnpm-workspace.yaml": "nodeLinker: hoisted\n"}, False),
        ({}, False),
    ],
)
def test_plug_and_play_of_pnpm_becomes_node_modules(
    project: MakeProject, settings: dict[str, str], told: bool
) -> None:
    files = {
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "src/index.ts": "",
        "tsconfig.json": "{}",
        **settings,
    }
    text = dockerfile_of(project, files, packageManager="pnpm@10.18.0")
    option = " --config.node-linker=isolated --config.symlink=true"
    assert (f"pnpm install --frozen-lockfile{option}\n" in text) == told
    assert (f"pnpm install --frozen-lockfile --prod{option}\n" in text) == told


def test_a_member_is_deployed_with_node_modules(project: MakeProject) -> None:
    files = {
        "package.json": json.dumps({"name": "top", "packageManager": "pnpm@10.18.0"}),
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "pnpm-workspace.yaml": "packages: ['apps/*']\nnodeLinker: pnp\n",
        "apps/api/package.json": json.dumps({"name": "api", **SERVER}),
    }
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert "deploy --prod --legacy /prod --config.node-linker=isolated" in text
