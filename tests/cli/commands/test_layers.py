from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import RunCommand
from tests.fake_engine import DOCKER_VERSION, FakeEngine
from tests.tools.engine.images import Made, archive, docker_files, oci_files

SHOP = Made([{"a": 10, "b": 5}, {"a": 20}, {"c": 1}], names=("shop:1",))
NEXT = Made([{"a": 10, "b": 5}, {"a": 20}, {"c": 2}], packing="gzip")
BASE = Made([{"a": 10, "b": 5}])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with archives, where no engine is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    (tmp_path / "shop.tar").write_bytes(archive(docker_files(SHOP)))
    (tmp_path / "next.tar").write_bytes(archive(oci_files(NEXT)))
    (tmp_path / "base.tar").write_bytes(archive(oci_files(BASE)))
    return tmp_path


def test_an_archive_is_told_without_an_engine(folder: Path, dockgen: RunCommand) -> None:
    done = dockgen("layers", folder / "shop.tar")
    assert (done.code, done.err) == (0, "")
    assert "RUN make 2" in done.out
    assert "waste       10 B (27.8%)" in done.out
    assert "base        unknown: no container engine is running" in done.out


def test_two_archives_are_compared_and_a_third_is_the_base(
    folder: Path, dockgen: RunCommand
) -> None:
    done = dockgen(
        "layers", folder / "shop.tar", "--with", "next.tar", "--base", "base.tar", "--json"
    )
    told = json.loads(done.out)
    assert told["base"] == {"name": "base.tar", "layers": 1, "reason": "as specified", "note": None}
    assert [one["whose"] for one in told["layers"]] == ["base", "yours", "yours"]
    assert [one["layer"] for one in told["with"]["shared"]] == [1, 2]
    assert told["with"]["measured"] is True


def test_one_of_several_images_can_be_named(folder: Path, dockgen: RunCommand) -> None:
    (folder / "two.tar").write_bytes(archive(docker_files(SHOP, Made([{"x": 1}], names=("x:1",)))))
    assert dockgen("layers", "two.tar").code == 2
    assert "1 layer, 1 B" in dockgen("layers", "two.tar", "--image", "x:1").out


def test_a_page_is_written_and_replaced(folder: Path, dockgen: RunCommand) -> None:
    done = dockgen("layers", "shop.tar", "--html", "page.html")
    assert (done.code, done.err) == (0, "Wrote page.html.\n")
    first = (folder / "page.html").read_text("utf-8")
    assert "Layers of shop.tar" in first
    assert dockgen("layers", "next.tar", "--html", folder / "page.html").code == 0
    assert "Layers of next.tar" in (folder / "page.html").read_text("utf-8")


def test_a_file_that_is_no_page_is_not_replaced(folder: Path, dockgen: RunCommand) -> None:
    (folder / "mine.html").write_text("mine")
    done = dockgen("layers", "shop.tar", "--html", "mine.html")
    assert done.code == 3
    assert (
        "mine.html: already exists and is not a page from dockgen (--force replaces it)" in done.err
    )
    assert (folder / "mine.html").read_text() == "mine"
    assert dockgen("layers", "shop.tar", "--html", "mine.html", "--force").code == 0
    assert "Layers of" in (folder / "mine.html").read_text("utf-8")


@pytest.mark.parametrize("place", ["nowhere/page.html", "."])
def test_a_page_needs_a_place(folder: Path, dockgen: RunCommand, place: str) -> None:
    done = dockgen("layers", "shop.tar", "--html", folder / place)
    assert done.code == 2


def test_a_name_that_is_no_text_is_told_all_the_same(folder: Path, dockgen: RunCommand) -> None:
    (folder / "odd.tar").write_bytes(archive(oci_files(Made([{"a\udcffb": 3}]))))
    told = json.loads(dockgen("layers", "odd.tar", "--json").out)
    assert told["layers"][0]["paths"][0]["path"] == "/a?b"
    assert "/a\ufffdb" in dockgen("layers", "odd.tar").out


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"just a text", "x.tar: is not an image archive"),
        (archive(docker_files(SHOP))[:5000], "x.tar: is truncated"),
        (archive({"a": b"b"}), "x.tar: contains no image"),
    ],
    ids=["text", "cut", "other"],
)
def test_a_file_that_is_no_image_is_one_sentence(
    folder: Path, dockgen: RunCommand, raw: bytes, said: str
) -> None:
    (folder / "x.tar").write_bytes(raw)
    done = dockgen("layers", "x.tar")
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_missing_engine_is_one_sentence_at_once(folder: Path) -> None:
    command: list[str | Path] = [Path(sys.executable).with_name("dockgen"), "layers", "shop"]
    begin = time.monotonic()
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PATH": "/nowhere"}, cwd=folder
    )
    assert done.returncode == 5
    assert done.stderr.startswith("dockgen: no container engine found")
    assert done.stderr.count("\n") == 1
    assert time.monotonic() - begin < 5  # of which nearly all is Python's own start


def test_an_engines_image_is_told_with_its_base(
    folder: Path, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeEngine(folder / "bin")
    monkeypatch.setenv("PATH", str(fake.folder))
    fake.answer("version", out=DOCKER_VERSION)
    fake.answer("container", "inspect", err="no such container", code=1)
    told = {"Id": "sha256:1", "RepoTags": ["shop:1"], "RootFS": {"Layers": SHOP.diff_ids}}
    below = {"Id": "sha256:2", "RepoTags": ["debian"], "RootFS": {"Layers": BASE.diff_ids}}
    fake.answer("image", "inspect", "shop", out=json.dumps([told]))
    fake.answer("image", "inspect", "sha256:1", "sha256:2", out=json.dumps([told, below]))
    fake.answer("image", "inspect", "debian", out=json.dumps([below]))
    fake.answer("images", out="sha256:1\nsha256:2\n")
    fake.answer("save", "sha256:1", out=archive(docker_files(SHOP)).decode())
    done = dockgen("layers", "shop")
    assert "debian: layer 1, 15 B (the local image that shares the most layers)" in done.out
    (folder / "Dockerfile").write_text("FROM debian\n")
    assert "debian: layer 1, 15 B (FROM in Dockerfile:1)" in dockgen("layers", "shop").out
    done = dockgen("layers", "shop", "-f", "Dockerfile")
    assert "debian: layer 1, 15 B (FROM in Dockerfile:1)" in done.out


def test_help_shows_how_it_is_used(dockgen: RunCommand) -> None:
    assert "dockgen layers shop:1 --with shop:2" in dockgen("layers", "--help").out
