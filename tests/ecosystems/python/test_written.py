"""What an application writes beside itself: folders are the user's, files lie in /tmp."""

from __future__ import annotations

import pytest

from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, FLASK, lists

ELSEWHERE = (
    "import os, sqlite3\nos.makedirs('/var/x')\nsqlite3.connect(':memory:')\n"
    "URL = 'sqlite:////data/app.db'\nos.makedirs('../x')\nos.makedirs(f())\n"
)
WRITTEN = {
    "os.makedirs": ("import os\nos.makedirs('uploads', exist_ok=True)\n", ("uploads",), ()),
    "a name": ("import os\nFOLDER = 'data/in'\nos.makedirs(FOLDER)\n", ("data/in",), ()),
    "pathlib": (
        "from pathlib import Path\nOUT = Path('out')\nOUT.mkdir(exist_ok=True)\n",
        ("out",),
        (),
    ),
    "sqlite in a folder": ("URL = 'sqlite:///./data/app.db'\n", ("data",), ()),
    "sqlite beside the sources": ("URL = 'sqlite+aiosqlite:///./app.db'\n", (), ("app.db",)),
    "the module sqlite3": ("import sqlite3\nsqlite3.connect('a.db')\n", (), ("a.db",)),
    "a log": (
        "import logging\nlogging.FileHandler('logs/app.log')\n",
        ("logs",),
        (),
    ),
    "a log beside the sources": (
        "import logging\nlogging.basicConfig(filename='x.log')\n",
        (),
        ("x.log",),
    ),
    "loguru": (
        "from loguru import logger\nlogger.add('logs/{time}.log')\nlogger.add('l/a.log')\n",
        ("l",),
        (),
    ),
    "Flask's instance folder": (
        "import os\ndef f(app): os.makedirs(app.instance_path)\n",
        ("instance",),
        (),
    ),
    "Flask-SQLAlchemy": (
        "from flask_sqlalchemy import SQLAlchemy\nURL = 'sqlite:///a.db'\n",
        ("instance",),
        (),
    ),
    "a configured folder": (
        "import os\ndef f(app):\n    app.config['UP'] = 'up'\n    os.makedirs(app.config['UP'])\n",
        ("up",),
        (),
    ),
    "elsewhere": (
        ELSEWHERE,
        (),
        (),
    ),
}


def found(detection: Detection, name: str) -> object:
    return detection.facts[name].value if name in detection.facts else ()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written(project: MakeProject, name: str) -> None:
    source, folders, files = WRITTEN[name]
    detection = detect(project({**lists("fastapi", "uvicorn"), "main.py": FASTAPI + source}))
    assert (found(detection, "written_folders"), found(detection, "temporary_files")) == (
        folders,
        files,
    )
    said = [
        one for one in detection.winner[1].findings.warnings if "goes with the container" in one
    ]
    assert bool(said) == bool(folders or files)


def test_the_image_lets_the_user_write_there_alone(project: MakeProject) -> None:
    source = "import os\nos.makedirs('uploads')\nURL = 'sqlite:///app.db'\n"
    made = detect(project({**lists("flask", "gunicorn"), "app.py": FLASK + source}))
    text = render(plan(made))["Dockerfile"].text
    assert "RUN mkdir -p uploads\n" in text
    assert "RUN ln --symbolic /tmp/app.db app.db\n" in text
    before, _, after = text.partition(
        "COPY --from=build --chown=10001:10001 /build/uploads/ uploads/\n"
    )
    assert before
    assert "COPY --from=build /build/ ./\n" in after
    single = render(plan(made, Choices(stages="single")))["Dockerfile"].text
    assert "RUN chown -R 10001:10001 uploads\n" in single


def test_a_database_that_is_in_the_project_stays(project: MakeProject) -> None:
    files = {**lists("flask"), "app.py": f"{FLASK}URL = 'sqlite:///app.db'\n", "app.db": "x"}
    assert "temporary_files" not in detect(project(files)).facts


def test_the_folder_that_the_application_starts_in(project: MakeProject) -> None:
    source = "import util\nimport os\nos.makedirs('uploads')\n"
    files = {
        **lists("flask", "gunicorn"),
        "server/app.py": source + FLASK,
        "server/util.py": "",
    }
    facts = detect(project(files)).facts
    assert facts["working_folder"].value == "server"
    assert facts["written_folders"].value == ("server/uploads",)


def test_chainlits_files(project: MakeProject) -> None:
    files = {**lists("chainlit"), "app.py": "import chainlit as cl\n"}
    text = render(plan(detect(project(files))))["Dockerfile"].text
    assert "RUN ln --symbolic /tmp .files\n" in text
    assert "RUN chainlit init\n" in text
