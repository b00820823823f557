"""From a Dockerfile to a verdict: builds, runs, asks, stops, edits, builds again, looks inside."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.dockerfile import parser as syntax
from dockgen.tools.engine.client import Engine
from dockgen.tools.verify import contents, editing, owners, running, services, stopping
from dockgen.tools.verify.building import Attempt, Builder, Recipe
from dockgen.tools.verify.progress import Listener
from dockgen.tools.verify.result import ImageFacts, Rebuild, Verification
from dockgen.tools.verify.running import RunOptions, RunResult

INSTALLS = lazy_regex(
    r"\b(?:npm (?:ci|i|install)|pnpm (?:i|install|fetch)|yarn install|yarn$|bun (?:i|install)"
    r"|pip3? install|poetry install|uv (?:sync|pip install)|bundle install|composer install"
    r"|apt-get install|apk add|go mod download|cargo fetch|gem install|dotnet restore"
    r"|dependency:(?:go-offline|resolve)|mix deps\.get)\b"
)
"""Instructions that fetch dependencies, which an edit of a source should not run again."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """What the user wants of a verification.

    Args:
        dockerfile: the Dockerfile, relative to the project.
        run: how to run and ask the image.
        build_options: options for the builder.
        frontend: False builds without the `# syntax=` line.
        no_cache: whether the first build starts from nothing.
        compose: the compose file; empty for none, None for the project's own if there is one.
        edit: the source file to edit in a copy; None takes a usual one, empty leaves that out.
        keep: whether the image and the container are left there.
        path_given: whether the user named the path, and so means it.
    """

    dockerfile: str = "Dockerfile"
    run: RunOptions = field(default_factory=RunOptions)
    build_options: tuple[str, ...] = ()
    frontend: bool = True
    no_cache: bool = False
    compose: str | None = None
    edit: str | None = None
    keep: bool = False
    path_given: bool = False


@dataclass(frozen=True)
class Show:
    """Where progress goes.

    Args:
        step: is given each step of a build as it starts, prints, and ends.
        say: is given a sentence for each thing that takes a while.
    """

    step: Listener = lambda _: None
    say: Say = lambda _: None


def verify(engine: Engine, folder: Path, wishes: Wishes, show: Show) -> Verification:
    """Verify a project's Dockerfile.

    Everything that is made for it is removed at the end, however that comes; where the end is
    SIGKILL, the next run removes it.

    Args:
        engine: the engine.
        folder: the project's folder; nothing in it is changed.
        wishes: what the user wants.
        show: where progress goes.

    Raises:
        UnusableInput: there is no such Dockerfile, or a file cannot be used.
        EngineProblem: the engine refused something, or a service did not come up.
    """
    project = Project(folder)
    recipe = Recipe(folder, wishes.dockerfile, wishes.build_options)
    if not recipe.file.is_file():
        raise UnusableInput(
            "no such file",
            file=wishes.dockerfile,
            hint="`dockgen init` writes one; choose another with -f",
        )
    if wishes.edit:
        editing.comment_for(folder, wishes.edit)  # said before minutes of building, not after
    owners.remove_leftovers(engine)
    with _Work(engine, wishes, show) as work:
        return work.verification(project, recipe)


class _Work(ExitStack):
    """One verification: the names it uses, and the removal of all that bears them."""

    def __init__(self, engine: Engine, wishes: Wishes, show: Show) -> None:
        super().__init__()
        self.engine, self.wishes, self.show = engine, wishes, show
        self.name = owners.new_name("verify", keep=wishes.keep)
        self.notes: list[str] = []
        self.image, self.edited = f"{self.name}:built", f"{self.name}:edited"
        self.scratch = Path(self.enter_context(tempfile.TemporaryDirectory(prefix="dockgen-")))

    def verification(self, project: Project, recipe: Recipe) -> Verification:
        engine, wishes = self.engine, self.wishes
        self.callback(self._remove, self.image, kept=wishes.keep)
        options = ("--no-cache",) if wishes.no_cache else ()
        builder = Builder(engine, self.show.step)
        attempt = builder.build(recipe, self.image, frontend=wishes.frontend, options=options)
        made = Verification(
            f"{engine.name} {engine.version}", wishes.dockerfile, attempt,
            path_given=wishes.path_given,
        )  # fmt: skip
        if attempt.failure is not None:
            return made
        told = engine.image(self.image) or {}
        config = told.get("Config") or {}
        facts = image_facts(engine, self.image, told, recipe)
        with self._services(project, recipe) as started:
            made = self._run(replace(made, image=facts), config, started)
        self.show.say("inspecting the image")
        inside = contents.contents_of(engine, self.image, facts.own_layers, config)
        rebuild = self._rebuild(project, recipe, attempt)
        notes = tuple(self.notes)
        return replace(
            made, unwanted=inside.unwanted, unread=inside.unread, rebuild=rebuild, notes=notes
        )

    def _remove(self, image: str, *, kept: bool) -> None:
        if not kept:
            self.engine.remove_image(image)

    def _services(self, project: Project, recipe: Recipe) -> Any:
        """The services that run beside it, as a context; of None where there are none."""
        file = self.wishes.compose
        if file is None:
            file = services.compose_file(project.root)
        if not file:
            return nullcontext()
        composition = services.Composition(
            self.engine, project.root.resolve(), file, recipe.dockerfile, self.name, self.scratch
        )
        try:
            model = composition.model()
        except services.NoCompose as problem:
            self.notes.append(problem.message)
            return nullcontext()
        self.show.say(f"starting the other services of {file}")
        return composition.started(model, self.wishes.run.seconds)

    def _run(
        self, made: Verification, config: Mapping[str, Any], started: services.Services | None
    ) -> Verification:
        engine, keep = self.engine, self.wishes.keep
        options = with_services(self.wishes.run, started)
        self.show.say("running the image")
        try:
            run = running.start(engine, self.image, self.name, options, config)
            if run.answer is None and run.port and (not run.hint or "read-only" in run.hint):
                run = self._with_writable_root(run, options, config)
            stopped = None
            if run.running:
                self.show.say("stopping it")
                stopped = stopping.stop(engine, self.name, config)
        finally:
            if not keep:
                engine.remove(self.name)
        names = started.names if started else ()
        kept = (self.image, self.name) if keep else ()
        return replace(made, run=run, stopped=stopped, services=names, kept=kept)

    def _with_writable_root(
        self, run: RunResult, options: RunOptions, config: Mapping[str, Any]
    ) -> RunResult:
        """The same result, with a better hint where it answers once it may write."""
        name = f"{self.name}-writable"
        self.show.say("running it again with a writable root file system")
        try:
            again = running.start(
                self.engine, self.image, name, replace(options, read_only=False), config
            )
            paths = running.written_paths(self.engine, name) if again.answer else []
        finally:
            self.engine.remove(name)
        if again.answer is None:
            return replace(run, hint=run.hint or again.hint)
        return replace(run, hint=running.writable_hint(paths))

    def _rebuild(self, project: Project, recipe: Recipe, first: Attempt) -> Rebuild | None:
        """Edit a source in a copy of the context, and build that."""
        file = self.wishes.edit
        if file is None:
            place = f"{posixpath.dirname(self.wishes.dockerfile)}/"
            file = editing.source_to_edit(
                project, lambda path: place != "/" and not path.startswith(place)
            ) or editing.source_to_edit(project)
        if not file:
            return None
        self.show.say(f"rebuilding after an edit of {file}, in a copy")
        copy = self.scratch / "context"
        editing.copy_context(project.root, copy)
        editing.edit(copy, file)
        self.callback(self._remove, self.edited, kept=False)
        builder = Builder(self.engine, self.show.step)
        edited = replace(recipe, context=copy)
        attempt = builder.build(edited, self.edited, frontend=first.frontend)
        installed = tuple(one for one in attempt.ran if INSTALLS.search(one))
        return Rebuild(file, attempt, installed)


def with_services(options: RunOptions, started: services.Services | None) -> RunOptions:
    """How to run it beside its services; what the user gave goes before the compose file."""
    if started is None:
        return options
    return replace(
        options,
        environment={**started.environment, **options.environment},
        command=options.command or started.command,
        networks=started.networks,
        alias=started.application or "app",
        restarts=3 if started.names else 0,
    )


def image_facts(engine: Engine, image: str, told: Mapping[str, Any], recipe: Recipe) -> ImageFacts:
    """What the engine tells of an image, set against what it is built on.

    An engine need not have the base image itself: what BuildKit fetches for a build gets no name.
    Then the history tells, where the last stage's instructions are the newest entries.
    """
    parsed = _parsed(recipe.text)
    layers = (told.get("RootFS") or {}).get("Layers") or []
    base, instructions = last_stage(parsed) if parsed else ("", 0)
    size, own = int(told["Size"]), len(layers)
    over = size
    known = engine.image(base) if base else None
    base_layers = ((known or {}).get("RootFS") or {}).get("Layers") or []
    if known and layers[: len(base_layers)] == base_layers:
        own, over = own - len(base_layers), size - int(known["Size"])
    elif base:
        newest = engine.history(image)[-instructions:] if instructions else []
        own = min(own, sum(1 for entry in newest if entry.size))
        over = sum(entry.size for entry in newest)
    user = str((told.get("Config") or {}).get("User") or "")
    stages = len(parsed.stages) if parsed else 1
    return ImageFacts(user, size, base, over, len(layers), own, stages)


def _parsed(text: str) -> syntax.Dockerfile | None:
    try:
        return syntax.parse(text)
    except UnusableInput:
        return None  # the engine took it, so it knows more of the syntax than this parser


def last_stage(parsed: syntax.Dockerfile) -> tuple[str, int]:
    """The image that the last stage is built on, and how many instructions are built on that.

    Returns:
        The image, empty for scratch; and the number of instructions.
    """
    arguments = dict[str, str]()
    for one in parsed.instructions:
        if one.keyword == "ARG" and one.stage < 0:
            name, _, value = one.arguments.partition("=")
            arguments[name] = value.strip("\"'")
    by_name = {stage.name.lower(): number for number, stage in enumerate(parsed.stages)}
    number, count = len(parsed.stages) - 1, 0
    while True:
        count += sum(1 for one in parsed.instructions if one.stage == number) - 1
        image = _expanded(parsed.stages[number].image, arguments)
        before = by_name.get(image.lower())
        if before is None or before >= number:
            return ("" if image == "scratch" else image), count
        number = before


def _expanded(text: str, arguments: Mapping[str, str]) -> str:
    """A FROM's image with its build arguments' defaults put in."""

    def value(match: re.Match[str]) -> str:
        return arguments.get(match[1] or match[3], "") or match[2] or ""

    return re.sub(r"\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)", value, text)
