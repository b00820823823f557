"""Python projects that no image is made of, and why."""

from __future__ import annotations

import posixpath

from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.manifests.pyproject import NATIVE_BACKENDS
from dockgen.ecosystems.python.running.start import Application

DESKTOP = (
    *("PyQt5", "PyQt6", "PySide2", "PySide6", "tkinter", "pygame", "kivy", "wx", "customtkinter"),
    *("arcade", "pyglet", "dearpygui"),
)
DOCUMENTATION = frozenset("sphinx mkdocs mkdocs-material furo myst-parser sphinx-rtd-theme".split())
RUN_BY_OTHERS = {
    "dbt_project.yml": "dbt runs its models, no server does",
    "galaxy.yml": "Ansible runs its modules on the machines that it manages",
    "ansible.cfg": "Ansible runs its modules on the machines that it manages",
    "Snakefile": "Snakemake runs its rules",
    "dagster.yaml": "Dagster loads its jobs",
}
"""Files that say that something else runs what is beside them."""

TEMPLATES = ("template.yaml", "template.yml", "serverless.yml", "serverless.yaml")
HANDLERS = ("def lambda_handler(", "def handler(event", "Mangum(", "def handler(")

AIRFLOW = ("airflow", "airflow.sdk")


def why(application: Application) -> str | None:
    """Why a project is left alone before anything is looked for; None where it is not."""
    checks = (_by_file, _by_folder, _by_cloud)
    return next((reason for one in checks if (reason := one(application))), None)


def _by_file(application: Application) -> str | None:
    """What a file at the top says that something else runs it."""
    for name, reason in RUN_BY_OTHERS.items():
        if application.project.has(posixpath.join(application.folder, name)):
            return f"{name}: {reason}"
    return None


def _by_folder(application: Application) -> str | None:
    """What a folder says that something else loads what is in it."""
    files = application.project.files
    odoo = next((one for one in sorted(files) if one.endswith("__manifest__.py")), None)
    if odoo is not None:
        return f"{odoo}: Odoo loads its modules"
    if any(one.startswith("custom_components/") for one in files):
        return "custom_components: Home Assistant loads its integrations"
    dags = next((one for one in sorted(files) if posixpath.dirname(one).endswith("dags")), None)
    if dags is not None and any(application.uses(one) for one in AIRFLOW):
        return f"{dags}: Airflow runs its DAGs"
    return None


def _by_cloud(application: Application) -> str | None:
    """What says that a cloud's own run time calls a function."""
    project, folder = application.project, application.folder

    def has(name: str) -> bool:
        return project.has(posixpath.join(folder, name))

    if has("host.json") and (has("function_app.py") or application.uses("azure.functions")):
        return "host.json: Azure Functions runs it"
    if application.uses("chalice") or (any(map(has, TEMPLATES)) and _has_a_handler(application)):
        return "AWS Lambda runs it: its image is built on AWS's own base image"
    return None


def _has_a_handler(application: Application) -> bool:
    if application.uses("flask") and not application.uses("awsgi"):
        return False
    return any(any(one in module.text for one in HANDLERS) for module in application.files())


def why_nothing_starts(application: Application) -> str:
    """Why nothing is there to be started."""
    needed = application.needed
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
    guarded = [one.path for one in application.files() if one.main_guard is not None]
    if len(guarded) > 1:
        shown = ", ".join(guarded[:4]) + (" …" if len(guarded) > 4 else "")
        return (
            f"several files can be run ({shown}), and nothing says which: "
            f'--set start_command="python {guarded[0]}"'
        )
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
CONDA = ("environment.yml", "environment.yaml", "pixi.toml", "conda-lock.yml")
"""Lists of conda's packages, where nothing lists any of PyPI."""

OTHERS = (
    "package.json pom.xml build.gradle build.gradle.kts go.mod Cargo.toml composer.json Gemfile "
    "mix.exs CMakeLists.txt Package.swift build.sbt project.clj deno.json deno.jsonc"
).split()
"""Manifests of other languages: a Python script beside one is a helper."""
