"""Credentials for registries."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.common import registries
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".npmrc", "registry=https://npm.example/\n//npm.example/:_authToken=abc\n", 2),
        (".npmrc", "_auth = abc==", 1),
        (".npmrc", "//npm.example/:_password=abc", 1),
        (".yarnrc.yml", 'npmScopes:\n  a:\n    npmAuthToken: "abc"\n', 3),
        (".yarnrc.yml", "npmAuthIdent: user:abc", 1),
        (
            "bunfig.toml",
            '[install.scopes]\na = { token = "abc", url = "https://npm.example" }\n',
            2,
        ),
    ],
)
def test_a_file_with_a_credential_in_it_is_a_secret(
    project: MakeProject, path: str, text: str, line: int
) -> None:
    (found,) = registries.files_with_credentials(project({path: text}), (path,))
    assert (found.value, found.evidence.line) == (path, line)
    assert registries.BY_PATH[path].home.startswith("/root/")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", "//npm.example/:_authToken=${NPM_TOKEN}"),
        (".yarnrc.yml", 'npmAuthToken: "${NPM_TOKEN}"'),
        ("bunfig.toml", '[install.scopes]\na = { token = "$NPM_TOKEN" }'),
    ],
)
def test_a_file_that_names_a_variable_is_none_but_the_variable_is(
    project: MakeProject, path: str, text: str
) -> None:
    made = project({path: text})
    assert registries.files_with_credentials(made, (path,)) == ()
    assert [one.value for one in registries.variables(made, (path,))] == ["NPM_TOKEN"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", "save-exact=true\n# //npm.example/:_authToken=abc\n; _auth=abc\n"),
        (".yarnrc.yml", "nodeLinker: node-modules\n"),
        (".yarnrc.yml", 'npmAuthToken: "${NPM_TOKEN:-}"\n'),
        ("pnpm-workspace.yaml", "packages: []"),
    ],
)
def test_a_file_without_credentials_is_no_secret(
    project: MakeProject, path: str, text: str
) -> None:
    made = project({path: text})
    assert registries.files_with_credentials(made, (path,)) == ()
    assert registries.variables(made, (path,)) == ()


def test_files_that_are_not_there_are_passed_over(project: MakeProject) -> None:
    assert registries.files_with_credentials(project({"a": ""}), (".npmrc",)) == ()
    assert registries.variables(project({"a": ""}), (".npmrc",)) == ()
