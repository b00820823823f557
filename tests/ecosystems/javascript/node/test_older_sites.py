"""Older tools that write a site, and bundlers that write into a folder of pages."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import verdict_of

ROLLUP = "export default { input: 'src/main.js', output: { file: 'public/build/a.js' } }"
ROLLUP_DIR = "export default { input: 'src/main.js', output: { dir: 'site/js' } }"


@pytest.mark.parametrize(
    ("tool", "start", "build", "files", "folder"),
    [
        ("brunch", "brunch watch --server", "brunch build -p", {}, "public"),
        (
            "brunch",
            "brunch w",
            "brunch build",
            {"brunch-config.js": "module.exports = { paths: { public: 'www' } }"},
            "www",
        ),
        (
            "docusaurus",
            "docusaurus-start",
            "docusaurus-build",
            {"siteConfig.js": "const siteConfig = { projectName: 'atlas', baseUrl: '/' }"},
            "build/atlas",
        ),
        ("@ionic/app-scripts", "ionic-app-scripts serve", "ionic-app-scripts build", {}, "www"),
        ("ionic-angular", "ionic serve", "ionic build --prod", {}, "www"),
        ("polymer-cli", "polymer serve", "polymer build", {}, "build/default"),
        (
            "polymer-cli",
            "polymer serve",
            "polymer build",
            {"polymer.json": '{"builds": [{"preset": "es6-bundled"}, {"name": "es5"}]}'},
            "build/es6-bundled",
        ),
        ("polymer-cli", "polymer serve", "polymer build --name here", {}, "build/here"),
        ("polymer-cli", "polymer serve", "polymer build", {"polymer.json": "{"}, "build/default"),
        ("sanity", "sanity start", "sanity build", {}, "dist"),
        ("sanity", "sanity dev", "sanity build public -y", {}, "public"),
        ("gridsome", "gridsome develop", "gridsome build", {}, "dist"),
        ("preact-cli", "preact watch", "preact build --dest out", {}, "out"),
        ("sapper", "sapper dev", "sapper export", {}, "__sapper__/export"),
        ("snowpack", "snowpack dev", "snowpack build", {}, "build"),
        ("wintersmith", "wintersmith preview", "wintersmith build", {}, "build"),
        ("harp", "harp server", "harp compile src out", {}, "out"),
        ("honkit", "honkit serve", "honkit build", {}, "_book"),
        ("create-elm-app", "elm-app start", "elm-app build", {}, "build"),
        ("react-static", "react-static start", "react-static build", {}, "dist"),
        ("neutrino", "neutrino start", "neutrino build", {}, "build"),
        ("react-dev-utils", "node scripts/start.js", "node scripts/build.js", {}, "build"),
        ("rollup", "rollup -c -w", "rollup -c", {"rollup.config.js": ROLLUP}, "public"),
        ("rollup", "sirv public", "rollup -c", {"rollup.config.js": ROLLUP}, "public"),
        ("rollup", "rollup -c --watch", "rollup -c", {"rollup.config.mjs": ROLLUP_DIR}, "site"),
        ("rollup", "web-dev-server", "rollup -o site/js/a.js a.js", {}, "site"),
        ("esbuild", "esbuild a.js --servedir=site", "esbuild a.js --outdir=site/js", {}, "site"),
        ("browserify", "budo a.js", "browserify a.js > public/a.js", {}, "public"),
        ("webpack", "webpack serve", "webpack -o public/js", {}, "public"),
        ("webpack", "webpack serve", "webpack --mode production", {}, "dist"),
    ],
)
def test_pages_come_from_where_the_tool_writes_them(
    project: MakeProject, tool: str, start: str, build: str, files: dict[str, str], folder: str
) -> None:
    package = {"scripts": {"start": start, "build": build}, "devDependencies": {tool: "1"}}
    pages = {"public/index.html": "<p>", "site/index.html": "<p>"}
    verdict = verdict_of(project, package, {**pages, **files})
    assert verdict.shape == "static-site"
    assert verdict.findings.facts["output_dir"].value == folder
    assert "start_command" not in verdict.findings.facts


def test_the_template_of_vue_2_writes_where_its_config_says(project: MakeProject) -> None:
    package = {
        "scripts": {"start": "node build/dev-server.js", "build": "node build/build.js"},
        "dependencies": {"vue": "2"},
        "devDependencies": {"webpack": "3"},
    }
    config = "module.exports = { build: { assetsRoot: path.resolve(__dirname, '../www') } }"
    made = project({"package.json": json.dumps(package), "config/index.js": config})
    assert detect(made).facts["output_dir"].value == "www"


def test_a_bundler_of_a_library_makes_no_site(project: MakeProject) -> None:
    package = {"scripts": {"build": "rollup -c"}, "devDependencies": {"rollup": "4"}}
    config = "export default { output: { file: 'dist/lib.js' } }"
    assert not verdict_of(project, package, {"rollup.config.js": config}).matched


def test_the_configured_folder_is_sent_though_it_is_the_output(project: MakeProject) -> None:
    package = {"scripts": {"build": "rollup -c"}, "devDependencies": {"rollup": "4"}}
    files = {"rollup.config.js": ROLLUP, "public/index.html": "<p>"}
    assert verdict_of(project, package, files).findings.facts["pages_in_output"].value is True


@pytest.mark.parametrize(
    ("build", "packages"),
    [
        ("node --max_old_space_size=8192 ./node_modules/vite/bin/vite.js build", {"vite": "6"}),
        ("node node_modules/@angular/cli/bin/ng build", {"@angular/core": "17"}),
        ("react-scripts --openssl-legacy-provider build", {"react-scripts": "4"}),
        ("node -r esm node_modules/webpack/bin/webpack.js --mode production", {"webpack": "5"}),
        ("cross-env A=b node ./node_modules/.bin/vue-cli-service build", {"@vue/cli-service": "5"}),
        ("node ../node_modules/parcel/lib/bin.js build index.html", {"parcel": "2"}),
    ],
)
def test_a_tool_by_its_file_builds_the_site(
    project: MakeProject, build: str, packages: dict[str, str]
) -> None:
    package = {"scripts": {"build": build}, "dependencies": packages}
    verdict = verdict_of(project, package, {"index.html": '<script src="/a.tsx"></script>'})
    assert (verdict.matched, verdict.shape) == (True, "static-site")
