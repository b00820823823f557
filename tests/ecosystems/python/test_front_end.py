"""Python beside a package.json: pages that it builds, and who goes first."""

from __future__ import annotations

import json

import pytest

from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, FLASK, lists

LOCK = json.dumps({"lockfileVersion": 3, "packages": {}})
SERVER = "require('http').createServer().listen(3000)"


def package(build: str = "", start: str = "", **dependencies: str) -> str:
    scripts = {"build": build, "start": start}
    return json.dumps(
        {
            "scripts": {name: one for name, one in scripts.items() if one},
            "devDependencies": dependencies,
        }
    )


def django(settings: str) -> dict[str, str]:
    return {
        **lists("django", "gunicorn", "whitenoise"),
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'web.settings')\n",
        "web/__init__.py": "",
        "web/settings.py": "SECRET_KEY = 'x'\nSTATIC_ROOT = 'collected'\n"
        f"INSTALLED_APPS = ['django.contrib.staticfiles']\n{settings}",
        "web/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
        "application = get_wsgi_application()\n",
    }


VITE = {"package.json": package("vite build", vite="^6"), "package-lock.json": LOCK}
BUILT = {
    "vite at the top, for Django": (
        {
            **django("STATICFILES_DIRS = ['assets']\n"),
            **VITE,
            "vite.config.js": "export default { build: { outDir: 'assets', manifest: true,"
            " rollupOptions: { input: 'src/main.js' } } }\n",
        },
        (".", "assets"),
    ),
    "tailwind's command": (
        {
            **django(""),
            "package.json": package("tailwindcss -i in.css -o static/css/out.css", tailwindcss="3"),
            "package-lock.json": LOCK,
            "static/css/print.css": "",
        },
        (".", "static/css"),
    ),
    "esbuild's option": (
        {
            **lists("flask", "gunicorn"),
            "app.py": FLASK,
            "package.json": package("esbuild a.js --bundle --outdir=static/js", esbuild="0.25"),
        },
        (".", "static/js"),
    ),
    "a folder that Flask serves": (
        {
            **lists("flask", "gunicorn"),
            "app.py": FLASK.replace("__name__", "__name__, static_folder='web/dist'"),
            **{f"web/{name}": text for name, text in VITE.items()},
            "web/index.html": "",
        },
        ("web", "web/dist"),
    ),
    "a folder by its parts": (
        {
            **lists("fastapi", "uvicorn"),
            "main.py": FASTAPI + "HERE = Path(__file__).parent\n"
            "app.mount('/', StaticFiles(directory=HERE / 'client' / 'dist'))\n",
            **{f"client/{name}": text for name, text in VITE.items()},
            "client/index.html": "",
        },
        ("client", "client/dist"),
    ),
    "written outside of its folder": (
        {
            **lists("flask", "gunicorn"),
            "app.py": FLASK,
            **{f"ui/{name}": text for name, text in VITE.items()},
            "ui/index.html": "",
            "ui/vite.config.ts": "export default { build: { outDir: '../static/ui' } }\n",
        },
        ("ui", "static/ui"),
    ),
}


@pytest.mark.parametrize("name", BUILT)
def test_pages_are_built_in_a_stage(project: MakeProject, name: str) -> None:
    files, (folder, output) = BUILT[name]
    detection = detect(project(files))
    assert detection.chosen == "python"
    facts = detection.facts
    assert (facts["front_end"].value, facts["front_end_output"].value) == (folder, output)
    for choices, to in ((Choices(), "/build"), (Choices(stages="single"), "/app")):
        text = render(plan(detection, choices))["Dockerfile"].text
        assert f"COPY --from=frontend /build/{output}/ {to}/{output}/\n" in text
        before, _, after = text.partition("COPY --from=frontend")
        assert "npm run build" in before
        assert "collectstatic" not in before
        assert ("collectstatic" in after) == ("web/settings.py" in files)


NOT_BUILT = {
    "a front end of its own": {
        **lists("flask", "gunicorn"),
        "app.py": FLASK,
        **{f"frontend/{name}": text for name, text in VITE.items()},
        "frontend/index.html": "",
    },
    "pages that are there": {
        **lists("flask", "gunicorn"),
        "app.py": FLASK,
        **VITE,
        "vite.config.js": "export default { build: { outDir: 'static/app' } }\n",
        "index.html": "",
        "static/app/index.html": "",
    },
    "tools of development": {
        **lists("flask", "gunicorn"),
        "app.py": FLASK,
        "package.json": package("", prettier="3"),
    },
}


@pytest.mark.parametrize("name", NOT_BUILT)
def test_nothing_is_built(project: MakeProject, name: str) -> None:
    detection = detect(project(NOT_BUILT[name]))
    assert detection.chosen == "python"
    assert "front_end" not in detection.facts


def test_templates_that_tailwind_reads_come_along(project: MakeProject) -> None:
    files = {
        **django(""),
        "theme/src/package.json": package("tailwindcss -o ../static/theme.css", tailwindcss="3"),
        "theme/src/package-lock.json": LOCK,
        "theme/src/tailwind.config.js": "module.exports = { content: ['../../**/*.html'] }\n",
    }
    text = render(plan(detect(project(files))))["Dockerfile"].text
    assert "WORKDIR /build/theme/src\n" in text
    assert "COPY . /build/\n" in text
    assert "COPY --from=frontend /build/theme/static/ /build/theme/static/\n" in text


FIRST = {
    "a server of Node.js": (
        {
            **lists("numpy"),
            "package.json": package(start="node server.js"),
            "server.js": SERVER,
            "ml/predict.py": "if __name__ == '__main__':\n    print(1)\n",
        },
        "node",
    ),
    "a server of Node.js beside Flask": (
        {
            **lists("flask"),
            "api/index.py": FLASK,
            "package.json": package(start="node server.js"),
            "server.js": SERVER,
        },
        "node",
    ),
    "pages beside a helper": (
        {
            **lists("requests"),
            **VITE,
            "index.html": "",
            "fetch.py": "if __name__ == '__main__':\n    print(1)\n",
        },
        "node",
    ),
    "pages beside a server": (
        {**lists("flask"), "app.py": FLASK, **VITE, "index.html": ""},
        "python",
    ),
    "a start script that calls Python": (
        {**lists("flask"), "app.py": FLASK, "package.json": package(start="python app.py")},
        "python",
    ),
    "a Procfile that calls Python": (
        {
            **lists("flask", "gunicorn"),
            "app.py": FLASK,
            "Procfile": "web: gunicorn app:app\n",
            "package.json": package(start="node server.js"),
            "server.js": SERVER,
        },
        "python",
    ),
    "a Procfile that calls Node.js": (
        {
            **lists("flask"),
            "app.py": FLASK,
            "Procfile": "web: npm start\n",
            "package.json": package(start="node server.js"),
            "server.js": SERVER,
        },
        "node",
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_which_goes_first(project: MakeProject, name: str) -> None:
    files, chosen = FIRST[name]
    assert detect(project(files)).chosen == chosen
