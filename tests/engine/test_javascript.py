"""What is promised of JavaScript images beyond their answers, each proven with a real engine."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tarfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.conftest import write_files
from tests.engine import engines
from tests.engine.sharing import one_after_the_other
from tests.examples import FOLDER

pytestmark = pytest.mark.engine

TOKEN = "not-for-any-layer"  # noqa: S105  what the test looks for
SERVER = "require('ms'); require('http').createServer((q, r) => r.end('ok')).listen(4800)\n"

Prepare = Callable[..., Path]


@pytest.fixture
def prepare(tmp_path: Path) -> Prepare:
    """A copy of an example in which `dockgen init` has run."""

    def make(name: str, *options: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(FOLDER / name, folder)
        assert dockgen(["init", "--yes", *options, str(folder)]) == 0
        return folder

    return make


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def steps_that_ran(log: str) -> list[str]:
    """The instructions of a build that did not come from the cache; FROM does nothing by itself."""
    cached = set(re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE))
    steps = re.findall(r"^#(\d+) \[(\w+ +\d+/\d+)\] (.*)$", log, re.MULTILINE)
    ran = [(stage, what) for number, stage, what in steps if number not in cached]
    return [f"{stage} {what}" for stage, what in ran if not what.startswith("FROM ")]


EDITS = {
    "pnpm-workspace": ("apps/web/src/main.ts", "packages/money/src/index.ts"),
    "npm-workspace": ("services/mailer/src/mailer.js", "libs/names/src/index.js"),
    "turborepo": ("packages/unused/src/index.js", "packages/catalog/src/index.ts"),
    "nx": ("libs/nectar/src/index.ts", "libs/hives/src/index.ts"),
    "rush-workspace": ("libraries/rosters/src/index.ts", "libraries/departures/src/index.ts"),
}
"""For each workspace, a file that the application does not use, and one that it uses."""


@pytest.mark.parametrize(
    ("name", "outside", "inside"),
    [
        pytest.param(name, *files, marks=one_after_the_other(name), id=name)
        for name, files in EDITS.items()
    ],
)
def test_a_change_rebuilds_the_application_that_uses_it_and_no_other(
    docker: str, prepare: Prepare, name: str, outside: str, inside: str
) -> None:
    context = prepare(name)
    tag = f"dockgen-test-js-{name}"
    engines.build(docker, context, tag)
    before = engines.inspect(docker, tag)["Id"]
    append(context / outside, f"\n// edited {uuid4()}\n")
    elsewhere = engines.build(docker, context, tag)
    picked = ("pruned", "manifests")  # the stages that choose files from the whole repository
    ran = [step for step in steps_that_ran(elsewhere.log) if not step.startswith(picked)]
    assert ran == []
    assert engines.inspect(docker, tag)["Id"] == before
    append(context / inside, f"\n// edited {uuid4()}\n")
    used = engines.build(docker, context, tag)
    assert [step for step in steps_that_ran(used.log) if not step.startswith(picked)]
    assert not any(
        "--mount=type=cache" in step and "deploy" not in step for step in steps_that_ran(used.log)
    )


COPIES = "tasks:\n  build:\n    script: mkdir -p dist && cp src/* dist/\n    deps: ['^:build']\n"
GREETS = "require('http').createServer((q, r) => r.end(require('greeting'))).listen(4800)\n"
OF_MOON = {
    ".moon/workspace.yml": "projects:\n  api: apps/api\n  greeting: libs/greeting\n"
    "  other: libs/other\n",
    ".moon/tasks/all.yml": COPIES,
    ".nvmrc": "24\n",
    "package.json": json.dumps(
        {
            "private": True,
            "workspaces": ["apps/*", "libs/*"],
            "devDependencies": {"@moonrepo/cli": "2.5.5"},
        }
    ),
    "apps/api/package.json": json.dumps(
        {
            "name": "api",
            "scripts": {"start": "node dist/server.js"},
            "dependencies": {"greeting": "*", "ms": "2.1.3"},
        }
    ),
    "apps/api/moon.yml": "dependsOn: [greeting]\n",
    "apps/api/src/server.js": GREETS,
    "libs/greeting/package.json": '{"name": "greeting", "version": "1.0.0", "main": "dist/a.js"}',
    "libs/greeting/src/a.js": "module.exports = 'hello'\n",
    "libs/other/package.json": '{"name": "other", "version": "1.0.0"}',
    "libs/other/src/a.js": "",
}


def test_moon_builds_the_application_and_what_it_depends_on(
    docker: str, tmp_path: Path, disposable: list[str]
) -> None:
    context = write_files(tmp_path / "moon", OF_MOON)
    assert dockgen(["init", "--yes", str(context)]) == 0
    tag = "dockgen-test-js-moon"
    engines.build(docker, context, tag)
    assert answer_of_image(docker, tag, disposable) == "hello"
    append(context / "libs/other/src/a.js", f"\n// edited {uuid4()}\n")
    assert steps_that_ran(engines.build(docker, context, tag).log) == []
    append(context / "libs/greeting/src/a.js", f"\n// edited {uuid4()}\n")
    ran = steps_that_ran(engines.build(docker, context, tag).log)
    assert any("moon run" in step for step in ran)
    assert not any("npm install" in step for step in ran)


OF_BUN = {
    "package.json": '{"scripts": {"start": "node server.js"}, "dependencies": {"ms": "2.1.3"}}',
    "bun.lock": '{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"ms": "2.1.3"}}}, '
    '"packages": {"ms": ["ms@2.1.3", "", {}, "sha512-'
    '6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="]}}\n',
    "server.js": "require('http').createServer((q, r) => r.end(process.versions.bun ? 'Bun' : "
    "`Node.js, ${require('ms')(60000)}`)).listen(4800)\n",
}


@pytest.mark.parametrize("stages", ["multi", "single"])
def test_node_runs_what_bun_installs(
    docker: str, tmp_path: Path, disposable: list[str], stages: str
) -> None:
    context = write_files(tmp_path / "shop", OF_BUN)
    assert dockgen(["init", "--yes", "--stages", stages, str(context)]) == 0
    tag = f"dockgen-test-js-bun-{stages}"
    engines.build(docker, context, tag)
    assert answer_of_image(docker, tag, disposable) == "Node.js, 1m"
    has_bun = ["sh", "-c", "command -v bun || echo none"]
    found = engines.run(docker, "run", "--rm", tag, *has_bun)
    assert (found == "none\n") is (stages == "multi")


@one_after_the_other("pnpm-workspace")
def test_an_edit_of_the_application_does_not_build_its_libraries_again(
    docker: str, prepare: Prepare
) -> None:
    context = prepare("pnpm-workspace")
    tag = "dockgen-test-js-libraries"
    engines.build(docker, context, tag, "--target=build")
    append(context / "apps/api/src/server.ts", f"\n// edited {uuid4()}\n")
    ran = steps_that_ran(engines.build(docker, context, tag, "--target=build").log)
    assert any("@shop/api run build" in step for step in ran)
    assert not any("@shop/dates run build" in step for step in ran), ran


def test_a_token_reaches_the_installation_and_no_layer(docker: str, tmp_path: Path) -> None:
    package = {"scripts": {"start": "node server.js"}, "dependencies": {"ms": "2.1.3"}}
    folder = write_files(
        tmp_path / "private",
        {
            "package.json": json.dumps(package),
            "server.js": SERVER,
            ".npmrc": f"//registry.example/:_authToken={TOKEN}\nfund=false\n",
        },
    )
    assert dockgen(["init", "--yes", str(folder)]) == 0
    tag = "dockgen-test-js-secret"
    with pytest.raises(engines.EngineFailed, match="secret npmrc"):
        engines.build(docker, folder, tag, "--no-cache")
    secret = f"--secret=id=npmrc,src={folder / '.npmrc'}"
    # The installation itself shows that it saw the file: the command fails where it is not there.
    dockerfile = folder / "Dockerfile"
    text = dockerfile.read_text("utf-8")
    seen = text.replace("    npm install", f"    grep -q {TOKEN} /root/.npmrc && npm install")
    assert seen != text
    dockerfile.write_text(seen.replace(f"grep -q {TOKEN}", "grep -q authToken"), "utf-8")
    engines.build(docker, folder, tag, secret)
    archive = tmp_path / "image.tar"
    engines.run(docker, "save", "--output", archive, tag)
    with tarfile.open(archive) as image:
        blobs = [image.extractfile(one) for one in image.getmembers() if one.isfile()]
        for blob in blobs:
            assert blob is not None
            assert TOKEN.encode() not in plain_bytes(blob.read())


def plain_bytes(blob: bytes) -> bytes:
    """A layer's files one after the other; anything else as it is."""
    try:
        with tarfile.open(fileobj=io.BytesIO(blob)) as layer:
            files = [layer.extractfile(one) for one in layer.getmembers() if one.isfile()]
            return b"".join(file.read() for file in files if file is not None)
    except tarfile.ReadError:
        return blob


def test_settings_come_in_when_the_container_starts(
    docker: str, disposable: list[str], prepare: Prepare
) -> None:
    context = prepare("vite-vue")
    tag = "dockgen-test-js-settings"
    engines.build(docker, context, tag)
    greeting = 'Bonjour "toi" \\o/\nà demain'
    name = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(name)
    engines.run(
        docker, "run", "--detach", "--name", name, *engines.LOCKED_DOWN, "--tmpfs=/tmp",
        "--publish=127.0.0.1::8080", "--env", f"APP_GREETING={greeting}", tag,
    )  # fmt: skip
    text = answer(docker, name, 8080, "/config.js")
    program = f"globalThis.window = globalThis;{text};console.log(JSON.stringify(APP_CONFIG))"
    settings = json.loads(
        subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout
    )
    assert settings == {"APP_GREETING": greeting}


def answer_of_image(docker: str, tag: str, disposable: list[str]) -> str:
    """What a container of the image answers on port 4800, under lock and key."""
    name = f"{tag}-{uuid4().hex[:8]}"
    disposable.append(name)
    published = "--publish=127.0.0.1::4800"
    engines.run(docker, "run", "--detach", "--name", name, *engines.LOCKED_DOWN, published, tag)
    return answer(docker, name, 4800, "/")


def answer(docker: str, container: str, port: int, path: str) -> str:
    published = engines.run(docker, "port", container, f"{port}/tcp").split(":")[-1].strip()
    script = f"until wget -qO- http://127.0.0.1:{published}{path}; do sleep 0.1; done"
    engines.run("timeout", "20", "sh", "-c", f"{script} >/dev/null")
    with urllib.request.urlopen(f"http://127.0.0.1:{published}{path}", timeout=5) as page:
        return str(page.read().decode("utf-8"))


def test_a_native_module_is_loaded_by_the_libc_that_compiled_it(
    docker: str, prepare: Prepare
) -> None:
    context = prepare("node-native")
    text = (context / "Dockerfile").read_text("utf-8")
    tag = "dockgen-test-js-native"
    engines.build(docker, context, tag)
    engines.build(docker, context, f"{tag}-build", "--target=dependencies")
    loader = "console.log(process.report.getReport().header.glibcVersionRuntime, process.arch)"
    both = [
        engines.run(docker, "run", "--rm", one, "node", "-e", loader)
        for one in (tag, f"{tag}-build")
    ]
    assert both[0] == both[1]
    query = "new D(':memory:').prepare('SELECT 42').pluck().get()"
    module = f"const D = require('better-sqlite3'); console.log({query})"
    assert (
        engines.run(docker, "run", "--rm", *engines.LOCKED_DOWN, tag, "node", "-e", module)
        == "42\n"
    )
    assert text.count("g++") == 1
