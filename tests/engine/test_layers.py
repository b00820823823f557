"""`dockgen layers` on real images, held to what the engines and dive say of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from dockgen.cli.main import run as dockgen
from dockgen.tools.engine.client import Engine, find
from tests.engine import engines
from tests.engine.projects import DEBIAN, NODE, as_data, make

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("layers")]

SCHEMA = Draft202012Validator(
    json.loads(files("dockgen").joinpath("managed_files/schemas/layers.json").read_text("utf-8"))
)
both_engines = pytest.mark.parametrize("engine", ["docker", "podman"], indirect=True)

DOCKERFILE = f"""\
FROM {DEBIAN}
WORKDIR /app
COPY data.txt /app/
ARG TOKEN=unseen
RUN head -c 3000000 /dev/urandom >/app/big && ln /app/big /app/hard && ln -s big soft && mkdir d
RUN head -c 1000000 /dev/urandom >/app/big; head -c 9 /dev/zero >/app/d/x; chown 1000 data.txt
RUN rm -r /usr/share/doc /app/d && mkdir /app/d && echo 1 >/app/d/y && rm /app/hard
ENV A=1
USER 1000
CMD ["cat", "/app/data.txt"]
"""


NEXT = f"{DOCKERFILE}USER 0\nRUN head -c 500000 /dev/urandom >/app/next\n"


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    return find(request.getfixturevalue(getattr(request, "param", "docker")))


@pytest.fixture(scope="module")
def image(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An image whose layers overwrite and delete, and `NAME-next` with one more; built here."""
    name = f"dockgen-test-layers-{uuid4().hex[:8]}"
    try:
        for tag, text in ((name, DOCKERFILE), (f"{name}-next", NEXT)):
            files = {"Dockerfile": text, "data.txt": "data " * 1000}
            folder = make(tmp_path_factory.mktemp("image"), files, engine.name)
            engines.build(engine.program, folder, tag)
        yield name
    finally:
        for tag in (f"{name}-next", name):
            engine.remove_image(tag)


def told(capsys: pytest.CaptureFixture[str], engine: Engine, *arguments: str) -> Any:
    """Run `dockgen layers --json`; what it printed."""
    capsys.readouterr()
    code = dockgen(["layers", "--json", "--engine", engine.name, *arguments])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    data = as_data(printed.out)
    SCHEMA.validate(data)
    return data


def sizes_in_history(engine: Engine, image: str) -> list[int]:
    """The sizes of the steps that made a layer; what only sets something is 0 bytes."""
    return [entry.size for entry in engine.history(image) if entry.size]


def dive(image: str, place: Path) -> Any:
    """What dive says of an image."""
    program = Path(sys.executable).with_name("dive")
    done = subprocess.run([program, "--json", place, image], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(place.read_text("utf-8"))


@both_engines
def test_layers_agree_with_the_engines_history(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, engine, image, "--base", DEBIAN)
    # podman tells the bytes of a layer's archive, docker those of the files in it
    key = "size" if engine.name == "docker" else "tar_size"
    sizes = [layer[key] for layer in made["layers"] if layer[key]]
    assert sizes == sizes_in_history(engine, image)
    assert [layer["diff_id"] for layer in made["layers"]] == (
        (engine.image(image) or {})["RootFS"]["Layers"]
    )
    own = [layer for layer in made["layers"] if layer["whose"] == "yours"]
    # docker keeps an empty layer for a folder that WORKDIR makes
    instructions = [layer["instruction"] for layer in own if layer["instruction"][:4] != "WORK"]
    assert made["base"]["layers"] == len(made["layers"]) - len(own)
    copied, *ran = instructions
    assert copied.startswith("COPY ")
    assert ran == re.findall("^RUN .*", DOCKERFILE, re.MULTILINE)
    assert "unseen" not in json.dumps(made)
    assert own[-1]["settings"][:2] == ["ENV A=1", "USER 1000"]


@both_engines
def test_what_each_layer_did_is_what_its_instruction_did(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, engine, image, "--base", DEBIAN)
    *base, copied, first, second, third = made["layers"]
    assert copied["added"]["size"] == 5000
    assert first["added"]["size"] == 3_000_000
    assert second["added"]["size"] == 9
    assert second["changed"]["size"] >= 1_000_000
    assert second["touched"]["size"] == 5000
    assert third["added"]["size"] == 2
    number, lost = len(base), {one["path"]: one for one in made["waste"]["paths"]}
    data = {"layer": number + 1, "by": number + 3, "how": "overwritten", "size": 5000, "files": 1}
    assert lost["/app/data.txt"] == {"path": "/app/data.txt", **data}
    # its first name is overwritten by one layer, its last one deleted by the next
    big = {"layer": number + 2, "by": number + 4, "how": "deleted", "size": 3_000_000, "files": 1}
    assert lost["/app/big"] == {"path": "/app/big", **big}


@pytest.mark.parametrize("which", ["built", NODE])
def test_figures_agree_with_dive(
    which: str, engine: Engine, image: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = image if which == "built" else which
    engines.provide(f"FROM {name}\n") if which == NODE else None
    made = told(capsys, engine, name)
    says = dive(name, tmp_path / "dive.json")
    assert [layer["size"] for layer in made["layers"]] == [
        layer["sizeBytes"] for layer in says["layer"]
    ]
    assert [layer["diff_id"] for layer in made["layers"]] == [
        layer["digestId"] for layer in says["layer"]
    ]
    assert made["size"] == says["image"]["sizeBytes"]
    assert made["efficiency"] == pytest.approx(says["image"]["efficiencyScore"], abs=1e-9)
    assert made["repeated"] == says["image"]["inefficientBytes"]


@both_engines
def test_archives_say_what_the_engine_says(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kinds = {"docker": [""], "podman": ["docker-archive", "oci-archive"]}
    live = told(capsys, engine, image, "--base", DEBIAN)
    for kind in kinds[engine.name]:
        place = tmp_path / f"{kind}.tar"
        options = (f"--format={kind}",) if kind else ()
        engine.ask("save", *options, f"--output={place}", image)
        saved = told(capsys, engine, str(place), "--base", DEBIAN)
        for one in (live, saved):
            for layer in one["layers"]:
                layer.pop("stored", None)
        assert {**saved, "name": image, "kind": "image"} == live


@both_engines
def test_a_containers_writable_layer_is_as_large_as_the_engine_says(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = (
        "head -c 200000 /dev/zero >/app/new; echo x >>/app/d/y; rm /app/big; chmod 600 /etc/issue"
    )
    name = f"{image}-container"
    try:
        engine.create(image, f"--name={name}", "--user=0", command=["sh", "-c", script])
        assert engine.call("start", "--attach", name).ok
        made = told(capsys, engine, name)
        size = json.loads(engine.ask("container", "inspect", "--size", name))[0]["SizeRw"]
    finally:
        engine.remove(name)
    assert made["kind"] == "container"
    own = made["layers"][-1]
    assert own["whose"] == "container"
    assert own["added"] == {"files": 1, "size": 200_000}
    assert own["changed"] == {"files": 1, "size": 4}
    assert own["touched"]["files"] == 1
    assert own["removed"] == {"files": 1, "size": 1_000_000}
    if engine.name == "docker":  # podman counts folders too
        assert own["size"] == size


@both_engines
def test_a_next_image_moves_its_last_layer(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    second = told(capsys, engine, f"{image}-next")
    made = told(capsys, engine, image, "--with", f"{image}-next")
    count = len(made["layers"])
    assert [one["layer"] for one in made["with"]["shared"]] == list(range(1, count + 1))
    assert made["with"]["leading"] == count == len(second["layers"]) - 1
    # random bytes cannot be packed: what moves is the layer and the configuration
    assert 500_000 < made["with"]["push"] == made["with"]["pull"] < 520_000
