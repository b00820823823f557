from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dockgen.tools.verify.contents import Unwanted, by_name, contents_of, found_in, layers_of
from tests.fake_engine import FakeEngine
from tests.tools.engine.images import Content, Made, archive, docker_files, oci_files, packed, tar


def saved(image: Made) -> bytes:
    """What `save` prints of an image, its manifest last, as docker writes it."""
    return archive(docker_files(image))


KEY = "-----BEGIN RSA PRIVATE KEY-----\nabc"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("usr/bin/gcc", "compiler"),
        ("usr/bin/gcc-14", "compiler"),
        ("opt/java/bin/javac", "compiler"),
        ("app/node_modules/typescript/bin/tsc", "compiler"),
        ("usr/bin/gccgo-helper", None),
        ("app/cmake", None),
        ("var/lib/apt/lists/deb.debian.org_trixie_Packages", "cache"),
        ("var/lib/apt/lists/lock", None),
        ("var/cache/apt/archives/partial/", None),
        ("root/.npm/_cacache/index", "cache"),
        ("home/app/.cache/pip/x", "cache"),
        ("root/.m2/repository/a/b.jar", "cache"),
        ("app/.git/HEAD", "version-control"),
        ("app/src/main/java/A.java", "source"),
        ("app/src/a.ts", "source"),
        ("app/a.d.ts", None),
        ("app/node_modules/x/a.ts", None),
        ("usr/lib/go/a.go", None),
        ("app/server.js", None),
        ("app/main.py", None),
    ],
)
def test_what_a_name_says(path: str, kind: str | None) -> None:
    found = by_name(path)
    assert (found[0] if found else None) == kind


FULL: Content = {
    "app/id_rsa": KEY,
    "usr/bin/gcc": "x",
    "root/.m2/repository/a.jar": "x",
    "var/lib/app/deep/down/key.pem": "x" * 600 + KEY,
}


def kinds(raw: bytes) -> list[str]:
    [layer] = layers_of(io.BytesIO(raw), "i")
    return [one.kind for one in found_in(layer)]


@pytest.mark.parametrize("packing", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("files", [docker_files, oci_files])
def test_layers_are_looked_into_however_they_are_packed(
    files: Callable[[Made], Mapping[str, bytes]], packing: str
) -> None:
    raw = archive(files(Made([FULL], packing=packing)))
    assert kinds(raw) == ["secret", "compiler", "cache", "secret"]


def test_a_layer_that_is_stored_once_and_linked_is_read() -> None:
    files = docker_files(Made([{"usr/bin/gcc": "x"}]))
    name = next(one for one in files if one.endswith("layer.tar"))
    files["1.tar"] = files.pop(name)
    assert kinds(archive(files, {name: "../1.tar"})) == ["compiler"]


WRONG = {
    "Compressed file ended before": packed(tar({"app/id_rsa": KEY}), "zstd")[:-40],
    "is not a layer": b"\x28\xb5\x2f\xfd" + b"?" * 2000,
    "is not a layer: ": b"?" * 2000,
}


@pytest.mark.parametrize("said", WRONG)
def test_a_layer_that_cannot_be_read_is_said(tmp_path: Path, said: str) -> None:
    files = docker_files(Made([{"app/id_rsa": KEY}]))
    name = next(one for one in files if one.endswith("layer.tar"))
    files[name] = WRONG[said]
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("save", out=archive(files))
    fake.answer("history")
    found = contents_of(fake.engine, "i", 1, {"Env": ["DB_PASSWORD=hunter22"]})
    assert said in found.unread
    assert [one.path for one in found.unwanted] == ["DB_PASSWORD"]  # the rest is looked at


def test_what_lies_above_the_base_is_found_and_grouped(tmp_path: Path) -> None:
    layers: list[Content] = [
        {"usr/bin/gcc": "the base image's"},
        {
            "./root/.npm/_cacache/a": "12",
            "root/.npm/_cacache/b": "345",
            "app/src/a.ts": "1",
            "app/src/deep/b.ts": "1",
            "app/id_rsa": KEY,
            "app/tls.key": KEY,
            "app/public.key": "nothing",
            "app/.env": "A=1",
        },
        {"app/.wh.id_rsa": "", "app/src/.wh..wh..opq": ""},
    ]
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("save", out=saved(Made(layers)))
    rows = [
        {
            "CreatedBy": "RUN |2 NPM_TOKEN=abc123xyz MODE=x /bin/sh -c npm ci # buildkit",
            "Size": "0",
        },
        {"CreatedBy": "RUN /bin/sh -c npm ci", "Size": "0"},
    ]
    fake.answer("history", out="\n".join(map(json.dumps, rows)))
    config = {"Env": ["PATH=/usr/bin", "DB_PASSWORD=hunter22", "API_TOKEN_FILE=/run/x"]}
    assert contents_of(fake.engine, "i", 2, config).unwanted == [
        Unwanted("secret", "a private key", "app/id_rsa", 1, len(KEY), deleted=True),
        Unwanted("secret", "a private key", "app/tls.key", 1, len(KEY)),
        Unwanted("secret", "environment variables", "app/.env", 1, 3),
        Unwanted("secret", "a secret in a variable (ENV)", "DB_PASSWORD"),
        Unwanted("secret", "a secret in a build argument (ARG)", "NPM_TOKEN"),
        Unwanted("cache", "a package manager's cache", "root/.npm/_cacache", 2, 5),
        Unwanted("source", "sources", "app/src", 2, 2, deleted=True),
    ]


def test_an_image_without_layers_of_its_own_is_not_fetched(tmp_path: Path) -> None:
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("history")
    assert contents_of(fake.engine, "i", 0, {}) == ([], "")
    assert [asked[0] for asked in fake.asked] == ["history"]
