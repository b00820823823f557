"""nest-cli.json in monorepo mode."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.monorepos import nest_cli
from tests.conftest import MakeProject

PROJECTS = {
    "worker": {"type": "application"},
    "api": {"type": "application", "root": "apps/api", "entryFile": "server"},
    "shared": {"type": "library"},
}


def test_the_applications_are_known_the_default_one_first(project: MakeProject) -> None:
    text = json.dumps({"monorepo": True, "root": "apps/api", "projects": PROJECTS})
    found = nest_cli.applications(project({"nest-cli.json": text}))
    assert {name: one.entry for name, one in found.items()} == {
        "api": "dist/apps/api/server.js",
        "worker": "dist/apps/worker/main.js",
    }
    assert list(found) == ["api", "worker"]


@pytest.mark.parametrize(
    "files",
    [{"a": ""}, {"nest-cli.json": "{}"}, {"nest-cli.json": json.dumps({"projects": PROJECTS})}],
)
def test_what_is_no_monorepo_has_none(project: MakeProject, files: dict[str, str]) -> None:
    assert nest_cli.applications(project(files)) == {}
