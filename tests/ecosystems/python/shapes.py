"""What the tests of small Python projects share: a project with what is to be found in it."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.ecosystems.registry import Detection, detect
from tests.conftest import MakeProject

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef home(): return {}\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef home(): return ''\n"


class Shape(NamedTuple):
    """A project, and what is to be found."""

    name: str
    files: dict[str, str]
    start: str
    port: int | None = None
    framework: str | None = None
    manager: str | None = "pip"
    shape: str = "server"
    more: dict[str, object] = {}  # noqa: RUF012  never changed


def lists(*packages: str) -> dict[str, str]:
    return {"requirements.txt": "".join(f"{one}\n" for one in packages)}


def check(project: MakeProject, shape: Shape) -> Detection:
    """Detect a project and compare what is found with what is to be found."""
    detection = detect(project(shape.files))
    assert detection.chosen == "python", [
        v.reason for e, v in detection.verdicts if e.name == "python"
    ]
    facts = detection.facts
    assert shlex.join(_words(facts["start_command"].value)) == shape.start
    found = {name: facts[name].value if name in facts else None for name in ("port", "framework")}
    assert found == {"port": shape.port, "framework": shape.framework}
    manager = facts["package_manager"].value if "package_manager" in facts else None
    assert (manager, detection.winner[1].shape) == (shape.manager, shape.shape)
    for name, value in shape.more.items():
        assert facts[name].value == value, name
    return detection


def _words(value: object) -> tuple[str, ...]:
    assert isinstance(value, tuple)
    return value
