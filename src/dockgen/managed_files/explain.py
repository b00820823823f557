"""Why each line of a Dockerfile is there.

The file on disk is laid beside what dockgen wrote last, and that beside what it would render now,
with the origins that were noted while rendering. Lines that all have in the same place are
explained by their origins; the others are the user's, or come from an earlier run.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Fact, FactValue
from dockgen.dockerfile.parser import Instruction, lines_of, parse
from dockgen.rendering.render import Origin, RenderedFile

YOURS = "yours: dockgen did not write it"
EARLIER = "from an earlier run: the project has changed since"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One instruction with the reasons for it.

    Args:
        instruction: the instruction, with its lines.
        text: its lines, as they stand in the file.
        facts: the names of the facts that are printed in it.
        why: the policies behind it, or whose it is.
        comment: what the file itself says directly above it.
    """

    instruction: Instruction
    text: str
    facts: tuple[str, ...]
    why: str
    comment: str

    def as_json(self, facts: Mapping[str, Fact[FactValue]]) -> dict[str, object]:
        """The explanation as plain data."""
        return {
            "first_line": self.instruction.first_line,
            "last_line": self.instruction.last_line,
            "instruction": self.instruction.keyword,
            "text": self.text,
            "why": self.why or self.comment,
            "facts": {name: facts[name].as_json() for name in self.facts if name in facts},
        }


def explain(
    text: str, rendered: RenderedFile, earlier: str = "", file: str = "Dockerfile"
) -> list[Explanation]:
    """Explain every instruction of a Dockerfile.

    Args:
        text: the file on disk.
        rendered: what dockgen would write now, with its origins.
        earlier: what dockgen wrote last.
        file: the file's name, for error messages.

    Raises:
        UnusableInput: the file is not a Dockerfile.
    """
    lines = lines_of(text)
    written = earlier or rendered.text
    places = _places(text, written, file)
    now = _places(written, rendered.text, file)
    return [
        _explanation(one, lines, places, now, rendered.origins)
        for one in parse(text, file).instructions
    ]


def _places(text: str, other: str, file: str) -> list[int | None]:
    """For each line the line of another text that it is; None for one that is not there.

    Only lines of the same stage and of the same instruction are the same: what is written alike
    elsewhere was written for another reason.
    """
    ours, theirs = _placed_lines(text, file), _placed_lines(other, file)
    found: list[int | None] = [None] * len(ours)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            found[block.a + offset] = block.b + offset
    return found


def _placed_lines(text: str, file: str) -> list[tuple[str, str, str]]:
    """Each line with its stage and the kind of its instruction."""
    lines = lines_of(text)
    parsed = parse(text, file) if text else None
    where = [("", "")] * len(lines)
    for one in parsed.instructions if parsed else ():
        number = one.stage
        stage = parsed.stages[number] if parsed and number >= 0 else None
        name = (stage.name or str(number)) if stage else ""
        for line in range(one.first_line - 1, one.last_line):
            where[line] = (name, one.keyword)
    return [(*place, line) for place, line in zip(where, lines, strict=True)]


def _explanation(
    one: Instruction,
    lines: Sequence[str],
    places: Sequence[int | None],
    now: Sequence[int | None],
    origins: Sequence[Origin],
) -> Explanation:
    span = range(one.first_line - 1, one.last_line)
    before = [places[number] for number in span]
    ours = before[0] is not None or sum(place is not None for place in before) * 2 > len(span)
    here = [now[place] if ours and place is not None else None for place in before]
    known = [origins[place] for place in here if place is not None]
    facts = dict.fromkeys(name for origin in known for name in origin.facts)
    reasons = [origin.why for origin in known if origin.why]
    if len(known) < len(span):
        kept = ours and None not in before
        reasons.append(EARLIER if kept else YOURS)
    text = "\n".join(lines[number] for number in span)
    why = " ".join(dict.fromkeys(reasons))
    return Explanation(one, text, tuple(facts), why, one.comment)
