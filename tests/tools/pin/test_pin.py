"""`dockgen pin`: digests beside tags, as registries give them."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dockgen.cli.main import run
from dockgen.core.errors import ENGINE, FOUND, UNUSABLE, UnusableInput
from dockgen.tools.pin import registry as registries
from dockgen.tools.pin.docker_credentials import credentials_for
from dockgen.tools.pin.references import named_in, reference, with_digests
from dockgen.tools.pin.registry import Registry, RegistryProblem
from tests.tools.pin.conftest import INDEX, MANIFEST, RealRegistry, Scripted

SOME, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
OK = (200, {"Docker-Content-Digest": SOME, "Content-Type": INDEX}, b"")


@pytest.mark.parametrize(
    ("text", "host", "repository", "tag", "digest"),
    [
        ("node:22-slim", "docker.io", "library/node", "22-slim", ""),
        ("bitnami/redis", "docker.io", "bitnami/redis", "latest", ""),
        ("docker.io/library/node:22", "docker.io", "library/node", "22", ""),
        ("localhost/a", "localhost", "a", "latest", ""),
        ("localhost:5000/a/b:1", "localhost:5000", "a/b", "1", ""),
        (f"gcr.io/distroless/base-debian12:nonroot@{SOME}", "gcr.io", "distroless/base-debian12",
         "nonroot", SOME),
        (f"node@{SOME}", "docker.io", "library/node", "latest", SOME),
        ("[::1]:5000/a:1", "[::1]:5000", "a", "1", ""),
    ],
)  # fmt: skip
def test_references(text: str, host: str, repository: str, tag: str, digest: str) -> None:
    assert reference(text)[:4] == (host, repository, tag, digest)


@pytest.mark.parametrize("text", ["", "Node:22", "a b", "a:b:c", "a@sha256:1", "-x", "a//b", "a:é"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(UnusableInput, match="is not an image reference"):
        reference(text)


DOCKERFILE = """\
# syntax=docker/dockerfile:1
# node:22 is what we take
FROM --platform=$BUILDPLATFORM node:22 AS build
RUN echo node:22
FROM node:22-slim AS deps
FROM build AS more
FROM scratch AS empty
FROM ${BASE} AS other
COPY --from=build /a /a
COPY --from=nginx:1.29 /b /b
COPY --from=0 /c /c
RUN --mount=type=bind,from=busybox:1,target=/x \\
    # a comment
    cat /x
FROM node:22
"""


def test_every_image_is_found_where_it_stands_and_nothing_else_changes() -> None:
    named = named_in(DOCKERFILE, "Dockerfile")
    assert [(one.line, one.written) for one in named] == [
        (3, "node:22"), (5, "node:22-slim"), (8, "${BASE}"), (10, "nginx:1.29"), (12, "busybox:1"),
        (15, "node:22"),
    ]  # fmt: skip
    made = with_digests(DOCKERFILE, {"node:22": SOME, "busybox:1": OTHER}, named)
    assert made == (
        DOCKERFILE.replace("PLATFORM node:22", f"PLATFORM node:22@{SOME}")
        .replace("FROM node:22\n", f"FROM node:22@{SOME}\n")
        .replace("busybox:1,", f"busybox:1@{OTHER},")
    )


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(text)
    return folder / "Dockerfile"


@pytest.mark.parametrize("password", [False, True])
def test_a_real_registry(
    real: Callable[..., RealRegistry],
    own_settings: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    password: bool,
) -> None:
    registry = real(password=password)
    first = registry.push("team/app", "1", b"first")
    single = registry.push("team/tool", "2", b"tool", several=False)
    if password:
        packed = base64.b64encode(b"user:secret").decode()
        auths = {"auths": {registry.host: {"auth": packed}}}
        (own_settings / "config.json").write_text(json.dumps(auths))
    image, tool = f"{registry.host}/team/app:1", f"{registry.host}/team/tool:2"
    folder = tmp_path / "shop"
    file = written(folder, f"FROM {image} AS a\r\nCOPY --from={tool} /x /x\r\nFROM a\r\n")
    assert run(["pin", "--check", str(folder)]) == 0
    assert "has no digest: `dockgen pin`" in capsys.readouterr().out
    assert run(["pin", str(folder)]) == 0
    pinned = f"FROM {image}@{first} AS a\r\nCOPY --from={tool}@{single} /x /x\r\nFROM a\r\n"
    assert file.read_bytes().decode() == pinned
    assert "for one platform only" in capsys.readouterr().out
    assert run(["pin", "--check", str(folder)]) == 0
    second = registry.push("team/app", "1", b"second")
    assert second != first
    assert run(["pin", "--check", str(folder)]) == FOUND
    assert f"Dockerfile:1: {image}: the tag names {second} now" in capsys.readouterr().out
    assert run(["pin", str(folder)]) == 0
    assert file.read_bytes().decode() == pinned  # digests that are there are renewed when asked
    assert run(["pin", "--update", "--dry-run", str(folder)]) == 0
    assert f"+FROM {image}@{second} AS a" in capsys.readouterr().out
    assert run(["pin", "--update", str(folder)]) == 0
    assert file.read_bytes().decode() == pinned.replace(first, second)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "asks for credentials for 127.0.0.1"),
        ({"auth": base64.b64encode(b"user:wrong").decode()}, "does not accept the credentials"),
        ({"auth": "%%%"}, "is not base64 of USER:PASSWORD"),
    ],
)
def test_a_real_registry_that_refuses(
    real: Callable[..., RealRegistry],
    own_settings: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, str],
    message: str,
) -> None:
    registry = real(password=True)
    (own_settings / "config.json").write_text(json.dumps({"auths": {registry.host: settings}}))
    file = written(tmp_path / "shop", f"FROM {registry.host}/a:1\n")
    assert run(["pin", str(tmp_path / "shop")]) == UNUSABLE
    error = capsys.readouterr().err
    assert message in error
    assert "wrong" not in error
    assert file.read_text() == f"FROM {registry.host}/a:1\n"


def test_a_tag_that_is_not_there_in_a_real_registry(
    real: Callable[..., RealRegistry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = real()
    written(tmp_path / "shop", f"FROM {registry.host}/a:1\n")
    assert run(["pin", str(tmp_path / "shop")]) == UNUSABLE
    assert f"Dockerfile:1: {registry.host} has no image {registry.host}/a:1" in (
        capsys.readouterr().err
    )


def asked(scripted: Scripted, *answers: object) -> registries.Found:
    scripted.answers[:] = answers  # type: ignore[assignment]
    return Registry(scripted.host).find(reference(f"{scripted.host}/a:1"))


def challenge(scripted: Scripted, realm: str | None = None) -> tuple[int, dict[str, str], bytes]:
    named = realm or f"http://{scripted.host}/token"
    value = f'Bearer realm="{named}",service="reg",scope="repository:a:pull"'
    return 401, {"WWW-Authenticate": value}, b""


def test_the_token_flow_without_and_with_credentials(
    scripted: Scripted, own_settings: Path
) -> None:
    token: tuple[int, dict[str, str], bytes] = (200, {}, b'{"token": "t0"}')
    assert asked(scripted, challenge(scripted), token, OK) == (SOME, True)
    assert "authorization" not in scripted.asked[1][2]
    assert scripted.asked[1][1] == "/token?service=reg&scope=repository%3Aa%3Apull"
    assert scripted.asked[2][2]["authorization"] == "Bearer t0"
    auth = base64.b64encode(b"me:pw").decode()
    (own_settings / "config.json").write_text(
        json.dumps({"auths": {scripted.host: {"auth": auth}}})
    )
    scripted.asked.clear()
    assert asked(scripted, challenge(scripted), (200, {}, b'{"access_token": "t1"}'), OK)
    assert scripted.asked[1][2]["authorization"] == f"Basic {auth}"
    (own_settings / "config.json").write_text(
        json.dumps({"auths": {scripted.host: {"identitytoken": "id"}}})
    )
    scripted.asked.clear()
    assert asked(scripted, challenge(scripted), (200, {}, b'{"token": "t2"}'), OK)
    method, path, _, body = scripted.asked[1]
    assert (method, path) == ("POST", "/token")
    assert b"grant_type=refresh_token" in body
    assert b"refresh_token=id" in body


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([(403, {}, b"")], "answers 403"),
        ([(200, {"Docker-Content-Digest": "md5:1"}, b"")], "answers 200"),
        ([(418, {}, b"")], "answers 418"),
        ([(429, {"Retry-After": "3600"}, b"")], r"too many requests .*in 3600 seconds"),
        ([(429, {}, b"")] * 4, r"too many requests .*later"),
        ([None] * 4, "cannot be reached"),
        ([(503, {}, b"")] * 4, "answers 503"),
        ([(401, {"WWW-Authenticate": "Digest x"}, b"")], "asks for Digest authentication"),
    ],
)
def test_answers_that_do_not_help(scripted: Scripted, answers: list[object], message: str) -> None:
    with pytest.raises(RegistryProblem, match=message):
        asked(scripted, *answers)
    assert RegistryProblem.exit_code == ENGINE


@pytest.mark.parametrize(
    "before", [[None], [None, None, None], [(429, {"Retry-After": "1"}, b"")], [(502, {}, b"")] * 3]
)
def test_what_was_cut_off_or_came_too_early_is_sent_again(
    scripted: Scripted, before: list[object]
) -> None:
    assert asked(scripted, *before, OK) == (SOME, True)


@pytest.mark.parametrize(
    "token", [b"", b"[]", b"{}", b'{"token": 1}', b'{"token": "a b"}', b"[" * 9]
)
def test_a_token_server_that_gives_none(scripted: Scripted, token: bytes) -> None:
    with pytest.raises(RegistryProblem, match="the token server of"):
        asked(scripted, challenge(scripted), (200, {}, token))


def test_credentials_go_nowhere_else(scripted: Scripted, own_settings: Path) -> None:
    with pytest.raises(RegistryProblem, match="names no token server that is safe"):
        asked(scripted, challenge(scripted, "file:///etc/passwd"))
    other = Scripted()
    auth = base64.b64encode(b"me:pw").decode()
    (own_settings / "config.json").write_text(
        json.dumps({"auths": {scripted.host: {"auth": auth}}})
    )
    other.answers[:] = [OK]
    place = f"http://{other.host}/v2/a/manifests/1"
    basic = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    assert asked(scripted, basic, (307, {"Location": place}, b"")) == (SOME, True)
    assert scripted.asked[-1][2]["authorization"] == f"Basic {auth}"
    assert "authorization" not in other.asked[0][2]
    other.server.shutdown()
    other.server.server_close()


def test_an_old_registry_that_names_no_digest(scripted: Scripted) -> None:
    body = b'{"schemaVersion": 2}'
    found = asked(scripted, (200, {}, b""), (200, {"Content-Type": MANIFEST}, body))
    assert found.digest.startswith("sha256:")
    assert not found.several


HELPER = """#!/bin/sh
read host
case "$host" in
  good*) echo '{"Username": "u", "Secret": "s"}' ;;
  token*) echo '{"Username": "<token>", "Secret": "id"}' ;;
  none*) echo "credentials not found in native keychain"; exit 1 ;;
  odd*) echo '{}' ;;
  *) echo "locked: $host" >&2; exit 1 ;;
esac
"""


def test_helpers(own_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "docker-credential-test").write_text(HELPER)
    (tools / "docker-credential-test").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    settings = own_settings / "config.json"
    settings.write_text(json.dumps({"credHelpers": {"good.example": "test"}, "auths": {}}))
    assert credentials_for("good.example") == ("u", "s")
    assert credentials_for("other.example") is None
    settings.write_text(json.dumps({"credsStore": "test"}))
    assert credentials_for("good.example:5000") == ("u", "s")
    token = credentials_for("token.example")
    assert token is not None
    assert token.is_token
    for host, message in (("odd.example", "gives no user"), ("bad.example", "fails for bad")):
        with pytest.raises(UnusableInput, match=message):
            credentials_for(host)
    settings.write_text(json.dumps({"credsStore": "missing"}))
    with pytest.raises(UnusableInput, match="docker-credential-missing is not installed"):
        credentials_for("good.example")
    settings.write_text(json.dumps({"credsStore": "../../x"}))
    with pytest.raises(UnusableInput, match="is no name of a credential helper"):
        credentials_for("good.example")
    settings.write_text("{")
    with pytest.raises(UnusableInput, match="is not valid JSON"):
        credentials_for("good.example")


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    written(tmp_path / "shop", "FROM scratch\n")
    assert run(["pin", "--check", "--update", str(tmp_path / "shop")]) == UNUSABLE
    assert run(["pin", str(tmp_path / "shop")]) == 0
    assert run(["pin", "-f", "missing", str(tmp_path / "shop")]) == UNUSABLE
