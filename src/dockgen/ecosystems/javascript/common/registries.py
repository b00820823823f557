"""Credentials for registries, so that they come in as build secrets and never into a layer.

Where the package managers keep them: https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration,
https://yarnpkg.com/configuration/yarnrc#npmAuthToken, https://bun.com/docs/pm/npmrc,
https://bun.com/docs/runtime/bunfig#install-scopes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

VARIABLE = lazy_regex(r"\$\{(?P<braced>\w+)(?P<rest>[^}]*)\}|\$(?P<bare>[A-Z_][A-Z0-9_]*)")


class SecretFile(NamedTuple):
    """How one kind of file holds credentials.

    Args:
        path: the file, in the project.
        home: where the package manager looks for one of the same meaning that is the user's.
        credential: a line that holds one; the group `value` is the credential.
    """

    path: str
    home: str
    credential: re.Pattern[str]


FILES = (
    SecretFile(
        ".npmrc",
        "/root/.npmrc",
        lazy_regex(
            r"^[^\S\n]*(?:\S*:)?(?:_authToken|_auth|_password)\s*=\s*(?P<value>\S+)", re.MULTILINE
        ),
    ),
    SecretFile(
        ".yarnrc.yml",
        "/root/.yarnrc.yml",
        lazy_regex(r"^[^\S\n]*npmAuth(?:Token|Ident)\s*:\s*(?P<value>\S.*)$", re.MULTILINE),
    ),
    SecretFile(
        "bunfig.toml",
        "/root/.bunfig.toml",
        lazy_regex(r"\b(?:token|password)\s*=\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE),
    ),
)
BY_PATH = {one.path: one for one in FILES}


def files_with_credentials(project: Project, companions: tuple[str, ...]) -> tuple[Fact[str], ...]:
    """The configuration files that hold a credential itself, each with its line.

    Args:
        project: the project.
        companions: the files that the project's package manager reads.
    """
    found = []
    for path in companions:
        if basename(path) not in BY_PATH or not project.has(path):
            continue
        file = project.read(path)
        for value, line in _credentials(file):
            if not VARIABLE.search(value):
                found.append(Fact(path, Evidence("credential", path, line)))
                break
    return tuple(found)


def variables(project: Project, companions: tuple[str, ...]) -> tuple[Fact[str], ...]:
    """The environment variables that those files take credentials and addresses from."""
    found: dict[str, Fact[str]] = {}
    for path in companions:
        if basename(path) not in BY_PATH or not project.has(path):
            continue
        file = project.read(path)
        for match in VARIABLE.finditer(_without_comments(file.text)):
            if match["rest"] and match["rest"][0] in ":-":
                continue  # it has a default, so a build without it works
            name = match["braced"] or match["bare"]
            line = file.line_of(match.start())
            found.setdefault(name, Fact(name, Evidence(name, path, line)))
    return tuple(found.values())


def _credentials(file: TextFile) -> Iterator[tuple[str, int]]:
    for match in BY_PATH[basename(file.path)].credential.finditer(_without_comments(file.text)):
        yield match["value"], file.line_of(match.start("value"))


def _without_comments(text: str) -> str:
    return re.sub(r"^[^\S\n]*[#;].*$", "", text, flags=re.MULTILINE)
