from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.tools.engine.image_layers import Layer
from dockgen.tools.engine.saved_images import Image
from dockgen.tools.layers.base import Base, Hints, Sources, find_base
from tests.fake_engine import FakeEngine


def image(*diff_ids: str, annotations: Mapping[str, str] | None = None) -> Image:
    layers = tuple(Layer(diff_id=one) for one in diff_ids)
    return Image("shop", "linux/amd64", {}, layers, annotations or {})


MINE = image("a", "b", "c")


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    return FakeEngine(tmp_path / "bin")


def has(engine: FakeEngine, images: Mapping[str, Sequence[str]]) -> Sources:
    """Sources with local images, by their names and layers."""
    told = [
        {"Id": name, "RepoTags": [name], "RootFS": {"Layers": list(layers)}}
        for name, layers in images.items()
    ]
    engine.answer("image", "inspect", err="Error: No such image", code=1)
    engine.answer("images", out="\n".join(images))
    for one in told:
        engine.answer("image", "inspect", str(one["Id"]), out=json.dumps([one]))
    if len(told) > 1:
        engine.answer("image", "inspect", *images, out=json.dumps(told))
    return Sources(engine.engine, lambda _: None)


NO_DOCKERFILE = Hints(dockerfile=Path("/nowhere/Dockerfile"))


def written(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "Dockerfile"
    place.write_text(text)
    return place


def test_the_base_that_the_user_names_is_taken(engine: FakeEngine) -> None:
    sources = has(engine, {"node:24": ["a", "b"]})
    assert find_base(MINE, Hints("node:24"), sources) == Base("node:24", 2, "as specified")


def test_a_base_that_has_changed_since_counts_as_far_as_it_is_the_same(engine: FakeEngine) -> None:
    found = find_base(MINE, Hints("node:24"), has(engine, {"node:24": ["a", "x"]}))
    assert found.layers == 1
    assert found.note == "only 1 of 2 layers of the current node:24 are in it"


def test_a_base_that_shares_nothing_is_refused(engine: FakeEngine) -> None:
    with pytest.raises(UnusableInput, match="shop is not built on node:24: their first layers"):
        find_base(MINE, Hints("node:24"), has(engine, {"node:24": ["x", "b"]}))


def test_a_base_that_is_not_here_is_refused(engine: FakeEngine) -> None:
    with pytest.raises(UnusableInput, match="--base node:24: no such local image"):
        find_base(MINE, Hints("node:24"), has(engine, {}))
    with pytest.raises(UnusableInput, match="--base node:24: no such local image"):
        find_base(MINE, Hints("node:24"), Sources(None, lambda _: None))


def test_the_base_may_be_an_archive() -> None:
    found = find_base(MINE, Hints("base.tar"), Sources(None, {"base.tar": ["a"]}.get))
    assert found == Base("base.tar", 1, "as specified")


def test_an_image_from_scratch_has_no_base(tmp_path: Path) -> None:
    nobody = Sources(None, lambda _: None)
    assert find_base(MINE, Hints("scratch"), nobody) == Base("scratch", 0, "as specified")
    place = written(tmp_path, "FROM scratch\n")
    found = find_base(MINE, Hints(None, place, dockerfile_given=True), nobody)
    assert found == Base("scratch", 0, f"FROM in {place}:1")


def test_the_last_from_of_a_dockerfile_names_the_base(tmp_path: Path, engine: FakeEngine) -> None:
    text = "ARG V=24\nFROM maven AS build\nFROM node:$V AS run\nFROM run\n"
    place = written(tmp_path, text)
    sources = has(engine, {"node:24": ["a"], "maven": ["a", "b"]})
    expected = Base("node:24", 1, f"FROM in {place}:4")
    assert find_base(MINE, Hints(None, place), sources) == expected
    assert find_base(MINE, Hints(None, place, dockerfile_given=True), sources) == expected


@pytest.mark.parametrize("layers", [["x"], ["a", "x"], []])
def test_a_dockerfile_that_lies_there_and_does_not_fit_is_passed_by(
    tmp_path: Path, engine: FakeEngine, layers: list[str]
) -> None:
    sources = has(engine, {"node:24": layers, "debian": ["a"]})
    found = find_base(MINE, Hints(None, written(tmp_path, "FROM node:24\n")), sources)
    assert found.name == "debian"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FROM node:24\n", "Dockerfile:1: the base image node:24 is not available locally"),
        ("# nothing\n", "has no FROM"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_dockerfile_that_the_user_names_has_to_do(
    tmp_path: Path, engine: FakeEngine, text: str | None, said: str
) -> None:
    place = tmp_path / "Dockerfile"
    if text is not None:
        written(tmp_path, text)
    with pytest.raises(UnusableInput, match=said):
        find_base(MINE, Hints(None, place, dockerfile_given=True), has(engine, {}))


def test_an_image_may_name_its_base_itself(engine: FakeEngine) -> None:
    name = "org.opencontainers.image.base.name"
    mine = image("a", "b", annotations={name: "docker.io/library/node:24"})
    sources = has(engine, {"docker.io/library/node:24": ["a"], "nearer": ["a"]})
    expected = Base("node:24", 1, f"from the image's own label: {name}")
    assert find_base(mine, NO_DOCKERFILE, sources) == expected


def test_a_named_base_that_is_not_here_is_passed_by(engine: FakeEngine) -> None:
    mine = image("a", "b", annotations={"org.opencontainers.image.base.name": "node:24"})
    assert find_base(mine, NO_DOCKERFILE, has(engine, {"debian": ["a"]})).name == "debian"


def test_else_the_local_image_with_the_most_of_its_layers_is_the_base(engine: FakeEngine) -> None:
    images = {"debian": ["a"], "node:24": ["a", "b"], "shop": ["a", "b", "c"], "other": ["b"]}
    found = find_base(MINE, NO_DOCKERFILE, has(engine, images))
    assert found == Base("node:24", 2, "the local image that shares the most layers")


def test_a_base_may_not_be_known(engine: FakeEngine) -> None:
    found = find_base(MINE, NO_DOCKERFILE, has(engine, {}))
    assert found == Base(None, 0, "no local image has its first layers")
    found = find_base(MINE, NO_DOCKERFILE, Sources(None, lambda _: None))
    assert found == Base(None, 0, "no container engine is running that could have the base image")
