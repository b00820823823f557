"""Development packages that a server imports whenever it starts."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.sources import runtime_imports
from dockgen.ecosystems.registry import detect
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

EXTERNAL = "vite build && esbuild server/index.ts --bundle --packages=external --outdir=dist"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import { createServer as make } from 'vite';\nmake();", ["vite"]),
        ("import vite from 'vite';\nuse(vite);", ["vite"]),
        ("import * as vite from 'vite';\nvite.build();", ["vite"]),
        ("import 'vite';", ["vite"]),
        ("import 'vite/client.js';", ["vite"]),
        ("export * from '@x/y/z';", ["@x/y"]),
        ("const { a } = require('vite');", ["vite"]),
        ("import type { UserConfig } from 'vite';", []),
        ("import { type UserConfig } from 'vite';\nUserConfig.x;", []),
        ("import { UserConfig } from 'vite';\nconst a: UserConfig = {};", []),
        ("async function f() { const { a } = await import('vite'); }", []),
        ("import ms from 'ms';\nms(1);", []),
        ("import both from 'both';\nboth();", []),
    ],
)
def test_static_imports_of_development_packages(
    project: MakeProject, source: str, names: list[str]
) -> None:
    package = {
        "dependencies": {"ms": "2", "both": "1"},
        "devDependencies": {"vite": "6", "@x/y": "1", "both": "1"},
    }
    made = project({"package.json": json.dumps(package), "a.ts": source})
    found = runtime_imports.development([made.read("a.ts")], PackageJson(made))
    assert [one.value for one in found] == names


@pytest.mark.parametrize(
    ("build", "keeps"),
    [
        ("", True),
        ("tsc", True),
        ("nest build", True),
        (EXTERNAL, True),
        ("vite build && tsc -p server", True),
        ("vite build --ssr src/server.ts", True),
        ("vite build && esbuild server/index.ts --bundle --outdir=dist", False),
        ("tsup", False),
        ("ncc build src/index.ts", False),
        ("bun build src/index.ts --outdir dist", False),
    ],
)
def test_bundlers_write_packages_into_their_output(build: str, keeps: bool) -> None:
    assert runtime_imports.keeps_imports(build) == keeps


@pytest.mark.parametrize(
    ("build", "group", "keeps"),
    [
        (EXTERNAL, "devDependencies", True),
        (EXTERNAL, "dependencies", False),
        ("esbuild server/index.ts --bundle --outdir=dist", "devDependencies", False),
    ],
)
def test_the_image_keeps_what_the_server_imports(
    project: MakeProject, build: str, group: str, keeps: bool
) -> None:
    package = {
        "scripts": {"build": build, "start": "node dist/index.js"},
        "dependencies": {"express": "4"},
        "devDependencies": {"esbuild": "1", "typescript": "5"},
    }
    package[group] = {**package[group], "vite": "6"}
    files = {
        "package.json": json.dumps(package),
        "package-lock.json": "{}",
        "server/index.ts": "import { a } from './vite'; a(); app.listen(5000)",
        "server/vite.ts": "\nimport { createServer } from 'vite'; export const a = createServer();",
    }
    findings = detect(project(files), detector="node").winner[1].findings
    install = findings.facts["production_install_command"].value
    assert (install == "npm ci") == keeps
    assert any("server/vite.ts:2 imports vite" in one for one in findings.warnings) == keeps
