"""Plan to text: the only user of Jinja.

While a template renders, each value notes which facts it was made from, and each `{% why %}` tag
notes the reason for the line below it. Marks from the private-use area carry the notes through
Jinja; they are taken out of the text afterwards, line by line, so that every line of every file
knows its origin and no second table has to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.ext import Extension
from jinja2.parser import Parser

from dockgen import __version__
from dockgen.errors import UnusableInput
from dockgen.planning import Plan
from dockgen.quoting import Printable, plain

DOCKERFILE = "Dockerfile"
MARK = re.compile("\ue000([0-9]+)\ue001")
SYNTAX = Printable("docker/dockerfile:1")
"""The frontend that understands heredocs and mounts in every BuildKit:
https://docs.docker.com/build/buildkit/frontend/"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a line is there.

    Args:
        facts: the names of the facts that are printed on it.
        why: the policy behind it; empty where the facts say all.
    """

    facts: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to be written: its text, and for each of its lines the origin."""

    text: str
    origins: tuple[Origin, ...]


def templates_folder() -> Path:
    """Where the shipped templates are: inside the installed package, or at a checkout's top."""
    package = Path(__file__).parent
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parent.parent / "templates"


def ignore_file_of(dockerfile: str) -> str:
    """The ignore file that the builder reads for this Dockerfile.

    https://docs.docker.com/build/concepts/context/#filename-and-location
    """
    return ".dockerignore" if dockerfile == DOCKERFILE else f"{dockerfile}.dockerignore"


def render(
    plan: Plan,
    *,
    dockerfile: str = DOCKERFILE,
    syntax_line: bool = True,
    house_templates: Sequence[Path] = (),
    version: str = __version__,
) -> dict[str, RenderedFile]:
    """Render a plan.

    Args:
        plan: what to render.
        dockerfile: the Dockerfile's path, relative to the project.
        syntax_line: whether the Dockerfile names its frontend; off for networks without the hub.
        house_templates: folders whose templates go before the shipped ones of the same name.
        version: the version that the header names.

    Returns:
        The files by path, the Dockerfile first, then its ignore file and its companions.

    Raises:
        UnusableInput: a template is broken or asks for a value that the plan does not hold.
    """
    values = {
        **plan.values,
        "syntax": SYNTAX if syntax_line else None,
        "version": plain(version),
        "ignored": plan.ignored,
        "docker_files": (Printable(dockerfile), Printable(ignore_file_of(dockerfile))),
    }
    wanted = {dockerfile: plan.template, ignore_file_of(dockerfile): "files/dockerignore.jinja"}
    wanted |= {companion.path: companion.template for companion in plan.companions}
    return render_files(wanted, values, house_templates)


def render_files(
    wanted: Mapping[str, str], values: Mapping[str, object], house_templates: Sequence[Path] = ()
) -> dict[str, RenderedFile]:
    """Render templates that belong to no plan, such as a compose file.

    Args:
        wanted: the template of each file, by the file's path.
        values: what the templates print, test and loop over.
        house_templates: folders whose templates go before the shipped ones of the same name.

    Raises:
        UnusableInput: a template is broken or asks for a value that is not there.
    """
    recorder = _Recorder()
    environment = _environment(recorder, house_templates)
    return {
        path: recorder.read(_render_one(environment, template, values))
        for path, template in wanted.items()
    }


def _render_one(environment: Environment, template: str, values: Mapping[str, object]) -> str:
    try:
        return environment.get_template(template).render(values)
    except TemplateSyntaxError as problem:
        raise UnusableInput(
            f"template error: {problem.message}", file=problem.filename, line=problem.lineno
        ) from problem
    except UnicodeDecodeError:
        raise UnusableInput("a template that it needs is not UTF-8 text", file=template) from None
    except TemplateError as problem:
        file, line = _place_in_template(problem)
        raise UnusableInput(
            f"template error: {problem.message}", file=file or template, line=line
        ) from problem


def _place_in_template(problem: BaseException) -> tuple[str | None, int | None]:
    """The template and the line that an error was raised in: Jinja rewrites its trace to them."""
    place: tuple[str | None, int | None] = (None, None)
    trace = problem.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".jinja"):
            place = (filename, trace.tb_lineno)
        trace = trace.tb_next
    return place


def template_environment(house_templates: Sequence[Path] = ()) -> Environment:
    """The environment that templates are read in; it lacks the notes of a rendering."""
    return _environment(_Recorder(), house_templates)


def _environment(recorder: _Recorder, house_templates: Sequence[Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([*house_templates, templates_folder()]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=recorder.mark_value,
        extensions=[WhyTag],
        autoescape=False,  # noqa: S701  a Dockerfile is not HTML; dockgen.quoting makes it safe
    )
    environment.globals["note_why"] = recorder.mark_reason
    return environment


class WhyTag(Extension):
    """`{% why "reason" %}` on a line of its own: the reason for the line below it."""

    tags = {"why"}  # noqa: RUF012  declared so by Jinja

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into a call that notes the reason and prints a mark."""
        line = next(parser.stream).lineno
        note = nodes.Call(
            nodes.Name("note_why", "load"), [parser.parse_expression()], [], None, None
        )
        return nodes.Output([note]).set_lineno(line)


class _Recorder:
    """Hands out marks during rendering, and reads them back from the rendered text."""

    def __init__(self) -> None:
        self._notes: list[Origin] = []

    def _mark(self, note: Origin) -> str:
        self._notes.append(note)
        return f"\ue000{len(self._notes) - 1}\ue001"

    def mark_reason(self, reason: str) -> Printable:
        return Printable(self._mark(Origin(why=reason)))

    def mark_value(self, value: object) -> object:
        """What Jinja prints for a value; anything that was not made printable is a mistake."""
        if isinstance(value, Printable):
            return f"{self._mark(Origin(value.facts))}{value}" if value.facts else str(value)
        if isinstance(value, Undefined):
            return value  # printing it raises, with the name that is missing
        raise TemplateRuntimeError(f"it prints {value!r}, which was not made printable")

    def read(self, marked: str) -> RenderedFile:
        origins = []
        for line in marked.splitlines():
            notes = [self._notes[int(number)] for number in MARK.findall(line)]
            facts = dict.fromkeys(fact for note in notes for fact in note.facts)
            why = " ".join(note.why for note in notes if note.why)
            origins.append(Origin(tuple(facts), why))
        return RenderedFile(MARK.sub("", marked), tuple(origins))
