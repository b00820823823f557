from __future__ import annotations

import pytest

from dockgen.sensitive import is_secret_variable, may_be_secret, secret_in

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
    ],
)
def test_a_secret_is_told_by_its_name_and_its_content(
    path: str, head: bytes, what: str | None
) -> None:
    assert secret_in(path, head) == what
    assert may_be_secret(path) or what is None


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
