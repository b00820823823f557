"""Small projects of every kind: what starts them, where they listen, what installs them."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, FLASK, Shape, check, lists

MANAGE = (
    "import os\nimport django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\n"
)
WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
ASGI = "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n"

SHAPES = (
    Shape(
        "fastapi with its own command",
        {**lists("fastapi[standard]==0.115.0"), "main.py": FASTAPI},
        "fastapi run main.py",
        8000,
        "fastapi",
    ),
    Shape(
        "fastapi in a package",
        {**lists("fastapi[standard]"), "app/__init__.py": "", "app/main.py": FASTAPI},
        "fastapi run app/main.py",
        8000,
        "fastapi",
    ),
    Shape(
        "fastapi with another name",
        {**lists("fastapi[standard]"), "main.py": FASTAPI.replace("app", "service")},
        "fastapi run --app service main.py",
        8000,
        "fastapi",
    ),
    Shape(
        "fastapi with uvicorn",
        {**lists("fastapi", "uvicorn"), "main.py": FASTAPI},
        "uvicorn main:app",
        8000,
        "fastapi",
    ),
    Shape(
        "fastapi without a server",
        {**lists("fastapi"), "main.py": FASTAPI},
        "uvicorn main:app",
        8000,
        "fastapi",
        more={"server_package": "uvicorn==0.54.0"},
    ),
    Shape(
        "fastapi in a folder that is a package without saying so",
        {
            **lists("fastapi", "uvicorn"),
            "app/main.py": f"from app.routers import x\n{FASTAPI}",
            "app/routers.py": "x = 1\n",
        },
        "uvicorn app.main:app",
        8000,
        "fastapi",
    ),
    Shape(
        "fastapi in a folder that is no package",
        {
            **lists("fastapi", "uvicorn"),
            "backend/main.py": f"from routers import x\n{FASTAPI}",
            "backend/routers.py": "x = 1\n",
        },
        "uvicorn main:app",
        8000,
        "fastapi",
        more={"working_folder": "backend"},
    ),
    Shape(
        "fastapi below src",
        {
            **lists("fastapi", "uvicorn"),
            "src/shop/__init__.py": "",
            "src/shop/api.py": FASTAPI,
        },
        "uvicorn shop.api:app",
        8000,
        "fastapi",
        more={"import_root": "src"},
    ),
    Shape(
        "fastapi from a factory",
        {
            **lists("fastapi", "uvicorn"),
            "main.py": "from fastapi import FastAPI\ndef create_app():\n    return FastAPI()\n",
        },
        "uvicorn --factory main:create_app",
        8000,
        "fastapi",
    ),
    Shape(
        "the port of the main guard stays",
        {
            **lists("fastapi", "uvicorn"),
            "main.py": FASTAPI
            + "if __name__ == '__main__':\n    import uvicorn\n    uvicorn.run(app, port=9100)\n",
        },
        "uvicorn main:app",
        9100,
        "fastapi",
    ),
    Shape(
        "of several applications the one with most routes",
        {
            **lists("fastapi", "uvicorn"),
            "admin.py": "from fastapi import FastAPI\napp = FastAPI()\n",
            "service.py": FASTAPI,
        },
        "uvicorn service:app",
        8000,
        "fastapi",
    ),
    Shape(
        "the entry point that pyproject.toml names",
        {
            "pyproject.toml": "[project]\nname='x'\ndependencies=['fastapi[standard]']\n"
            "[tool.fastapi]\nentrypoint='back.api:app'\n",
            "back/api.py": FASTAPI,
        },
        "fastapi run",
        8000,
        "fastapi",
        "uv",
    ),
    Shape(
        "starlette",
        {
            **lists("starlette", "hypercorn"),
            "app.py": "from starlette.applications import Starlette\napp = Starlette(routes=[])\n",
        },
        "hypercorn --bind 0.0.0.0:8000 app:app",
        8000,
        "starlette",
    ),
    Shape(
        "litestar",
        {
            **lists("litestar[standard]"),
            "app.py": "from litestar import Litestar\napp = Litestar([])\n",
        },
        "uvicorn app:app",
        8000,
        "litestar",
    ),
    Shape(
        "quart brings hypercorn",
        {**lists("quart"), "app.py": "from quart import Quart\napp = Quart(__name__)\n"},
        "hypercorn --bind 0.0.0.0:8000 app:app",
        8000,
        "quart",
    ),
    Shape(
        "sanic",
        {**lists("sanic"), "server.py": "from sanic import Sanic\napp = Sanic('x')\n"},
        "sanic server:app --host 0.0.0.0 --port 8000",
        8000,
        "sanic",
    ),
    Shape(
        "flask without a server",
        {**lists("flask==3.1.0"), "app.py": FLASK},
        "gunicorn --worker-tmp-dir /dev/shm app:app",
        8000,
        "flask",
        more={"server_package": "gunicorn==27.0.1", "framework_version": "3.1.0"},
    ),
    Shape(
        "flask with waitress",
        {**lists("flask", "waitress"), "app.py": FLASK},
        "waitress-serve '--listen=*:8080' app:app",
        8080,
        "flask",
        more={"stop_signal": "SIGINT"},
    ),
    Shape(
        "flask from a factory",
        {
            **lists("flask", "gunicorn"),
            "shop/__init__.py": "import flask\ndef create_app(config=None):\n"
            "    app = flask.Flask(__name__)\n    return app\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm 'shop:create_app()'",
        8000,
        "flask",
    ),
    Shape(
        "flask object that a factory makes elsewhere",
        {
            **lists("flask", "gunicorn"),
            "shop/__init__.py": "import flask\ndef create_app():\n    return flask.Flask('x')\n",
            "run.py": "from shop import create_app\napp = create_app()\n"
            "if __name__ == '__main__':\n    app.run(port=5001)\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm run:app",
        5001,
        "flask",
    ),
    Shape(
        "flask that runs when it is imported is run as a file",
        {**lists("flask", "gunicorn"), "app.py": f"{FLASK}app.run(host='0.0.0.0', port=5000)\n"},
        "python app.py",
        5000,
        "flask",
        more={"stop_signal": "SIGINT"},
    ),
    Shape(
        "FLASK_APP chooses",
        {
            **lists("flask", "gunicorn"),
            ".flaskenv": "FLASK_APP=second\n",
            "first.py": FLASK,
            "second.py": "from flask import Flask\napp = Flask(__name__)\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm second:app",
        8000,
        "flask",
    ),
    Shape(
        "django",
        {
            **lists("django==5.2.1", "gunicorn"),
            "manage.py": MANAGE,
            "site1/settings.py": "INSTALLED_APPS = []\n",
            "site1/wsgi.py": WSGI,
        },
        "gunicorn --worker-tmp-dir /dev/shm site1.wsgi:application",
        8000,
        "django",
        more={"framework_version": "5.2.1"},
    ),
    Shape(
        "django in a folder, over ASGI",
        {
            **lists("django", "channels", "daphne"),
            "backend/manage.py": MANAGE,
            "backend/site1/settings.py": "ASGI_APPLICATION = 'site1.asgi.application'\n",
            "backend/site1/asgi.py": ASGI,
            "backend/site1/wsgi.py": WSGI,
        },
        "daphne -b 0.0.0.0 -p 8000 site1.asgi:application",
        8000,
        "django",
        more={"working_folder": "backend"},
    ),
    Shape(
        "django whose static files nothing serves gets granian",
        {
            **lists("django"),
            "manage.py": MANAGE,
            "site1/settings.py": "INSTALLED_APPS = ['django.contrib.staticfiles']\n"
            "STATIC_URL = 'assets/'\nSTATIC_ROOT = BASE_DIR / 'collected'\n"
            "SECRET_KEY = env('KEY')\nDB = env.db('DATABASE_URL')\n",
            "site1/wsgi.py": WSGI,
        },
        "granian --interface wsgi --static-path-mount collected --static-path-route /assets "
        "site1.wsgi:application",
        8000,
        "django",
        more={
            "server_package": "granian==2.8.9",
            "build_command": "KEY=placeholder DATABASE_URL=sqlite:///:memory: "
            "python manage.py collectstatic --no-input",
        },
    ),
    Shape(
        "streamlit",
        {**lists("streamlit"), "app.py": "import streamlit as st\nst.title('x')\n"},
        "streamlit run app.py",
        8501,
        "streamlit",
        more={"health_path": "/_stcore/health"},
    ),
    Shape(
        "streamlit with pages",
        {
            **lists("streamlit"),
            "Home.py": "import streamlit as st\nst.title('x')\n",
            "pages/1_more.py": "import streamlit as st\nst.title('y')\n",
        },
        "streamlit run Home.py",
        8501,
        "streamlit",
    ),
    Shape(
        "gradio",
        {
            **lists("gradio"),
            "app.py": "import gradio as gr\ngr.Interface(len, 'text', 'text').launch()\n",
        },
        "python app.py",
        7860,
        "gradio",
    ),
    Shape(
        "chainlit",
        {**lists("chainlit"), "app.py": "import chainlit as cl\n@cl.on_message\ndef f(m): ...\n"},
        "chainlit run --headless app.py",
        8000,
        "chainlit",
    ),
    Shape(
        "dash with its server",
        {
            **lists("dash", "gunicorn"),
            "app.py": "from dash import Dash\napp = Dash(__name__)\nserver = app.server\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm app:server",
        8000,
        "dash",
    ),
    Shape(
        "aiohttp",
        {
            **lists("aiohttp"),
            "main.py": "from aiohttp import web\napp = web.Application()\n"
            "if __name__ == '__main__':\n    web.run_app(app)\n",
        },
        "python main.py",
        8080,
        "aiohttp",
    ),
    Shape(
        "tornado",
        {
            **lists("tornado"),
            "main.py": "import tornado.web\napp = tornado.web.Application([])\napp.listen(8888)\n",
        },
        "python main.py",
        8888,
        "tornado",
    ),
    Shape(
        "grpc",
        {
            **lists("grpcio"),
            "server.py": "import grpc\nserver = grpc.server(None)\n"
            "server.add_insecure_port('[::]:50055')\nserver.start()\n",
        },
        "python server.py",
        50055,
        "grpc",
    ),
    Shape(
        "FastMCP over HTTP",
        {
            **lists("fastmcp"),
            "server.py": "from fastmcp import FastMCP\nmcp = FastMCP('x')\n"
            "if __name__ == '__main__':\n    mcp.run(transport='http')\n",
        },
        "python server.py",
        8000,
        "fastmcp",
    ),
    Shape(
        "FastMCP over its streams",
        {
            **lists("fastmcp"),
            "server.py": "from fastmcp import FastMCP\nmcp = FastMCP('x')\n"
            "if __name__ == '__main__':\n    mcp.run()\n",
        },
        "python server.py",
        None,
        "fastmcp",
        shape="cli",
    ),
    Shape(
        "celery",
        {
            **lists("celery[redis]"),
            "jobs/__init__.py": "",
            "jobs/tasks.py": "from celery import Celery\napp = Celery('jobs')\n",
        },
        "celery --app jobs.tasks:app worker",
        None,
        "celery",
        shape="worker",
    ),
    Shape(
        "dramatiq",
        {**lists("dramatiq"), "jobs.py": "import dramatiq\n@dramatiq.actor\ndef f(): ...\n"},
        "dramatiq jobs",
        None,
        "dramatiq",
        shape="worker",
    ),
    Shape(
        "arq",
        {**lists("arq"), "jobs.py": "import arq\nclass WorkerSettings:\n    functions = []\n"},
        "arq jobs.WorkerSettings",
        None,
        "arq",
        shape="worker",
    ),
    Shape(
        "a bot",
        {
            **lists("discord.py"),
            "bot.py": "import discord\nclient = discord.Client()\nclient.run('x')\n",
        },
        "python bot.py",
        None,
        None,
        shape="worker",
        more={"stop_signal": "SIGINT"},
    ),
    Shape(
        "scrapy with one spider",
        {
            **lists("scrapy"),
            "scrapy.cfg": "[settings]\n",
            "shop/spiders/prices.py": "import scrapy\nclass S(scrapy.Spider):\n"
            "    name = 'prices'\n",
        },
        "scrapy crawl prices",
        None,
        "scrapy",
        shape="worker",
    ),
    Shape(
        "functions-framework",
        {
            **lists("functions-framework"),
            "main.py": "import functions_framework\n@functions_framework.http\ndef hello(r): ...\n",
        },
        "functions-framework --source=main.py --target=hello",
        8080,
        "functions-framework",
    ),
    Shape(
        "a console script",
        {
            "pyproject.toml": "[project]\nname='tool'\ndependencies=['click']\n"
            "[project.scripts]\ntool='tool.cli:main'\n[build-system]\nrequires=['hatchling']\n"
            "build-backend='hatchling.build'\n",
            "tool/__init__.py": "",
            "tool/cli.py": "import click\n@click.command()\ndef main(): ...\n",
        },
        "tool",
        None,
        None,
        "uv",
        "cli",
        {"project_packages": (".",)},
    ),
    Shape(
        "a package with __main__",
        {**lists("requests"), "report/__init__.py": "", "report/__main__.py": "print(1)\n"},
        "python -m report",
        None,
        None,
        shape="worker",
    ),
    Shape(
        "a lone script",
        {"main.py": "print('x')\n"},
        "python main.py",
        None,
        None,
        None,
        "worker",
    ),
    Shape(
        "the only file with a main guard",
        {
            **lists("requests"),
            "fetch.py": "def run(): ...\nif __name__ == '__main__':\n    run()\n",
            "parse.py": "def f(): ...\n",
        },
        "python fetch.py",
        None,
        None,
        shape="worker",
    ),
    Shape(
        "Procfile",
        {
            **lists("flask", "gunicorn"),
            "app.py": FLASK,
            "Procfile": "web: gunicorn app:app --bind 0.0.0.0:$PORT --workers 3\nworker: x\n",
        },
        "gunicorn --worker-tmp-dir /dev/shm app:app --workers 3",
        8000,
        "flask",
    ),
    Shape(
        "Procfile with uvicorn",
        {
            **lists("fastapi", "uvicorn"),
            "main.py": FASTAPI,
            "Procfile": "web: uvicorn main:app --host=0.0.0.0 --port=${PORT:-5000}\n",
        },
        "sh -c 'exec uvicorn main:app --host=0.0.0.0 --port=${PORT:-5000}'",
        5000,
        "fastapi",
    ),
    Shape(
        "Procfile of a worker only",
        {**lists("requests"), "tasks.py": "x = 1\n", "Procfile": "worker: python -u tasks.py\n"},
        "python -u tasks.py",
        None,
        None,
        shape="worker",
    ),
)


@pytest.mark.parametrize("shape", SHAPES, ids=[one.name for one in SHAPES])
def test_what_starts(project: MakeProject, shape: Shape) -> None:
    check(project, shape)
