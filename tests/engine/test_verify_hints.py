"""Each hint speaks for a real project that fails that way."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dockgen.tools.engine.client import Engine, find
from dockgen.tools.verify import hints
from dockgen.tools.verify.building import Builder, Failure, Recipe
from dockgen.tools.verify.running import RunOptions, RunResult, start
from tests.engine.projects import DEBIAN, NODE, SERVER, SERVER_DOCKERFILE, make

# They count what is left on the engine, so they run one after another.
pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("whole engine")]

Files = Mapping[str, str]

JDK = "eclipse-temurin:21-jdk"
PACKAGE = '{"name": "demo", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}}'
LOCK_WITHOUT_MS = """{
  "name": "demo", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {"": {"name": "demo", "version": "1.0.0"}}
}"""
COMPILER = (
    f"FROM {DEBIAN}\nWORKDIR /app\nRUN apt-get update -qq"
    " && apt-get install -qqy --no-install-recommends cpp pkgconf >/dev/null\n"
)
HEAP = "const all = []; for (;;) all.push(new Array(10000).fill({}));"

BUILDS: Mapping[str, tuple[Files, int, str]] = {
    "lockfile-missing": (
        {"Dockerfile": f"FROM {NODE}\nCOPY package.json ./\nRUN npm ci\n", "package.json": PACKAGE},
        3, "there is none",
    ),
    "lockfile-outdated": (
        {"Dockerfile": f"FROM {NODE}\nCOPY package*.json ./\nRUN npm ci\n",
         "package.json": PACKAGE, "package-lock.json": LOCK_WITHOUT_MS},
        3, "disagree",
    ),
    "file-not-sent": (
        {"Dockerfile": f"FROM {DEBIAN}\nCOPY app/config.json ./\n", "app/config.json": "{}",
         "app/kept": "", ".dockerignore": "**/*.json\n"},
        2, "config.json is not in the build context",
    ),
    "registry-unreachable": (
        {"Dockerfile": "FROM registry.invalid/team/app:1\n"}, 1, "does not answer",
    ),
    "header-missing": (
        {"Dockerfile": f"{COMPILER}COPY query.c ./\nRUN cpp query.c\n",
         "query.c": "#include <libpq-fe.h>\n"},
        5, "that provides libpq-fe.h (Debian: libpq-dev)",
    ),
    "library-config-missing": (
        {"Dockerfile": f"{COMPILER}RUN pkg-config --exists --print-errors vips-cpp\n"},
        4, "system library behind vips-cpp",
    ),
    "compiler-missing": (
        {"Dockerfile": f"FROM {NODE}\nCOPY package.json ./\nRUN npm install --build-from-source\n",
         "package.json": '{"name": "demo", "dependencies": {"bufferutil": "4.0.8"}}'},
        3, "has no compiler",
    ),
    "command-missing": (
        {"Dockerfile": f"FROM {DEBIAN}\n\nRUN wget https://example.org\n"},
        3, "has no command wget",
    ),
    "not-executable": (
        {"Dockerfile": f"FROM {DEBIAN}\nCOPY build.sh ./\nRUN ./build.sh\n", "build.sh": "true\n"},
        3, "./build.sh is not executable",
    ),
    "java-version": (
        {"Dockerfile": f"FROM {JDK}\nCOPY A.java ./\nRUN javac --release 25 A.java\n",
         "A.java": "class A {}\n"},
        3, "asks for Java 25",
    ),
    "network": (
        {"Dockerfile": f"FROM {DEBIAN}\n"
                       "RUN --network=none apt-get update && apt-get install -y hello\n"},
        2, "has no network",
    ),
    "disk-full": (
        {"Dockerfile": f"FROM {DEBIAN}\nRUN --mount=type=tmpfs,target=/work,size=1m"
                       " head -c 5000000 /dev/zero >/work/file\n"},
        2, "the disk is full",
    ),
    "out-of-memory": (
        {"Dockerfile": f"FROM {NODE}\nCOPY a.js ./\nRUN node --max-old-space-size=20 a.js\n",
         "a.js": HEAP},
        3, "ran out of memory",
    ),
    "tests-failed": (
        {"Dockerfile": f"FROM {NODE}\nCOPY a.test.js ./\nRUN node --test\n",
         "a.test.js": "require('node:test')('adds', () => { throw new Error('1 + 1 is 3') });"},
        3, "tests fail",
    ),
}  # fmt: skip
"""By cause: the project, the line that fails, and what the hint says."""

ELSEWHERE = {"no-such-base", "certificate"}
"""Causes with a test of their own below."""


@pytest.fixture(scope="module")
def docker_engine(docker: str) -> Engine:
    return find(docker)


@pytest.fixture(scope="module")
def podman_engine(podman: str) -> Engine:
    return find(podman)


def failure_of(engine: Engine, folder: Path, *options: str) -> Failure:
    tag = "dockgen-test-hints"
    attempt = Builder(engine).build(Recipe(folder, "Dockerfile", options), tag)
    engine.remove_image(tag)
    assert attempt.failure is not None
    return attempt.failure


def test_every_cause_has_a_project() -> None:
    assert {*BUILDS, *ELSEWHERE} == {row.name for row in hints.BUILD}
    assert {*RUNS, "low-port"} == {row.name for row in hints.RUN}


@pytest.mark.parametrize("cause", BUILDS)
def test_docker_fails_for_a_known_cause(docker_engine: Engine, tmp_path: Path, cause: str) -> None:
    files, line, hint = BUILDS[cause]
    failure = failure_of(docker_engine, make(tmp_path, files))
    assert hint in failure.hint, failure
    assert failure.line == line
    told = files["Dockerfile"].splitlines()[line - 1]
    assert " ".join(failure.instruction.split()) == " ".join(told.split())


@pytest.mark.parametrize(
    "cause", ["lockfile-missing", "file-not-sent", "registry-unreachable", "not-executable"]
)
def test_podman_fails_for_a_known_cause(podman_engine: Engine, tmp_path: Path, cause: str) -> None:
    files, line, hint = BUILDS[cause]
    failure = failure_of(podman_engine, make(tmp_path, files, "podman"), "--network=host")
    assert hint in failure.hint, failure
    assert failure.line == line


class Registry(http.server.BaseHTTPRequestHandler):
    """A registry that has nothing: https://distribution.github.io/distribution/spec/api/."""

    def do_GET(self) -> None:
        found = self.path == "/v2/"
        self.send_response(200 if found else 404)
        body = (
            b"{}" if found else b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "unknown"}]}'
        )
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        pass


@pytest.fixture
def registry() -> Iterator[str]:
    """The address of a registry that has nothing; engines speak plain HTTP to this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{one.server_address[1]}"
        one.shutdown()


def test_an_image_that_its_registry_does_not_have(
    podman_engine: Engine, tmp_path: Path, registry: str
) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM {registry}/team/app:9\n", "utf-8")
    failure = failure_of(podman_engine, tmp_path, "--tls-verify=false")
    assert "no such image" in failure.hint, failure
    assert failure.line == 1


SELF_SIGNED = """\
const tls = require('tls'), fs = require('fs'), { exec } = require('child_process');
const options = { key: fs.readFileSync('key'), cert: fs.readFileSync('cert') };
const view = 'npm view ms --registry https://localhost:4433 --fetch-retries 0';
tls.createServer(options).listen(4433, () => exec(view, (error, out, said) => {
  console.error(said);
  process.exit(1);
}));
"""


def test_a_registry_with_a_certificate_of_its_own(docker_engine: Engine, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    dockerfile = f"FROM {NODE}\nCOPY registry.js key cert ./\nRUN node registry.js\n"
    folder = make(tmp_path, {"Dockerfile": dockerfile, "registry.js": SELF_SIGNED})
    subprocess.run(
        (openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", "key", "-out", "cert"),
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    failure = failure_of(docker_engine, folder)
    assert "its own certificate" in failure.hint, failure


def node(script: str) -> Files:
    return {"Dockerfile": SERVER_DOCKERFILE, "server.js": script}


RUNS: Mapping[str, tuple[Files, str]] = {
    "command-missing": (
        {"Dockerfile": f'FROM {DEBIAN}\nEXPOSE 80\nCMD ["serve-it"]\n'}, "has no serve-it",
    ),
    "not-executable": (
        {"Dockerfile": f'FROM {DEBIAN}\nCOPY run.sh /\nEXPOSE 80\nCMD ["/run.sh"]\n',
         "run.sh": "#!/bin/sh\n"},
        "/run.sh is not executable",
    ),
    "exec-format": (
        {"Dockerfile": f'FROM {DEBIAN}\nCOPY --chmod=755 run.sh /\nEXPOSE 80\nCMD ["/run.sh"]\n',
         "run.sh": "echo hello\n"},
        "without a first line",
    ),
    "entry-file-missing": (
        {"Dockerfile": SERVER_DOCKERFILE.replace('"server.js"]', '"dist/main.js"]'),
         "server.js": SERVER},
        "it names /app/dist/main.js",
    ),
    "dependency-missing": (node("require('express')"), "express is not in the image"),
    "library-missing": (
        {"Dockerfile": f"FROM {DEBIAN}\nRUN rm /usr/lib/*/libapt-pkg.so*\nEXPOSE 80\n"
                       'CMD ["apt-get", "moo"]\n'},
        "lacks a system library, libapt-pkg.so",
    ),
    "read-only": (
        {"Dockerfile": SERVER_DOCKERFILE.replace("USER", "RUN install -d -o 1000 /data\nUSER"),
         "server.js": f"require('fs').writeFileSync('/data/cache', 'x');{SERVER}"},
        "file system /data/cache, which is read-only here",
    ),
    "no-permission": (
        {"Dockerfile": SERVER_DOCKERFILE.replace("USER", "VOLUME /data\nUSER"),
         "server.js": f"require('fs').writeFileSync('/data/cache', 'x');{SERVER}"},
        "cannot write or read /data/cache",
    ),
    "port-taken": (
        node("for (const _ of [1, 2]) require('net').createServer().listen(3000)"),
        "the port is already in use inside the container",
    ),
    "service-missing": (
        node("require('net').connect(5432, '127.0.0.1')"), "(127.0.0.1:5432)",
    ),
    "variable-missing": (
        node("if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is required')"),
        "needs the variable DATABASE_URL",
    ),
    "out-of-memory": (
        {"Dockerfile": SERVER_DOCKERFILE.replace('"node", ', '"node", "--max-old-space-size=20", '),
         "server.js": HEAP},
        "it ran out of memory",
    ),
}  # fmt: skip
"""By cause: the project, and what the hint says."""


def result_of(engine: Engine, folder: Path, options: RunOptions) -> RunResult:
    name = "dockgen-test-hints"
    try:
        attempt = Builder(engine).build(Recipe(folder, "Dockerfile"), name)
        assert attempt.failure is None, attempt.failure
        config = (engine.image(name) or {})["Config"]
        return start(engine, name, name, options, config)
    finally:
        engine.remove(name)
        engine.remove_image(name)


@pytest.mark.parametrize("cause", RUNS)
def test_a_container_fails_for_a_known_cause(
    docker_engine: Engine, tmp_path: Path, cause: str
) -> None:
    files, hint = RUNS[cause]
    result = result_of(docker_engine, make(tmp_path, files), RunOptions(seconds=20))
    assert result.answer is None
    assert hint in result.hint, result


@pytest.mark.parametrize("cause", ["command-missing", "entry-file-missing", "read-only"])
def test_podmans_container_fails_for_a_known_cause(
    podman_engine: Engine, tmp_path: Path, cause: str
) -> None:
    files, hint = RUNS[cause]
    result = result_of(podman_engine, make(tmp_path, files, "podman"), RunOptions(seconds=20))
    assert hint in result.hint, result


@pytest.mark.parametrize(
    ("listen", "hint"),
    [
        ("3000, '127.0.0.1'", "of localhost only"),
        ("3000, '::1'", "of localhost only"),
        ("4000", "it listens on 4000, not on 3000"),
    ],
)
def test_a_server_at_the_wrong_address_is_found_out_in_seconds(
    docker_engine: Engine, tmp_path: Path, listen: str, hint: str
) -> None:
    files = node(SERVER.replace("3000", listen))
    result = result_of(docker_engine, make(tmp_path, files), RunOptions(seconds=60))
    assert hint in result.hint, result
    assert result.seconds < 15


def test_a_server_of_another_protocol_is_told_apart_from_silence(
    docker_engine: Engine, tmp_path: Path
) -> None:
    greeting = "require('net').createServer(c => c.end('-ERR what?\\r\\n')).listen(3000)"
    result = result_of(docker_engine, make(tmp_path / "a", node(greeting)), RunOptions())
    assert result.answer is not None
    assert result.answer.status == 0
    silence = "require('net').createServer(() => {}).listen(3000)"
    made = make(tmp_path / "b", node(silence))
    result = result_of(docker_engine, made, RunOptions(seconds=6))
    assert result.answer is None
    assert result.hint == "it listens on port 3000, but does not answer in HTTP"


def test_a_container_that_takes_too_much_memory_is_told_so(
    docker_engine: Engine, tmp_path: Path
) -> None:
    script = "const a = []; setInterval(() => a.push(Buffer.alloc(2e7, 1)), 1)"
    made = make(tmp_path, node(script))
    result = result_of(docker_engine, made, RunOptions(memory="64m"))
    assert "more than 64m" in result.hint, result


def test_a_port_below_1024_needs_a_privilege_with_podman(
    podman_engine: Engine, tmp_path: Path
) -> None:
    files = {
        "Dockerfile": SERVER_DOCKERFILE.replace("3000", "80"),
        "server.js": SERVER.replace("3000", "80"),
    }
    result = result_of(podman_engine, make(tmp_path, files, "podman"), RunOptions())
    assert "port 80 is below 1024" in result.hint, result
