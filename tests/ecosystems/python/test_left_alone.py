"""Projects with Python in them that no image of Python is made of."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.python.left_alone import RUN_BY_OTHERS
from dockgen.ecosystems.registry import Detection, detect
from tests.conftest import MakeProject

LIBRARY = (
    "[project]\nname='shapes'\ndependencies=[]\n[build-system]\nrequires=['hatchling']\n"
    "build-backend='hatchling.build'\n"
)
HELPER = "if __name__ == '__main__':\n    print('x')\n"

PROJECTS = {
    "a library": (
        {"pyproject.toml": LIBRARY, "shapes/__init__.py": "def area(): ...\n"},
        "pyproject.toml builds a library: no script, no __main__, no application object",
    ),
    "a library with setup.py": (
        {
            "setup.py": "from setuptools import setup\nsetup(name='x')\n",
            "x/__init__.py": "",
        },
        "setup.py builds a library: no script, no __main__, no application object",
    ),
    "tests beside a library": (
        {
            "pyproject.toml": LIBRARY,
            "shapes/__init__.py": "",
            "tests/test_app.py": "from flask import Flask\napp = Flask('x')\n",
            "examples/app.py": "from flask import Flask\napp = Flask('x')\n",
        },
        "pyproject.toml builds a library: no script, no __main__, no application object",
    ),
    "an extension in Rust": (
        {
            "pyproject.toml": "[project]\nname='x'\n[build-system]\nrequires=['maturin']\n"
            "build-backend='maturin'\n",
            "x/__init__.py": "",
        },
        "pyproject.toml builds an extension with maturin: a library",
    ),
    "requirements of documentation": (
        {"requirements.txt": "sphinx\nfuro\n", "docs/conf.py": "project = 'x'\n"},
        "requirements.txt lists what builds documentation, and nothing starts",
    ),
    "notebooks": (
        {"requirements.txt": "pandas\n", "a.ipynb": "{}", "helpers.py": "def f(): ...\n"},
        "no source that something would start: no application object, no main guard, no usual name",
    ),
    "a script beside a Node project": (
        {"package.json": '{"name": "x", "scripts": {"start": "node a.js"}}', "main.py": HELPER},
        "no list of Python packages, and package.json says what the project is",
    ),
    "a script beside a Go module": (
        {"go.mod": "module x\n", "gen.py": HELPER},
        "no list of Python packages, and go.mod says what the project is",
    ),
    "Lambda": (
        {
            "requirements.txt": "boto3\n",
            "template.yaml": "Transform: AWS::Serverless-2016-10-31\n",
            "app.py": "def lambda_handler(event, context): ...\n",
        },
        "AWS Lambda runs it: its image is built on AWS's own base image",
    ),
    "Azure Functions": (
        {"host.json": "{}", "function_app.py": "import azure.functions as func\n"},
        "host.json: Azure Functions runs it",
    ),
    "Airflow": (
        {"requirements.txt": "apache-airflow\n", "dags/daily.py": "from airflow import DAG\n"},
        "dags/daily.py: Airflow runs its DAGs",
    ),
    "dbt": (
        {"dbt_project.yml": "name: x\n", "requirements.txt": "dbt-core\n", "x.py": HELPER},
        "dbt_project.yml: dbt runs its models, no server does",
    ),
    "Ansible": (
        {"ansible.cfg": "[defaults]\n", "library/thing.py": HELPER},
        "ansible.cfg: Ansible runs its modules on the machines that it manages",
    ),
    "a desktop program": (
        {
            "requirements.txt": "PyQt6\n",
            "main.py": f"from PyQt6.QtWidgets import QApplication\n{HELPER}",
        },
        "main.py:1 imports PyQt6: it opens windows, and a container has no display",
    ),
    "an Odoo module": (
        {"requirements.txt": "requests\n", "sale/__manifest__.py": "{}", "main.py": HELPER},
        "sale/__manifest__.py: Odoo loads its modules",
    ),
    "an integration of Home Assistant": (
        {"custom_components/x/manifest.json": "{}", "custom_components/x/__init__.py": ""},
        "custom_components: Home Assistant loads its integrations",
    ),
    "several files that could be meant": (
        {"requirements.txt": "requests\n", "fetch.py": HELPER, "send.py": HELPER},
        (
            "several files can be run (fetch.py, send.py), and nothing says which: "
            '--set start_command="python fetch.py"'
        ),
    ),
    "notebooks alone": (
        {"requirements.txt": "jupyter\n", "a.ipynb": "{}"},
        "a.ipynb is a notebook, which an editor runs: with voila it would be a page",
    ),
    "the AWS CDK": (
        {"requirements.txt": "aws-cdk-lib\n", "cdk.json": "{}", "app.py": HELPER},
        "cdk.json: the AWS CDK runs it to describe infrastructure",
    ),
    "Reflex": (
        {"requirements.txt": "reflex\n", "rxconfig.py": "import reflex\n", "x/x.py": HELPER},
        f"rxconfig.py: {RUN_BY_OTHERS['rxconfig.py']}",
    ),
    "Pulumi": (
        {"requirements.txt": "pulumi\n", "Pulumi.yaml": "name: x\n", "__main__.py": HELPER},
        "Pulumi.yaml: Pulumi runs it to describe infrastructure",
    ),
    "a function of Lambda by its name": (
        {"requirements.txt": "boto3\n", "lambda_function.py": HELPER},
        "lambda_function.py: AWS Lambda calls its functions",
    ),
    "Flet on a desktop": (
        {"requirements.txt": "flet\n", "main.py": "import flet as ft\nft.run(print)\n"},
        "main.py:1 imports flet: it opens windows, and a container has no display",
    ),
    "programs that pre-commit calls": (
        {
            "setup.py": "from setuptools import setup\n"
            "setup(name='h', entry_points={'console_scripts': ['h=h:main']})\n",
            "h.py": "def main(): ...\n",
            ".pre-commit-hooks.yaml": "- id: h\n  entry: h --fix\n  language: python\n",
        },
        ".pre-commit-hooks.yaml: pre-commit installs and calls it",
    ),
    "hooks": (
        {".pre-commit-hooks.yaml": "[]", "hooks/__init__.py": ""},
        "no source that something would start: no application object, no main guard, no usual name",
    ),
}


def reason_of(detection: Detection) -> str:
    return next(v.reason for one, v in detection.verdicts if one.name == "python")


@pytest.mark.parametrize("name", PROJECTS)
def test_it_is_left_alone_with_its_reason(project: MakeProject, name: str) -> None:
    files, reason = PROJECTS[name]
    detection = detect(project(files))
    assert (detection.chosen == "python", reason_of(detection)) == (False, reason)


def test_a_project_without_python_costs_nothing(project: MakeProject) -> None:
    assert reason_of(detect(project({"index.html": ""}))) == "no Python source"
