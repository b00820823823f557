"""Secrets among the files of a context."""

from __future__ import annotations

import os

import pytest

from dockgen.tools.context.credentials import secrets, worth_reading
from tests.conftest import MakeProject
from tests.tools.context.contexts import context_of

KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n"
AWS = "AKIA" + "QRSTUVWX234567AB"


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        (".env", "TOKEN=x", "environment variables"),
        ("deploy/id_ed25519", KEY, "a private key"),
        ("certs/server.key", KEY, "a private key"),
        (".npmrc", "//registry.example/:_authToken=abc", "registry credentials"),
        ("settings.xml", "<password>hunter2</password>", "registry credentials"),
        ("pip.conf", "index-url = https://me:pw@pypi.example/", "registry credentials"),
        (".aws/credentials", "[default]", "cloud credentials"),
        ("gcp.json", '{"type": "service_account"}', "cloud credentials"),
        ("config.yml", f"key: {AWS}", "an AWS access key"),
        ("src/app.py", f'KEY = "{AWS}"', "an AWS access key"),
        ("notes.txt", KEY, "a private key"),
        (".git/config", "url = https://me:token@git.example/a", "credentials"),
    ],
)
def test_a_secret_is_found(project: MakeProject, path: str, text: str, what: str) -> None:
    made = project({path: text})
    context = context_of(made)
    (risk,) = secrets(made, context, worth_reading(context))
    assert (risk.path, risk.what) == (path, what)
    assert risk.hint.startswith(f"add `{path}` to .dockerignore")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env.example", "TOKEN="),
        (".npmrc", "//registry.example/:_authToken=${NPM_TOKEN}"),
        ("certs/server.pem", "-----BEGIN CERTIFICATE-----"),
        ("config.yml", "key: AKIAIOSFODNN7EXAMPLE"),
        ("photo.png", AWS),
        ("node_modules/a/test/server.key", KEY),
        ("node_modules/a/index.js", AWS),
        (".git/objects/ab/cdef", KEY),
        (".git/config", "url = https://git.example/a"),
        ("empty.key", ""),
    ],
)
def test_what_is_none_is_left_alone(project: MakeProject, path: str, text: str) -> None:
    made = project({path: text})
    context = context_of(made)
    assert list(secrets(made, context, worth_reading(context))) == []


def test_the_likeliest_are_read_first(project: MakeProject) -> None:
    paths = ("b.py", "a.yml", "LICENSE", "x/.env", "photo.png", "id.key", ".git/objects/ab/c")
    context = context_of(project(dict.fromkeys(paths, "x")))
    assert worth_reading(context) == ["id.key", "x/.env", "LICENSE", "a.yml", "b.py"]


def test_what_is_no_regular_file_is_not_opened(project: MakeProject) -> None:
    made = project({})
    os.mkfifo(made.root / "pipe")
    (made.root / ".env").symlink_to("/etc/passwd")
    context = context_of(made)
    assert list(secrets(made, context, worth_reading(context))) == []


def test_what_a_build_may_need_has_a_way_into_it(project: MakeProject) -> None:
    made = project({".npmrc": "_auth=abc", ".env": "A=1"})
    context = context_of(made)
    hints = {risk.path: risk.hint for risk in secrets(made, context, worth_reading(context))}
    assert "--mount=type=secret" in hints[".npmrc"]
    assert "--mount=type=secret" not in hints[".env"]


def test_the_advice_escapes_what_a_pattern_would_read_otherwise(project: MakeProject) -> None:
    made = project({"[x]/.env": "A=1"})
    context = context_of(made)
    (risk,) = secrets(made, context, worth_reading(context))
    assert risk.hint == r"add `\[x\]/.env` to .dockerignore"
