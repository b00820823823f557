from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockgen.tools.layers.treemap import Box, Trees, squarified, treemap
from dockgen.tools.layers.weights import Weight, heaviest, weigh


def named(sizes: dict[str, int], limit: int = 3) -> list[tuple[str, int, int]]:
    return [(one.path, one.size, one.files) for one in heaviest(weigh(sizes.items()), limit)]


def test_a_folder_of_many_small_things_is_named_as_a_whole() -> None:
    modules = {f"app/node_modules/m{number}/index.js": 10 for number in range(9)}
    assert named({**modules, "app/main.js": 1}) == [
        ("app/node_modules", 90, 9),
        ("app/main.js", 1, 1),
    ]


def test_one_large_thing_is_named_itself_and_what_else_is_beside_it_too() -> None:
    assert named({"usr/lib/a.so": 90, "usr/lib/b": 5, "usr/bin/c": 3}) == [
        ("usr/lib/a.so", 90, 1),
        ("usr/lib/b", 5, 1),
        ("usr/bin/c", 3, 1),
    ]


def test_no_more_is_named_than_asked_for() -> None:
    assert named({"a": 1, "b": 2, "c": 3}, 2) == [("c", 3, 1), ("b", 2, 1)]
    assert named({"a": 1}, 0) == []
    assert named({}) == []


def test_things_without_bytes_are_weighed_by_their_number() -> None:
    assert named({"links/a": 0, "links/b": 0, "x": 0}) == [("links", 0, 2), ("x", 0, 1)]


PATHS = st.lists(st.sampled_from(["a", "b", "c", "long-name"]), min_size=1, max_size=4).map(
    "/".join
)


@given(st.dictionaries(PATHS, st.integers(0, 1000), max_size=20), st.integers(0, 30))
def test_what_is_named_never_overlaps(sizes: dict[str, int], limit: int) -> None:
    found = heaviest(weigh(sizes.items()), limit)
    assert len(found) <= limit
    assert sum(one.size for one in found) <= sum(sizes.values())
    for one in found:
        assert not any(two.path.startswith(f"{one.path}/") for two in found)


PIXEL = 1e-3
"""What rounding may move an edge by, in pixels: nobody sees a thousandth."""


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=60).map(lambda x: sorted(x)[::-1]))
def test_rectangles_fill_the_box_in_the_ratio_of_the_sizes(sizes: list[int]) -> None:
    box = Box(10, 20, 800, 300)
    made = squarified(sizes, box)
    assert len(made) == len(sizes)
    for one, size in zip(made, sizes, strict=True):
        wanted = size / sum(sizes) * box.width * box.height
        assert abs(one.width * one.height - wanted) < 0.01
        assert one.left >= box.left - PIXEL
        assert one.top >= box.top - PIXEL
        assert one.left + one.width <= box.left + box.width + PIXEL
        assert one.top + one.height <= box.top + box.height + PIXEL


def test_nothing_fills_nothing() -> None:
    assert squarified([], Box(0, 0, 1, 1)) == []
    assert treemap(Trees(Weight(), Weight(), Weight()), 100) == []


def trees(sizes: dict[str, int], wasted: dict[str, int] | None = None) -> Trees:
    return Trees(weigh(sizes.items()), weigh((wasted or {}).items()), Weight())


def test_a_map_shows_folders_around_what_is_in_them() -> None:
    cells = treemap(trees({"usr/a": 60, "usr/b": 30, "etc": 10}, {"usr/b": 30}), 400)
    assert [(one.path, one.size, one.wasted, one.divided) for one in cells] == [
        ("usr", 90, 30, True),
        ("usr/a", 60, 0, False),
        ("usr/b", 30, 30, False),
        ("etc", 10, 0, False),
    ]
    outer, inner = cells[0].box, cells[1].box
    assert outer.left < inner.left
    assert outer.top < inner.top


def test_a_folder_that_holds_one_thing_is_one_cell_with_it() -> None:
    cells = treemap(trees({"app/lib/a.jar": 60}), 400)
    assert [(one.path, one.name) for one in cells] == [("app/lib/a.jar", "app/lib/a.jar")]


def test_what_is_too_small_to_be_seen_is_drawn_together() -> None:
    sizes = {"big": 10**6, **{f"small{number}": 1 for number in range(2000)}, "none": 0}
    cells = treemap(trees(sizes), 400)
    assert [one.name for one in cells] == ["big", "2,000 more"]
    assert cells[1].size == 2000
    inside = treemap(trees({f"d/{name}": size for name, size in sizes.items()}), 400)
    assert inside[-1].path == "d/…"


def test_a_map_has_a_depth() -> None:
    deep = {}
    folder = ""
    for number in range(30):
        deep[f"{folder}x"] = 1
        folder += f"d{number}/"
    assert len(treemap(trees(deep), 10_000)) < 20
