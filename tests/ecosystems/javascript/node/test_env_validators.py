"""Variables that a build demands: placeholders for that command alone, public ones as ARG."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.ecosystems.javascript.node.sources import env_validators
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

NEXT = {
    "scripts": {"build": "next build", "start": "next start"},
    "dependencies": {"next": "15", "react": "19", "react-dom": "19"},
}
ZOD = """import { z } from "zod"
const schema = z.object({
  DATABASE_URL: z.string().url(),
  NEXTAUTH_SECRET: z
    .string()
    .min(32),
  SMTP_PORT: z.coerce.number().default(25),
  SENTRY_DSN: z.string().optional(),
  NEXT_PUBLIC_API_URL: z.string().url(),
  NODE_ENV: z.enum(["production", "development"]),
})
export const env = schema.parse(process.env)
"""


def made(
    make: MakeProject, package: Mapping[str, object], files: dict[str, str]
) -> tuple[str, tuple[str, ...]]:
    project = make({"package.json": json.dumps(package), "package-lock.json": "{}", **files})
    verdict = detect(project, detector="node")
    text = render(plan(verdict))["Dockerfile"].text
    return text, tuple(verdict.winner[1].findings.warnings)


def test_placeholders_are_for_the_build_alone_and_said(project: MakeProject) -> None:
    text, notes = made(project, NEXT, {"src/env.ts": ZOD, "src/app/page.tsx": ""})
    told = (
        "DATABASE_URL=postgresql://localhost/placeholder "
        "NEXTAUTH_SECRET=placeholder-00000000000000000000 npm run build"
    )
    assert f"RUN {told}" in text
    build, _, runtime = text.partition("AS runtime")
    assert "ARG NEXT_PUBLIC_API_URL=http://localhost\n" in build
    assert "placeholder" not in runtime
    assert "SMTP_PORT" not in text
    assert "SENTRY_DSN" not in text
    assert (
        "src/env.ts:3 stops the build without DATABASE_URL, NEXTAUTH_SECRET: the build has "
        "placeholders for that one command, and the image needs its own values"
    ) in notes
    assert any("NEXT_PUBLIC_API_URL, which becomes part of the pages" in one for one in notes)


def test_a_public_value_of_an_env_file_goes_first(project: MakeProject) -> None:
    env = "NEXT_PUBLIC_API_URL=https://api.shop.example\n"
    text, notes = made(project, NEXT, {"src/env.ts": ZOD, ".env.production": env})
    assert "ARG NEXT_PUBLIC_API_URL=https://api.shop.example\n" in text
    assert not any("becomes part of the pages" in one for one in notes)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("createEnv({ server: {\n A_KEY: z.string(),\n} })", "placeholder"),
        ("cleanEnv(process.env, {\n A_KEY: str(),\n B: str({ default: 'x' }) })", "placeholder"),
        ("v.parse(v.object({\n A_KEY: v.pipe(v.string(), v.email()),\n}), process.env)", "pl"),
        ("z.object({\n A_KEY: z.enum(['one', 'two']),\n}).parse(process.env)", "one"),
        ("z.object({\n A_KEY: z.string().startsWith('sk_'),\n}).parse(process.env)", "sk_"),
        ("z.object({\n A_KEY: z.coerce.number().int(),\n}).safeParse(process.env)", "1"),
        ("z.object({\n A_KEY: z.uuid(),\n}).parse(process.env)", "00000000-0000-4000"),
        ("cleanEnv(process.env, {\n A_KEY: port(),\n})", "3000"),
        ("export const a = requireEnv('A_KEY')", "placeholder"),
        ("const a = env.get('A_KEY').required().asString()", "placeholder"),
        ("if (!process.env.A_KEY) {\n  throw new Error('A_KEY')\n}", "placeholder"),
        ("checkEnv(['A_KEY'])", "placeholder"),
    ],
)
def test_validators_of_all_kinds(project: MakeProject, code: str, value: str) -> None:
    found = env_validators.read([project({"a.ts": code}).read("a.ts")])
    assert [one.name for one in found] == ["A_KEY"]
    assert found[0].value.startswith(value)


@pytest.mark.parametrize(
    "code",
    [
        "z.object({\n A_KEY: z.string(),\n}).parse(body)",
        "createEnv({ skipValidation: !!process.env.SKIP, server: {\n A_KEY: z.string(),\n} })",
        "z.object({\n A_KEY: z.string().optional(),\n}).parse(process.env)",
        "export function f() {\n  if (!process.env.A_KEY) throw new Error()\n}",
    ],
)
def test_what_is_no_demand_gets_no_placeholder(project: MakeProject, code: str) -> None:
    assert env_validators.read([project({"a.ts": code}).read("a.ts")]) == []


def test_a_compiled_server_is_not_run_while_it_is_built(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "tsc", "start": "node dist/a.js"},
        "dependencies": {"express": "5"},
    }
    files = {"src/a.ts": "import './env'\napp.listen(3000)", "src/env.ts": ZOD}
    text, _ = made(project, package, files)
    assert "placeholder" not in text


@pytest.mark.parametrize(
    ("build", "files"),
    [
        ("tsx scripts/check-env.ts && tsc", {"scripts/check-env.ts": "import '../src/env'"}),
        ("vite build", {"vite.config.ts": "import { env } from './src/env'", "index.html": ""}),
    ],
)
def test_what_a_build_runs_or_configures_it_is_followed(
    project: MakeProject, build: str, files: dict[str, str]
) -> None:
    package = {
        "scripts": {"build": build, "start": "node dist/a.js"},
        "dependencies": {"express": "5", "vite": "8"},
    }
    text, _ = made(project, package, {"src/env.ts": ZOD, "src/a.ts": "x.listen(1)", **files})
    assert "DATABASE_URL=postgresql://localhost/placeholder" in text


def test_a_placeholder_of_a_secret_is_written_as_it_is(project: MakeProject) -> None:
    schema = "z.object({\n STRIPE_SECRET_KEY: z.string().startsWith('sk_test_'),\n})"
    text, _ = made(project, NEXT, {"src/env.ts": f"{schema}.parse(process.env)"})
    assert "STRIPE_SECRET_KEY=sk_test_placeholder npm run build" in text


def test_turbo_passes_the_placeholders_on(project: MakeProject) -> None:
    files = {
        "turbo.json": "{}",
        "apps/web/package.json": json.dumps({"name": "web", **NEXT}),
        "apps/web/src/env.ts": ZOD,
    }
    top = {"name": "m", "workspaces": ["apps/*"], "devDependencies": {"turbo": "2.5.0"}}
    text, _ = made(project, top, files)
    assert "npx turbo run build --filter=web --env-mode=loose" in text
