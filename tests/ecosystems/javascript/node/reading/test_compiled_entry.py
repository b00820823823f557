"""Where TypeScript's compiler writes an entry file."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.sources import compiled_entry
from dockgen.ecosystems.registry import detect
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

OUT = '{"compilerOptions": {"outDir": "./dist"}}'
ROOT = '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}'
SEED = {"prisma/seed.ts": ""}


@pytest.mark.parametrize(
    ("build", "files", "entry", "written"),
    [
        ("tsc", {"tsconfig.json": OUT}, "dist/main.js", None),
        ("tsc", {"tsconfig.json": OUT, **SEED}, "dist/main.js", "dist/src/main.js"),
        ("tsc", {"tsconfig.json": OUT, **SEED}, "dist/main", "dist/src/main.js"),
        ("tsc", {"tsconfig.json": OUT, **SEED}, "dist/src/main.js", None),
        ("tsc", {"tsconfig.json": OUT}, "dist/src/main.js", "dist/main.js"),
        ("tsc", {"tsconfig.json": ROOT, **SEED}, "dist/main.js", None),
        ("tsc", {"tsconfig.json": ROOT}, "dist/src/main.js", "dist/main.js"),
        ("tsc", {"tsconfig.json": OUT, "types/a.d.ts": ""}, "dist/main.js", None),
        (
            "tsc",
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}, "include": ["src"]}',
                **SEED,
            },
            "dist/main.js",
            None,
        ),
        (
            "tsc",
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}, "exclude": ["prisma"]}',
                **SEED,
            },
            "dist/main.js",
            None,
        ),
        (
            "tsc",
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}, "include": ["src/**/*"]}',
                "src/main.ts": "import pkg from '../package.json'",
            },
            "dist/main.js",
            "dist/src/main.js",
        ),
        (
            "tsc",
            {"tsconfig.json": '{"compilerOptions": {"outDir": "dist", "composite": true}}'},
            "dist/main.js",
            "dist/src/main.js",
        ),
        (
            "nest build",
            {
                "tsconfig.json": OUT,
                "tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["**/*spec.ts"]}',
                **SEED,
            },
            "dist/main",
            "dist/src/main.js",
        ),
        (
            "nest build",
            {
                "tsconfig.json": OUT,
                "tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["prisma"]}',
                **SEED,
            },
            "dist/main",
            None,
        ),
        (
            "tsc -p tsconfig.prod.json",
            {"tsconfig.json": OUT, "tsconfig.prod.json": ROOT, **SEED},
            "dist/main.js",
            None,
        ),
        ("tsc && cp -r dist/src/. dist", {"tsconfig.json": OUT, **SEED}, "dist/main.js", None),
        ("esbuild src/main.ts --outdir=dist", {"tsconfig.json": OUT, **SEED}, "dist/main.js", None),
        ("tsc", {"tsconfig.json": "{}", **SEED}, "dist/main.js", None),
        ("tsc", {"tsconfig.json": "{", **SEED}, "dist/main.js", None),
    ],
)
def test_root_and_sources_decide(
    project: MakeProject, build: str, files: dict[str, str], entry: str, written: str | None
) -> None:
    package = json.dumps({"scripts": {"build": build}})
    made = project({"package.json": package, "src/main.ts": "", **files})
    one = PackageJson(made)
    found = compiled_entry.find(made, one, entry, one.script("build"))
    assert (found.value if found else None) == written


def test_the_image_starts_what_is_written_and_says_why(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "nest build", "start:prod": "node dist/main"},
        "dependencies": {"@nestjs/core": "11"},
    }
    files = {
        "package.json": json.dumps(package),
        "package-lock.json": "{}",
        "tsconfig.json": OUT,
        "src/main.ts": "app.listen(3000)",
        **SEED,
    }
    findings = detect(project(files), detector="node").winner[1].findings
    assert findings.facts["start_command"].value == ("node", "dist/src/main.js")
    assert any("because of prisma/seed.ts" in one for one in findings.warnings)
