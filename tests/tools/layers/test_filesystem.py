from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.tools.engine.image_layers import Layer, read_layer
from dockgen.tools.layers.filesystem import Changes, Count, Stacked, stack
from tests.tools.engine.images import FOLDER, Content, Node, tar


def layers_of(*contents: Content) -> list[Layer]:
    return [read_layer(io.BytesIO(tar(content))) for content in contents]


def stacked(*contents: Content) -> Stacked:
    return stack(layers_of(*contents))


def last(*contents: Content) -> Changes:
    return stacked(*contents).changes[-1]


def test_what_was_not_there_is_added() -> None:
    made = last({"a": 10}, {"b": 5, "d": FOLDER, "d/c": 7, "l": Node(link="a")})
    assert made.added == Count(3, 12)
    assert made.folders == 1
    assert made.changed == made.touched == made.removed == Count()


def test_another_content_is_a_change_and_wastes_the_one_before() -> None:
    made = stacked({"a": 10}, {"a": 4})
    assert made.changes[1].changed == Count(1, 4)
    assert made.changes[0].wasted == made.wasted == 10


def test_the_same_content_with_another_owner_or_mode_is_told_apart() -> None:
    made = stacked({"a": Node(10), "b": 3}, {"a": Node(10, uid=1000), "b": Node(3, mode=0o755)})
    assert made.changes[1].touched == Count(2, 13)
    assert made.changes[1].changed == Count()
    assert made.wasted == 13


def test_a_whiteout_removes_a_file_whose_bytes_stay() -> None:
    made = stacked({"d/a": 10, "d/b": 1}, {"d/.wh.a": 0})
    assert made.changes[1].removed == Count(1, 10)
    assert made.changes[1].gone == {"d/a": 10}
    assert made.wasted == 10


def test_a_whiteout_removes_a_folder_with_all_in_it() -> None:
    made = stacked({"d/a": 10, "d/e/b": 1, "c": 2}, {".wh.d": 0})
    assert made.changes[1].removed == Count(2, 11)


def test_a_whiteout_for_nothing_removes_nothing() -> None:
    assert last({"a": 1}, {".wh.b": 0, "c/d/.wh.e": 0}).removed == Count()


def test_an_opaque_folder_hides_what_was_in_it_and_keeps_what_comes_with_it() -> None:
    made = stacked({"d/a": 10, "d/b": 2}, {"d": FOLDER, "d/.wh..wh..opq": 0, "d/b": 3})
    assert made.changes[1].removed == Count(1, 10)
    assert made.changes[1].changed == Count(1, 3)
    assert made.wasted == 12


def test_an_opaque_root_hides_everything() -> None:
    assert last({"d/a": 10, "b": 2}, {".wh..wh..opq": 0}).removed == Count(2, 12)


def test_an_opaque_folder_that_was_not_there_hides_nothing() -> None:
    assert last({"a": 10}, {"d": FOLDER, "d/.wh..wh..opq": 0}).removed == Count()


def test_files_of_the_storage_driver_are_no_files() -> None:
    made = last({"a": 1}, {".wh..wh.plnk": FOLDER, ".wh..wh.aufs": 0})
    assert (made.added, made.removed, made.folders) == (Count(), Count(), 0)


def test_a_file_in_place_of_a_folder_removes_what_was_in_it() -> None:
    made = stacked({"d": FOLDER, "d/a": 10, "d/b": 1}, {"d": 3})
    assert made.changes[1].changed == Count(1, 3)
    assert made.changes[1].removed == Count(2, 11)
    assert made.wasted == 11


def test_a_folder_in_place_of_a_file_overwrites_it() -> None:
    made = stacked({"a": 10}, {"a": FOLDER, "a/b": 1})
    assert made.changes[1].added == Count(1, 1)
    assert made.wasted == 10


def test_a_path_below_a_file_makes_a_folder_of_it() -> None:
    made = stacked({"a": 10}, {"a/b": 1})
    assert made.changes[1].removed == Count(1, 10)
    assert made.wasted == 10


def test_a_link_in_place_of_a_file_overwrites_it() -> None:
    made = stacked({"a": 10, "b": 1}, {"a": Node(link="b")})
    assert made.changes[1].changed == Count(1, 0)
    assert made.wasted == 10


def test_a_folder_that_is_there_already_is_no_change() -> None:
    made = last({"d": FOLDER, "d/a": 1}, {"d": FOLDER})
    assert made == Changes(Count(), Count(), Count(), Count(), 0, {}, 0)


def test_bytes_with_two_names_are_gone_with_the_last_of_them() -> None:
    first: Content = {"a": 10, "b": Node(same_as="a")}
    assert stacked(first, {".wh.a": 0}).wasted == 0
    assert stacked(first, {".wh.a": 0}, {".wh.b": 0}).wasted == 10
    assert stacked(first, {".wh.b": 0}).wasted == 0
    assert stacked(first, {"a": 1}).wasted == 0
    assert stacked(first, {"a": 1, "b": 1}).wasted == 10


def test_a_hard_link_to_itself_or_to_nothing_carries_no_bytes() -> None:
    made = stacked(
        {"a": 10}, {"b": Node(same_as="nothing"), "c": Node(same_as="./a")}, {".wh.a": 0}
    )
    assert made.wasted == 0
    assert made.changes[1].added == Count(2, 0)


def test_the_layer_that_wastes_is_told_and_how() -> None:
    layers = layers_of({"a": 10, "b": 2}, {"a": 1}, {".wh.b": 0})
    stack(layers)
    first, second = layers[0].entries
    assert (first.gone_by, first.overwritten) == (2, True)
    assert (second.gone_by, second.overwritten) == (3, False)


def test_a_path_that_comes_twice_in_a_layer_counts_as_it_came_last() -> None:
    raw = tar({"a": 10})[:1024] + tar({"./a": 3})
    layer = read_layer(io.BytesIO(raw))
    assert [(one.path, one.size) for one in layer.entries] == [("a", 3)]


def test_an_empty_image_is_efficient() -> None:
    made = stack([])
    assert (made.efficiency, made.wasted, made.repeated) == (1.0, 0, 0)
    assert stacked({}).efficiency == 1.0


def test_efficiency_is_the_smallest_copy_over_all_copies() -> None:
    made = stacked({"a": 10, "b": 5}, {"a": 30}, {".wh.b": 0})
    assert made.efficiency == (10 + 0) / (10 + 30 + 5)
    assert made.repeated == 45


def test_efficiency_counts_a_deleted_folder_as_dive_does() -> None:
    made = stacked({"d/a": 10, "b": 10}, {".wh.d": 0})
    assert made.efficiency == 1.0  # the folder is a path of its own, as large as what was in it
    assert made.wasted == 10


PATHS = st.sampled_from(["a", "b", "a/c", "d/e", "d/f/g", ".wh.a", "d/.wh.e", "d/.wh..wh..opq"])
CONTENTS = st.dictionaries(
    PATHS, st.one_of(st.integers(0, 9), st.just(FOLDER), st.just(Node(same_as="b"))), max_size=6
)


@given(st.lists(CONTENTS, max_size=5))
def test_waste_and_what_is_left_are_all_bytes(contents: list[Content]) -> None:
    layers = layers_of(*contents)
    made = stack(layers)
    entries = [one for layer in layers for one in layer.entries]
    left = sum(one.size for one in entries if one.gone_by is None)
    assert made.wasted + left == sum(layer.size for layer in layers)
    assert made.wasted == sum(one.wasted for one in made.changes)
    assert 0 <= made.efficiency <= 1


def test_a_path_of_a_thousand_folders_is_read() -> None:
    deep = "/".join(["d"] * 2000)
    assert stacked({f"{deep}/a": 10}, {".wh.d": 0}).wasted == 10


@pytest.mark.parametrize("kind", [Node(device=True), Node(link="x")])
def test_devices_and_links_are_files_without_bytes(kind: Node) -> None:
    assert last({"dev": kind}).added == Count(1, 0)
