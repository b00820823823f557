"""`dockgen context`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from dockgen.cli.commands.options import checked_dockerfile, file_option, project_argument
from dockgen.core.errors import FOUND
from dockgen.tools import terminal

if TYPE_CHECKING:
    from dockgen.core.project import Project
    from dockgen.dockerfile.copied_sources import Source


@click.command("context")
@project_argument
@file_option
@click.option("--list", "list_wanted", is_flag=True, help="Print only the paths that are sent.")
@click.option("--ignored", is_flag=True, help="Also measure the files that are excluded.")
@click.option("--strict", is_flag=True, help="Exit with 1 if there is a risk.")
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    path: str,
    dockerfile: str,
    list_wanted: bool,
    ignored: bool,
    strict: bool,
    json_wanted: bool,
) -> int:
    """Show what a build sends, and what it should not send.

    NAME.dockerignore takes precedence over .dockerignore, and patterns work as in the engine.
    Risks are secrets, installed packages, version control data, build output, and files that the
    Dockerfile copies but does not get.

    \b
    Example:
      dockgen context --strict my-project
    """
    from dockgen.core.project import Project
    from dockgen.tools.context.finding import find
    from dockgen.tools.context.report import Report, as_json, as_list, as_text
    from dockgen.tools.context.scanning import ignore_file_of, scan

    dockerfile = checked_dockerfile(dockerfile)
    project = Project(path)
    given = ctx.get_parameter_source("dockerfile") is not ParameterSource.DEFAULT
    read = _read(project, dockerfile, must_exist=given)
    sources, published = read or (None, ())
    context = scan(project, ignore_file_of(project, dockerfile), measure=ignored)
    findings = find(project, context, sources or (), dockerfile, published)
    report = Report(
        path, dockerfile if sources is not None else None, context, sources or (), findings
    )
    if json_wanted:
        import json

        data = as_json(report, with_list=list_wanted)
        terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))
    elif list_wanted:
        terminal.say(as_list(context), nl=False)
    else:
        terminal.say(as_text(report))
    return FOUND if strict and findings.risks else 0


def _read(
    project: Project, dockerfile: str, *, must_exist: bool
) -> tuple[tuple[Source, ...], tuple[Source, ...]] | None:
    """What the Dockerfile takes and what it serves; None where there is no Dockerfile."""
    from dockgen.core.errors import UnusableInput
    from dockgen.dockerfile.copied_sources import sources
    from dockgen.dockerfile.parser import parse
    from dockgen.dockerfile.served_sources import served

    if project.exists(dockerfile):
        parsed = parse(project.read(dockerfile).text, dockerfile)
        return sources(parsed), served(parsed)
    if must_exist:
        raise UnusableInput("no such file", file=dockerfile, hint="-f names it relative to PATH")
    return None
