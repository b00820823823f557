"""Python projects that no image is made of, and why."""

from __future__ import annotations

import posixpath

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests.pyproject import NATIVE_BACKENDS
from dockgen.ecosystems.python.running import notebooks
from dockgen.ecosystems.python.running.start import Application

DESKTOP = (
    *("PyQt5", "PyQt6", "PySide2", "PySide6", "tkinter", "pygame", "kivy", "wx", "customtkinter"),
    *("arcade", "pyglet", "dearpygui", "flet", "webview", "eel"),
)
DOCUMENTATION = frozenset("sphinx mkdocs mkdocs-material furo myst-parser sphinx-rtd-theme".split())
RUN_BY_OTHERS = {
    "dbt_project.yml": "dbt runs its models, no server does",
    "galaxy.yml": "Ansible runs its modules on the machines that it manages",
    "ansible.cfg": "Ansible runs its modules on the machines that it manages",
    "Snakefile": "Snakemake runs its rules",
    "dagster.yaml": "Dagster loads its jobs",
    "rxconfig.py": (
        "Reflex compiles its pages with Bun, which no Dockerfile is made for here: "
        "https://github.com/reflex-dev/reflex/tree/main/docker-example has some"
    ),
    "cdk.json": "the AWS CDK runs it to describe infrastructure",
    "Pulumi.yaml": "Pulumi runs it to describe infrastructure",
    "Pulumi.yml": "Pulumi runs it to describe infrastructure",
    "cdktf.json": "CDK for Terraform runs it to describe infrastructure",
    "zappa_settings.json": "Zappa puts it into AWS Lambda",
    "databricks.yml": "Databricks runs its jobs",
}
"""Files that say that something else runs what is beside them."""

LAMBDA_FILES = ("lambda_function.py", "lambda_handler.py")
TEMPLATES = ("template.yaml", "template.yml", "serverless.yml", "serverless.yaml")
HANDLERS = ("def lambda_handler(", "def handler(event", "Mangum(", "def handler(")

HOOKS = ".pre-commit-hooks.yaml"
ENTRY = lazy_regex(r"(?m)^[^\S\n]*(?:-[^\S\n]*)?entry:\s*[\"']?([^\"'\n#]+)")

AIRFLOW = ("airflow", "airflow.sdk")
IN_DAGS = lazy_regex(r"(?:.*/)?[^/]*dags/[^/]+")


def why(application: Application) -> str | None:
    """Why a project is left alone before anything is looked for; None where it is not."""
    checks = (_by_file, _by_folder, _by_cloud, _by_hooks)
    return next((reason for one in checks if (reason := one(application))), None)


def _by_file(application: Application) -> str | None:
    """What a file at the top says that something else runs it."""
    for name, reason in RUN_BY_OTHERS.items():
        if application.project.has(posixpath.join(application.folder, name)):
            return f"{name}: {reason}"
    return None


def _by_hooks(application: Application) -> str | None:
    """Whether pre-commit calls every program that the project makes."""
    path = posixpath.join(application.folder, HOOKS)
    file = application.project.readable(path) if application.project.has(path) else None
    scripts = application.scripts()
    if file is None or not scripts:
        return None
    called = {words[0] for one in ENTRY.findall(file.text) if (words := one.split())}
    return f"{HOOKS}: pre-commit installs and calls it" if set(scripts) <= called else None


def _by_folder(application: Application) -> str | None:
    """What a folder says that something else loads what is in it."""
    odoo, home_assistant, dags = application.project.kept(_loaded_by_others)
    if odoo is not None:
        return f"{odoo}: Odoo loads its modules"
    if home_assistant:
        return "custom_components: Home Assistant loads its integrations"
    if dags is not None and any(application.uses(one) for one in AIRFLOW):
        return f"{dags}: Airflow runs its DAGs"
    return None


def _loaded_by_others(project: Project) -> tuple[str | None, bool, str | None]:
    """A module of Odoo, whether there are integrations of Home Assistant, and a DAG of Airflow."""
    sources = project.with_suffix(".py")
    return (
        next((one for one in sources if one.endswith("__manifest__.py")), None),
        project.has_folder("custom_components"),
        next((one for one in project.matching(IN_DAGS)), None),
    )


def _by_cloud(application: Application) -> str | None:
    """What says that a cloud's own run time calls a function."""
    project, folder = application.project, application.folder

    def has(name: str) -> bool:
        return project.has(posixpath.join(folder, name))

    if has("host.json") and (has("function_app.py") or application.uses("azure.functions")):
        return "host.json: Azure Functions runs it"
    if not application.scripts() and any(has(one) for one in LAMBDA_FILES):
        return f"{next(filter(has, LAMBDA_FILES))}: AWS Lambda calls its functions"
    if application.uses("chalice") or (any(map(has, TEMPLATES)) and _has_a_handler(application)):
        return "AWS Lambda runs it: its image is built on AWS's own base image"
    return None


def _has_a_handler(application: Application) -> bool:
    if application.uses("flask") and not application.uses("awsgi"):
        return False
    return any(any(one in module.text for one in HANDLERS) for module in application.files())


def why_nothing_starts(application: Application) -> str:
    """Why nothing is there to be started."""
    return _library(application) or _to_read(application) or _several(application) or NOTHING


NOTHING = (
    "no source that something would start: no application object, no main guard, no usual name"
)


def _library(application: Application) -> str:
    needed = application.needed
    own = needed.pyproject if needed is not None else None
    setup = needed.setup if needed is not None else None
    backend = own.backend if own is not None else ""
    if backend.split(".")[0] in NATIVE_BACKENDS or backend in NATIVE_BACKENDS:
        path = own.path if own else "pyproject.toml"
        return f"{path} builds an extension with {backend}: a library"
    if own is not None and (own.is_package or setup is not None):
        return f"{own.path} builds a library: {NO_START}"
    return f"{setup.path} builds a library: {NO_START}" if setup is not None else ""


NO_START = "no script, no __main__, no application object"


def _to_read(application: Application) -> str:
    """What is made for readers: documentation, notebooks."""
    needed = application.needed
    if needed is not None and set(needed.packages) & DOCUMENTATION:
        return f"{needed.manager.evidence.file} lists what builds documentation, and nothing starts"
    shown = notebooks.found(application)
    if shown and not application.sources.paths:
        return f"{shown[0]} is a notebook, which an editor runs: with voila it would be a page"
    return ""


def _several(application: Application) -> str:
    guarded = [one.path for one in application.files() if one.main_guard is not None]
    if len(guarded) < 2:
        return ""
    shown = ", ".join(guarded[:4]) + (" …" if len(guarded) > 4 else "")
    return (
        f"several files can be run ({shown}), and nothing says which: "
        f'--set start_command="python {guarded[0]}"'
    )


def desktop(application: Application) -> str | None:
    """Why a program that draws windows is left alone; None where it is none."""
    for name in DESKTOP:
        if application.uses(name) and not (name == "flet" and _in_a_browser(application)):
            place = next(
                where
                for module, where in application.sources.imported.items()
                if module.split(".")[0] == name
            )
            where = f"{place.file}:{place.line}"
            return f"{where} imports {name}: it opens windows, and a container has no display"
    return None


def _in_a_browser(application: Application) -> bool:
    """Whether a program of Flet's is made for browsers: https://flet.dev/docs/publish/web/."""
    flet = application.needed.first("flet") if application.needed is not None else None
    has_extra = flet is not None and {"web", "all"} & set(flet.extras)
    return (
        bool(has_extra)
        or application.has("flet-web")
        or any(
            word in one.text
            for one in application.files()
            for word in ("WEB_BROWSER", "export_asgi_app")
        )
    )


HELPERS = lazy_regex(r"(?:.*/)?(?:scripts?|tools?|hack|\.github|ci|utils?|bin|docs)/.*")
OTHERS = (
    "package.json pom.xml build.gradle build.gradle.kts go.mod Cargo.toml composer.json Gemfile "
    "mix.exs CMakeLists.txt Package.swift build.sbt project.clj deno.json deno.jsonc"
).split()
"""Manifests of other languages: a Python script beside one is a helper."""
