"""A server for the developer is never what an image starts: it is replaced, or nothing is made."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import LISTEN, dockerfile_of, verdict_of

NEXT = {"next": "15.5.4", "react": "19.1.0"}
STANDALONE = {"next.config.js": "module.exports = { output: 'standalone' }"}


def package_of(start: str, build: str = "", **more: object) -> dict[str, object]:
    return {"scripts": {"start": start, **({"build": build} if build else {})}, **more}


@pytest.mark.parametrize(
    ("start", "build", "packages", "expected"),
    [
        ("next dev", "next build", NEXT, "node_modules/.bin/next start"),
        ("nuxt dev", "nuxt build", {"nuxt": "3"}, "node .output/server/index.mjs"),
        ("strapi develop", "strapi build", {"@strapi/strapi": "5"}, None),
        ("medusa develop", "medusa build", {"@medusajs/medusa": "2"}, None),
        (
            "remix vite:dev",
            "remix vite:build",
            {"@remix-run/dev": "2"},
            "node_modules/.bin/remix-serve build/server/index.js",
        ),
        ("npm run dev", "next build", NEXT, "node_modules/.bin/next start"),
    ],
)
def test_a_framework_starts_its_own_way_and_says_so(
    project: MakeProject,
    start: str,
    build: str,
    packages: dict[str, str],
    expected: str | None,
) -> None:
    scripts = {"start": start, "build": build, "dev": "next dev"}
    package = {"scripts": scripts, "dependencies": packages}
    found = verdict_of(project, package).findings
    command = " ".join(found.words("start_command"))
    assert command == (expected or f"node_modules/.bin/{start.split(maxsplit=1)[0]} start")
    note = f"starts a server for development ({start}): the image starts {command} instead"
    assert any(one.startswith("package.json:") and note in one for one in found.warnings)


NODEMON = '{ "watch": ["src"], "exec": "ts-node src/index.ts" }'
TYPED: dict[str, object] = {"devDependencies": {"typescript": "5", "ts-node": "10", "nodemon": "3"}}
OUT_DIR = '{ "compilerOptions": { "outDir": "dist" } }'


@pytest.mark.parametrize(
    ("package", "files", "expected"),
    [
        (package_of("nodemon", main="app.js"), {"app.js": LISTEN}, "node app.js"),
        (package_of("nodemon"), {"index.js": LISTEN}, "node index.js"),
        (
            package_of("nodemon", "tsc", **TYPED),
            {"nodemon.json": NODEMON, "src/index.ts": LISTEN, "tsconfig.json": OUT_DIR},
            "node dist/index.js",
        ),
        (
            package_of("nodemon", "", **TYPED),
            {"nodemon.json": NODEMON, "src/index.ts": LISTEN},
            "node_modules/.bin/ts-node src/index.ts",
        ),
        (
            package_of("nodemon", nodemonConfig={"exec": "node ./api/main.js"}),
            {"api/main.js": LISTEN, "index.js": ""},
            "node ./api/main.js",
        ),
        (
            package_of('concurrently "tsc -w" "nodemon dist/index.js"', "tsc", **TYPED),
            {"src/index.ts": LISTEN, "tsconfig.json": OUT_DIR},
            "node dist/index.js",
        ),
        (
            package_of('concurrently -k -n a,b "sass --watch a:b" "node server.js"'),
            {"server.js": LISTEN},
            "node server.js",
        ),
        (package_of("node dev-server.js", main="server.js"), {"server.js": LISTEN}, None),
    ],
)
def test_what_the_tool_would_run_is_started(
    project: MakeProject, package: dict[str, object], files: dict[str, str], expected: str | None
) -> None:
    found = verdict_of(project, package, files).findings
    assert " ".join(found.words("start_command")) == (expected or "node server.js")
    assert found.facts["port"].value == 4000
    assert found.warnings


@pytest.mark.parametrize(
    "start", ["foo watch --server", "web-dev-server --open", "node build/dev-server.js", "vite"]
)
def test_nothing_is_started_that_only_serves_the_developer(
    project: MakeProject, start: str
) -> None:
    verdict = verdict_of(project, package_of(start, "node make.js"), {"index.html": "<p>"})
    assert not verdict.matched
    assert f"{start} is for development; --set output_dir=FOLDER" in verdict.reason


def test_the_user_may_still_say_where_the_build_writes(project: MakeProject) -> None:
    package = package_of("foo watch --server", "foo build")
    verdict = verdict_of(project, package, output_dir="out")
    assert (verdict.matched, verdict.shape) == (True, "static-site")


def test_backstage_is_left_to_its_own_dockerfile(project: MakeProject) -> None:
    package = package_of(
        "backstage-cli package start",
        "backstage-cli package build",
        devDependencies={"@backstage/cli": "0.34.0"},
    )
    verdict = verdict_of(project, package)
    assert not verdict.matched
    assert "packages/backend" in verdict.reason


@pytest.mark.parametrize(
    ("start", "command", "port"),
    [
        ("next start -p4100", "node server.js", 4100),
        ("next start --port=4100", "node server.js", 4100),
        ("next start -p ${PORT:-4100}", "node server.js", 4100),
        ("next start -p $PORT", "node server.js", 3000),
        ("PORT=4100 next start", "node server.js", 4100),
        (
            "node --max-old-space-size=512 node_modules/next/dist/bin/next start -p 4100",
            "node --max-old-space-size=512 server.js",
            4100,
        ),
        ("node -r ./a.js node_modules/.bin/next start", "node -r ./a.js server.js", 3000),
    ],
)
def test_options_of_a_start_that_is_replaced_are_kept(
    project: MakeProject, start: str, command: str, port: int
) -> None:
    package = package_of(start, "next build", dependencies=NEXT)
    found = verdict_of(project, package, STANDALONE).findings
    assert " ".join(found.words("start_command")) == command
    assert found.facts["port"].value == port
    if port != 3000:
        assert f"('PORT', '{port}')" in str(found.facts["environment"])


def test_a_tool_by_its_file_keeps_its_memory_and_the_frameworks_output(
    project: MakeProject,
) -> None:
    start = "node --max-old-space-size=512 node_modules/next/dist/bin/next start"
    package = package_of(start, "next build", dependencies=NEXT)
    found = verdict_of(project, package).findings
    assert " ".join(found.words("start_command")) == start
    assert found.facts["output_dir"].value == ".next"


SITE = {"scripts": {"build": "node build.js"}}


@pytest.mark.parametrize(
    ("start", "folder", "single"),
    [
        ("serve -s public -l 5000", "public", True),
        ("http-server www -o -a localhost", "www", False),
        ("npm run build && sirv out --single", "out", True),
        ("live-server --port=8080 dist", "dist", False),
    ],
)
def test_a_folder_of_the_authors_own_build_is_served_by_nginx(
    project: MakeProject, start: str, folder: str, single: bool
) -> None:
    package = {"scripts": {**SITE["scripts"], "start": start}, "dependencies": {"serve": "14"}}
    verdict = verdict_of(project, package)
    facts = verdict.findings.facts
    assert verdict.shape == "static-site"
    assert (facts["output_dir"].value, facts["spa_fallback"].value) == (folder, single)


def test_pages_of_the_project_that_a_build_adds_to_are_sent_to_it(project: MakeProject) -> None:
    package = {"scripts": {"build": "node build.js", "start": "serve -s public"}}
    made = project({"package.json": json.dumps(package), "public/index.html": "<p>"})
    facts = detect(made).facts
    assert facts["pages_in_output"].value is True
    text = dockerfile_of(project, package, {"public/index.html": "<p>"})
    assert "COPY --from=build /app/public/ /usr/share/nginx/html/\n" in text


@pytest.mark.parametrize(
    ("config", "start", "single"),
    [
        ({"serve.json": '{"rewrites": [{"source": "**", "destination": "/index.html"}]}'}, "", 1),
        (
            {"conf/s.json": '{"rewrites": [{"source": "/**", "destination": "/"}]}'},
            "-c ../conf/s.json",
            1,
        ),
        ({"public/serve.json": '{"rewrites": [{"destination": "index.html"}]}'}, "", 1),
        ({"serve.json": '{"rewrites": [{"source": "/a", "destination": "/b.html"}]}'}, "", 0),
    ],
)
def test_rewrites_of_serve_are_its_fallback(
    project: MakeProject, config: dict[str, str], start: str, single: int
) -> None:
    scripts = {"build": "vite build", "start": f"serve dist {start}"}
    package = {"scripts": scripts, "devDependencies": {"vite": "6"}}
    facts = verdict_of(project, package, config).findings.facts
    assert facts["spa_fallback"].value is bool(single)
