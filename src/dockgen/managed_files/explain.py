"""Why each line of a Dockerfile is there.

The file on disk is laid beside what dockgen would render now, with the origins that were noted
while rendering. Lines that both have are explained by their origins; the others are the user's,
or come from an earlier run.
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
    origins = _origins_of(lines, rendered)
    known_before = set(earlier.splitlines())
    return [
        _explanation(one, lines, origins, known_before) for one in parse(text, file).instructions
    ]


def _origins_of(lines: Sequence[str], rendered: RenderedFile) -> list[Origin | None]:
    """For each line on disk its origin; None for a line that dockgen would not write."""
    found: list[Origin | None] = [None] * len(lines)
    matcher = difflib.SequenceMatcher(None, lines, rendered.text.splitlines(), autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            found[block.a + offset] = rendered.origins[block.b + offset]
    return found


def _explanation(
    one: Instruction,
    lines: Sequence[str],
    origins: Sequence[Origin | None],
    known_before: set[str],
) -> Explanation:
    span = range(one.first_line - 1, one.last_line)
    known = [origin for number in span if (origin := origins[number]) is not None]
    facts = dict.fromkeys(name for origin in known for name in origin.facts)
    reasons = [origin.why for origin in known if origin.why]
    if len(known) < len(span):
        strangers = {lines[number] for number in span if origins[number] is None}
        reasons.append(EARLIER if strangers <= known_before else YOURS)
    text = "\n".join(lines[number] for number in span)
    why = " ".join(dict.fromkeys(reasons))
    return Explanation(one, text, tuple(facts), why, one.comment)
