"""A Dockerfile with everything resolved that the file itself decides.

Variables are expanded, stages know what they build on, COPY knows from where and to where, and
commands are taken apart. What the file does not decide is None, and never a guess.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dockgen.dockerfile.arguments import expanded_text, flags_and_words, mounts, pairs_of, words_of
from dockgen.dockerfile.copied_sources import REMOTE
from dockgen.dockerfile.parser import STAGE, Dockerfile, Instruction, lines_of, parse
from dockgen.dockerfile.shell_commands import ShellCommand, commands_in, script_of
from dockgen.dockerfile.stages import Image, image_of

RUNS = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What a COPY, an ADD or a bind mount takes.

    Args:
        sources: the paths; None for one that is not known.
        destination: the absolute path that they go to, with a `/` at its end where it is written
            as a folder; None where it is not known.
        stage: the number of the stage they come from; None where they come from the context or
            from an image.
        origin: the value of `--from` or `from=`; empty for the context.
        mounted: whether they are only there while the command runs.
    """

    sources: tuple[str | None, ...]
    destination: str | None
    stage: int | None = None
    origin: str = ""
    mounted: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction of a stage, with what holds when it runs.

    Args:
        instruction: the instruction.
        folder: the working folder; None where the base image decides it.
        commands: the simple commands that it runs.
        exec_form: the words of its exec form; None in shell form.
        taken: what it takes.
        variables: what is known of ARG and ENV.
    """

    instruction: Instruction
    folder: str | None
    commands: tuple[ShellCommand, ...] = ()
    exec_form: tuple[str, ...] | None = None
    taken: tuple[Taken, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def keyword(self) -> str:
        """The keyword, in capitals."""
        return self.instruction.keyword

    @property
    def line(self) -> int:
        """The line of the keyword."""
        return self.instruction.first_line


@dataclass(frozen=True, slots=True)
class ResolvedStage:
    """A stage.

    Args:
        number: counted from 0.
        name: in lower case; empty where it has none.
        instruction: its FROM.
        reference: the image or stage that it starts from; None where a variable is not known.
        parent: the number of the stage that it starts from; None where that is an image.
        steps: its instructions after FROM.
        folder: the working folder at its end; None where the base image decides it.
    """

    number: int
    name: str
    instruction: Instruction
    reference: str | None
    parent: int | None
    steps: tuple[Step, ...]
    folder: str | None

    @property
    def line(self) -> int:
        """The line of its FROM."""
        return self.instruction.first_line

    @property
    def image(self) -> Image | None:
        """The image that it starts from; None for a stage, or where it is not known."""
        if self.parent is not None or self.reference is None:
            return None
        return image_of(self.reference)


@dataclass(frozen=True)
class Resolved:
    """A resolved Dockerfile.

    Args:
        parsed: the Dockerfile as it is written.
        lines: its lines.
        stages: its stages.
        globals: the arguments before the first FROM, with their values.
    """

    parsed: Dockerfile
    lines: tuple[str, ...]
    stages: tuple[ResolvedStage, ...]
    globals: Mapping[str, str]

    def chain(self, stage: ResolvedStage) -> tuple[ResolvedStage, ...]:
        """The stages that a stage builds on, the lowest first, itself last."""
        return self._chains[stage.number]

    @cached_property
    def _chains(self) -> tuple[tuple[ResolvedStage, ...], ...]:
        made: list[tuple[ResolvedStage, ...]] = []
        for stage in self.stages:
            below = made[stage.parent] if stage.parent is not None else ()
            made.append((*below, stage))
        return tuple(made)

    def steps(self, stage: ResolvedStage) -> Iterator[Step]:
        """All steps of a stage, those of the stages below it first."""
        for one in self.chain(stage):
            yield from one.steps

    def bottom(self, stage: ResolvedStage) -> Image | None:
        """The image at the bottom of a stage; None where it is not known."""
        return self.chain(stage)[0].image

    def named(self, name: str) -> ResolvedStage | None:
        """The last stage of that name, or of that number."""
        wanted = name.lower()
        for stage in reversed(self.stages):
            if wanted in (stage.name, str(stage.number)):
                return stage
        return None

    def reached(self, *targets: int) -> frozenset[int]:
        """The numbers of the stages that are built for some stages, these among them."""
        found, waiting = set[int](), list(targets)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self._uses[number]
        return frozenset(found)

    @cached_property
    def _uses(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(
                one
                for one in (
                    stage.parent,
                    *(taken.stage for step in stage.steps for taken in step.taken),
                )
                if one is not None
            )
            for stage in self.stages
        )

    @property
    def last(self) -> ResolvedStage:
        """The stage that a plain build makes."""
        return self.stages[-1]

    def effective(self, stage: ResolvedStage, keyword: str) -> Step | None:
        """The last instruction of that kind that holds for a stage, or None."""
        found = [step for step in self.steps(stage) if step.keyword == keyword]
        return found[-1] if found else None


def resolve(text: str, file: str = "Dockerfile", args: Mapping[str, str] | None = None) -> Resolved:
    """Resolve a Dockerfile.

    Args:
        text: its content.
        file: its name, for error messages.
        args: the build arguments that are given, by name.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    parsed = parse(text, file)
    lines = tuple(lines_of(text))
    reading = _Reading(parsed, lines, args or {})
    reading.run()
    return Resolved(parsed, lines, tuple(reading.stages), reading.globals)


class _Reading:
    """Goes through the instructions once."""

    def __init__(self, parsed: Dockerfile, lines: tuple[str, ...], args: Mapping[str, str]) -> None:
        self.parsed, self.lines, self.args = parsed, lines, args
        self.escape = parsed.directives.get("escape", "\\")
        self.globals: dict[str, str] = {}
        self.stages: list[ResolvedStage] = []
        self.values: dict[str, str] = {}
        self.folder: str | None = None
        self.steps: list[Step] = []
        self.opened: tuple[Instruction, str, str | None, int | None] | None = None
        self.known: dict[int, dict[str, str]] = {}

    def run(self) -> None:
        """Resolve all instructions."""
        for one in self.parsed.instructions:
            if one.keyword == "FROM":
                self._close()
                self._open(one)
            elif self.opened is None:
                self._argument(one, self.globals)
            else:
                self._step(one)
        self._close()

    def _open(self, one: Instruction) -> None:
        match = STAGE.match(one.arguments)
        image, name = (match["image"], match["name"] or "") if match else ("", "")
        reference = expanded_text(image, self.globals) or None
        parent = self._stage_named(reference) if reference else None
        self.values = dict(self.known[parent]) if parent is not None else {}
        self.folder = self.stages[parent].folder if parent is not None else None
        if reference == "scratch":
            self.folder = "/"
        self.steps = []
        self.opened = (one, name.lower(), reference, parent)

    def _stage_named(self, reference: str) -> int | None:
        wanted = reference.lower()
        found = [stage.number for stage in self.stages if stage.name == wanted]
        return found[-1] if found else None

    def _close(self) -> None:
        if self.opened is None:
            return
        one, name, reference, parent = self.opened
        number = len(self.stages)
        self.known[number] = self.values
        steps = tuple(self.steps)
        self.stages.append(ResolvedStage(number, name, one, reference, parent, steps, self.folder))

    def _argument(self, one: Instruction, values: dict[str, str]) -> None:
        for word in words_of(one.arguments) if one.keyword == "ARG" else ():
            name, separator, value = word.partition("=")
            if name in self.args:
                values[name] = self.args[name]
            elif not separator and name in self.globals:
                values[name] = self.globals[name]
            else:
                expanded = expanded_text(value, values) if separator else None
                _set(values, name, expanded)

    def _step(self, one: Instruction) -> None:
        keyword = one.keyword
        if keyword == "ARG":
            self._argument(one, self.values)
        elif keyword == "ENV":
            given = dict(self.values)
            for name, value in pairs_of(one.arguments):
                _set(self.values, name, expanded_text(value, given))
        elif keyword == "WORKDIR":
            self.folder = self._absolute(one.arguments.strip("\"'"))
        made = Step(one, self.folder, variables=dict(self.values))
        if keyword in ("COPY", "ADD"):
            made = Step(one, self.folder, taken=tuple(self._copied(one)), variables=made.variables)
        elif keyword in RUNS:
            taken = tuple(self._mounted(one)) if keyword == "RUN" else ()
            commands, form = self._commands(one)
            made = Step(one, self.folder, commands, form, taken, made.variables)
        self.steps.append(made)

    def _absolute(self, path: str) -> str | None:
        expanded = expanded_text(path, self.values)
        if expanded is None:
            return None
        if expanded.startswith("/"):
            return posixpath.normpath(expanded)
        return posixpath.normpath(posixpath.join(self.folder, expanded)) if self.folder else None

    def _copied(self, one: Instruction) -> Iterator[Taken]:
        flags, words = flags_and_words(one.arguments)
        if len(words) < 2:
            return
        given = [flag.removeprefix("--from=") for flag in flags if flag.startswith("--from=")]
        origin = expanded_text(given[0], self.globals | self.values) if given else ""
        stage = self._origin(origin) if origin else None
        sources = tuple(
            None if origin is None else expanded_text(word, self.values)
            for word in words[:-1]
            if not word.startswith("<<") and not REMOTE.match(word)
        )
        end = "/" if words[-1].endswith(("/", "/.")) or words[-1] in (".", "./") else ""
        place = self._absolute(words[-1])
        destination = None if place is None else place.rstrip("/") + end or "/"
        named = given[0] if given else ""
        yield Taken(sources, destination, stage, origin or named)

    def _origin(self, origin: str) -> int | None:
        if origin.isdigit() and int(origin) < len(self.stages):
            return int(origin)
        return self._stage_named(origin)

    def _mounted(self, one: Instruction) -> Iterator[Taken]:
        for mount in mounts(one):
            if mount.get("type", "bind") != "bind":
                continue
            origin = expanded_text(mount.get("from", ""), self.globals | self.values) or ""
            source = expanded_text(mount.get("source", mount.get("src", "")), self.values)
            target = mount.get("target", mount.get("dst", mount.get("destination", "")))
            stage = self._origin(origin) if origin else None
            place = self._absolute(target) if target else None
            yield Taken((source,), place, stage, origin or mount.get("from", ""), mounted=True)

    def _commands(
        self, one: Instruction
    ) -> tuple[tuple[ShellCommand, ...], tuple[str, ...] | None]:
        arguments = one.arguments
        if one.keyword == "HEALTHCHECK":
            place = arguments.upper().find("CMD")
            arguments = arguments[place + 3 :].strip() if place >= 0 else ""
        form = _exec_form(arguments)
        if form is not None:
            command = ShellCommand(form, one.first_line, " ".join(form))
            return ((command,) if form else ()), form
        if one.keyword == "HEALTHCHECK":
            return tuple(commands_in([(arguments, one.first_line)])), None
        return tuple(commands_in(script_of(one, self.lines, self.escape))), None


def _set(values: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value


def _exec_form(arguments: str) -> tuple[str, ...] | None:
    _, words = flags_and_words(arguments)
    rest = arguments
    while rest.startswith("--"):
        rest = rest.partition(" ")[2].lstrip()
    if not rest.startswith("["):
        return None
    try:
        found = json.loads(rest)
    except ValueError:
        return None
    if isinstance(found, list) and all(isinstance(word, str) for word in found):
        return tuple(words)
    return None
