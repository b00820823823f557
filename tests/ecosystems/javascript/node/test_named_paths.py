"""What the start and the sources name beside a build's output."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

THERE = {
    "package-lock.json": "{}",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}',
    "src/index.ts": "app.listen(3000)",
    "instrument.mjs": "import './otel/setup.mjs'; import 'fastify'",
    "otel/setup.mjs": "",
    "tools/hook.cjs": "require('./names.json')",
    "tools/names.json": "{}",
    ".env": "A=1",
}
NEXT = {"next": "15", "react": "19"}


def kept(
    make: MakeProject, package: Mapping[str, object], files: dict[str, str] | None = None
) -> list[str]:
    """What the runtime stage copies out of the context, but package.json."""
    made = make({"package.json": json.dumps(package), **THERE, **(files or {})})
    text = render(plan(detect(made, detector="node")))["Dockerfile"].text
    runtime = text[text.index("AS runtime") :].splitlines()
    lines = [one for one in runtime if one.startswith("COPY ") and "--from" not in one]
    return [one.removeprefix("COPY ") for one in lines if one != "COPY package.json ./"]


TSC = {"scripts": {"build": "tsc", "start": "node dist/index.js"}, "dependencies": {"x": "1"}}


@pytest.mark.parametrize(
    ("code", "folders"),
    [
        (
            "const dir = path.resolve('server')\nreaddirSync(dir)",
            ["server"],
        ),
        ("migrate(path.resolve('db', 'changes'))", ["db/changes"]),
        ("await glob('**/*.sql', { cwd: 'db/changes' })", ["db/changes"]),
        ("await glob('**/*.sql', { cwd: path.join(process.cwd(), 'db') })", ["db"]),
        ("fg.sync(['db/changes/**/*.sql'])", ["db/changes"]),
        ("const root = process.cwd()\nreaddir(path.join(root, 'server', name))", ["server"]),
        ("const dir = process.env.DIR ?? 'db'\nopendir(`${dir}/changes`)", ["db/changes"]),
        ("Promise.resolve('server'); readdir('gone'); readdir('/db'); readdir('../db')", []),
    ],
)
def test_folders_that_are_read_from_the_working_directory_come_along(
    project: MakeProject, code: str, folders: list[str]
) -> None:
    files = {"src/index.ts": f"{code}\napp.listen(3000)", "server/a.js": "", "db/changes/1.sql": ""}
    assert kept(project, TSC, files) == [f"{one}/ {one}/" for one in folders]


def test_sources_that_are_read_are_said(project: MakeProject) -> None:
    files = {"src/index.ts": "readdirSync(path.resolve('src'))\napp.listen(3000)"}
    made = project({"package.json": json.dumps(TSC), **THERE, **files})
    notes = detect(made, detector="node").winner[1].findings.warnings
    assert any("src/index.ts:1 reads src/ from the working directory" in one for one in notes)


@pytest.mark.parametrize(
    "start",
    [
        "node --import ./instrument.mjs dist/index.js",
        "node --import=./instrument.mjs dist/index.js",
        "node --loader ./instrument.mjs dist/index.js",
        "NODE_OPTIONS='--import ./instrument.mjs' node dist/index.js",
        "cross-env NODE_OPTIONS=--import=./instrument.mjs node dist/index.js",
    ],
)
def test_what_the_start_loads_first_comes_along_with_its_imports(
    project: MakeProject, start: str
) -> None:
    package = {"scripts": {"build": "tsc", "start": start}, "dependencies": {"fastify": "5"}}
    assert kept(project, package)[-2:] == ["instrument.mjs ./", "otel/setup.mjs otel/"]


@pytest.mark.parametrize(
    ("start", "lines"),
    [
        ("node -r ./tools/hook.cjs dist/index.js", ["tools/hook.cjs tools/names.json tools/"]),
        (
            "node --require ./tools/hook.cjs dist/index.js",
            ["tools/hook.cjs tools/names.json tools/"],
        ),
        ("node dist/index.js --config tools/names.json", ["tools/names.json tools/"]),
        ("node --env-file=.env dist/index.js", []),
        ("node dist/index.js --config gone.json", []),
        ("node dist/index.js", []),
    ],
)
def test_options_and_files_of_a_start(project: MakeProject, start: str, lines: list[str]) -> None:
    package = {"scripts": {"build": "tsc", "start": start}, "dependencies": {"fastify": "5"}}
    assert kept(project, package) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("migrate(db, { migrationsFolder: './db/changes' })", ["db/changes/ db/changes/"]),
        (
            "new X({ migrationFolder: path.join(process.cwd(), 'db', 'changes') })",
            ["db/changes/ db/changes/"],
        ),
        (
            "readFileSync('db/seed.json'); readdir(join(process.cwd(), 'db/changes'))",
            ["db/seed.json db/", "db/changes/ db/changes/"],
        ),
        ("migrate(db, { migrationsFolder: './gone' })", []),
        ("import x from './db/seed.json'; readFile(name); readFile('.env')", []),
    ],
)
@pytest.mark.parametrize("name", ["next", "nuxt", "server"])
def test_what_sources_name_is_in_the_image(
    project: MakeProject, name: str, source: str, lines: list[str]
) -> None:
    files = {"db/changes/0.sql": "", "db/seed.json": "{}"}
    package: dict[str, object] = {"scripts": {"build": "next build"}, "dependencies": NEXT}
    if name == "next":
        files |= {"next.config.mjs": "export default { output: 'standalone' }", "lib/db.js": source}
    elif name == "nuxt":
        package = {"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "4"}}
        files |= {"server/plugins/db.ts": source}
    else:
        package = {
            "scripts": {"build": "tsc", "start": "node dist/index.js"},
            "dependencies": {"fastify": "5"},
        }
        files |= {"src/index.ts": f"app.listen(3000); {source}"}
    assert kept(project, package, files) == lines


def test_a_bundle_in_a_workspace_reads_beside_its_own_folder(project: MakeProject) -> None:
    web = {"name": "web", "scripts": {"build": "next build"}, "dependencies": NEXT}
    files = {
        "package.json": json.dumps({"name": "top", "workspaces": ["apps/*"]}),
        "package-lock.json": "{}",
        "apps/web/package.json": json.dumps(web),
        "apps/web/next.config.mjs": "export default { output: 'standalone' }",
        "apps/web/lib/db.js": "migrate(db, { migrationsFolder: 'drizzle' })",
        "apps/web/drizzle/0.sql": "",
    }
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert "COPY apps/web/drizzle/ apps/web/drizzle/" in text
