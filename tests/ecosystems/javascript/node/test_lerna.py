"""Lerna, with the package manager's workspaces and before there were any."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.monorepos import lerna
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

API = {
    "name": "@old/api",
    "scripts": {"build": "tsc", "start": "node dist/server.js"},
    "dependencies": {"@old/names": "^1.0.0", "express": "5"},
}
FILES = {
    "lerna.json": '{"packages": ["packages/*"]}',
    "package-lock.json": '{"lockfileVersion": 3, "packages": {}}',
    "packages/api/package.json": json.dumps(API),
    "packages/names/package.json": '{"name": "@old/names", "main": "dist/index.js"}',
}


def made(make: MakeProject, files: dict[str, str], **top: object) -> tuple[str, tuple[str, ...]]:
    """The Dockerfile, and what was said."""
    package = {"name": "old", "devDependencies": {"lerna": "^6.6.2"}, **top}
    found = detect(make({"package.json": json.dumps(package), **files}), detector="node")
    return render(plan(found))["Dockerfile"].text, tuple(found.winner[1].findings.warnings)


def test_lerna_before_7_installs_the_packages_of_the_members(project: MakeProject) -> None:
    text, said = made(project, FILES)
    bootstrap = "npx lerna bootstrap --no-ci --scope=@old/api --include-dependencies"
    assert "COPY package.json package-lock.json lerna.json ./\n" in text
    assert f"    npm ci && {bootstrap}\n" in text
    assert f"    npm ci && {bootstrap} -- --omit=dev && npm prune --omit=dev\n" in text
    assert "COPY --from=dependencies /app/ ./\n" in text
    assert not any("lerna.json" in one for one in said)


def test_lockfiles_of_the_members_are_copied_and_obeyed(project: MakeProject) -> None:
    locks = {f"packages/{one}/package-lock.json": "{}" for one in ("api", "names")}
    text, _ = made(project, {**FILES, **locks})
    assert "COPY packages/api/package-lock.json packages/api/package.json packages/api/\n" in text
    assert "npx lerna bootstrap --ci --scope" in text


def test_yarn_takes_its_own_options(project: MakeProject) -> None:
    files = {**FILES, "yarn.lock": "# yarn lockfile v1\n"}
    del files["package-lock.json"]
    text, _ = made(project, files)
    assert "-- --production && yarn install --production\n" in text


@pytest.mark.parametrize(
    ("files", "top", "said"),
    [
        ({}, {"devDependencies": {"lerna": "^8"}}, True),
        ({"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, {"packageManager": "pnpm@9.0.0"}, True),
        ({}, {"devDependencies": {"lerna": "^8"}, "workspaces": ["packages/*"]}, False),
        ({"pnpm-workspace.yaml": "packages: ['packages/*']"}, {}, False),
    ],
)
def test_members_that_no_package_manager_knows_are_said(
    project: MakeProject, files: dict[str, str], top: dict[str, object], said: bool
) -> None:
    text, warnings = made(project, {**FILES, **files}, **top)
    assert "bootstrap" not in text
    assert any(one.startswith("lerna.json names the members") for one in warnings) is said


@pytest.mark.parametrize(("version", "old"), [("^6.6.2", True), ("7.0.0", False), ("*", False)])
def test_lerna_lost_its_installation_with_version_7(version: str, old: bool) -> None:
    assert lerna.bootstraps(version) is old
