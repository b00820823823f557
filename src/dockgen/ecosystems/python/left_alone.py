"""Python projects that no image is made of, and why."""

from __future__ import annotations

import posixpath

from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.manifests.dependencies import Dependencies
from dockgen.ecosystems.python.manifests.pyproject import NATIVE_BACKENDS
from dockgen.ecosystems.python.running.start import Application

DESKTOP = (
    *("PyQt5", "PyQt6", "PySide2", "PySide6", "tkinter", "pygame", "kivy", "wx", "customtkinter"),
    *("arcade", "pyglet", "dearpygui"),
)
DOCUMENTATION = frozenset("sphinx mkdocs mkdocs-material furo myst-parser sphinx-rtd-theme".split())
AIRFLOW = ("airflow", "airflow.sdk")


def why(application: Application) -> str | None:
    """Why a project is left alone before anything is looked for; None where it is not."""
    project, folder = application.project, application.folder

    def has(name: str) -> bool:
        return project.has(posixpath.join(folder, name))

    if has("dbt_project.yml"):
        return "dbt_project.yml: dbt runs its models, no server does"
    if has("host.json") and (has("function_app.py") or application.uses("azure.functions")):
        return "host.json: Azure Functions runs it"
    if _is_lambda(application, has):
        return "AWS Lambda runs it: its image is built on AWS's own base image"
    dags = next((one for one in project.files if posixpath.dirname(one).endswith("dags")), None)
    if dags is not None and any(application.uses(one) for one in AIRFLOW):
        return f"{dags}: Airflow runs its DAGs"
    if has("galaxy.yml") or has("ansible.cfg"):
        return "an Ansible project: its modules run on the machines that it manages"
    return None


def _is_lambda(application: Application, has: object) -> bool:
    check = has if callable(has) else None
    if check is None:
        return False
    template = check("template.yaml") or check("template.yml") or check("serverless.yml")
    if application.uses("chalice"):
        return True
    if not template or (application.uses("flask") and not application.uses("awsgi")):
        return False
    handlers = ("def lambda_handler(", "def handler(event", "Mangum(", "def handler(")
    return any(any(one in module.text for one in handlers) for module in application.files())


def why_nothing_starts(needed: Dependencies | None) -> str:
    """Why nothing is there to be started."""
    own = needed.pyproject if needed is not None else None
    backend = own.backend if own is not None else ""
    if backend.split(".")[0] in NATIVE_BACKENDS or backend in NATIVE_BACKENDS:
        return (
            f"{own.path if own else 'pyproject.toml'} builds an extension with {backend}: a library"
        )
    if own is not None and (own.is_package or (needed is not None and needed.setup is not None)):
        return f"{own.path} builds a library: no script, no __main__, no application object"
    if needed is not None and needed.setup is not None:
        return (
            f"{needed.setup.path} builds a library: no script, no __main__, no application object"
        )
    if needed is not None and needed.packages and set(needed.packages) & DOCUMENTATION:
        return f"{needed.manager.evidence.file} lists what builds documentation, and nothing starts"
    return (
        "no source that something would start: no application object, no main guard, no usual name"
    )


def desktop(application: Application) -> str | None:
    """Why a program that draws windows is left alone; None where it is none."""
    for name in DESKTOP:
        if application.uses(name):
            place = next(
                where
                for module, where in application.sources.imported.items()
                if module.split(".")[0] == name
            )
            where = f"{place.file}:{place.line}"
            return f"{where} imports {name}: it draws windows, and a container has none"
    return None


HELPERS = lazy_regex(r"(?:.*/)?(?:scripts?|tools?|hack|\.github|ci|utils?|bin|docs)/.*")
OTHERS = (
    "package.json pom.xml build.gradle build.gradle.kts go.mod Cargo.toml composer.json Gemfile "
    "mix.exs CMakeLists.txt Package.swift build.sbt project.clj deno.json deno.jsonc"
).split()
"""Manifests of other languages: a Python script beside one is a helper."""
