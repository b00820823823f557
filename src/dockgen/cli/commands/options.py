"""Options that several commands share, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dockgen.core.errors import UnusableInput

if TYPE_CHECKING:
    from dockgen.core.facts import Override

F = TypeVar("F", bound=Callable[..., Any])


def project_argument(function: F) -> F:
    """`[PATH]`: the project's folder, by default the current one."""
    return click.argument("path", default=".", type=click.Path())(function)


def file_option(function: F) -> F:
    """`-f/--file`: the Dockerfile's name."""
    return click.option(
        "-f",
        "--file",
        "dockerfile",
        default="Dockerfile",
        show_default=True,
        metavar="NAME",
        help="Dockerfile, relative to PATH; another name gets its own NAME.dockerignore.",
    )(function)


def recorded_files_option(function: F) -> F:
    """`-f/--file`, repeatable: some of the Dockerfiles that dockgen wrote."""
    return click.option(
        "-f",
        "--file",
        "dockerfiles",
        multiple=True,
        metavar="NAME",
        help="Dockerfile, relative to PATH; repeatable. Default: every one that dockgen wrote.",
    )(function)


def detection_options(function: F) -> F:
    """`--detector`, `--app`, `--process` and `--set`."""
    for option in (
        click.option(
            "--set",
            "assignments",
            multiple=True,
            metavar="KEY=VALUE",
            help="Set a fact; repeatable. `dockgen detect` lists them.",
        ),
        click.option(
            "--process",
            metavar="NAME",
            help="The process of the Procfile that the image starts.  [default: web]",
        ),
        click.option(
            "--app",
            metavar="FOLDER",
            help="The application in a monorepo, such as apps/api.",
        ),
        click.option("--detector", metavar="NAME", help="Use this detector even if others match."),
    ):
        function = option(function)
    return function


def format_option(function: F) -> F:
    """`--format`: how findings are printed."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "github", "sarif", "markdown"]),
        default="text",
        show_default=True,
        help="Readable text, JSON, GitHub Actions annotations, SARIF, or a table in Markdown.",
    )(function)


def engine_option(function: F) -> F:
    """`--engine`: docker or podman."""
    return click.option(
        "--engine",
        type=click.Choice(["docker", "podman"]),
        envvar="DOCKGEN_ENGINE",
        help="Container engine.  [default: the first that answers]",
    )(function)


def choice_options(function: F) -> F:
    """`--shape`, `--stages`, `--base`, `--jlink`, `--native` and `--image`."""
    for option in (
        click.option(
            "--image", metavar="NAME", help="Name of the image: registry.example/team/app."
        ),
        click.option(
            "--native", is_flag=True, help="Build a native executable (Quarkus with Maven)."
        ),
        click.option(
            "--jlink",
            is_flag=True,
            help="Build a Java runtime with only the modules it uses.",
        ),
        click.option("--base", metavar="NAME", help="Family of base images; see `dockgen list`."),
        click.option(
            "--stages", type=click.Choice(["single", "multi"]), help="One build stage or several."
        ),
        click.option("--shape", metavar="NAME", help="Kind of image; see `dockgen list`."),
    ):
        function = option(function)
    return function


def overrides_of(
    assignments: tuple[str, ...],
    app: str | None = None,
    *,
    process: str | None = None,
    jlink: bool = False,
    native: bool = False,
) -> dict[str, Override]:
    """What `--set KEY=VALUE`, `--app`, `--process`, `--jlink` and `--native` say, by key.

    Raises:
        UnusableInput: an assignment is not KEY=VALUE.
    """
    from dockgen.core.facts import Evidence, Override

    made = {"workspace": Override(app, Evidence("--app"))} if app else {}
    if process:
        made["process"] = Override(process, Evidence("--process"))
    if jlink:
        made["jlink"] = Override("true", Evidence("--jlink"))
    if native:
        made["package_type"] = Override("native", Evidence("--native"))
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        if not separator or not name.strip():
            raise UnusableInput(f"--set must be KEY=VALUE, not {assignment!r}")
        made[name.strip()] = Override(value, Evidence(f"--set {name.strip()}"))
    return made


def checked_dockerfile(name: str) -> str:
    """The Dockerfile's path, as the record keeps it.

    Raises:
        UnusableInput: it is absolute, leaves the project, or cannot stand in an ignore file.
    """
    path = name.removeprefix("./")
    parts = path.split("/")
    if not path or path.startswith("/") or ".." in parts or "" in parts:
        raise UnusableInput(f"--file must be a path inside the project, not {name!r}")
    if not re.fullmatch(r"[\w./@+-]+", path):
        raise UnusableInput(f"--file can contain only letters, digits and ./@+-_, not {name!r}")
    return path
