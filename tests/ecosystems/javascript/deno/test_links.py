"""Packages of the project's own that stand in for those of a registry."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

DENO = {"tasks": {"start": "deno run -A main.ts"}, "imports": {"@my/fmt": "npm:@my/fmt@1.0.0"}}
LOCAL = "COPY local/fmt/ local/fmt/"
FILES = {
    "main.ts": "Deno.serve({ port: 8000 }, f)",
    "local/fmt/package.json": "{}",
    "vendor/a.ts": "",
}


@pytest.mark.parametrize(
    ("settings", "copied"),
    [
        ({"links": ["./local/fmt"]}, [LOCAL]),
        ({"links": ["local/fmt/", "./vendor"]}, [LOCAL, "COPY vendor/ vendor/"]),
        ({"patch": ["./local/fmt"]}, [LOCAL]),
        ({"links": []}, []),
        ({}, []),
    ],
)
def test_linked_packages_are_there_before_the_installation(
    project: MakeProject, settings: dict[str, object], copied: list[str]
) -> None:
    made = project({"deno.json": json.dumps({**DENO, **settings}), **FILES})
    lines = render(plan(detect(made, detector="deno")))["Dockerfile"].text.splitlines()
    installed = lines.index("RUN deno install")
    folders = ("COPY local", "COPY vendor")
    assert [one for one in lines[:installed] if one.startswith(folders)] == copied


def test_a_link_that_leaves_the_folder_is_said(project: MakeProject) -> None:
    made = project({"deno.json": json.dumps({**DENO, "links": ["../fmt"]}), **FILES})
    found = detect(made, detector="deno").winner[1].findings
    assert "linked_folders" not in found.facts
    assert any("deno.json:1 links ../fmt, which is not in" in one for one in found.warnings)
