"""`dockgen list`: what there is to choose from."""

from __future__ import annotations

import json

from dockgen.ecosystems.registry import all_ecosystems
from tests.conftest import RunCommand


def test_every_detector_is_listed_with_its_shapes_and_bases(dockgen: RunCommand) -> None:
    done = dockgen("list")
    assert (done.code, done.err) == (0, "")
    for one in all_ecosystems():
        assert one.name in done.out.splitlines()
        for name in (*one.shapes, *one.bases):
            assert f" {name} " in done.out


def test_the_list_as_json(dockgen: RunCommand) -> None:
    data = json.loads(dockgen("list", "--json").out)
    assert data["schema"] == 1
    assert [one["name"] for one in data["detectors"]] == [one.name for one in all_ecosystems()]
    static = next(one for one in data["detectors"] if one["name"] == "static")
    assert list(static["bases"]) == ["debian", "alpine", "distribution"]


def test_what_is_listed_says_what_it_is() -> None:
    for one in all_ecosystems():
        assert all(one.shapes.values())
        assert all(one.bases.values())
