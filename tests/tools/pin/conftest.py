"""Registries to ask: Debian's docker-registry, and one that answers what a test wants."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dockgen.tools.pin.docker_credentials import Credentials

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
USER = Credentials("user", "secret")
HTPASSWD = "user:$2y$04$DL3yI0NnegbSVupZm6DsxOac0Ydrt.wqeLqnQcunHOUjh/7Myz8Fu\n"
"""What `htpasswd -nbB user secret` prints."""

CONFIG = """\
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/data}}}}
http: {{addr: 127.0.0.1:{port}}}
{auth}
"""
AUTH = "auth: {{htpasswd: {{realm: local, path: {folder}/htpasswd}}}}"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No credentials but those that a test writes, and no proxy between."""
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    return folder


class RealRegistry:
    """A registry that runs, with or without a password."""

    def __init__(self, port: int, credentials: Credentials | None) -> None:
        self.host = f"127.0.0.1:{port}"
        self._credentials = credentials

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Any:
        """Send a request to it."""
        url = path if path.startswith("http") else f"http://{self.host}{path}"
        request = urllib.request.Request(url, body or None, method=method)  # noqa: S310
        request.add_header("Content-Type", kind or "application/octet-stream")
        if self._credentials:
            request.add_header("Authorization", self._credentials.basic)
        return urllib.request.urlopen(request, timeout=10)  # noqa: S310

    def push(self, name: str, tag: str, content: bytes, *, several: bool = True) -> str:
        """Push a small image, or an index of one; its digest."""
        config = json.dumps({"architecture": "amd64", "os": "linux", "n": content.decode()})
        blob = self._blob(name, config.encode())
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {
                    "mediaType": "application/vnd.oci.image.config.v1+json",
                    "digest": blob,
                    "size": len(config),
                },
                "layers": [],
            }
        ).encode()
        own = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
        at = own if several else tag
        self.send("PUT", f"/v2/{name}/manifests/{at}", manifest, MANIFEST)
        if not several:
            return own
        index = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": INDEX,
                "manifests": [
                    {
                        "mediaType": MANIFEST,
                        "digest": own,
                        "size": len(manifest),
                        "platform": {"architecture": "amd64", "os": "linux"},
                    }
                ],
            }
        ).encode()
        self.send("PUT", f"/v2/{name}/manifests/{tag}", index, INDEX)
        return f"sha256:{hashlib.sha256(index).hexdigest()}"

    def _blob(self, name: str, content: bytes) -> str:
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        place = self.send("POST", f"/v2/{name}/blobs/uploads/").headers["Location"]
        joint = "&" if "?" in place else "?"
        self.send("PUT", f"{place}{joint}digest={digest}", content)
        return digest


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Callable[..., RealRegistry]]:
    """Start a real registry."""
    program = shutil.which("docker-registry")
    if program is None:
        missing = "docker-registry is not installed: apt-get install docker-registry"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    running: list[subprocess.Popen[bytes]] = []

    def start(*, password: bool = False) -> RealRegistry:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        folder = tmp_path / f"registry-{port}"
        folder.mkdir()
        (folder / "htpasswd").write_text(HTPASSWD)
        auth = AUTH.format(folder=folder) if password else ""
        settings = folder / "config.yml"
        settings.write_text(CONFIG.format(folder=folder, port=port, auth=auth))
        quiet = subprocess.DEVNULL
        running.append(
            subprocess.Popen([program, "serve", str(settings)], stdout=quiet, stderr=quiet)
        )
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/", timeout=5)
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
            else:
                break
        return RealRegistry(port, USER if password else None)

    yield start
    for one in running:
        one.terminate()
        one.wait(10)


Answer = tuple[int, dict[str, str], bytes]


class Scripted:
    """A registry that gives the answers of a list, one after the other, and notes what it is asked.

    An answer of None cuts the connection.
    """

    def __init__(self) -> None:
        self.answers: list[Answer | None] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                headers = {key.lower(): value for key, value in self.headers.items()}
                scripted.asked.append((self.command, self.path, headers, self.rfile.read(size)))
                answer = scripted.answers.pop(0) if scripted.answers else (404, {}, b"")
                if answer is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, more, body = answer
                self.send_response(status)
                for key, value in more.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = do_POST = _answer  # noqa: N815  http.server's names

            def log_message(self, *_: object) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """A registry that answers what a test wants; nobody waits for long."""
    monkeypatch.setattr("dockgen.tools.pin.registry.time.sleep", lambda _: None)
    made = Scripted()
    yield made
    made.server.shutdown()
    made.server.server_close()
