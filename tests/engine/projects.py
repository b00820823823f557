"""Small projects for the engine tests, and the proof that an engine was left as it was found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from dockgen.dockerfile.parser import parse
from dockgen.tools.engine.client import Engine
from tests.conftest import write_files
from tests.engine import engines

NODE = "node:24-slim"
DEBIAN = "debian:trixie-slim"

SERVER = """\
process.on('SIGTERM', () => process.exit(0));
require('http').createServer((request, response) => response.end('hello')).listen(3000);
"""

SERVER_DOCKERFILE = f"""\
FROM {NODE}
WORKDIR /app
COPY server.js ./
USER 1000:1000
EXPOSE 3000
CMD ["node", "server.js"]
"""


def make(folder: Path, files: Mapping[str, str], engine: str = "docker") -> Path:
    """Write a project, and provide the base images of its Dockerfile."""
    write_files(folder, files)
    needed = set(engines.base_images(parse(files["Dockerfile"]))) - {"scratch"}
    for image in needed:
        if ".invalid" not in image:  # a registry that nobody has, on purpose
            engines.provide(f"FROM {image}\n", podman=engine == "podman")
    return folder


def server(folder: Path, engine: str = "docker", **files: str) -> Path:
    """A project whose server answers and stops; keywords replace its files or add some."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    whole = {"Dockerfile": SERVER_DOCKERFILE, "server.js": SERVER, **named}
    return make(folder, whole, engine)


def state_of(folder: Path) -> dict[str, object]:
    """All that can be told of a folder: content, modes and times of everything in it."""
    found: dict[str, object] = {}
    for path in sorted([folder, *folder.rglob("*")]):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, content)
    return found


def left_in(engine: Engine) -> set[str]:
    """What dockgen left in an engine: containers, images with a name, networks and volumes."""
    listings = (
        ("ps", "--all", "--format={{.Names}}"),
        ("images", "--format={{.Repository}}:{{.Tag}}"),
        ("network", "ls", "--format={{.Name}}"),
        ("volume", "ls", "--format={{.Name}}"),
    )
    names = {name for one in listings for name in engine.ask(*one).split()}
    return {name for name in names if "dockgen-verify-" in name or "dockgen-adopt-" in name}


def as_data(text: str) -> dict[str, object]:
    """JSON that a command printed."""
    found: dict[str, object] = json.loads(text)
    return found
