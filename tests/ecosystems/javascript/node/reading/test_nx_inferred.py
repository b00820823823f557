"""Builds that a plugin of Nx infers from the configuration of another tool."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.monorepos import nx
from tests.conftest import MakeProject

NAMED = {"plugin": "@nx/vite/plugin", "options": {"buildTargetName": "vite:build"}}
PAGES = {"a/vite.config.mts": "export default {}", "a/index.html": "<h1>"}
WEBPACK = "module.exports = {{ {}, plugins: [new NxAppWebpackPlugin({{ {} }})] }}"


def vite(config: str) -> dict[str, str]:
    return {**PAGES, "a/vite.config.mts": f"export default defineConfig({config})"}


def webpack(settings: str, options: str) -> dict[str, str]:
    return {"a/webpack.config.js": WEBPACK.format(settings, options)}


@pytest.mark.parametrize(
    ("plugin", "files", "build", "output", "entry"),
    [
        ("@nx/vite/plugin", PAGES, "nx build a", "a/dist", ""),
        (
            "@nx/vite/plugin",
            vite("{ build: { outDir: '../dist/a' } }"),
            "nx build a",
            "dist/a",
            "",
        ),
        (NAMED, PAGES, "nx run a:vite:build", "a/dist", ""),
        ({**NAMED, "options": None}, PAGES, "nx build a", "a/dist", ""),
        (
            "@nx/webpack/plugin",
            webpack("output: { path: join(__dirname, '../dist/a') }", "target: 'node'"),
            "nx build a",
            "dist/a",
            "dist/a/main.js",
        ),
        (
            "@nx/webpack",
            webpack("target: 'node', output: { filename: 'server.js' }", ""),
            "nx build a",
            "a/dist",
            "a/dist/server.js",
        ),
        (
            "@nx/rspack/plugin",
            {"a/rspack.config.ts": "export default { plugins: [new X({ index: './a.html' })] }"},
            "nx build a",
            "a/dist",
            "",
        ),
    ],
)
def test_the_configuration_tells_what_is_built_and_where(
    project: MakeProject,
    plugin: object,
    files: dict[str, str],
    build: str,
    output: str,
    entry: str,
) -> None:
    top = {"nx.json": json.dumps({"plugins": ["@nx/eslint/plugin", plugin]})}
    found = nx.applications(project({**top, "a/project.json": "{}", **files}))["a"]
    assert (found.build, found.output, found.entry) == (build, output, entry)


@pytest.mark.parametrize(
    ("plugins", "files"),
    [
        (None, PAGES),
        (["@nx/webpack/plugin"], PAGES),
        (["@nx/vite/plugin"], {"a/vite.config.ts": "export default { test: {} }"}),
        (["@nx/webpack/plugin"], webpack("output: {}", "")),
        (["@nx/vite/plugin"], {**PAGES, "a/project.json": '{"projectType": "library"}'}),
    ],
)
def test_what_is_no_application_is_none(
    project: MakeProject, plugins: object, files: dict[str, str]
) -> None:
    top = {"nx.json": json.dumps({"plugins": plugins}), "a/project.json": "{}"}
    assert nx.applications(project({**top, **files})) == {}
