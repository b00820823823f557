from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dockgen.core.credentials import KEYS, is_secret_variable
from dockgen.tools.engine.secret_patterns import (
    PACKAGED,
    Sign,
    may_be_secret,
    secret_in,
    signs,
)

KEY = b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA"


@pytest.mark.parametrize(
    ("path", "head", "what"),
    [
        ("root/.ssh/id_ed25519", b"x", "a private key"),
        ("/app/server.pem", KEY, "a private key"),
        ("app/server.pem", b"-----BEGIN CERTIFICATE-----", None),
        ("app/key", KEY, "a private key"),
        ("app/.env", b"A=1", "environment variables"),
        ("app/.env.production", b"A=1", "environment variables"),
        ("app/.env.example", b"A=1", None),
        ("app/.env", b"", None),
        ("app/.npmrc", b"//r.example/:_authToken=npm_abc", "registry credentials"),
        ("app/.npmrc", b"//r.example/:_authToken=${NPM_TOKEN}", None),
        ("app/.npmrc", b"registry=https://r.example", None),
        ("root/.m2/settings.xml", b"<password>x</password>", "registry credentials"),
        ("root/.m2/settings.xml", b"<password>${env.P}</password>", None),
        ("etc/pip.conf", b"index-url=https://me:pw@r.example/simple", "registry credentials"),
        ("root/.docker/config.json", b'{"auths": {"r": {"auth": "eDp5"}}}', "registry credentials"),
        ("root/.aws/credentials", b"[default]", "cloud credentials"),
        ("app/gcp.json", b'{"type": "service_account"}', "cloud credentials"),
        ("root/.kube/config", b"x", "cluster credentials"),
        ("infra/terraform.tfstate", b"{}", "infrastructure state"),
        ("root/.bash_history", b"ls", "a shell's history"),
        ("app/node_modules/x/test/key.pem", KEY, None),
        ("app/server.js", b"", None),
        ("app/.git/config", b"url = https://me:token@git.example/a", "credentials"),
        ("app/.git/config", b"extraheader = AUTHORIZATION: basic eDp5", "credentials"),
        ("app/.git/config", b"url = https://git.example/a", None),
    ],
)
def test_a_secret_is_told_by_its_name_and_its_content(
    path: str, head: bytes, what: str | None
) -> None:
    assert secret_in(path, head) == what
    assert may_be_secret(path) or what is None


def is_signed(path: str) -> bool:
    """The long way, sign by sign."""
    signed = any(re.search(sign.path, path) for sign in signs())
    return signed and not PACKAGED.search(path)


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign.path)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_quick_look_at_a_name_misses_no_sign(sign: Sign, data: st.DataObject) -> None:
    path = data.draw(st.from_regex(sign.path)).strip().lstrip("/")
    assume(path and not path.endswith("/"))
    assert may_be_secret(path) == is_signed(path)


FILES = r"([a-z.]{1,6}/){0,3}[a-z.]{1,6}(\.(json|key|py|xml|ini|conf|tfstate))?"


@given(st.from_regex(FILES, fullmatch=True))
@settings(deadline=None)
def test_the_quick_look_at_a_name_takes_no_other(path: str) -> None:
    assert may_be_secret(path) == is_signed(path)


MADE_UP = {
    "an AWS access key": "AKIA" + "Q2" * 8,
    "a Google API key": "AIza" + "x" * 35,
    "an Azure account key": "AccountKey=" + "x" * 86 + "==",
    "a GitHub token": "ghp_" + "x" * 36,
    "a GitLab token": "glpat-" + "x" * 20,
    "a Slack token": "xoxb-" + "1" * 20,
    "a Stripe live key": "sk_live_" + "x" * 24,
    "an npm token": "npm_" + "x" * 36,
    "a PyPI token": "pypi-AgEIcHlwaS5vcmc" + "x" * 50,
    "a DigitalOcean token": "dop_v1_" + "0" * 64,
    "a SendGrid key": "SG." + "x" * 22 + "." + "x" * 43,
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\n" + "x" * 40,
}
"""Keys of the right form that nobody issued, put together here so that no scanner finds one."""


@pytest.mark.parametrize("what", [what for what, _ in KEYS])
def test_a_key_is_told_by_its_form_whatever_the_file(what: str) -> None:
    assert secret_in("src/app.py", f'KEY = "{MADE_UP[what]}"'.encode()) == what
    assert secret_in("src/app.py", f'KEY = "{MADE_UP[what][:-1]}"'.encode()) is None
    assert secret_in("node_modules/a/test.js", MADE_UP[what].encode()) is None


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("DB_PASSWORD", "hunter22", True),
        ("GITHUB_TOKEN", "ghp_x", True),
        ("AWS_SECRET_ACCESS_KEY", "abc", True),
        ("API_KEY", "k", True),
        ("DB_PASSWORD_FILE", "/run/secrets/db", False),
        ("DB_PASSWORD", "/run/secrets/db", False),
        ("DB_PASSWORD", "", False),
        ("DB_PASSWORD", "${DB_PASSWORD}", False),
        ("TOKEN_ENABLED", "true", False),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D", False),
        ("PATH", "/usr/bin", False),
    ],
)
def test_a_variable_that_holds_a_secret(name: str, value: str, secret: bool) -> None:
    assert is_secret_variable(name, value) is secret
