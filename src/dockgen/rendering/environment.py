"""The Jinja environment: what templates may do, where they are found, and what they note.

While a template renders, each value notes which facts it was made from, and each `{% why %}` tag
notes the reason for the line below it. Marks from the private-use area carry the notes through
Jinja; they are taken out of the text afterwards, line by line, so that every line of every file
knows its origin and no second table has to be kept.

Templates may come with the project, so they run in Jinja's sandbox:
https://jinja.palletsprojects.com/en/stable/sandbox/.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    compiler,
    nodes,
)
from jinja2.ext import Extension
from jinja2.loaders import split_template_path
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import Printable
from dockgen.core.safe_files import read_below
from dockgen.rendering.cache import TemplateCache, cache_folder

MARK = lazy_regex("\ue000([0-9]+)\ue001")

FRAGMENT_WHY = "yours: an instruction from .dockgen.yml"

PACKAGES = "_shared/packages.jinja"
"""What a `{% packages %}` tag stands for."""

MAX_TEMPLATE = 1024 * 1024
"""The size in bytes up to which a template is read."""

PLAIN_LOOP: tuple[list[nodes.Node], None, bool] = ([], None, False)
"""For a loop without `else`, without a condition, and not recursive."""

FAILURES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template can bring about that is its own fault."""


class Origin(NamedTuple):
    """Why a line is there.

    Args:
        facts: the names of the facts that are printed on it.
        why: the policy behind it; empty where the facts say all.
    """

    facts: tuple[str, ...] = ()
    why: str = ""


class RenderedFile(NamedTuple):
    """A file to be written: its text, and for each of its lines the origin."""

    text: str
    origins: tuple[Origin, ...]


def templates_folder() -> Path:
    """Where the shipped templates are: inside the installed package, or at a checkout's top."""
    package = Path(__file__).parents[1]
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parent.parent / "templates"


def render_template(
    template: str,
    values: Mapping[str, object],
    house_templates: Sequence[Path] = (),
    beside: Sequence[Path] = (),
) -> RenderedFile:
    """Render one template.

    Args:
        template: its name, relative to the folders of templates.
        values: what it prints, tests and loops over.
        house_templates: folders whose templates go before the shipped ones of the same name.
        beside: folders of templates that came with an installed ecosystem, as trusted as those
            that are shipped.

    Raises:
        UnusableInput: it is broken, or asks for a value that is not there; the message names the
            template and the line. Or it is the user's, and takes more than it may.
    """
    if not house_templates:
        return render_here(template, values, beside)
    from dockgen.rendering import limited

    made = limited.render(template, values, (*house_templates, *beside))
    origins = tuple(Origin(tuple(facts), why) for facts, why in made["origins"])
    return RenderedFile(made["text"], origins)


def render_here(
    template: str, values: Mapping[str, object], house_templates: Sequence[Path] = ()
) -> RenderedFile:
    """Render one template in this process, without limits; see `render_template`."""
    recorder = _Recorder()
    token = _RECORDER.set(recorder)
    try:
        made = template_environment(house_templates).get_template(template).render(values)
        return recorder.read(made)
    except TemplateSyntaxError as problem:
        raise UnusableInput(
            f"template error: {problem.message}", file=problem.filename, line=problem.lineno
        ) from problem
    except FAILURES as problem:
        file, line = _place_in_template(problem)
        raise UnusableInput(
            f"template error: {_what(problem)}", file=file or template, line=line
        ) from problem
    finally:
        _RECORDER.reset(token)


def _what(problem: BaseException) -> str:
    if isinstance(problem, TemplateNotFound):
        return f"there is no template named {problem.name}"
    if isinstance(problem, RecursionError):
        return "it includes itself endlessly"
    return str(problem)


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


def render_page(template: str, values: Mapping[str, object]) -> str:
    """Render a page of HTML; all that it prints is escaped.

    Args:
        template: its name, relative to the folder of templates.
        values: what it prints, tests and loops over.
    """
    return _page_environment().get_template(template).render(values)


@cache
def _page_environment() -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=_Loader([templates_folder()]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=True,
    )


def template_environment(house_templates: Sequence[Path] = ()) -> Environment:
    """The environment that templates are read in."""
    return _environment((*house_templates, templates_folder()))


@cache  # templates are compiled once, however many files are rendered
def _environment(folders: tuple[Path, ...]) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(folders),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=lambda value: _RECORDER.get().mark_value(value),
        extensions=[WhyTag, FragmentTag, PackagesTag],
        autoescape=False,
        bytecode_cache=_compiled_templates() if folders == (templates_folder(),) else None,
    )
    environment.globals["note_why"] = lambda reason: _RECORDER.get().mark_reason(reason)
    return environment


def _compiled_templates() -> TemplateCache | None:
    """The shipped templates as compiled; house templates are few, and change while they are made.

    What Jinja makes of a template depends on Jinja, on the tags below, and on the partial that
    one of them stands for.
    """
    folder = cache_folder()
    if folder is None:
        return None
    sources = (Path(compiler.__file__), Path(__file__), templates_folder() / PACKAGES)
    states = (f"{source}:{source.stat().st_mtime_ns}" for source in sources)
    return TemplateCache(folder, "\n".join(states))


class _Loader(FileSystemLoader):
    """Reads templates from folders, and nothing from outside them by way of a link."""

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  Jinja's signature
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        path = "/".join(split_template_path(template))
        for folder in map(Path, self.searchpath):
            place = folder / path
            if os.path.lexists(place):
                break
        else:
            raise TemplateNotFound(template)
        if not place.resolve().is_relative_to(folder.resolve()):
            raise TemplateRuntimeError(f"{template} is a link that points outside its folder")
        try:
            text = read_below(folder, path, MAX_TEMPLATE).decode("utf-8")
        except UnicodeDecodeError:
            raise TemplateRuntimeError(f"{template} is not UTF-8 text") from None
        except UnusableInput as problem:
            raise TemplateRuntimeError(f"{template} {problem.message}") from None
        made = place.stat().st_mtime_ns
        return text, os.fspath(place), lambda: _made(place) == made


def _made(place: Path) -> int | None:
    try:
        return place.stat().st_mtime_ns
    except OSError:
        return None


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


class FragmentTag(Extension):
    """`{% fragment "before_user" %}` on a line of its own: the user's instructions go here."""

    tags = {"fragment"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into a loop over the lines that the user added at this point."""
        line = next(parser.stream).lineno
        lines = nodes.Getitem(
            nodes.Name("added_fragments", "load"), parser.parse_expression(), "load"
        )
        why = nodes.Call(
            nodes.Name("note_why", "load"), [nodes.Const(FRAGMENT_WHY)], [], None, None
        )
        printed = nodes.Output([why, nodes.Name("line", "load"), nodes.TemplateData("\n")])
        return nodes.For(nodes.Name("line", "store"), lines, [printed], *PLAIN_LOOP).set_lineno(
            line
        )


class PackagesTag(Extension):
    """`{% packages "runtime" %}` on a line of its own: the user's packages for the stage."""

    tags = {"packages"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into the partial that installs what the user added to this stage."""
        line = next(parser.stream).lineno
        found = nodes.Getitem(
            nodes.Name("added_packages", "load"), parser.parse_expression(), "load"
        )
        assert self.environment.loader is not None  # noqa: S101  the environment is ours
        source, name, _ = self.environment.loader.get_source(self.environment, PACKAGES)
        body = self.environment.parse(source, PACKAGES, name).body
        return nodes.For(nodes.Name("added", "store"), found, body, *PLAIN_LOOP).set_lineno(line)


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


_RECORDER: ContextVar[_Recorder] = ContextVar("recorder")
"""The recorder of the rendering that is under way."""
