"""Python on distroless: Debian's own Python, at the path that the environment names."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, lists

CHOICES = Choices(base="distroless")
PINNED = {"language_version": Override("3.13", Evidence("--set language_version"))}
FASTAPI_FILES = {**lists("fastapi", "uvicorn"), "main.py": FASTAPI}
UV = {
    "pyproject.toml": "[project]\nname = 'x'\nversion = '0'\nrequires-python = '==3.13.*'\n"
    "dependencies = ['fastapi', 'uvicorn']\n",
    "uv.lock": "version = 1\nrequires-python = '==3.13.*'\n",
    "main.py": FASTAPI,
}


def dockerfile(project: MakeProject, files: dict[str, str]) -> str:
    return render(plan(detect(project(files), overrides=PINNED), CHOICES))["Dockerfile"].text


def test_the_environment_is_made_by_the_same_path(project: MakeProject) -> None:
    text = dockerfile(project, FASTAPI_FILES)
    assert "FROM python:3.13-slim-trixie AS base\n" in text
    assert "RUN ln --symbolic /usr/local/bin/python3 /usr/bin/python3 \\\n" in text
    assert "    && ln --symbolic /usr/local/lib/python3.13 /usr/lib/python3.13\n" in text
    assert "RUN /usr/bin/python3 -m venv --without-pip .venv\n" in text


def test_the_image_has_no_shell_to_run_anything(project: MakeProject) -> None:
    _, _, runtime = dockerfile(project, FASTAPI_FILES).partition(" AS runtime\n")
    assert "RUN " not in runtime
    assert "USER 65532:65532\n" in runtime
    assert 'ENTRYPOINT []\nCMD ["uvicorn", "main:app"]\n' in runtime


def test_uv_takes_that_python(project: MakeProject) -> None:
    assert "UV_PYTHON=/usr/bin/python3" in dockerfile(project, UV)


def test_a_script_has_no_environment(project: MakeProject) -> None:
    text = dockerfile(project, {"main.py": "print('x')\n"})
    assert 'CMD ["python3", "main.py"]\n' in text
    assert ".venv" not in text.partition(" AS runtime\n")[2]


REFUSED = {
    "another line": (FASTAPI_FILES, CHOICES, {}, "distroless has Python 3.13"),
    "a library": (
        {**lists("fastapi", "uvicorn", "psycopg"), "main.py": FASTAPI},
        CHOICES,
        PINNED,
        "distroless has no libpq5",
    ),
    "a shell": (
        {**FASTAPI_FILES, "Procfile": "web: alembic upgrade head && uvicorn main:app\n"},
        CHOICES,
        PINNED,
        "distroless has no shell",
    ),
    "one stage": (
        FASTAPI_FILES,
        Choices(base="distroless", stages="single"),
        PINNED,
        "distroless has no package manager",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_distroless_cannot_run(project: MakeProject, name: str) -> None:
    files, choices, given, message = REFUSED[name]
    with pytest.raises(UnusableInput, match=message):
        plan(detect(project(files), overrides=given), choices)
