"""One build for each major version of each package manager: its commands are those that it has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockgen.cli.main import run as dockgen
from tests.conftest import write_files
from tests.engine import engines

pytestmark = pytest.mark.engine

LOCKFILES = Path(__file__).parent / "lockfiles"
VERSIONS = {
    "yarn@1.22.22": ("yarn-1.lock", "yarn.lock"),
    "yarn@2.4.2": ("yarn-2.lock", "yarn.lock"),
    "yarn@3.8.7": ("yarn-3.lock", "yarn.lock"),
    "yarn@4.18.1": ("yarn-4.lock", "yarn.lock"),
    "npm@7.24.2": ("npm-7.json", "package-lock.json"),
    "npm@8.19.4": ("npm-7.json", "package-lock.json"),
    "npm@9.9.4": ("npm-7.json", "package-lock.json"),
    "npm@10.9.9": ("npm-7.json", "package-lock.json"),
    "npm@11.21.2": ("npm-7.json", "package-lock.json"),
    "npm@12.2.2": ("npm-7.json", "package-lock.json"),
    "pnpm@7.33.7": ("pnpm-7.yaml", "pnpm-lock.yaml"),
    "pnpm@8.15.9": ("pnpm-8.yaml", "pnpm-lock.yaml"),
    "pnpm@9.15.9": ("pnpm-10.yaml", "pnpm-lock.yaml"),
    "pnpm@10.34.9": ("pnpm-10.yaml", "pnpm-lock.yaml"),
    "pnpm@11.28.11": ("pnpm-10.yaml", "pnpm-lock.yaml"),
    "bun@1.4.5": ("bun.lock", "bun.lock"),
}
"""The newest version of each line that Node.js 24 runs, with the lockfile that it reads.

pnpm 12 is not among them: it wants itself in the lockfile, as the registry publishes it.
"""

PACKAGE = {
    "name": "pinned",
    "private": True,
    "scripts": {"build": "mkdir -p dist && cp index.js dist/", "start": "node dist/index.js"},
    "engines": {"node": "24.x"},
    "dependencies": {"ms": "2.1.3"},
    "devDependencies": {"is-number": "7.0.0"},
}
SERVER = "require('http').createServer((q, r) => r.end(require('ms')(1000))).listen(3000)\n"
HOLDS = "require('ms'); try { require('is-number') } catch { console.log('as it should be') }"


@pytest.mark.parametrize("version", VERSIONS)
def test_its_image_builds_and_holds_what_it_needs_alone(
    docker: str, tmp_path: Path, version: str
) -> None:
    source, lockfile = VERSIONS[version]
    files = {
        "package.json": json.dumps({**PACKAGE, "packageManager": version}),
        lockfile: (LOCKFILES / source).read_text("utf-8"),
        "index.js": SERVER,
    }
    write_files(tmp_path, files)
    assert dockgen(["init", "--yes", str(tmp_path)]) == 0
    tag = "dockgen-test-manager-" + version.replace("@", "-")
    engines.build(docker, tmp_path, tag)
    assert engines.run(docker, "run", "--rm", tag, "node", "-e", HOLDS) == "as it should be\n"
