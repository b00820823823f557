"""What each stage of a Dockerfile is built on, and what its commands say.

Stages build on each other, tags may come from an `ARG`, and commands lie in several lines or in
a heredoc: https://docs.docker.com/reference/dockerfile/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.parser import Dockerfile, Instruction, parse

VARIABLE = lazy_regex(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")
FLAGS = lazy_regex(r"^(?:--[\w-]+(?:=\S+)?\s+)+")
COMMANDS = frozenset({"RUN", "CMD", "ENTRYPOINT"})


class Image(NamedTuple):
    """A reference to an image, taken apart.

    Args:
        repository: its repository, without the names that Docker Hub leaves out.
        tag: its tag; empty where there is none.
    """

    repository: str
    tag: str

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}" if self.tag else self.repository


class Command(NamedTuple):
    """What an instruction runs.

    Args:
        instruction: the instruction.
        text: the command as a shell reads it, each of its lines whole.
        before: what ran in the stage, and in those below it, before this.
    """

    instruction: Instruction
    text: str
    before: str


class BuildStage(NamedTuple):
    """A stage with what is below it.

    Args:
        name: its name; empty where it has none.
        instruction: its FROM.
        image: the image at the bottom of the stages that it builds on.
        own_image: whether its FROM itself names that image.
        commands: what it runs.
    """

    name: str
    instruction: Instruction
    image: Image
    own_image: bool
    commands: tuple[Command, ...]


def build_stages(text: str, file: str = "Dockerfile") -> list[BuildStage]:
    """The stages of a Dockerfile, in order.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    return list(stages_of(parse(text, file), text.split("\n")))


def stages_of(dockerfile: Dockerfile, lines: Sequence[str]) -> Iterator[BuildStage]:
    """The stages of a parsed Dockerfile, in order."""
    arguments = _arguments(dockerfile)
    bottoms: dict[str, tuple[Image, str]] = {}
    froms = [one for one in dockerfile.instructions if one.keyword == "FROM"]
    for number, (stage, instruction) in enumerate(zip(dockerfile.stages, froms, strict=True)):
        name = _filled(stage.image, arguments)
        own_image = name.lower() not in bottoms
        image, ran = bottoms.get(name.lower(), (image_of(name), ""))
        commands = []
        for one in dockerfile.instructions:
            if one.stage == number and one.keyword in COMMANDS:
                commands.append(Command(one, _command(one, lines), ran))
                ran += f"\n{commands[-1].text}"
        made = BuildStage(stage.name, instruction, image, own_image, tuple(commands))
        bottoms |= {key: (image, ran) for key in (stage.name.lower(), str(number)) if key}
        yield made


def _arguments(dockerfile: Dockerfile) -> dict[str, str]:
    """The defaults of the arguments that stand before the first stage."""
    found: dict[str, str] = {}
    for one in dockerfile.instructions:
        if one.keyword == "ARG" and one.stage < 0:
            for part in one.arguments.split():
                name, _, value = part.partition("=")
                found[name] = _filled(value.strip("\"'"), found)
    return found


def _filled(text: str, arguments: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return arguments.get(match[1] or match[3]) or match[2] or ""

    return VARIABLE.sub(value, text)


def image_of(reference: str) -> Image:
    """Take a reference apart: https://github.com/distribution/reference."""
    name = reference.partition("@")[0]
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, ""
    for prefix in ("docker.io/", "index.docker.io/", "library/"):
        repository = repository.removeprefix(prefix)
    return Image(repository, tag)


def _command(instruction: Instruction, lines: Sequence[str]) -> str:
    own = lines[instruction.first_line - 1 : instruction.last_line]
    kept = [line.strip() for line in own if not line.lstrip().startswith("#")]
    joined = "\n".join(kept).replace("\\\n", " ")
    text = FLAGS.sub("", joined.partition(" ")[2].lstrip())
    if text.startswith("["):
        try:
            return " ".join(str(part) for part in json.loads(text))
        except ValueError:
            return text
    return text
