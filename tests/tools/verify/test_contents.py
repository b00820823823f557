from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dockgen.tools.verify.contents import Unwanted, by_name, layers_of, unwanted_in
from tests.fake_engine import FakeEngine


def archive(files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            made.addfile(member)
    return out.getvalue()


def image(layers: Sequence[Mapping[str, bytes]]) -> bytes:
    """An image archive, its manifest last, as docker writes it."""
    files = {f"blobs/sha256/{number}": archive(one) for number, one in enumerate(layers)}
    manifest = json.dumps([{"Layers": list(files)}]).encode()
    return archive({**files, "blobs/sha256/config": b"{" + b" " * 2000, "manifest.json": manifest})


KEY = b"-----BEGIN RSA PRIVATE KEY-----\nabc"


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


def test_layers_are_read_in_order_from_both_forms_of_archive() -> None:
    files = {"1.tar": archive({"usr/bin/gcc": b"x"}), "2.tar": archive({".wh.x": b""})}
    manifest = json.dumps([{"Layers": ["2.tar", "1.tar", "old/layer.tar"]}]).encode()
    raw = archive({**files, "manifest.json": manifest}, links={"old/layer.tar": "../1.tar"})
    second, first, linked = layers_of(io.BytesIO(raw))
    assert second.deleted == {"x"}
    assert first == linked
    assert [one.kind for one in first.found] == ["compiler"]


def test_what_lies_above_the_base_is_found_and_grouped(tmp_path: Path) -> None:
    layers: list[Mapping[str, bytes]] = [
        {"usr/bin/gcc": b"the base image's"},
        {
            "./root/.npm/_cacache/a": b"12",
            "root/.npm/_cacache/b": b"345",
            "app/src/a.ts": b"1",
            "app/src/deep/b.ts": b"1",
            "app/id_rsa": KEY,
            "app/tls.key": KEY,
            "app/public.key": b"nothing",
            "app/.env": b"A=1",
        },
        {"app/.wh.id_rsa": b"", "app/src/.wh..wh..opq": b""},
    ]
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("save", out=image(layers).decode("latin-1"))
    rows = [
        {
            "CreatedBy": "RUN |2 NPM_TOKEN=abc123xyz MODE=x /bin/sh -c npm ci # buildkit",
            "Size": "0",
        },
        {"CreatedBy": "RUN /bin/sh -c npm ci", "Size": "0"},
    ]
    fake.answer("history", out="\n".join(map(json.dumps, rows)))
    config = {"Env": ["PATH=/usr/bin", "DB_PASSWORD=hunter22", "API_TOKEN_FILE=/run/x"]}
    assert unwanted_in(fake.engine, "i", 2, config) == [
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
    assert unwanted_in(fake.engine, "i", 0, {}) == []
    assert [asked[0] for asked in fake.asked] == ["history"]
