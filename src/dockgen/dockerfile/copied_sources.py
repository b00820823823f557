"""What a Dockerfile takes from the build context: the sources of COPY, ADD and bind mounts.

https://docs.docker.com/reference/dockerfile/#copy,
https://docs.docker.com/reference/dockerfile/#run---mounttypebind
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.arguments import expanded_text, flags_and_words, mounts, pairs_of, words_of
from dockgen.dockerfile.parser import Dockerfile, Instruction

REMOTE = lazy_regex(r"[a-z][a-z0-9+.-]*://|git@", re.IGNORECASE)
WILDCARDS = lazy_regex(r"(?<!\\)[*?\[]")


@dataclass(frozen=True, slots=True)
class Source:
    """Something that an instruction takes from the context.

    Args:
        path: the path or pattern, from the context's top; empty for all of it.
        keyword: COPY, ADD or RUN.
        line: the instruction's line.
        used: whether the last stage needs it, so that a plain build asks for it.
    """

    path: str
    keyword: str
    line: int
    used: bool = True

    @property
    def is_pattern(self) -> bool:
        """Whether it names files by wildcards."""
        return WILDCARDS.search(self.path) is not None


def sources(dockerfile: Dockerfile) -> tuple[Source, ...]:
    """What the instructions take from the context, in order.

    A source that a build argument without a default decides is left out.
    """
    needed = _needed_stages(dockerfile)
    known = Variables(dockerfile)
    found = []
    for instruction in dockerfile.instructions:
        known.see(instruction)
        for raw in _raw_sources(instruction):
            path = known.expanded(raw, instruction.stage)
            if path is not None:
                cleaned = posixpath.normpath(f"/{path}").lstrip("/")
                used = instruction.stage in needed
                found.append(
                    Source(cleaned, instruction.keyword, instruction.first_line, used=used)
                )
    return tuple(found)


def _raw_sources(instruction: Instruction) -> Iterator[str]:
    if instruction.keyword in ("COPY", "ADD"):
        origin, words = copied_words(instruction)
        if origin is None:
            yield from words[:-1]
    elif instruction.keyword == "RUN":
        for mount in mounts(instruction):
            if mount.get("type", "bind") == "bind" and "from" not in mount:
                yield mount.get("source", mount.get("src", "."))


def copied_words(instruction: Instruction) -> tuple[str | None, list[str]]:
    """What a COPY or ADD names with `--from`, or None, and its sources with the target last."""
    flags, words = flags_and_words(instruction.arguments)
    start = "--from="
    origin = next((flag.removeprefix(start) for flag in flags if flag.startswith(start)), None)
    return origin, [word for word in words if not word.startswith("<<") and not REMOTE.match(word)]


def _needed_stages(dockerfile: Dockerfile) -> set[int]:
    """The numbers of the stages that the last one is made from, itself among them."""
    stages = dockerfile.stages
    by_name = {stage.name.lower(): number for number, stage in enumerate(stages) if stage.name}
    by_name |= {str(number): number for number in range(len(stages))}
    uses: dict[int, set[int]] = {number: set() for number in range(len(stages))}
    for instruction in dockerfile.instructions:
        if instruction.stage in uses:
            names = _stages_named(instruction)
            uses[instruction.stage] |= {by_name[name] for name in names if name in by_name}
    for number, stage in enumerate(stages):
        parent = by_name.get(stage.image.lower())
        if parent is not None and parent < number:
            uses[number].add(parent)
    needed, waiting = set[int](), [len(stages) - 1]
    while waiting:
        number = waiting.pop()
        if number in uses and number not in needed:
            needed.add(number)
            waiting += uses[number]
    return needed


def _stages_named(instruction: Instruction) -> set[str]:
    if instruction.keyword == "RUN":
        return {mount["from"].lower() for mount in mounts(instruction) if "from" in mount}
    if instruction.keyword == "COPY":
        flags, _ = flags_and_words(instruction.arguments)
        return {
            flag.removeprefix("--from=").lower() for flag in flags if flag.startswith("--from=")
        }
    return set()


class Variables:
    """The values of ARG and ENV as far as the file itself decides them."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._stages = dockerfile.stages
        self._of_stage: dict[int, dict[str, str]] = {-1: {}}

    def see(self, instruction: Instruction) -> None:
        """Note what an instruction sets."""
        if instruction.keyword == "FROM":
            self._of_stage[instruction.stage] = dict(self._of_parent(instruction.stage))
        values = self._of_stage.setdefault(instruction.stage, {})
        if instruction.keyword == "ARG":
            for word in words_of(instruction.arguments):
                name, separator, value = word.partition("=")
                if not separator and name in self._of_stage[-1]:
                    values[name] = self._of_stage[-1][name]
                elif separator:
                    self._set(values, name, value)
        elif instruction.keyword == "ENV":
            for name, value in pairs_of(instruction.arguments):
                self._set(values, name, value)

    def _of_parent(self, stage: int) -> Mapping[str, str]:
        names = [one.name.lower() for one in self._stages[:stage]]
        image = self._stages[stage].image.lower()
        return self._of_stage[names.index(image)] if image in names else {}

    @staticmethod
    def _set(values: dict[str, str], name: str, value: str) -> None:
        expanded = expanded_text(value, values)
        if expanded is None:
            values.pop(name, None)
        else:
            values[name] = expanded

    def expanded(self, word: str, stage: int) -> str | None:
        """A word with its variables and quotes resolved; None where a value is not known."""
        return expanded_text(word, self._of_stage.get(stage, {}))
