"""Credentials for registries, from where `docker login` and `podman login` keep them.

https://docs.docker.com/reference/cli/docker/login/#credential-stores: a helper for the host, the
helper for all, or what stands in the file itself.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.safe_files import read_file, reason_of

OF_HUB = ("https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io")
HELPER_SECONDS = 30
NOTHING_STORED = "credentials not found"
"""What a helper says, with an exit code of 1, where it has none for the host."""

TOKEN = "<token>"  # noqa: S105  what stands in the place of a user beside an identity token


class Credentials(NamedTuple):
    """What a registry is asked with.

    Args:
        user: the user; `<token>` where `secret` is an identity token.
        secret: the password or the token.
    """

    user: str
    secret: str

    @property
    def is_token(self) -> bool:
        """Whether it is an identity token, which a token server changes into others."""
        return self.user == TOKEN

    @property
    def basic(self) -> str:
        """The header of HTTP's basic authentication: RFC 7617."""
        raw = f"{self.user}:{self.secret}".encode()
        return f"Basic {base64.b64encode(raw).decode()}"


def credentials_for(host: str) -> Credentials | None:
    """The credentials for a registry; None where nobody has logged in.

    Raises:
        UnusableInput: a file of settings is broken, or a helper is missing or fails.
    """
    for path in _files():
        data = _read(path)
        if data is not None and (found := _found(data, host, path)):
            return found
    return None


def _files() -> Iterator[Path]:
    docker = os.environ.get("DOCKER_CONFIG")
    yield (Path(docker) if docker else Path.home() / ".docker") / "config.json"
    podman = os.environ.get("REGISTRY_AUTH_FILE")
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if podman:
        yield Path(podman)
    elif runtime:
        yield Path(runtime) / "containers" / "auth.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data = json.loads(read_file(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise UnusableInput(f"cannot be read: {reason_of(problem)}", file=str(path)) from None
    except (ValueError, RecursionError):
        raise UnusableInput("is not valid JSON", file=str(path)) from None
    return data if isinstance(data, dict) else None


def _found(data: dict[str, Any], host: str, path: Path) -> Credentials | None:
    names = OF_HUB if host == "docker.io" else (host, f"https://{host}", f"http://{host}")
    helpers = _mapping(data.get("credHelpers"))
    for name in names:
        if isinstance(helper := helpers.get(name), str):
            return _of_helper(helper, name, path)
    store = data.get("credsStore")
    stored = (_of_helper(store, name, path) for name in names) if isinstance(store, str) else ()
    for one in stored:
        if one is not None:
            return one
    entries = _mapping(data.get("auths"))
    for name in (*names, *(f"{one}/" for one in names)):
        entry = entries.get(name)
        if isinstance(entry, dict) and (found := _of_entry(entry, name, path)):
            return found
    return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _of_entry(entry: dict[str, Any], name: str, path: Path) -> Credentials | None:
    if isinstance(token := entry.get("identitytoken"), str) and token:
        return Credentials(TOKEN, token)
    if isinstance(entry.get("username"), str) and isinstance(entry.get("password"), str):
        return Credentials(entry["username"], entry["password"])
    packed = entry.get("auth")
    if not isinstance(packed, str) or not packed:
        return None
    try:
        user, colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except ValueError:
        user, colon, secret = "", "", ""
    if not colon:
        raise UnusableInput(
            f"auths.{name}.auth is not base64 of USER:PASSWORD",
            file=str(path),
            hint="log in again: docker login",
        )
    return Credentials(user, secret.rstrip("\0"))


def _of_helper(helper: str, name: str, path: Path) -> Credentials | None:
    """https://github.com/docker/docker-credential-helpers: the host goes in, JSON comes out."""
    if not re.fullmatch(r"[\w.-]+", helper):
        raise UnusableInput(f"{helper!r} is no name of a credential helper", file=str(path))
    command = f"docker-credential-{helper}"
    try:
        done = subprocess.run(
            [command, "get"],
            input=name.encode(),
            capture_output=True,
            timeout=HELPER_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        hint = "install it, or log in again without it"
        raise UnusableInput(f"{command} is not installed", file=str(path), hint=hint) from None
    except subprocess.TimeoutExpired:
        raise UnusableInput(
            f"{command} gave no answer for {name} in {HELPER_SECONDS} seconds", file=str(path)
        ) from None
    except OSError as problem:
        raise UnusableInput(
            f"{command} cannot be run: {reason_of(problem)}", file=str(path)
        ) from None
    if done.returncode:
        said = (done.stdout or done.stderr).decode("utf-8", "replace").strip()
        if NOTHING_STORED in said:
            return None
        raise UnusableInput(f"{command} fails for {name}: {said[:200]}", file=str(path))
    try:
        data = json.loads(done.stdout)
        user, secret = str(data["Username"]), str(data["Secret"])
    except (ValueError, KeyError, TypeError):
        raise UnusableInput(
            f"{command} gives no user and secret for {name}", file=str(path)
        ) from None
    return Credentials(user, secret) if secret else None
