"""Settings of sites: the path that they are made for, and where their pages are written."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.core.facts import Evidence, Override, Verdict
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

VITE = {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "6"}}


def verdict_of(
    make: MakeProject, package: Mapping[str, object], files: dict[str, str], **given: str
) -> Verdict:
    made = make({"package.json": json.dumps(package), "package-lock.json": "{}", **files})
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return detect(made, detector="node", overrides=overrides).winner[1]


def package_of(build: str, name: str, **more: object) -> dict[str, object]:
    return {"scripts": {"build": build}, "dependencies": {name: "5"}, **more}


ANGULAR = json.dumps(
    {
        "projects": {
            "desk": {
                "projectType": "application",
                "architect": {
                    "build": {
                        "builder": "@angular/build:application",
                        "options": {"baseHref": "/desk/", "outputPath": "dist/dev"},
                        "configurations": {
                            "production": {"outputPath": {"base": "dist/site", "browser": ""}},
                            "staging": {"outputPath": "dist/staging", "baseHref": "/try/"},
                            "de": {"baseHref": "/de/"},
                        },
                        "defaultConfiguration": "production",
                    }
                },
            }
        }
    }
)


@pytest.mark.parametrize(
    ("package", "files", "base"),
    [
        (VITE, {"vite.config.js": "export default { base: '/console/' }"}, "/console"),
        (VITE, {"vite.config.js": "export default { base: 'https://a.example/x/y' }"}, "/x/y"),
        (VITE, {"vite.config.js": "export default { base: './' }"}, None),
        (VITE, {"vite.config.js": "export default { base: '/' }"}, None),
        (VITE, {"vite.config.js": "export default { base: 'https://cdn.example.com/' }"}, None),
        (package_of("vite build --base=/flag/", "vite"), {}, "/flag"),
        (
            package_of("astro build", "astro"),
            {"astro.config.mjs": "export default defineConfig({ base: '/blog' })"},
            "/blog",
        ),
        (
            package_of(
                "react-scripts build", "react-scripts", homepage="https://a.example/gallery"
            ),
            {},
            "/gallery",
        ),
        (package_of("react-scripts build", "react-scripts", homepage="."), {}, None),
        (package_of("PUBLIC_URL=/p react-scripts build", "react-scripts"), {}, "/p"),
        (package_of("ng build", "@angular/core"), {"angular.json": ANGULAR}, "/desk"),
        (package_of("ng build -c staging", "@angular/core"), {"angular.json": ANGULAR}, "/try"),
        (package_of("ng build --base-href /b/", "@angular/core"), {"angular.json": ANGULAR}, "/b"),
        (
            package_of("vue-cli-service build", "@vue/cli-service"),
            {"vue.config.js": "module.exports = { publicPath: '/v/' }"},
            "/v",
        ),
        (
            package_of("docusaurus build", "@docusaurus/core"),
            {"docusaurus.config.js": "module.exports = { baseUrl: '/d/' }"},
            "/d",
        ),
        (
            package_of("vitepress build", "vitepress"),
            {".vitepress/config.mts": "export default { base: '/w/' }"},
            "/w",
        ),
        (
            package_of("gatsby build --prefix-paths", "gatsby"),
            {"gatsby-config.js": "module.exports = { pathPrefix: '/g' }"},
            "/g",
        ),
        (
            package_of("gatsby build", "gatsby"),
            {"gatsby-config.js": "module.exports = { pathPrefix: '/g' }"},
            None,
        ),
        (
            package_of("next build", "next"),
            {"next.config.js": "module.exports = { output: 'export', basePath: '/n' }"},
            "/n",
        ),
        (
            package_of(
                "vite build", "@sveltejs/kit", devDependencies={"@sveltejs/adapter-static": "3"}
            ),
            {"svelte.config.js": "export default { kit: { paths: { base: '/s' } } }"},
            "/s",
        ),
        (package_of("parcel build i.html --public-url /q", "parcel"), {}, "/q"),
    ],
)
def test_a_site_is_served_at_the_path_that_it_is_made_for(
    project: MakeProject, package: dict[str, object], files: dict[str, str], base: str | None
) -> None:
    facts = verdict_of(project, package, files).findings.facts
    assert (facts["base_path"].value if "base_path" in facts else None) == base


@pytest.mark.parametrize("stages", ["multi", "single"])
def test_pages_their_fallback_and_their_assets_lie_below_the_path(
    project: MakeProject, stages: str
) -> None:
    package = {**VITE, "dependencies": {"react": "19"}}
    files = {"vite.config.js": "export default { base: '/console/' }"}
    made = project({"package.json": json.dumps(package), "package-lock.json": "{}", **files})
    choices = Choices(stages="single" if stages == "single" else "multi")
    rendered = render(plan(detect(made, detector="node"), choices))
    text, nginx = rendered["Dockerfile"].text, rendered["nginx.conf"].text
    if stages == "multi":
        assert "COPY --from=build /app/dist/ /usr/share/nginx/html/console/\n" in text
    else:
        assert "mkdir -p /usr/share/nginx/html/console/" in text
        assert "cp -R dist/. /usr/share/nginx/html/console/\n" in text
    assert '"~^/console/assets/" "public' in nginx
    assert "try_files $uri $uri.html $uri/index.html /console/index.html;" in nginx
    assert "location = / {\n            return 302 /console/;" in nginx


def test_a_path_may_be_given(project: MakeProject) -> None:
    facts = verdict_of(project, VITE, {}, base_path="/here/").findings.facts
    assert facts["base_path"].value == "/here"


@pytest.mark.parametrize(
    ("build", "output"),
    [
        ("ng build", "dist/site"),
        ("ng build --configuration production", "dist/site"),
        ("ng build --prod", "dist/site"),
        ("ng build --configuration=staging", "dist/staging/browser"),
        ("ng build -c production,staging", "dist/staging/browser"),
        ("ng build --configuration de", "dist/dev/browser"),
        ("ng build desk", "dist/site"),
    ],
)
def test_the_configuration_of_angular_overrides_its_options(
    project: MakeProject, build: str, output: str
) -> None:
    package = package_of(build, "@angular/core")
    facts = verdict_of(project, package, {"angular.json": ANGULAR}).findings.facts
    assert facts["output_dir"].value == output


@pytest.mark.parametrize(
    ("build", "files", "output"),
    [
        ("vite build", {"vite.config.js": "x = { root: 'web' }"}, "web/dist"),
        (
            "vite build",
            {"vite.config.js": "x = { root: './web', build: { outDir: 'o' } }"},
            "web/o",
        ),
        (
            "vite build",
            {"vite.config.js": "x = { root: 'web', build: { outDir: '../public_html' } }"},
            "public_html",
        ),
        (
            "vite build",
            {
                "vite.config.js": "x = { root: path.resolve(__dirname, 'client'), "
                "build: { outDir: path.resolve(__dirname, 'dist/public') } }"
            },
            "dist/public",
        ),
        ("vite build web", {}, "web/dist"),
        ("vite build web --outDir ../out", {}, "out"),
        ("vite build --outDir out", {"vite.config.js": "x = { root: 'web' }"}, "web/out"),
        (
            "vite build --config tools/vite.prod.js",
            {
                "vite.config.js": "x = { build: { outDir: 'no' } }",
                "tools/vite.prod.js": "x = { build: { outDir: 'yes' } }",
            },
            "yes",
        ),
        (
            "vite build -c tools/vite.prod.js",
            {"tools/vite.prod.js": "x = { build: { outDir: path.join(__dirname, '../www') } }"},
            "www",
        ),
        (
            "vite build",
            {
                "vite.config.ts": "import base from './vite.base'; export default { ...base }",
                "vite.base.ts": "export default { build: { outDir: 'spread' } }",
            },
            "spread",
        ),
        (
            "vite build",
            {
                "vite.config.ts": "import b from './tools/base.js'\nx = mergeConfig(b, { a: 1 })",
                "tools/base.js": "export default { build: { outDir: 'merged' } }",
            },
            "merged",
        ),
        (
            "vite build",
            {"vite.config.ts": "const out = 'www'; x = { build: { outDir: out } }"},
            "www",
        ),
        ("vite build", {"vite.config.ts": "import o from './o'; x = { a: o }"}, "dist"),
    ],
)
def test_where_vite_writes(
    project: MakeProject, build: str, files: dict[str, str], output: str
) -> None:
    verdict = verdict_of(project, package_of(build, "vite"), files)
    assert verdict.findings.facts["output_dir"].value == output
    assert not any("computes" in one for one in verdict.findings.warnings)


def test_what_is_computed_is_said_once_with_its_place(project: MakeProject) -> None:
    files = {"vite.config.ts": "x = {\n build: {\n  outDir: pick() } }"}
    verdict = verdict_of(project, VITE, files)
    said = [one for one in verdict.findings.warnings if "computes" in one]
    assert len(said) == 1
    assert said[0].startswith("vite.config.ts:3 computes build.outDir")
    assert verdict.findings.facts["output_dir"].value == "dist"


def test_next_writes_where_a_constant_says(project: MakeProject) -> None:
    config = "const o = 'made'; export default { output: 'standalone', distDir: o }"
    files = {"next.config.mjs": config}
    verdict = verdict_of(project, package_of("next build", "next"), files)
    assert verdict.findings.facts["output_dir"].value == "made"
