"""Lists of requirements, lockfiles and pyproject.toml: what is read of them, and what installs."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import FactValue
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.registry import Detection, detect
from dockgen.readers import procfile
from tests.conftest import MakeProject

APP = {"app.py": "from flask import Flask\napp = Flask(__name__)\n"}
PROJECT = "[project]\nname='shop'\nversion='1'\nrequires-python='>=3.12'\ndependencies=['flask']\n"
UV_LOCK = """\
version = 1
requires-python = ">=3.12"

[[package]]
name = "flask"
version = "3.1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "mysqlclient" }]
wheels = [{ url = "https://files.example/flask-3.1.0-py3-none-any.whl" }]

[[package]]
name = "mysqlclient"
version = "2.2.7"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/mysqlclient-2.2.7.tar.gz" }
wheels = [{ url = "https://files.example/mysqlclient-2.2.7-cp313-cp313-win_amd64.whl" }]

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "shop"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "flask" }]
"""


def facts(detection: Detection) -> dict[str, FactValue]:
    return {name: fact.value for name, fact in detection.facts.items()}


def warnings(detection: Detection) -> tuple[str, ...]:
    return detection.winner[1].findings.warnings


@pytest.mark.parametrize(
    ("line", "name", "version", "extras"),
    [
        ("Flask==3.1.0", "flask", "3.1.0", ()),
        ("flask[async, dotenv]>=2  # why", "flask", "", ("async", "dotenv")),
        ("zope.interface===5.0", "zope-interface", "5.0", ()),
        ('tomli==2.0; python_version < "3.11"', "tomli", "2.0", ()),
        ("idna==3.7 --hash=sha256:00", "idna", "3.7", ()),
        ("pip @ https://example.org/pip.whl", "pip", "", ()),
        ("git+https://example.org/x.git@main#egg=My_Thing", "my-thing", "", ()),
    ],
)
def test_a_requirement(
    project: MakeProject, line: str, name: str, version: str, extras: tuple[str, ...]
) -> None:
    made = project({"requirements.txt": f"# head\n{line}\n"})
    (found,) = requirements.read(made, "requirements.txt").requirements
    assert (found.name, found.version, found.extras) == (name, version, extras)
    assert (found.evidence.file, found.evidence.line) == ("requirements.txt", 2)


def test_lists_are_followed_and_constraints_ask_for_nothing(project: MakeProject) -> None:
    made = project(
        {
            "requirements/prod.txt": "-r base.txt\n--constraint=limits.txt\ngunicorn==23.0.0\n",
            "requirements/base.txt": "flask==3.1.0 \\\n    --hash=sha256:00\n",
            "requirements/limits.txt": "idna<4\n",
        }
    )
    found = requirements.read(made, "requirements/prod.txt")
    assert found.files == (
        "requirements/prod.txt",
        "requirements/base.txt",
        "requirements/limits.txt",
    )
    assert [one.name for one in found.requirements] == ["gunicorn", "flask"]


def test_a_list_that_is_missing_is_an_error_with_its_line(project: MakeProject) -> None:
    made = project({"requirements.txt": "flask\n-r base.txt\n", **APP})
    with pytest.raises(UnusableInput) as problem:
        detect(made)
    assert (problem.value.file, problem.value.line) == ("requirements.txt", 2)
    assert "base.txt, which is not in the project" in problem.value.message


def test_a_list_that_power_shell_wrote(project: MakeProject) -> None:
    made = project({**APP, "requirements.txt": ""})
    (made.root / "requirements.txt").write_bytes("flask==3.1.0\r\n".encode("utf-16"))
    assert facts(detect(made))["framework_version"] == "3.1.0"


def test_credentials_of_an_index_are_secrets_of_the_build(project: MakeProject) -> None:
    text = "--extra-index-url https://user:${INDEX_TOKEN}@pypi.example/simple\nflask==3.1.0\n"
    detection = detect(project({**APP, "requirements.txt": text}))
    assert facts(detection)["secret_variables"] == ("INDEX_TOKEN",)


def test_a_local_project_is_left_to_the_sources(project: MakeProject) -> None:
    made = project(
        {
            **APP,
            "requirements.txt": "-e .\ngunicorn==23.0.0\n",
            "setup.py": "from setuptools import setup\n"
            "setup(name='x', install_requires=['flask'])\n",
        }
    )
    command = str(facts(detect(made))["install_command"])
    assert command.startswith("sed --regexp-extended ")
    assert command.endswith("pip --python .venv install -r /tmp/requirements.txt 'flask>=0'")


@pytest.mark.parametrize(
    ("files", "manager", "command"),
    [
        (
            {"pyproject.toml": PROJECT, "uv.lock": UV_LOCK},
            "uv",
            "uv sync --locked --no-dev --no-install-project",
        ),
        (
            {
                "pyproject.toml": PROJECT + "[project.optional-dependencies]\nprod=['gunicorn']\n",
                "uv.lock": UV_LOCK,
            },
            "uv",
            "uv sync --locked --no-dev --no-install-project --extra prod",
        ),
        ({"pyproject.toml": PROJECT}, "uv", "uv pip install -r pyproject.toml"),
        (
            {"pyproject.toml": PROJECT, "requirements.txt": "flask==3.1.0\nidna==3.7\n"},
            "pip",
            "pip --python .venv install -r requirements.txt",
        ),
        (
            {
                "pyproject.toml": "[tool.poetry]\n[tool.poetry.dependencies]\nflask='*'\n",
                "poetry.lock": "# This file is automatically @generated by Poetry 1.8.3 and so on\n"
                '[[package]]\nname = "flask"\nversion = "3.1.0"\n',
            },
            "poetry",
            "poetry install --only main --no-root --no-directory --compile",
        ),
        (
            {"pyproject.toml": PROJECT + "[tool.pdm]\n", "pdm.lock": "[metadata]\n"},
            "pdm",
            "pdm install --check --prod --no-self",
        ),
        (
            {"Pipfile": "[packages]\nflask='*'\n", "Pipfile.lock": '{"default": {}}'},
            "pipenv",
            "pipenv install --deploy",
        ),
        (
            {"pylock.toml": 'lock-version = "1.0"\n[[packages]]\nname = "flask"\nversion = "3"\n'},
            "uv",
            "uv pip sync pylock.toml",
        ),
        (
            {"setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n    flask\n"},
            "pip",
            "pip --python .venv install 'flask>=0'",
        ),
    ],
)
def test_what_installs(
    project: MakeProject, files: dict[str, str], manager: str, command: str
) -> None:
    found = facts(detect(project({**APP, **files})))
    assert (found["package_manager"], found["install_command"]) == (manager, command)


def test_poetry_is_installed_in_the_version_of_its_lockfile(project: MakeProject) -> None:
    lock = "# This file is automatically @generated by Poetry 2.1.1 and so on\n"
    made = project(
        {
            **APP,
            "pyproject.toml": "[tool.poetry]\n[tool.poetry.dependencies]\nflask='*'\n",
            "poetry.lock": lock,
        }
    )
    fact = detect(made).facts["package_manager_version"]
    assert (fact.value, fact.evidence.file) == ("2.1.1", "poetry.lock")


def test_of_two_lockfiles_the_first_of_the_table_decides_and_is_said(project: MakeProject) -> None:
    detection = detect(
        project({**APP, "pyproject.toml": PROJECT, "uv.lock": UV_LOCK, "poetry.lock": ""})
    )
    assert facts(detection)["package_manager"] == "uv"
    assert warnings(detection)[0] == (
        "uv.lock and poetry.lock are both here: uv.lock decides; remove the other"
    )


def test_what_a_lockfile_has_no_wheel_of_is_compiled(project: MakeProject) -> None:
    found = facts(detect(project({**APP, "pyproject.toml": PROJECT, "uv.lock": UV_LOCK})))
    assert found["build_packages"] == (
        "default-libmysqlclient-dev",
        "gcc",
        "libc6-dev",
        "pkg-config",
    )
    assert found["system_packages"] == ("libmariadb3",)


@pytest.mark.parametrize(
    ("packages", "build", "run"),
    [
        ("psycopg2==2.9.10", ("gcc", "libc6-dev", "libpq-dev"), ("libpq5",)),
        ("psycopg2-binary==2.9.11", None, None),
        ("psycopg[binary]", None, None),
        ("psycopg", None, ("libpq5",)),
        ("opencv-python", None, ("libgl1", "libglib2.0-0t64")),
        ("x @ git+https://example.org/x.git", ("git",), None),
        ("x @ git+ssh://git@example.org/x.git", ("git", "openssh-client"), None),
    ],
)
def test_system_packages(
    project: MakeProject,
    packages: str,
    build: tuple[str, ...] | None,
    run: tuple[str, ...] | None,
) -> None:
    found = facts(detect(project({**APP, "requirements.txt": f"flask\n{packages}\n"})))
    assert (found.get("build_packages"), found.get("system_packages")) == (build, run)


def test_names_of_an_older_debian(project: MakeProject) -> None:
    files = {**APP, "requirements.txt": "flask\nopencv-python\n", ".python-version": "3.8\n"}
    assert facts(detect(project(files)))["system_packages"] == ("libgl1", "libglib2.0-0")


def test_a_procfile(project: MakeProject) -> None:
    made = project({"Procfile": "# ours\nweb: gunicorn app:app\nrelease: a && b\nbroken\n"})
    found = procfile.read(made)
    assert list(found) == ["web", "release"]
    assert found["web"].words == ("gunicorn", "app:app")
    assert found["release"].words is None
    assert found["web"].evidence.line == 2


def test_a_process_is_chosen_by_its_name(project: MakeProject) -> None:
    from dockgen.core.facts import Evidence, Override

    made = project(
        {
            **APP,
            "requirements.txt": "flask\ngunicorn\nrq\n",
            "Procfile": "web: gunicorn app:app\nworker: rq worker high low\n",
        }
    )
    chosen = {"process": Override("worker", Evidence("--set process"))}
    detection = detect(made, overrides=chosen)
    assert facts(detection)["start_command"] == ("rq", "worker", "high", "low")
    assert detection.winner[1].shape == "worker"


def test_poetry_1_has_no_wheels_for_new_lines_so_the_newest_installs(project: MakeProject) -> None:
    lock = "# This file is automatically @generated by Poetry 1.8.3 and so on\n"
    table = "[tool.poetry]\n[tool.poetry.dependencies]\npython='{}'\nflask='*'\n"
    for python, expected in (("~3.12", "1.8.3"), ("^3.12", "2.5.1")):
        made = project({**APP, "pyproject.toml": table.format(python), "poetry.lock": lock})
        assert facts(detect(made))["package_manager_version"] == expected


def test_torch_for_cuda_is_said_with_its_weight(project: MakeProject) -> None:
    listed = "torch==2.9.0\nflask\n"
    detection = detect(project({**APP, "requirements.txt": listed}))
    assert any("installs torch for CUDA, some 7 GB" in one for one in warnings(detection))
    index = "--extra-index-url https://download.pytorch.org/whl/cpu\n"
    detection = detect(project({**APP, "requirements.txt": index + listed}))
    assert not any("CUDA" in one for one in warnings(detection))


def test_the_port_of_streamlits_configuration(project: MakeProject) -> None:
    made = project(
        {
            "requirements.txt": "streamlit\n",
            "app.py": "import streamlit as st\nst.title('x')\n",
            ".streamlit/config.toml": "[server]\nport = 8080\n",
        }
    )
    assert facts(detect(made))["port"] == 8080


BELOW = {
    "beside the sources": ({"app/requirements.txt": "flask\n"}, "app/requirements.txt"),
    "with what deploys": (
        {"deploy/docker/requirements.txt": "flask\n"},
        "deploy/docker/requirements.txt",
    ),
    "beside documentation": (
        {"docs/requirements.txt": "sphinx\n", "src/requirements.txt": "flask\n"},
        "src/requirements.txt",
    ),
}


@pytest.mark.parametrize("name", BELOW)
def test_the_only_list_below_the_top(project: MakeProject, name: str) -> None:
    files, path = BELOW[name]
    found = facts(detect(project({"app/main.py": APP["app.py"], **files})))
    assert (found["package_manager"], found["manifests"]) == ("pip", (path,))
    assert found["install_command"] == f"pip --python .venv install -r {path}"


@pytest.mark.parametrize(
    "files",
    [
        {"api/requirements.txt": "flask\n", "worker/requirements.txt": "celery\n"},
        {"api/pyproject.toml": "[project]\nname = 'x'\nversion = '0'\ndependencies = ['flask']\n"},
    ],
    ids=("several", "a project of its own"),
)
def test_projects_below_the_top_are_projects_of_their_own(
    project: MakeProject, files: dict[str, str]
) -> None:
    detection = detect(project({"api/main.py": APP["app.py"], **files}))
    assert detection.chosen is None
    reason = next(v.reason for one, v in detection.verdicts if one.name == "python")
    assert reason.startswith("nothing lists packages at the top, but api")
