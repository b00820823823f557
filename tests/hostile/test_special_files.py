"""Whatever stands under the name of a file of dockgen's is refused in time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dockgen.core.errors import DONE, REFUSED, UNUSABLE
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run


def zero(place: Path) -> None:
    place.symlink_to("/dev/zero")


def pipe(place: Path) -> None:
    os.mkfifo(place)


def sparse(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(3 * 2**40)


def socket(place: Path) -> None:
    import socket as sockets

    here = Path.cwd()
    os.chdir(place.parent)  # the name of a socket may have a hundred characters
    try:
        with sockets.socket(sockets.AF_UNIX) as one:
            one.bind(place.name)
    finally:
        os.chdir(here)


def circle(place: Path) -> None:
    place.symlink_to(place.name)


def folder(place: Path) -> None:
    place.mkdir()


KINDS: list[Callable[[Path], None]] = [zero, pipe, sparse, socket, circle, folder]
WHAT = (
    "symbolic link",
    "not an ordinary file",
    "is larger than",
    "is a folder",
    "outside the project",
    "cannot be read",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        (".dockgen.lock", ("init", "--yes")),
        (".dockgen.lock", ("check",)),
        (".dockgen.yml", ("init", "--yes")),
        ("Dockerfile", ("init", "--yes")),
        (".dockerignore", ("init", "--yes")),
        ("nginx.conf", ("init", "--yes")),
        ("compose.yaml", ("init", "--yes", "--compose")),
        (".github/workflows/image.yml", ("init", "--yes", "--github-actions")),
        (".vscode/tasks.json", ("editor", "vscode")),
        (".run/dockgen-build.run.xml", ("editor", "jetbrains")),
        (".devcontainer/devcontainer.json", ("editor", "devcontainer")),
    ],
)
def test_a_file_that_is_none_is_refused_in_time(
    checkout: Checkout, kind: Callable[[Path], None], file: str, arguments: tuple[str, ...]
) -> None:
    place = checkout.root / file
    place.parent.mkdir(parents=True, exist_ok=True)
    kind(place)
    since = time.monotonic()
    done = run(*arguments, checkout.root)
    assert time.monotonic() - since < 30
    checkout.assert_untouched(done)
    assert done.code in (UNUSABLE, REFUSED), done.err
    assert "internal error" not in done.err
    assert file in done.err or str(Path(file).parent) in done.err
    assert any(what in done.err for what in WHAT)
    assert "/dev/zero" not in done.read


@pytest.mark.parametrize("kind", KINDS)
def test_a_journal_that_is_none_is_not_even_opened(
    checkout: Checkout, kind: Callable[[Path], None]
) -> None:
    kind(checkout.root / ".dockgen.journal")
    done = run("init", "--yes", checkout.root)
    assert done.code == DONE
    assert not [path for path in done.read if path.endswith((".dockgen.journal", "/dev/zero"))]
    assert os.path.lexists(checkout.root / ".dockgen.journal")


@pytest.mark.parametrize("file", ["public/index.html", ".gitignore", "package.json"])
def test_a_link_into_version_control_is_not_read(checkout: Checkout, file: str) -> None:
    place = checkout.root / file
    place.unlink(missing_ok=True)
    place.symlink_to(os.path.relpath(checkout.root / ".git/config", place.parent))
    done = run("detect", checkout.root)
    assert not [path for path in done.read if "/.git/" in path]


@pytest.mark.parametrize("kind", [zero, pipe, socket])
@pytest.mark.parametrize("blob", ["index.json", "manifest", "layer"])
def test_an_image_layout_of_special_files_is_refused(
    tmp_path: Path, kind: Callable[[Path], None], blob: str
) -> None:
    import hashlib
    import json

    blobs = tmp_path / "image/blobs/sha256"
    blobs.mkdir(parents=True)

    def put(data: object) -> dict[str, object]:
        raw = json.dumps(data).encode()
        name = hashlib.sha256(raw).hexdigest()
        (blobs / name).write_bytes(raw)
        return {"digest": f"sha256:{name}", "size": len(raw)}

    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar", **put("no layer")}
    config = {
        "mediaType": "application/vnd.oci.image.config.v1+json",
        **put({"rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}, "history": []}),
    }
    what = "application/vnd.oci.image.manifest.v1+json"
    manifest = {
        "mediaType": what,
        **put({"schemaVersion": 2, "mediaType": what, "config": config, "layers": [layer]}),
    }
    index = tmp_path / "image/index.json"
    index.write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    (tmp_path / "image/oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    of_blob = {"manifest": manifest, "layer": layer}
    place = index if blob == "index.json" else blobs / str(of_blob[blob]["digest"])[7:]
    place.unlink()
    kind(place)
    done = run("layers", tmp_path / "image")
    assert done.code == UNUSABLE, done.out + done.err
    assert "/dev/zero" not in done.read
    assert "internal error" not in done.err
