"""`dockgen list`: what there is to choose from."""

from __future__ import annotations

import json

from dockgen.detection import all_detectors
from tests.conftest import RunCommand


def test_every_detector_is_listed_with_its_shapes_and_bases(dockgen: RunCommand) -> None:
    done = dockgen("list")
    assert (done.code, done.err) == (0, "")
    for one in all_detectors():
        assert one.name in done.out.splitlines()
        for name in (*one.module.SHAPES, *one.module.BASES):
            assert f" {name} " in done.out


def test_the_list_as_json(dockgen: RunCommand) -> None:
    data = json.loads(dockgen("list", "--json").out)
    assert data["schema"] == 1
    assert [one["name"] for one in data["detectors"]] == [one.name for one in all_detectors()]
    static = next(one for one in data["detectors"] if one["name"] == "static")
    assert list(static["bases"]) == ["debian", "alpine", "distribution"]


def test_what_is_listed_says_what_it_is() -> None:
    for one in all_detectors():
        assert all(one.module.SHAPES.values())
        assert all(one.module.BASES.values())
