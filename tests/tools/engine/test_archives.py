from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from dockgen.core.errors import UnusableInput
from dockgen.tools.engine.archives import Archive, Folder
from dockgen.tools.engine.saved_images import Image, Wanted, own_platform, read_image
from tests.tools.engine.images import (
    Made,
    archive,
    blob,
    described,
    docker_files,
    oci_files,
    tar,
    write_layout,
)

TWO = Made([{"a": 10, "b": 5}, {"a": 20}], names=("shop:1",))


def read(raw: bytes, wanted: Wanted | None = None) -> Image:
    return read_image(Archive(io.BytesIO(raw), "x.tar"), "x.tar", wanted or Wanted())


def sizes(image: Image) -> list[int]:
    return [layer.size for layer in image.layers]


@pytest.mark.parametrize("packing", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("files", [docker_files, oci_files])
def test_both_kinds_of_archive_are_read_however_their_layers_are_packed(
    files: Callable[[Made], dict[str, bytes]], packing: str
) -> None:
    made = Made(TWO.layers, packing=packing)
    image = read(archive(files(made)))
    assert sizes(image) == [15, 20]
    assert list(image.diff_ids) == made.diff_ids
    assert image.platform == own_platform()
    assert image.config_size == len(made.config)
    assert {layer.packing for layer in image.layers} == {packing}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_whole_archive_may_be_packed(pack: Callable[[bytes], bytes]) -> None:
    assert sizes(read(pack(archive(oci_files(TWO))))) == [15, 20]


def test_layers_may_stand_before_and_after_what_names_them() -> None:
    files = docker_files(TWO)
    assert sizes(read(archive(dict(reversed(files.items()))))) == [15, 20]


def test_a_layer_may_be_a_link_to_another_place() -> None:
    files = docker_files(TWO)
    first, second = json.loads(files["manifest.json"])[0]["Layers"]
    files["shared.tar"] = files.pop(first)
    files["deep/b/layer.tar"] = files.pop(second)
    links = {first: "../shared.tar", second: "./../deep/b/layer.tar"}
    assert sizes(read(archive(files, links))) == [15, 20]


def test_an_engines_archive_with_both_lists_is_read_by_its_index() -> None:
    noted = Made(TWO.layers, annotations={"org.opencontainers.image.base.name": "debian"})
    files = {**oci_files(noted), "manifest.json": b"[]"}
    image = read(archive(files))
    assert image.annotations == {"org.opencontainers.image.base.name": "debian"}


def test_labels_and_annotations_are_known_together() -> None:
    made = Made([{}], labels={"a": "label", "b": "label"}, annotations={"b": "annotation"})
    assert read(archive(oci_files(made))).annotations == {"a": "label", "b": "annotation"}


@pytest.mark.parametrize("nested", [False, True])
def test_of_several_platforms_this_machines_is_taken(nested: bool) -> None:
    other = Made([{"other": 1}], platform="linux/s390x")
    mine = Made([{"mine": 2}])
    variant = Made([{"arm": 3}], platform="linux/arm/v7")
    raw = archive(oci_files(other, mine, variant, nested=nested))
    assert sizes(read(raw)) == [2]
    assert sizes(read(raw, Wanted("linux/s390x"))) == [1]
    assert sizes(read(raw, Wanted("linux/arm"))) == [3]
    assert sizes(read(raw, Wanted("linux/arm/v7"))) == [3]
    with pytest.raises(
        UnusableInput,
        match=r"no image for linux/riscv64 \(choose --platform from linux/s390x, .*linux/arm/v7\)",
    ):
        read(raw, Wanted("linux/riscv64"))


def test_the_only_image_is_taken_whatever_it_runs_on() -> None:
    raw = archive(oci_files(Made([{"a": 1}], platform="windows/amd64")))
    assert read(raw).platform == "windows/amd64"
    with pytest.raises(UnusableInput, match="no image for linux/amd64"):
        read(raw, Wanted("linux/amd64"))


@pytest.mark.parametrize("files", [docker_files, oci_files])
def test_of_several_images_one_has_to_be_named(files: Callable[..., dict[str, bytes]]) -> None:
    raw = archive(
        files(
            Made([{"a": 1}], names=("docker.io/library/one:1", "uno")),
            Made([{"a": 2}], names=("two",)),
        )
    )
    with pytest.raises(
        UnusableInput, match=r"contains 2 images \(choose --image from one:1, two\)"
    ):
        read(raw)
    assert sizes(read(raw, Wanted(name="two"))) == [2]
    assert sizes(read(raw, Wanted(name="one:1"))) == [1]
    assert sizes(read(raw, Wanted(name="uno"))) == [1]
    with pytest.raises(
        UnusableInput, match=r"no image named 'three' \(it contains one:1, two\)|uno"
    ):
        read(raw, Wanted(name="three"))


def test_an_image_without_a_name_is_taken_by_its_digest() -> None:
    made = Made([{"a": 2}])
    files = oci_files(made, Made([{"a": 1}]))
    digest = json.loads(files["index.json"])["manifests"][0]["digest"]
    assert sizes(read(archive(files), Wanted(name=digest))) == [2]


def test_two_names_of_one_image_are_one_image() -> None:
    assert sizes(read(archive(oci_files(Made([{"a": 1}], names=("one", "two")))))) == [1]


def test_what_lies_beside_an_image_is_no_image() -> None:
    files = oci_files(TWO)
    index = json.loads(files["index.json"])
    artefact = json.dumps({"artifactType": "x"}).encode()
    files[blob(artefact)] = artefact
    missing = {"digest": f"sha256:{'0' * 64}"}
    index["manifests"] += [
        {**missing, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
        {**missing, "platform": {"os": "unknown", "architecture": "unknown"}},
        {**missing, "platform": {"os": "linux", "architecture": "a platform not pulled"}},
        described(artefact),
    ]
    files["index.json"] = json.dumps(index).encode()
    assert sizes(read(archive(files))) == [15, 20]


def test_an_image_without_layers_has_none() -> None:
    assert read(archive(oci_files(Made([])))).layers == ()


# What is not as it should be


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is not an image archive"),
        (b"hello, this is a text file" * 100, "is not an image archive"),
        (b"\x1f\x8b" + b"no gzip at all", "is not an image archive"),
        (b"\x28\xb5\x2f\xfd" + b"no zstd", "is not an image archive"),
        (b"PK\x03\x04" + b"\0" * 600, "is not an image archive"),
        (
            archive({"readme.txt": b"hello"}),
            "contains no image: it has neither index.json nor manifest.json",
        ),
        (archive({"manifest.json": b"[]"}), "contains no image"),
        (archive({"manifest.json": b"{}"}), "an image list that cannot be read"),
        (archive({"manifest.json": b"[1]"}), "an image list that cannot be read"),
        (archive({"manifest.json": b"[{]"}), "manifest.json is not JSON"),
        (archive({"manifest.json": b"[" * 100000}), "manifest.json is not JSON"),
        (archive({"manifest.json": b'[{"Config": "c"}]'}), "c is missing"),
        (
            archive({"manifest.json": b'[{"Config": "c"}]', "c": b"[]"}),
            "c does not match its descriptor",
        ),
        (archive({"index.json": b"[]"}), "an index that cannot be read"),
        (archive({"index.json": b'{"manifests": 1}'}), "an image list that cannot be read"),
        (
            archive({"index.json": b'{"manifests": [{"digest": "../../etc"}]}'}),
            "which is not a digest",
        ),
        (
            archive({"index.json": b'{"manifests": [{"digest": "sha256:ab"}]}'}),
            "which is not a digest",
        ),
    ],
)
def test_what_is_no_archive_of_an_image_is_refused_with_a_reason(raw: bytes, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        read(raw)


def test_an_index_of_itself_is_refused() -> None:
    index = b'{"manifests": []}'
    for _ in range(8):
        index = json.dumps({"manifests": [described(index)], "x": index.decode()}).encode()
    files = {"index.json": index}
    while (inner := json.loads(index).get("x")) is not None:
        index = inner.encode()
        files[blob(index)] = index
    with pytest.raises(UnusableInput, match="an index that cannot be read"):
        read(archive(files))


@pytest.mark.parametrize("files", [docker_files, oci_files])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.8, 0.95])
def test_an_archive_that_is_cut_short_is_refused(
    files: Callable[[Made], dict[str, bytes]], part: float
) -> None:
    raw = archive(files(Made([{"a": 9000}, {"b": 9000}])))
    whole = raw.rstrip(b"\0")
    with pytest.raises(UnusableInput, match=r"x\.tar: .*(truncated|not an image archive)"):
        read(whole[: int(len(whole) * part)])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_packed_archive_that_is_cut_short_is_refused(pack: Callable[[bytes], bytes]) -> None:
    raw = pack(archive(oci_files(Made([{"a": os.urandom(3000).hex()}]))))
    with pytest.raises(UnusableInput, match="truncated"):
        read(raw[: len(raw) // 2])


def test_an_archive_that_ends_between_two_files_is_cut_short() -> None:
    files = docker_files(TWO)
    names = list(files)
    raw = archive({name: files[name] for name in [names[-1], *names[1:-1]]})
    with pytest.raises(UnusableInput, match=r"truncated: .*layer\.tar is missing"):
        read(raw.rstrip(b"\0") + b"\0" * (-len(raw.rstrip(b"\0")) % 512))


def test_a_missing_layer_is_named() -> None:
    files = oci_files(TWO)
    del files[blob(TWO.tars[1])]
    with pytest.raises(UnusableInput, match=r"blobs/sha256/[0-9a-f]{64} is missing"):
        read(archive(files))


def test_a_missing_manifest_is_named() -> None:
    files = oci_files(TWO)
    digest = json.loads(files["index.json"])["manifests"][0]["digest"]
    del files[f"blobs/{digest.replace(':', '/')}"]
    with pytest.raises(UnusableInput, match="is missing"):
        read(archive(files))


@pytest.mark.parametrize("which", ["layer", "config"])
def test_a_blob_with_another_content_than_its_name_says_is_refused(which: str) -> None:
    files = oci_files(TWO)
    name = blob(TWO.tars[0]) if which == "layer" else blob(TWO.config)
    files[name] = tar({"a": 11}) if which == "layer" else TWO.config + b" "
    with pytest.raises(UnusableInput, match="does not match its name"):
        read(archive(files))


def test_a_layer_that_is_not_the_configurations_is_refused() -> None:
    files = docker_files(TWO)
    first = json.loads(files["manifest.json"])[0]["Layers"][0]
    files[first] = tar({"a": 11})
    with pytest.raises(UnusableInput, match="layer 1 does not match the configuration"):
        read(archive(files))


def test_a_number_of_layers_that_is_not_the_configurations_is_refused() -> None:
    files = docker_files(TWO)
    manifest = json.loads(files["manifest.json"])
    manifest[0]["Layers"].pop()
    files["manifest.json"] = json.dumps(manifest).encode()
    with pytest.raises(UnusableInput, match="contains 1 layers, but the configuration lists 2"):
        read(archive(files))


@pytest.mark.parametrize("content", [b"\x1f\x8bbroken", b"just text", b'{"a": "document"}'])
def test_a_layer_that_is_no_archive_is_refused(content: bytes) -> None:
    files = docker_files(TWO)
    first = json.loads(files["manifest.json"])[0]["Layers"][0]
    files[first] = content
    with pytest.raises(UnusableInput, match=r"layer\.tar is not a layer: "):
        read(archive(files))


def test_a_path_longer_than_any_file_system_takes_is_refused() -> None:
    files = docker_files(Made([{"a/" * 20000: 1}]))
    with pytest.raises(UnusableInput, match="a path in it has 39999 characters"):
        read(archive(files))


def test_a_broken_pipe_of_an_archive_is_refused() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    with pytest.raises(UnusableInput, match="not an image archive: Input/output error"):
        Archive(io.BufferedReader(Broken()), "x.tar")


# Folders


def read_folder(folder: Path) -> Image:
    return read_image(Folder(folder), "x", Wanted())


@pytest.mark.parametrize("files", [docker_files, oci_files])
def test_a_folder_is_read(tmp_path: Path, files: Callable[[Made], dict[str, bytes]]) -> None:
    image = read_folder(write_layout(tmp_path, files(Made(TWO.layers, packing="zstd"))))
    assert sizes(image) == [15, 20]
    assert image.config_size == len(TWO.config)


def test_a_folder_of_bare_blobs_is_read(tmp_path: Path) -> None:
    files = oci_files(TWO)
    digest = json.loads(files["index.json"])["manifests"][0]["digest"]
    files = {name.rpartition("/")[2]: raw for name, raw in files.items() if name != "index.json"}
    files["manifest.json"] = files[digest[7:]]
    assert sizes(read_folder(write_layout(tmp_path, files))) == [15, 20]


@pytest.mark.parametrize("which", ["layer", "config"])
def test_a_damaged_folder_is_refused(tmp_path: Path, which: str) -> None:
    write_layout(tmp_path, oci_files(TWO))
    place = tmp_path / (blob(TWO.tars[1]) if which == "layer" else blob(TWO.config))
    raw = place.read_bytes()
    place.write_bytes(raw[:-600] if which == "layer" else b"{}")
    with pytest.raises(UnusableInput, match=r"does not match its name|not a layer"):
        read_folder(tmp_path)
    place.write_bytes(b"not even an archive" * 100)
    with pytest.raises(UnusableInput, match=r"is not a layer|does not match its name"):
        read_folder(tmp_path)
    place.unlink()
    with pytest.raises(UnusableInput, match=f"{place.name} is missing"):
        read_folder(tmp_path)
    place.mkdir()
    with pytest.raises(UnusableInput, match="is a folder, where a file is expected"):
        read_folder(tmp_path)


def test_a_folder_names_nothing_outside_itself(tmp_path: Path) -> None:
    files = {"manifest.json": b'[{"Config": "../secret.json", "Layers": []}]'}
    (tmp_path / "secret.json").write_text('{"rootfs": {}}')
    with pytest.raises(UnusableInput, match="which is outside the image"):
        read_folder(write_layout(tmp_path / "layout", files))


def test_a_document_of_a_folder_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockgen.tools.engine.archives.MAX_DOCUMENT", 10)
    with pytest.raises(UnusableInput, match=r"index\.json is larger than expected"):
        read_folder(write_layout(tmp_path, oci_files(TWO)))


# Memory


class Generated(io.RawIOBase):
    """An archive that is made while it is read: its files are larger than what it ever holds."""

    def __init__(self, parts: list[tuple[bytes, int]]) -> None:
        self._parts = parts
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while self._parts:
            piece, times = self._parts[0]
            if times == 0:
                self._parts.pop(0)
                continue
            data = piece[: len(view)]
            rest = piece[len(data) :]
            self._parts[:1] = [(rest, 1), (piece, times - 1)] if rest else [(piece, times - 1)]
            view[: len(data)] = data
            self.count += len(data)
            return len(data)
        return 0


def test_reading_holds_no_content() -> None:
    size = 200 * 1024 * 1024
    layer = _header("big", size), b"x" * (1 << 20), b"\0" * 1024
    inner = len(layer[0]) + size + len(layer[2])
    parts = [(_header("l/layer.tar", inner), 1), (layer[0], 1), (layer[1], 200), (layer[2], 1)]
    source = Generated([*parts, (b"\0" * 1024, 1)])
    tracemalloc.start()
    try:
        Archive(io.BufferedReader(source), "x.tar")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert source.count > size
    assert peak < 16 * 1024 * 1024


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size = size
    return member.tobuf()
