"""Frameworks with servers of their own, and where sources say that they listen."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, FLASK, Shape, check, lists

SETTINGS = "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n"
RUN_SETTINGS = (
    "import uvicorn\nfrom app.config import settings\n"
    f"{FASTAPI}if __name__ == '__main__':\n"
    "    uvicorn.run(app, host=settings.host, port=settings.port)\n"
)
AIOHTTP = "import os\nfrom aiohttp import web\napp = web.Application()\n"
MCP = "mcp = {made}\nif __name__ == '__main__':\n    mcp.run({run})\n"
SOCKETS = (
    "from flask_socketio import SocketIO\n"
    f"{FLASK}socketio = SocketIO(app)\n"
    "if __name__ == '__main__':\n    socketio.run(app, host='0.0.0.0', port=5002)\n"
)

SHAPES = (
    Shape(
        "marimo",
        {**lists("marimo"), "app.py": "import marimo\napp = marimo.App()\n"},
        "marimo run --headless app.py --host 0.0.0.0 --port 2718",
        2718,
        "marimo",
    ),
    Shape(
        "bokeh's server",
        {
            **lists("bokeh"),
            "main.py": "from bokeh.plotting import curdoc, figure\ncurdoc().add_root(figure())\n",
        },
        "bokeh serve main.py --address 0.0.0.0 --port 5006 '--allow-websocket-origin=*'",
        5006,
        "bokeh",
    ),
    Shape(
        "flet in a browser",
        {**lists("flet[all]"), "main.py": "import flet as ft\ndef main(page): ...\nft.run(main)\n"},
        "python main.py",
        8550,
        "flet",
        more={"server": "flet"},
    ),
    Shape(
        "mesop",
        {
            **lists("mesop"),
            "main.py": "import mesop as me\n@me.page(path='/')\ndef page(): me.text('x')\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm main:me",
        8000,
        "mesop",
    ),
    Shape(
        "taipy",
        {
            **lists("taipy"),
            "main.py": "from taipy.gui import Gui\nGui('# x').run(host='0.0.0.0', port=5001)\n",
        },
        "python main.py",
        5001,
        "taipy",
    ),
    Shape(
        "bottle without an object",
        {
            **lists("bottle"),
            "app.py": "from bottle import route, run\nrun(host='0.0.0.0', port=8081)\n",
        },
        "python app.py",
        8081,
        "bottle",
    ),
    Shape(
        "everything of a framework imported",
        {
            **lists("python-fasthtml"),
            "main.py": "from fasthtml.common import *\napp, rt = fast_app()\nserve()\n",
        },
        "python main.py",
        5001,
        "fasthtml",
    ),
    Shape(
        "everything of flask imported",
        {**lists("flask", "gunicorn"), "app.py": "from flask import *\napp = Flask(__name__)\n"},
        "gunicorn --worker-tmp-dir /dev/shm app:app",
        8000,
        "flask",
    ),
    Shape(
        "faststream",
        {
            **lists("faststream[rabbit]"),
            "serve.py": "from faststream import FastStream\napp = FastStream(None)\n",
        },
        "faststream run serve:app",
        None,
        "faststream",
        shape="worker",
    ),
    Shape(
        "pyramid by its file for production",
        {
            "setup.py": "from setuptools import setup\n"
            "setup(name='px', install_requires=['pyramid'])\n",
            "px/__init__.py": "from pyramid.config import Configurator\n",
            "production.ini": "[app:main]\nuse = egg:px\n[server:main]\nlisten = *:6544\n",
        },
        "pserve production.ini",
        6544,
        "pyramid",
        more={"project_packages": (".",), "kept_files": ("production.ini",)},
    ),
    Shape(
        "an application that an object holds",
        {
            **lists("fastapi", "uvicorn"),
            "app/__init__.py": "",
            "app/server.py": "from fastapi import FastAPI\nclass Server:\n"
            "    def __init__(self):\n        self.app = FastAPI()\n",
            "app/main.py": "from app.server import Server\napp = Server().app\n",
        },
        "uvicorn app.main:app",
        8000,
        "fastapi",
    ),
    Shape(
        "streamlit in a package that it imports",
        {
            **lists("streamlit"),
            "src/board/__init__.py": "",
            "src/board/app.py": "import streamlit as st\nfrom board.data import x\n",
            "src/board/data.py": "x = 1\n",
        },
        "streamlit run src/board/app.py",
        8501,
        "streamlit",
        more={"import_root": "src"},
    ),
    Shape(
        "streamlit in a package at the top",
        {
            **lists("streamlit"),
            "board/__init__.py": "",
            "board/app.py": "import streamlit as st\nfrom board.data import x\n",
            "board/data.py": "x = 1\n",
        },
        "streamlit run board/app.py",
        8501,
        "streamlit",
        more={"import_root": "."},
    ),
    Shape(
        "bentoml",
        {
            **lists("bentoml"),
            "service.py": "import bentoml\n@bentoml.service(workers=2)\nclass Sums:\n    pass\n",
        },
        "bentoml serve --host 0.0.0.0 --port 3000 service:Sums",
        3000,
        "bentoml",
    ),
    Shape(
        "voila shows one notebook",
        {**lists("voila"), "dashboard.ipynb": "{}"},
        "voila dashboard.ipynb --no-browser --Voila.ip=0.0.0.0 --port=8866",
        8866,
        "voila",
    ),
    Shape(
        "jupyter with its configuration",
        {**lists("jupyterlab"), "jupyter_server_config.py": "c = get_config()\n", "a.ipynb": "{}"},
        "jupyter lab --config=jupyter_server_config.py --no-browser --ip=0.0.0.0 --port=8888",
        8888,
        "jupyter",
    ),
    Shape(
        "the SDK of MCP over HTTP",
        {
            **lists("mcp"),
            "server.py": "from mcp.server.fastmcp import FastMCP\n"
            + MCP.format(made="FastMCP('x', host='0.0.0.0', port=8050)", run="'streamable-http'"),
        },
        "python server.py",
        8050,
        "fastmcp",
    ),
    Shape(
        "MCPServer of the SDK's second version",
        {
            **lists("mcp"),
            "server.py": "from mcp.server import MCPServer\n"
            + MCP.format(made="MCPServer('x')", run="'sse', host='0.0.0.0', port=8051"),
        },
        "python server.py",
        8051,
        "mcp",
    ),
    Shape(
        "Slack's bolt over HTTP",
        {
            **lists("slack-bolt"),
            "app.py": "import os\nfrom slack_bolt import App\napp = App()\n"
            "app.start(port=int(os.environ.get('PORT', 3000)))\n",
        },
        "python app.py",
        3000,
    ),
    Shape(
        "Flask-SocketIO with a server of its own",
        {**lists("flask", "flask-socketio", "gevent"), "app.py": SOCKETS},
        "python app.py",
        5002,
        "flask",
    ),
    Shape(
        "Flask-SocketIO with threads",
        {**lists("flask", "flask-socketio", "gunicorn"), "app.py": SOCKETS},
        "gunicorn --worker-tmp-dir /dev/shm --threads 100 app:app",
        5002,
        "flask",
    ),
    Shape(
        "a scheduler by its name",
        {
            **lists("apscheduler"),
            "jobs.py": "def a(): ...\n",
            "scheduler.py": "from apscheduler.schedulers.blocking import BlockingScheduler\n"
            "s = BlockingScheduler()\ns.start()\n",
        },
        "python scheduler.py",
        shape="worker",
    ),
    Shape(
        "a consumer beside its producer",
        {
            **lists("confluent-kafka"),
            "consumer.py": "import confluent_kafka\nif __name__ == '__main__':\n    print(1)\n",
            "producer.py": "import confluent_kafka\nif __name__ == '__main__':\n    print(1)\n",
        },
        "python consumer.py",
        shape="worker",
    ),
    Shape(
        "the port of settings in another module",
        {
            **lists("fastapi", "uvicorn"),
            "app/__init__.py": "",
            "app/main.py": RUN_SETTINGS,
            "app/config.py": f"{SETTINGS}    port: int = 8080\nsettings = Settings()\n",
        },
        "uvicorn app.main:app",
        8080,
        "fastapi",
    ),
    Shape(
        "the port of a field in a package's __init__",
        {
            **lists("fastapi", "uvicorn"),
            "app/__init__.py": "",
            "app/main.py": RUN_SETTINGS,
            "app/config/__init__.py": "from .base import settings\n",
            "app/config/base.py": "from pydantic import Field\n"
            f"{SETTINGS}    port: int = Field(default=8082, gt=0)\nsettings = Settings()\n",
        },
        "uvicorn app.main:app",
        8082,
        "fastapi",
    ),
    Shape(
        "the port of an imported constant",
        {
            **lists("aiohttp"),
            "main.py": f"from config import PORT\n{AIOHTTP}web.run_app(app, port=PORT)\n",
            "config.py": "import os\nPORT = int(os.getenv('PORT', '9001'))\n",
        },
        "python main.py",
        9001,
        "aiohttp",
        more={"server": "python"},
    ),
    Shape(
        "an address from variables",
        {
            **lists("aiohttp"),
            "main.py": f"{AIOHTTP}web.run_app(\n    app,\n"
            "    host=os.getenv('HOST', '127.0.0.1'),\n"
            "    port=int(os.environ['APP_PORT']),\n)\n",
        },
        "python main.py",
        8080,
        "aiohttp",
        more={"environment": (("HOST", "0.0.0.0"), ("APP_PORT", "8080"))},  # noqa: S104
    ),
)


@pytest.mark.parametrize("shape", SHAPES, ids=[one.name for one in SHAPES])
def test_what_starts(project: MakeProject, shape: Shape) -> None:
    check(project, shape)


@pytest.mark.parametrize(
    "files",
    [
        {
            **lists("mcp"),
            "server.py": "from mcp.server.fastmcp import FastMCP\n"
            + MCP.format(made="FastMCP('x')", run="transport='streamable-http'"),
        },
        {**lists("bottle"), "app.py": "import bottle\nbottle.run(port=8080)\n"},
        {
            **lists("taipy"),
            "app.py": "from taipy.gui import Gui\nGui('x').run(port=8080)\n",
        },
        {
            **lists("aiohttp"),
            "app.py": f"{AIOHTTP}HOST = 'localhost'\nweb.run_app(app, host=HOST, port=8080)\n",
        },
    ],
    ids=("mcp", "bottle", "taipy", "constant"),
)
def test_an_address_that_no_variable_changes_is_named(
    project: MakeProject, files: dict[str, str]
) -> None:
    warnings = detect(project(files)).winner[1].findings.warnings
    assert any("which nothing outside the container reaches" in one for one in warnings)


def test_another_application_is_named(project: MakeProject) -> None:
    files = {
        **lists("fastapi", "uvicorn"),
        "a.py": FASTAPI,
        "b.py": f"{FASTAPI}app.get('/x')(home)\n",
    }
    detection = detect(project(files))
    assert detection.facts["start_command"].value == ("uvicorn", "b:app")
    assert any(
        one.startswith("a.py:2 makes another application")
        for one in detection.winner[1].findings.warnings
    )


@pytest.mark.parametrize(
    ("address", "packages"),
    [
        ("git+https://github.com/a/b.git@v1#egg=b", ("git",)),
        ("b @ git+https://github.com/a/b.git@main", ("git",)),
        ("git+ssh://git@github.com/a/b.git@v1#egg=b", ("git", "openssh-client")),
        ("b @ git+ssh://git@example.com/a/b.git", ("git", "openssh-client")),
    ],
)
def test_what_git_needs(project: MakeProject, address: str, packages: tuple[str, ...]) -> None:
    facts = detect(project({**lists("fastapi", "uvicorn", address), "main.py": FASTAPI})).facts
    assert facts["build_packages"].value == packages


BROWSERS = {
    "chromium by default": (
        ("playwright",),
        "import playwright.sync_api\n",
        "--only-shell chromium",
    ),
    "what is launched": (
        ("playwright",),
        "import playwright.sync_api\ndef f(p): p.firefox.launch(p.webkit.launch())\n",
        "firefox webkit",
    ),
    "an old release": (("playwright==1.40.0",), "import playwright.async_api\n", "chromium"),
    "by another package": (("crawl4ai",), "import crawl4ai\n", "--only-shell chromium"),
}


@pytest.mark.parametrize("name", BROWSERS)
def test_browsers_of_playwright(project: MakeProject, name: str) -> None:
    packages, source, installed = BROWSERS[name]
    files = {**lists("fastapi", "uvicorn", *packages), "main.py": source + FASTAPI}
    text = render(plan(detect(project(files))))["Dockerfile"].text
    command = f"RUN playwright install --with-deps {installed} \\\n"
    packages_, _, rest = text.partition(command)
    assert "COPY --from=dependencies /app/.venv/ .venv/\n" in packages_
    assert "COPY --from=build /build/ ./\n" in rest


def test_a_test_requirement_brings_no_browser(project: MakeProject) -> None:
    files = {**lists("fastapi", "uvicorn", "playwright"), "main.py": FASTAPI}
    assert "browser_command" not in detect(project(files)).facts


@pytest.mark.parametrize(
    ("pin", "is_said"), [("mcp", True), ("mcp>=1.2", True), ("mcp<2", False), ("mcp==1.9.0", False)]
)
def test_a_module_that_mcp_2_has_not(project: MakeProject, pin: str, is_said: bool) -> None:
    source = "from mcp.server.fastmcp import FastMCP\n" + MCP.format(made="FastMCP('x')", run="")
    detection = detect(project({**lists(pin), "server.py": source}))
    said = [one for one in detection.winner[1].findings.warnings if "pin mcp<2" in one]
    assert bool(said) == is_said
