"""Generators that nothing calls which builds an image, wherever they lie in a workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.core.facts import Verdict
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

TOP = {"name": "m", "private": True, "workspaces": ["apps/*", "packages/*"]}
SERVER = "require('express')().listen(process.env.PORT || 4100)"
SCHEMA = 'generator client {\n provider = "prisma-client-js"\n}\nmodel A { id Int @id }\n'
CLIENT = {"@prisma/client": "6.16.0", "prisma": "6.16.0"}
API = {
    "name": "@m/api",
    "scripts": {"build": "tsc", "start": "node dist/server.js"},
    "dependencies": {"express": "5", "@m/gen": "*"},
}


def made(
    make: MakeProject,
    gen: Mapping[str, object],
    files: dict[str, str],
    *,
    api: Mapping[str, object] | None = None,
    top: Mapping[str, object] | None = None,
) -> tuple[Verdict, str]:
    base = {
        "package.json": json.dumps({**TOP, **(top or {})}),
        "package-lock.json": "{}",
        "apps/api/package.json": json.dumps({**API, **(api or {})}),
        "apps/api/src/server.ts": SERVER,
        "packages/gen/package.json": json.dumps({"name": "@m/gen", **gen}),
    }
    found = detect(make({**base, **files}), detector="node")
    node = next(verdict for one, verdict in found.verdicts if one.name == "node")
    return node, render(plan(found))["Dockerfile"].text


def test_a_client_of_prisma_is_generated_in_the_member_that_owns_it(project: MakeProject) -> None:
    gen = {"scripts": {"generate": "prisma generate"}, "dependencies": CLIENT}
    found, text = made(project, gen, {"packages/gen/schema.prisma": SCHEMA})
    assert "npm run generate --workspace=packages/gen" in text
    assert text.index("npm run generate") < text.index("npm run build --workspace=apps/api")
    said = "nothing that builds the image calls Prisma"
    assert any(said in one for one in found.findings.warnings)
    # What it writes lies among the packages, which come from the stage that ran it.
    assert "npm prune --omit=dev" in text


def test_prisma_is_called_where_no_script_is(project: MakeProject) -> None:
    _, text = made(project, {"dependencies": CLIENT}, {"packages/gen/prisma/schema.prisma": SCHEMA})
    assert "RUN (cd packages/gen && npx prisma generate)" in text


def test_prismas_settings_get_what_they_demand(project: MakeProject) -> None:
    files = {
        "packages/gen/prisma/schema.prisma": SCHEMA,
        "packages/gen/prisma.config.ts": "defineConfig({ url: env('DATABASE_URL') })",
    }
    _, text = made(project, {"dependencies": CLIENT}, files)
    told = "DATABASE_URL=postgresql://localhost/placeholder npx prisma generate"
    assert f"(cd packages/gen && {told})" in text


def test_a_schema_in_a_member_that_nobody_declares(project: MakeProject) -> None:
    api = {"dependencies": {"express": "5", **CLIENT}}
    gen = {"scripts": {"generate": "prisma generate"}}
    _, text = made(project, gen, {"packages/gen/schema.prisma": SCHEMA}, api=api)
    assert "COPY packages/gen/ packages/gen/" in text
    assert "npm run generate --workspace=packages/gen" in text


@pytest.mark.parametrize(
    ("gen", "files"),
    [
        ({"scripts": {"postinstall": "prisma generate"}, "dependencies": CLIENT}, {}),
        ({"scripts": {"build": "prisma generate && tsc"}, "dependencies": CLIENT}, {}),
        (
            {
                "scripts": {"build": "npm run db && tsc", "db": "prisma generate"},
                "dependencies": {},
            },
            {},
        ),
        (
            {"dependencies": CLIENT},
            {
                "packages/gen/schema.prisma": SCHEMA.replace("-js", "").replace(
                    '"\n}', '"\n output = "./client"\n}'
                ),
                "packages/gen/client/index.ts": "",
            },
        ),
    ],
)
def test_a_generator_that_runs_anyway_or_has_run_is_not_called_again(
    project: MakeProject, gen: Mapping[str, object], files: dict[str, str]
) -> None:
    found, _ = made(project, gen, {"packages/gen/schema.prisma": SCHEMA, **files})
    assert "generator_commands" not in found.findings.facts


def test_a_task_that_turbo_runs_before_builds_is_not_called_again(project: MakeProject) -> None:
    gen = {"scripts": {"db:generate": "prisma generate"}, "dependencies": CLIENT}
    tasks = {"tasks": {"build": {"dependsOn": ["^db:generate"]}, "db:generate": {}}}
    schema = {"packages/gen/schema.prisma": SCHEMA}
    top = {"devDependencies": {"turbo": "2.5.0"}}
    found, _ = made(project, gen, {"turbo.json": json.dumps(tasks), **schema}, top=top)
    assert "generator_commands" not in found.findings.facts


def test_turbo_builds_after_what_it_does_not_generate(project: MakeProject) -> None:
    gen = {"scripts": {"db:generate": "prisma generate"}, "dependencies": CLIENT}
    files = {"turbo.json": '{"tasks": {"build": {}}}', "packages/gen/schema.prisma": SCHEMA}
    _, text = made(project, gen, files, top={"devDependencies": {"turbo": "2.5.0"}})
    assert "npm run db:generate --workspace=packages/gen" in text
    assert text.index("db:generate") < text.index("turbo run build")


CODEGEN = "export default { schema: './schema.graphql', generates: {\n 'src/gql/': {\n} } }"


@pytest.mark.parametrize(
    ("package", "files", "command"),
    [
        (
            {"scripts": {"codegen": "graphql-codegen"}},
            {"codegen.ts": CODEGEN},
            "npm run codegen --workspace=packages/gen",
        ),
        (
            {"devDependencies": {"@graphql-codegen/cli": "5"}},
            {"codegen.yml": "schema: a.graphql\ngenerates:\n  src/types.ts:\n    plugins: [a]\n"},
            "(cd packages/gen && npx graphql-codegen)",
        ),
        (
            {"devDependencies": {"@bufbuild/buf": "1"}},
            {"buf.gen.yaml": "version: v2\nplugins:\n  - local: protoc-gen-es\n    out: src/gen\n"},
            "(cd packages/gen && npx buf generate)",
        ),
        (
            {"scripts": {"proto:gen": "grpc_tools_node_protoc --js_out=src/gen -I . a.proto"}},
            {"a.proto": ""},
            "npm run proto:gen --workspace=packages/gen",
        ),
        (
            {"devDependencies": {"drizzle-kit": "0.31"}},
            {
                "drizzle.config.ts": "export default { out: './migrations' }",
                "src/a.ts": "migrate(db, { migrationsFolder: './migrations' })",
            },
            "(cd packages/gen && npx drizzle-kit generate)",
        ),
        (
            {"scripts": {"gen": "openapi-typescript ./api.yaml -o src/api.ts"}},
            {"api.yaml": ""},
            "npm run gen --workspace=packages/gen",
        ),
        (
            {"devDependencies": {"@pandacss/dev": "1"}},
            {"panda.config.ts": "export default {}"},
            "(cd packages/gen && npx panda codegen)",
        ),
    ],
)
def test_generators_of_other_kinds(
    project: MakeProject, package: Mapping[str, object], files: dict[str, str], command: str
) -> None:
    placed = {f"packages/gen/{path}": text for path, text in files.items()}
    _, text = made(project, package, placed)
    assert f"RUN {command}\n" in text


@pytest.mark.parametrize(
    ("package", "files"),
    [
        ({"scripts": {"codegen": "graphql-codegen"}}, {"codegen.ts": CODEGEN, "src/gql/a.ts": ""}),
        (
            {"devDependencies": {"drizzle-kit": "0.31"}},
            {"drizzle.config.ts": "export default { out: './migrations' }", "src/a.ts": "push()"},
        ),
        (
            {"scripts": {"gen": "openapi-typescript ./api.yaml -o src/api.ts"}},
            {"src/api.ts": ""},
        ),
        ({"devDependencies": {"@graphql-codegen/cli": "5"}}, {}),
        ({"scripts": {"watch": "graphql-codegen --watch"}}, {"a.txt": ""}),
    ],
)
def test_what_is_in_the_project_or_not_needed_is_not_made(
    project: MakeProject, package: Mapping[str, object], files: dict[str, str]
) -> None:
    placed = {f"packages/gen/{path}": text for path, text in files.items()}
    found, _ = made(project, package, placed)
    assert "generator_commands" not in found.findings.facts


@pytest.mark.parametrize(
    ("package", "files", "wanted"),
    [
        (
            {"scripts": {"codegen": "graphql-codegen"}},
            {"codegen.ts": CODEGEN.replace("./schema.graphql", "http://localhost:4000/graphql")},
            "a running server",
        ),
        (
            {"scripts": {"gen": "kysely-codegen --out-file src/db.d.ts"}},
            {"a.txt": ""},
            "a database",
        ),
    ],
)
def test_what_no_build_has_is_said_instead(
    project: MakeProject, package: Mapping[str, object], files: dict[str, str], wanted: str
) -> None:
    placed = {f"packages/gen/{path}": text for path, text in files.items()}
    found, _ = made(project, package, placed)
    assert "generator_commands" not in found.findings.facts
    assert any(
        f"it wants {wanted}, which no build has: commit" in one for one in found.findings.warnings
    )


def test_a_project_of_one_package_calls_its_generator(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "tsc", "start": "node dist/a.js", "codegen": "graphql-codegen"},
        "dependencies": {"express": "5"},
        "devDependencies": {"@graphql-codegen/cli": "5"},
    }
    files = {"package.json": json.dumps(package), "src/a.ts": SERVER, "codegen.ts": CODEGEN}
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert "RUN npm run codegen && npm run build" in text


def test_a_member_that_writes_into_another_comes_along(project: MakeProject) -> None:
    api = {"dependencies": {"express": "5"}}
    gen = {"scripts": {"generate": "buf generate"}, "devDependencies": {"@bufbuild/buf": "1"}}
    config = "plugins:\n  - local: protoc-gen-es\n    out: ../../apps/api/src/gen\n"
    _, text = made(project, gen, {"packages/gen/buf.gen.yaml": config}, api=api)
    assert "npm run generate --workspace=packages/gen" in text
