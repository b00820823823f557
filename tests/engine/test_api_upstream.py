"""nginx hands the paths of another server on where a variable names that server."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dockgen.cli.main import run as dockgen
from tests.conftest import write_files
from tests.engine import engines
from tests.engine.projects import NODE

pytestmark = pytest.mark.engine

BACKEND = "require('http').createServer((q, r) => r.end(q.method + ' ' + q.url)).listen(4000)"
PACKAGE = {
    "name": "desk",
    "scripts": {"build": "mkdir -p dist && cp page.html dist/index.html", "start": "serve -s dist"},
}
VITE = "export default { server: { proxy: { '/api': { target: 'http://localhost:4000', RULE } } } }"


@pytest.fixture
def network(docker: str) -> Iterator[str]:
    """A network with a server that says what it was asked, under the name `api`."""
    name = f"dockgen-test-{uuid4().hex[:8]}"
    engines.provide(f"FROM {NODE}\n")
    engines.run(docker, "network", "create", name)
    told = ("--network-alias=api", NODE, "node", "-e", BACKEND)
    engines.run(docker, "run", "--detach", f"--name={name}", f"--network={name}", *told)
    yield name
    subprocess.run([docker, "rm", "--force", name], capture_output=True)
    subprocess.run([docker, "network", "rm", name], capture_output=True)


def ask(address: str, accept: str = "*/*", method: str = "GET") -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Accept": accept}, method=method)  # noqa: S310
    for _ in range(60):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{address} does not answer")


@pytest.mark.parametrize(
    ("files", "answers"),
    [
        (
            {"vite.config.js": VITE.replace("RULE", "rewrite: (p) => p.replace(/^\\/api/, '')")},
            {"/api/items?a=1": "GET /items?a=1", "/desk": "<p>the desk"},
        ),
        (
            {"vue.config.js": "module.exports = { devServer: { proxy: 'http://localhost:4000' } }"},
            {"/items": "GET /items", "/": "<p>the desk"},
        ),
    ],
)
def test_a_path_reaches_the_server_that_the_variable_names(
    docker: str, tmp_path: Path, network: str, files: dict[str, str], answers: dict[str, str]
) -> None:
    context = tmp_path / "desk"
    whole = {"package.json": json.dumps(PACKAGE), "page.html": "<p>the desk", **files}
    write_files(context, whole)
    assert dockgen(["init", "--yes", str(context)]) == 0
    tag = f"{network}-site"
    engines.build(docker, context, tag)
    for told, found in ((("-e", "API_UPSTREAM=http://api:4000"), answers), ((), None)):
        options = ("--rm", "--publish=8080", "--tmpfs=/tmp", *engines.LOCKED_DOWN)
        started = (f"--network={network}", *told, tag)
        container = engines.run(docker, "run", "--detach", *options, *started).strip()
        try:
            port = engines.run(docker, "port", container, "8080").splitlines()[0].rpartition(":")[2]
            for path, text in answers.items():
                seen = ask(f"http://localhost:{port}{path}")
                page = ask(f"http://localhost:{port}{path}", "text/html,*/*")
                if text.startswith("<p>"):
                    assert page == (200, text)
                else:
                    assert seen == ((200, text) if found else (404, ""))
        finally:
            engines.run(docker, "rm", "--force", container)
    engines.run(docker, "rmi", "--force", tag)
