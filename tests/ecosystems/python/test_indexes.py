"""Indexes of packages that ask for a password: the build gets it as a secret, by manager."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence, Override
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FLASK, lists

APP = {"app.py": FLASK}
PROJECT = "[project]\nname = 'x'\nversion = '0'\ndependencies = ['flask', 'gunicorn']\n"
URL = "https://pypi.corp.example/simple"
UV_LOCK = "version = 1\nrequires-python = '>=3.12'\n"
POETRY = "[tool.poetry]\nname = 'x'\nversion = '0'\n[tool.poetry.dependencies]\nflask = '*'\n"
PAIR = ("UV_INDEX_MY_CORP_USERNAME", "UV_INDEX_MY_CORP_PASSWORD")

BY_VARIABLES = {
    "uv": (
        {
            "pyproject.toml": f"{PROJECT}[[tool.uv.index]]\nname = 'my-corp'\nurl = '{URL}'\n",
            "uv.lock": UV_LOCK,
        },
        PAIR,
    ),
    "uv without a lockfile": (
        {"pyproject.toml": f"{PROJECT}[[tool.uv.index]]\nname = 'my-corp'\nurl = '{URL}'\n"},
        PAIR,
    ),
    "uv.toml": (
        {
            "pyproject.toml": PROJECT,
            "uv.lock": UV_LOCK,
            "uv.toml": f"[[index]]\nname = 'my-corp'\nurl = '{URL}'\n",
        },
        PAIR,
    ),
    "poetry": (
        {
            "pyproject.toml": f"{POETRY}[[tool.poetry.source]]\nname = 'my-corp'\nurl = '{URL}'\n",
        },
        ("POETRY_HTTP_BASIC_MY_CORP_USERNAME", "POETRY_HTTP_BASIC_MY_CORP_PASSWORD"),
    ),
    "pdm": (
        {
            "pyproject.toml": f"{PROJECT}[[tool.pdm.source]]\nname = 'corp'\n"
            "url = 'https://${CORP_USER}:${CORP_TOKEN}@pypi.corp.example/simple'\n",
        },
        ("CORP_USER", "CORP_TOKEN"),
    ),
    "pipenv": (
        {
            "Pipfile": "[[source]]\nname = 'corp'\nverify_ssl = true\n"
            "url = 'https://$CORP_USER:${CORP_TOKEN}@pypi.corp.example/simple'\n"
            "[packages]\nflask = '*'\n",
        },
        ("CORP_USER", "CORP_TOKEN"),
    ),
}


@pytest.mark.parametrize("name", BY_VARIABLES)
def test_variables_of_the_manager(project: MakeProject, name: str) -> None:
    files, names = BY_VARIABLES[name]
    detection = detect(project({**APP, **files}))
    assert detection.facts["secret_variables"].value == names
    made = plan(detection)
    assert made.secrets == tuple(f"id={one},env={one}" for one in names)
    text = render(made)["Dockerfile"].text
    for one in names:
        assert f"--mount=type=secret,id={one},required=true" in text
        assert f'{one}="$(cat /run/secrets/{one})"' in text
    assert ("source=uv.toml" in text) == ("uv.toml" in files)


PUBLIC = {
    "torch": f"{PROJECT}[[tool.uv.index]]\nname = 'pytorch'\nurl = "
    "'https://download.pytorch.org/whl/cpu'\n",
    "pypi": f"{PROJECT}[[tool.uv.index]]\nname = 'pypi'\nurl = 'https://pypi.org/simple'\n",
    "no password asked for": f"{PROJECT}[[tool.uv.index]]\nname = 'm'\nurl = '{URL}'\n"
    "authenticate = 'never'\n",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_indexes_that_anybody_reads(project: MakeProject, name: str) -> None:
    made = plan(detect(project({**APP, "pyproject.toml": PUBLIC[name], "uv.lock": UV_LOCK})))
    assert made.secrets == ()


def test_the_user_says_that_none_is_needed(project: MakeProject) -> None:
    files, _ = BY_VARIABLES["uv"]
    given = {"secret_variables": Override("", Evidence("--set secret_variables"))}
    assert plan(detect(project({**APP, **files}), overrides=given)).secrets == ()


def test_the_configuration_of_pip(project: MakeProject) -> None:
    text = f"[global]\nextra-index-url = https://me:secret@{URL.removeprefix('https://')}\n"
    made = plan(detect(project({**APP, **lists("flask", "internal"), "pip.conf": text})))
    files = render(made)
    assert made.secrets == ("id=pip-conf,src=pip.conf",)
    mount = "--mount=type=secret,id=pip-conf,target=/etc/pip.conf,required=true"
    assert mount in files["Dockerfile"].text
    assert "\npip.conf\n" in files[".dockerignore"].text


@pytest.mark.parametrize("option", ["--index-url", "--extra-index-url=", "-i"])
def test_an_index_that_is_asked_with_the_users_netrc(project: MakeProject, option: str) -> None:
    line = f"{option}{'' if option.endswith('=') else ' '}{URL}"
    detection = detect(project({**APP, **lists(line, "flask", "internal")}))
    made = plan(detection)
    assert made.secrets == ("id=NETRC,env=NETRC",)
    mount = "--mount=type=secret,id=NETRC,target=/root/.netrc,required=true"
    assert mount in render(made)["Dockerfile"].text
    assert any(
        "requirements.txt:1 names an index" in one for one in detection.winner[1].findings.warnings
    )
    given = {"netrc": Override("false", Evidence("--set netrc"))}
    again = detect(project({**APP, **lists(line, "flask")}), overrides=given)
    assert plan(again).secrets == ()


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index-url https://download.pytorch.org/whl/cpu",
        "--index-url https://pypi.org/simple",
        "--extra-index-url https://${U}:${P}@pypi.corp.example/simple",
    ],
)
def test_no_netrc(project: MakeProject, line: str) -> None:
    assert "netrc" not in detect(project({**APP, **lists(line, "flask")})).facts
