"""Patterns of globs that are made to take for ever: none does, wherever it stands."""

from __future__ import annotations

import json
import time

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import parse
from dockgen.dockerfile.linear_regex import whole_match
from dockgen.ecosystems.javascript.node.monorepos import workspaces
from dockgen.ecosystems.javascript.node.sources import compiled_entry
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject

BOMBS = ["**/" * 40 + "b", "*a" * 40 + "b", "{a,b}" * 40, "**" * 40 + "b", "?*" * 40 + "/b"]
DEEP = "/".join(["a" * 40] * 12)
LONG = "a" * 200


def quick(begin: float) -> bool:
    """Whether less than some seconds were computed since."""
    return time.process_time() - begin < 5


def files(**more: str) -> dict[str, str]:
    return {
        f"{DEEP}/package.json": '{"name": "a", "scripts": {"start": "node a.js"}}',
        f"{LONG}/package.json": '{"name": "b", "scripts": {"start": "node b.js"}}',
        **more,
    }


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("place", ["package.json", "pnpm-workspace.yaml", "lerna.json"])
def test_workspaces(project: MakeProject, bomb: str, place: str) -> None:
    top = {"name": "top", "scripts": {"start": "node x.js"}}
    texts = {
        "package.json": {"package.json": json.dumps({**top, "workspaces": [bomb, f"!{bomb}"]})},
        "pnpm-workspace.yaml": {
            "package.json": json.dumps(top),
            "pnpm-workspace.yaml": f"packages:\n  - '{bomb}'\n",
        },
        "lerna.json": {
            "package.json": json.dumps(top),
            "lerna.json": json.dumps({"packages": [bomb]}),
        },
    }[place]
    made, begin = project(files(**texts)), time.process_time()
    workspaces.find(Project(made.root))
    assert detect(made).chosen in {"node", None}
    assert quick(begin)


@pytest.mark.parametrize("bomb", BOMBS)
def test_ignore_files(bomb: str) -> None:
    begin = time.process_time()
    matcher = Matcher(parse(f"{bomb}\n!{bomb}/x\n**/{bomb}\n".encode()))
    for path in (DEEP, LONG, f"{DEEP}/{LONG}"):
        matcher.verdict_on(path)
        matcher.name_filter(path.rpartition("/")[0], matcher.top)(LONG)
        matcher.withholding(path)
    assert quick(begin)


def test_an_ignore_file_of_thousands_of_lines_is_refused() -> None:
    with pytest.raises(UnusableInput, match="has more than 10,000 lines"):
        parse(b"a*b\n" * 60_000)


@pytest.mark.parametrize("bomb", BOMBS)
def test_sources_of_a_compiler(bomb: str) -> None:
    fits, begin = whole_match(compiled_entry._expression(bomb)), time.process_time()
    assert not fits(f"{DEEP}/{LONG}.ts")
    assert quick(begin)


def test_settings_of_a_compiler_that_extend_many(project: MakeProject) -> None:
    names = [f"./t{number}.json" for number in range(30)]
    texts = {f"t{number}.json": json.dumps({"extends": names}) for number in range(30)}
    package = (
        '{"name": "x", "main": "dist/a.js", "scripts": {"build": "tsc", "start": "node dist/a"}}'
    )
    texts |= {"package.json": package, "tsconfig.json": json.dumps({"extends": names})}
    begin = time.process_time()
    detect(project(texts))
    assert quick(begin)
