"""Which row of the tables of frameworks holds."""

from __future__ import annotations

import json
import re

import pytest

from dockgen.ecosystems.javascript.node.frameworks.framework_match import TABLES, Matcher
from dockgen.ecosystems.javascript.node.frameworks.frameworks import Framework
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

ROWS = tuple(row for table in TABLES for row in table)


def matcher(
    make: MakeProject,
    packages: dict[str, str],
    scripts: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
) -> Matcher:
    package = {"scripts": scripts or {}, "dependencies": packages}
    made = make({"package.json": json.dumps(package), **(files or {})})
    return Matcher(made, PackageJson(made))


def found(matching: Matcher) -> tuple[str, str] | None:
    match = matching.first()
    return (match.row.name, match.row.kind) if match else None


NEXT = {"next": "16", "react": "19"}
BUILD = {"build": "next build", "start": "next start"}


@pytest.mark.parametrize(
    ("packages", "scripts", "files", "expected"),
    [
        (NEXT, BUILD, {}, ("next", "server")),
        (NEXT, BUILD, {"next.config.ts": "const c = {output: 'standalone'}"}, ("next", "bundle")),
        (
            NEXT,
            {"build": "next build"},
            {"next.config.js": "module.exports = {output: 'export'}"},
            ("next", "site"),
        ),
        ({"nuxt": "^4"}, {"build": "nuxt build"}, {}, ("nuxt", "bundle")),
        ({"nuxt": "^2"}, {"build": "nuxt build"}, {}, ("nuxt", "server")),
        ({"nuxt": "^4"}, {"generate": "nuxt generate"}, {}, ("nuxt", "site")),
        ({"nuxt": "^4"}, {"build": "nuxt generate"}, {}, ("nuxt", "site")),
        (
            {"nuxt": "^4"},
            {"build": "nuxt build", "generate": "nuxt generate"},
            {},
            ("nuxt", "bundle"),
        ),
        (
            {"storybook": "^10", "vite": "^7"},
            {"build-storybook": "storybook build"},
            {},
            ("storybook", "site"),
        ),
        (
            {"storybook": "^10", "vite": "^7"},
            {"build": "vite build", "build-storybook": "storybook build"},
            {},
            ("vite", "site"),
        ),
        ({"@redwoodjs/core": "8"}, {}, {"web/x": ""}, ("redwood", "refused")),
        ({"@redwoodjs/core": "8"}, {}, {"web/x": "", "api/x": ""}, ("redwood", "server")),
        ({"@cedarjs/core": "5"}, {}, {"web/x": "", "api/x": ""}, ("cedar", "server")),
        ({"rwsdk": "1", "vite": "7"}, {"build": "vite build"}, {}, ("redwood-sdk", "refused")),
        ({"@keystone-6/core": "8", "next": "16"}, {}, {}, ("keystone", "server")),
        ({"@medusajs/medusa": "^1"}, {"build": "medusa build"}, {}, ("medusa", "server")),
        ({"wasp": "file:.wasp/out/sdk/wasp", "vite": "7"}, {}, {}, ("wasp", "refused")),
        ({"@babel/runtime": "7"}, {"start": "meteor run"}, {}, None),
        (
            {"@babel/runtime": "7"},
            {"start": "meteor run"},
            {".meteor/release": "METEOR@3"},
            ("meteor", "refused"),
        ),
        ({"waku": "1", "hono": "4"}, {"start": "waku start"}, {}, ("waku", "server")),
        (
            {"@tanstack/react-start": "1", "vite": "7"},
            {"build": "vite build"},
            {},
            ("tanstack-start", "refused"),
        ),
        (
            {"@tanstack/react-start": "1", "vite": "7"},
            {"build": "vite build", "start": "node server.js"},
            {},
            None,
        ),
        (
            {"@tanstack/react-start": "1", "vite": "7"},
            {"build": "vite build"},
            {"vite.config.ts": "c({plugins: [tanstackStart({spa: {enabled: true}})]})"},
            ("tanstack-start", "site"),
        ),
        ({"vike": "0.4", "vite": "7"}, {"build": "vike build"}, {}, ("vike", "refused")),
        (
            {"vike": "0.4", "vite": "7"},
            {"build": "vike build"},
            {"pages/+config.ts": "export default {prerender: true}"},
            ("vike", "site"),
        ),
        (
            {"vike": "0.4", "hono": "4"},
            {"build": "vike build", "start": "node dist/server/index.mjs"},
            {},
            ("hono", "library"),
        ),
        (
            {"@builder.io/qwik-city": "1"},
            {"start": "vite --mode ssr", "serve": "node server/entry.express"},
            {},
            ("qwik", "server"),
        ),
        (
            {"@builder.io/qwik-city": "1"},
            {"build": "qwik build", "build.server": "vite build -c adapters/static/vite.config.ts"},
            {},
            ("qwik", "site"),
        ),
        ({"@builder.io/qwik-city": "1"}, {"build": "qwik build"}, {}, ("qwik", "refused")),
        (
            {"next": "^16"},
            {"build": "next build", "start": "next start"},
            {"next.config.mjs": 'export default { output: "export" }'},
            ("next", "site"),
        ),
        ({"@sveltejs/kit": "3", "@sveltejs/adapter-node": "6"}, {}, {}, ("sveltekit", "server")),
        ({"@sveltejs/kit": "3", "@sveltejs/adapter-static": "4"}, {}, {}, ("sveltekit", "site")),
        ({"@sveltejs/kit": "3", "@sveltejs/adapter-auto": "7"}, {}, {}, ("sveltekit", "refused")),
        ({"astro": "7"}, {"build": "astro build"}, {}, ("astro", "site")),
        ({"astro": "7", "@astrojs/node": "9"}, {"build": "astro build"}, {}, ("astro", "server")),
        (
            {"@react-router/dev": "8"},
            {"build": "react-router build"},
            {},
            ("react-router", "server"),
        ),
        (
            {"@react-router/dev": "8"},
            {"build": "react-router build"},
            {"react-router.config.ts": "export default { ssr: false } satisfies Config"},
            ("react-router", "site"),
        ),
        ({"vite": "8", "react": "19"}, {"build": "tsc -b && vite build"}, {}, ("vite", "site")),
        (
            {"vite": "8", "vue": "3"},
            {"build": 'run-p type-check "build-only {@}" --', "build-only": "vite build"},
            {},
            ("vite", "site"),
        ),
        ({"express": "5", "vite": "8"}, {"start": "node server.js"}, {}, ("express", "library")),
        ({"@nestjs/core": "12", "express": "5"}, {}, {}, ("nestjs", "library")),
        ({"@docusaurus/core": "3"}, {"build": "docusaurus build"}, {}, ("docusaurus", "site")),
        ({"storybook": "10"}, {"build-storybook": "storybook build"}, {}, ("storybook", "site")),
    ],
)
def test_the_first_row_that_holds_is_taken(
    project: MakeProject,
    packages: dict[str, str],
    scripts: dict[str, str],
    files: dict[str, str],
    expected: tuple[str, str],
) -> None:
    assert found(matcher(project, packages, scripts, files)) == expected


@pytest.mark.parametrize(
    ("packages", "scripts"),
    [
        ({"vite": "8"}, {"build": "tsc", "start": "node dist/a.js"}),
        ({"vite": "8"}, {"build": "vite build", "start": "node server.js"}),
        ({"lodash": "4"}, {"build": "vite build"}),
        ({"storybook": "10"}, {"build": "tsc"}),
        ({}, {}),
    ],
)
def test_a_tool_that_is_only_near_is_no_framework(
    project: MakeProject, packages: dict[str, str], scripts: dict[str, str]
) -> None:
    assert found(matcher(project, packages, scripts)) is None


@pytest.mark.parametrize(
    ("build", "files", "expected", "place"),
    [
        ("vite build", {}, "dist", "assumed: where vite writes"),
        ("vite build --outDir ./www/", {}, "www", "package.json:1  scripts.build"),
        (
            "vite build",
            {"vite.config.ts": "export default {\n build: { outDir: '../www' } }"},
            "../www",
            "vite.config.ts:2  build.outDir",
        ),
    ],
)
def test_the_output_folder_comes_from_the_command_line_then_the_settings_then_the_row(
    project: MakeProject, build: str, files: dict[str, str], expected: str, place: str
) -> None:
    matching = matcher(project, {"vite": "8"}, {"build": build}, files)
    match = matching.first()
    assert match is not None
    output = matching.output(match)
    assert output is not None
    assert output.value == expected
    assert str(output.evidence) == place


def test_the_folder_of_the_pages_is_read_from_the_script(project: MakeProject) -> None:
    matching = matcher(project, {"vitepress": "1"}, {"docs:build": "vitepress build docs"})
    match = matching.first()
    assert match is not None
    output = matching.output(match)
    assert output is not None
    assert output.value == "docs/.vitepress/dist"


@pytest.mark.parametrize(
    ("packages", "scripts", "files", "expected"),
    [
        ({"vite": "8", "react": "19"}, {"build": "vite build"}, {}, "index.html"),
        ({"vite": "8"}, {"build": "vite build"}, {}, None),
        ({"astro": "7"}, {"build": "astro build"}, {}, None),
        ({"react-scripts": "5"}, {"build": "react-scripts build"}, {}, "index.html"),
        ({"nuxt": "4"}, {"generate": "nuxt generate"}, {}, None),
        (
            {"nuxt": "4"},
            {"generate": "nuxt generate"},
            {"nuxt.config.ts": "export default defineNuxtConfig({ ssr: false })"},
            "200.html",
        ),
        ({"@sveltejs/kit": "3", "@sveltejs/adapter-static": "4"}, {}, {}, None),
        (
            {"@sveltejs/kit": "3", "@sveltejs/adapter-static": "4"},
            {},
            {"svelte.config.js": "export default {kit: {adapter: a({fallback: '200.html'})}}"},
            "200.html",
        ),
        ({"expo": "54"}, {}, {}, "index.html"),
        ({"expo": "54"}, {}, {"app.json": '{"expo": {"web": {"output": "static"}}}'}, None),
    ],
)
def test_only_a_single_page_app_answers_what_is_not_there(
    project: MakeProject,
    packages: dict[str, str],
    scripts: dict[str, str],
    files: dict[str, str],
    expected: str | None,
) -> None:
    matching = matcher(project, packages, scripts, files)
    match = matching.first()
    assert match is not None
    page = matching.fallback(match.row)
    assert (page.value if page else None) == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.kind}")
def test_every_row_is_whole(row: Framework) -> None:
    assert row.packages
    for pattern in (row.builds, row.output_flag, row.folder, row.starts):
        re.compile(pattern)
    if row.kind == "refused":
        assert row.note
    if row.kind == "site":
        assert row.output or row.among_pages
    if row.kind in {"server", "bundle"}:
        assert row.port
        assert row.start
    if row.kind != "library" or row.start:
        assert row.source.startswith("https://")


def test_a_library_that_only_tests_use_is_no_server(project: MakeProject) -> None:
    package = {"devDependencies": {"express": "5"}}
    made = project({"package.json": json.dumps(package)})
    assert Matcher(made, PackageJson(made)).first() is None


def test_a_json_file_of_a_tool_that_is_broken_says_nothing(project: MakeProject) -> None:
    matching = matcher(project, {"expo": "54"}, {}, {"app.json": "{ broken"})
    assert found(matching) == ("expo", "site")


def test_a_condition_on_a_version_needs_a_version(project: MakeProject) -> None:
    assert found(matcher(project, {"nuxt": "latest"}, {"build": "nuxt build"})) == (
        "nuxt",
        "bundle",
    )


def test_the_configuration_file_is_called_by_its_name(project: MakeProject) -> None:
    files = {"next.config.ts": "export default {}"}
    row = next(row for row in ROWS if row.name == "next" and row.kind == "server")
    assert matcher(project, NEXT, BUILD, files).config_file(row) == "next.config.ts"
    bare = Matcher(made := project({"package.json": "{}"}), PackageJson(made))
    assert bare.config_file(row) in {"next.config.ts", "next.config.js"}
    library = next(row for row in ROWS if row.name == "koa")
    assert bare.config_file(library) == "its configuration"


def test_a_row_without_an_output_has_none(project: MakeProject) -> None:
    matching = matcher(project, {"@strapi/strapi": "5"}, {"build": "strapi build"})
    match = matching.first()
    assert match is not None
    assert matching.output(match) is None


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("vite", "site"),
        ("vite build && vite preview", "site"),
        ("node build.js && vite", "site"),
        ("npm run pages && npm run pages", "site"),
        ("vite build && node server.js", "library"),
        ("npm run build && NODE_ENV=production tsx --import ./a.js src/server.ts", "library"),
        ("npm run build && npm run serve", "library"),
        ("node node_modules/vite/bin/vite.js", "site"),
    ],
)
def test_a_start_that_ends_in_a_program_of_its_own_serves_the_site_itself(
    project: MakeProject, start: str, kind: str
) -> None:
    scripts = {
        "start": start,
        "build": "vite build",
        "serve": "node server.js",
        "pages": "npm run pages && vite",
    }
    assert found(matcher(project, {"vite": "7", "express": "5"}, scripts)) == (
        "vite" if kind == "site" else "express",
        kind,
    )
