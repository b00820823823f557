from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path

import pytest

from dockgen.core.errors import EngineProblem, UnusableInput
from dockgen.tools.engine.client import Engine
from dockgen.tools.engine.saved_images import Wanted
from dockgen.tools.layers.filesystem import Count, stack
from dockgen.tools.layers.finding import Engines, Finder
from tests.fake_engine import DOCKER_VERSION, FakeEngine
from tests.tools.engine.images import FOLDER, Content, Made, archive, docker_files, oci_files, tar
from tests.tools.engine.images import write_layout as write

IMAGE = Made([{"a": 10, "etc/hosts": 1}, {"b": 5}])
NO_ENGINE = Finder(lambda: pytest.fail("no engine is needed"))


@pytest.fixture
def fake(tmp_path: Path) -> FakeEngine:
    """An engine that knows nothing yet."""
    fake = FakeEngine(tmp_path / "bin")
    fake.answer("container", "inspect", err="Error: No such container", code=1)
    fake.answer("image", "inspect", err="Error: No such image", code=1)
    return fake


def knows_image(fake: FakeEngine, **more: object) -> Finder:
    told = [{"Id": "sha256:1", "RepoTags": ["shop:1"], **more}]
    fake.answer("image", "inspect", "shop", out=json.dumps(told))
    fake.answer("save", "sha256:1", out=archive(docker_files(IMAGE)).decode())
    return Finder(lambda: fake.engine)


def test_a_file_is_read_without_an_engine(tmp_path: Path) -> None:
    place = tmp_path / "shop.tar"
    place.write_bytes(archive(oci_files(IMAGE)))
    found = NO_ENGINE.find(str(place))
    assert (found.kind, found.image.name, len(found.layers)) == ("archive", str(place), 2)
    assert NO_ENGINE.digests(str(place)) == tuple(IMAGE.diff_ids)
    assert NO_ENGINE.digests("node:24") is None


def test_a_layout_is_read_without_an_engine(tmp_path: Path) -> None:
    assert NO_ENGINE.find(str(write(tmp_path, oci_files(IMAGE)))).kind == "layout"


def test_a_pipe_is_read_as_a_file(tmp_path: Path) -> None:
    place = tmp_path / "pipe"
    os.mkfifo(place)
    writer = threading.Thread(target=lambda: place.write_bytes(archive(oci_files(IMAGE))))
    writer.start()
    assert len(NO_ENGINE.find(str(place)).layers) == 2
    writer.join()


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.TextIOWrapper(io.BytesIO(archive(oci_files(IMAGE))))
    monkeypatch.setattr("sys.stdin", raw)
    said: list[str] = []
    assert len(Finder(NO_ENGINE.engine, say=said.append).find("-").layers) == 2
    assert said == ["reading the image from standard input"]


@pytest.mark.parametrize("name", ["missing.tar", "./missing", "/missing", "missing.tar.gz"])
def test_a_path_that_leads_nowhere_needs_no_engine(name: str) -> None:
    with pytest.raises(UnusableInput, match="there is no such file"):
        NO_ENGINE.find(name)


def test_a_folder_without_an_image_is_refused(
    tmp_path: Path, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for name in ("./empty", "empty"):
        with pytest.raises(UnusableInput, match=r"is a folder without an image"):
            Finder(lambda: fake.engine).find(name)


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.tar").touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnusableInput, match=r"a\.tar: cannot be read: Permission denied"):
        NO_ENGINE.find(str(tmp_path / "a.tar"))


def test_an_image_is_saved_by_its_identifier(fake: FakeEngine) -> None:
    found = knows_image(fake).find("shop")
    assert (found.kind, found.image.name, found.writable) == ("image", "shop", None)
    assert ["save", "sha256:1"] in fake.asked


def test_what_the_engine_notes_of_an_image_is_known(fake: FakeEngine) -> None:
    found = knows_image(fake, Annotations={"a": "b"}).find("shop")
    assert found.image.annotations == {"a": "b"}


def test_the_platform_is_held_to_what_the_engine_has(fake: FakeEngine) -> None:
    finder = Finder(knows_image(fake).engine, Wanted("linux/s390x", "any name"))
    with pytest.raises(UnusableInput, match="shop: contains no image for linux/s390x"):
        finder.find("shop")


def test_a_name_that_nothing_has_is_refused(fake: FakeEngine) -> None:
    with pytest.raises(UnusableInput, match="docker has no container and no image named 'shop'"):
        Finder(lambda: fake.engine).find("shop")


def test_an_engine_that_fails_half_way_is_named_and_not_its_archive(fake: FakeEngine) -> None:
    finder = knows_image(fake)
    fake.answer("save", out=archive(docker_files(IMAGE))[:3000].decode(), err="disk full", code=1)
    with pytest.raises(EngineProblem, match="docker save failed: disk full"):
        finder.find("shop")


def test_an_archive_that_an_engine_cuts_short_without_a_word_is_refused(fake: FakeEngine) -> None:
    finder = knows_image(fake)
    fake.answer("save", out=archive(docker_files(IMAGE))[:3000].decode())
    with pytest.raises(UnusableInput, match="truncated"):
        finder.find("shop")


def container(fake: FakeEngine, diff: str, exported: Content) -> Finder:
    finder = knows_image(fake)
    fake.answer("container", "inspect", "web", out=json.dumps([{"Image": "sha256:1"}]))
    fake.answer("diff", "web", out=diff)
    fake.answer("export", "web", out=tar(exported).decode())
    return finder


def test_a_containers_own_layer_is_the_last(fake: FakeEngine) -> None:
    diff = "C /etc\nA /etc/new\nC /b\nD /a\nA /dir\nA /etc/hosts\n"
    exported: Content = {
        "etc": FOLDER,
        "etc/new": 7,
        "etc/old": 9,
        "b": 8,
        "dir": FOLDER,
        "etc/hosts": 100,
        "proc": FOLDER,
    }
    found = container(fake, diff, exported).find("web")
    assert found.kind == "container"
    assert found.writable is not None
    assert found.writable.size == 15
    changes = stack(found.layers).changes[-1]
    assert changes.added == Count(1, 7)
    assert changes.changed == Count(1, 8)
    assert changes.removed == Count(1, 10)
    assert changes.folders == 1


def test_a_container_that_changed_nothing_has_an_empty_layer(fake: FakeEngine) -> None:
    found = container(fake, "", {}).find("web")
    assert found.writable is not None
    assert (found.writable.entries, found.writable.size) == ((), 0)
    assert ["export", "web"] not in fake.asked


def test_a_container_that_cannot_be_exported_is_refused(fake: FakeEngine) -> None:
    finder = container(fake, "A /x\n", {})
    fake.answer("export", "web", out="not an archive")
    with pytest.raises(UnusableInput, match="the container's file system cannot be read"):
        finder.find("web")


def test_the_engine_is_looked_for_once(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.answer("version", out=DOCKER_VERSION)
    monkeypatch.setenv("PATH", str(fake.folder))
    engines = Engines(None)
    assert isinstance(engines.possible(), Engine)
    engines.demanded()
    assert len(fake.asked) == 1


def test_no_engine_may_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert Engines(None).possible() is None
    with pytest.raises(EngineProblem):
        Engines("docker").demanded()
