from __future__ import annotations

import gzip
import io

from dockgen.tools.engine.archives import Archive
from dockgen.tools.engine.saved_images import Image, Wanted, read_image
from dockgen.tools.layers.comparing import Comparison, ToMeasure, compare
from tests.tools.engine.images import Content, Made, archive, docker_files, oci_files, packed

BASE: Content = {"base": 5000}
LIB: Content = {"lib": 7000}
APP: Content = {"app": 9000}
NEW: Content = {"app": 9001}


def compared(first: Made, second: Made) -> tuple[Comparison, Image]:
    image = read_image(Archive(io.BytesIO(archive(oci_files(first))), "1"), "1", Wanted())
    files = oci_files(second) if second.packing != "none" else docker_files(second)
    measured = Archive(io.BytesIO(archive(files)), "2", ToMeasure(image.diff_ids))
    other = read_image(measured, "2", Wanted())
    return compare(image, other), other


def size_as(made: Made, packing: str, *numbers: int) -> int:
    return sum(len(packed(made.tars[number], packing)) for number in numbers) + len(made.config)


def test_what_is_packed_already_is_moved_as_it_is() -> None:
    second = Made([BASE, LIB, NEW], packing="zstd")
    found, _ = compared(Made([BASE, LIB, APP]), second)
    assert found.pairs == ((1, 1), (2, 2))
    assert found.shared == (1, 2)
    assert found.leading == 2
    assert found.measured
    assert found.push == found.pull == size_as(second, "zstd", 2)


def test_what_is_not_packed_is_measured_as_a_push_packs_it() -> None:
    second = Made([BASE, LIB, NEW])
    found, _ = compared(Made([BASE, LIB, APP]), second)
    assert not found.measured
    raw = second.tars[2]
    assert abs(found.push - len(second.config) - len(gzip.compress(raw, 6))) < 8


def test_a_layer_above_another_one_is_pushed_once_and_pulled_again() -> None:
    second = Made([BASE, NEW, LIB], packing="gzip")
    found, _ = compared(Made([BASE, APP, LIB]), second)
    assert found.pairs == ((1, 1), (3, 3))
    assert found.leading == 1
    assert found.push == size_as(second, "gzip", 1)
    assert found.pull == size_as(second, "gzip", 1, 2)


def test_the_same_image_moves_nothing() -> None:
    found, _ = compared(Made([BASE, LIB]), Made([BASE, LIB]))
    assert (found.push, found.pull, found.leading) == (0, 0, 2)


def test_images_that_share_nothing_move_all() -> None:
    second = Made([NEW, NEW], packing="gzip")
    found, _ = compared(Made([BASE]), second)
    assert found.pairs == ()
    assert found.push == size_as(second, "gzip", 0)  # a registry keeps one copy
    assert found.pull == size_as(second, "gzip", 0, 1)


def test_only_layers_that_may_be_new_are_packed_to_be_measured() -> None:
    digest = "a" * 64
    wanted = ToMeasure([f"sha256:{digest}"])
    assert not wanted(f"blobs/sha256/{digest}")
    assert wanted(f"blobs/sha256/{'b' * 64}")
    assert wanted("1/layer.tar")
