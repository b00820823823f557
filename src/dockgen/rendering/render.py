"""Plan to text: what of a plan goes into which file, by which template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dockgen import __version__
from dockgen.core.plan import Plan
from dockgen.core.quoting import Printable, plain
from dockgen.rendering.additions import Additions
from dockgen.rendering.environment import (
    FragmentTag,
    Origin,
    PackagesTag,
    RenderedFile,
    WhyTag,
    render_template,
    template_environment,
    templates_folder,
)
from dockgen.rendering.printed_additions import in_place, refuse_left_out, without_packages

__all__ = [
    "FragmentTag",
    "Origin",
    "PackagesTag",
    "RenderedFile",
    "WhyTag",
    "ignore_file_of",
    "render",
    "render_files",
    "template_environment",
    "templates_folder",
]

DOCKERFILE = "Dockerfile"
NO_ADDITIONS = Additions()
SYNTAX = Printable("docker/dockerfile:1")
"""The frontend that understands heredocs and mounts in every BuildKit:
https://docs.docker.com/build/buildkit/frontend/"""


def ignore_file_of(dockerfile: str) -> str:
    """The ignore file that the builder reads for this Dockerfile.

    https://docs.docker.com/build/concepts/context/#filename-and-location
    """
    return ".dockerignore" if dockerfile == DOCKERFILE else f"{dockerfile}.dockerignore"


def render(  # noqa: PLR0913  each is a decision of its own
    plan: Plan,
    *,
    dockerfile: str = DOCKERFILE,
    syntax_line: bool = True,
    house_templates: Sequence[Path] = (),
    additions: Additions = NO_ADDITIONS,
    version: str = __version__,
) -> dict[str, RenderedFile]:
    """Render a plan.

    Args:
        plan: what to render.
        dockerfile: the Dockerfile's path, relative to the project.
        syntax_line: whether the Dockerfile names its frontend; off for networks without the hub.
        house_templates: folders whose templates go before the shipped ones of the same name.
        additions: instructions and packages of the user's, put in where the templates say.
        version: the version that the header names.

    Returns:
        The files by path, the Dockerfile first, then its ignore file and its companions.

    Raises:
        UnusableInput: a template is broken, asks for a value that the plan does not hold, or has
            no place for an addition.
    """
    values = {
        **plan.values,
        **without_packages(additions),
        "syntax": SYNTAX if syntax_line else None,
        "version": plain(version),
        "ignored": plan.ignored,
        "docker_files": (Printable(dockerfile), Printable(ignore_file_of(dockerfile))),
    }
    wanted = {dockerfile: plan.template, ignore_file_of(dockerfile): "files/dockerignore.jinja"}
    wanted |= {companion.path: companion.template for companion in plan.companions}
    beside = () if plan.templates is None else (plan.templates,)
    files = render_files(wanted, values, house_templates, beside)
    if additions != NO_ADDITIONS:
        files[dockerfile] = _with_additions(
            files[dockerfile], plan, values, house_templates, additions
        )
    return files


def render_files(
    wanted: Mapping[str, str],
    values: Mapping[str, object],
    house_templates: Sequence[Path] = (),
    beside: Sequence[Path] = (),
) -> dict[str, RenderedFile]:
    """Render templates, also such as belong to no plan: a compose file, a workflow.

    Args:
        wanted: the template of each file, by the file's path.
        values: what the templates print, test and loop over.
        house_templates: folders whose templates go before the shipped ones of the same name.
        beside: folders of templates that came with an installed ecosystem.

    Raises:
        UnusableInput: a template is broken or asks for a value that is not there.
    """
    return {
        path: render_template(template, values, house_templates, beside)
        for path, template in wanted.items()
    }


def _with_additions(
    bare: RenderedFile,
    plan: Plan,
    values: Mapping[str, object],
    house_templates: Sequence[Path],
    additions: Additions,
) -> RenderedFile:
    """The Dockerfile with what the user adds: how it is written depends on where it stands."""
    lines = {
        point: number
        for point in additions.fragments
        for number, origin in reversed(list(enumerate(bare.origins, start=1)))
        if f"fragments.{point}" in origin.facts
    }
    placed = in_place(additions, bare.text, lines)
    beside = () if plan.templates is None else (plan.templates,)
    file = render_template(plan.template, {**values, **placed}, house_templates, beside)
    printed = {name for origin in file.origins for name in origin.facts}
    refuse_left_out(additions, printed, plan.template)
    return file
