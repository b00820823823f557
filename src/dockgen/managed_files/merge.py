"""Three-way merge of texts, line by line.

What the user changed since the last run and what dockgen would change now are both differences
to the same text. Where they touch different lines, both hold; where they touch the same lines,
nobody but the user can say which is meant: a conflict.

Two lines are the same line if they differ only in white space around them, so that a file that
was indented anew, lost its trailing blanks or got other line ends is still the same file. Why
not the library that there is: docs/decisions/0020-own-three-way-merge.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

Lines = Sequence[str]
Taken = Literal["yours", "theirs", "conflict"]

START, MIDDLE, END = "<<<<<<<", "=======", ">>>>>>>"
"""The marks that git writes: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the merged text.

    Args:
        taken: whose lines stand there: `yours` (also where nobody changed anything), `theirs`,
            or `conflict` where both changed the same lines in different ways.
        base: the lines of the last run that it comes from.
        yours: the same stretch of the user's text.
        theirs: the same stretch of the new text.
    """

    taken: Taken
    base: range
    yours: range
    theirs: range


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of the base that one side replaces with its own; one of both may be empty."""

    base: range
    side: range

    @property
    def growth(self) -> int:
        return len(self.side) - len(self.base)


def key(line: str) -> str:
    """What makes a line the same line: its text without the white space around it."""
    return line.strip()


def cut(lines: Lines, part: range) -> Lines:
    """The lines of a stretch."""
    return lines[part.start : part.stop]


def merge(base: Lines, yours: Lines, theirs: Lines) -> list[Chunk]:
    """Merge two texts that were made from the same one.

    Args:
        base: the text that both were made from.
        yours: the user's text.
        theirs: the new text.

    Returns:
        The merged text, in stretches, from its first line to its last.
    """
    mine = _hunks([key(line) for line in base], [key(line) for line in yours])
    new = _hunks(base, theirs)
    chunks: list[Chunk] = []
    done, mine_grown, new_grown = 0, 0, 0
    for mine_here, new_here in _groups(mine, new):
        both = [hunk.base for hunk in (*mine_here, *new_here)]
        start, stop = min(part.start for part in both), max(part.stop for part in both)
        chunks.append(_same(range(done, start), mine_grown, new_grown))
        part = Chunk(
            _taken(mine_here, new_here),
            range(start, stop),
            _moved(range(start, stop), mine_grown, mine_here),
            _moved(range(start, stop), new_grown, new_here),
        )
        chunks += _settle(part, yours, theirs) if part.taken == "conflict" else [part]
        done = stop
        mine_grown += sum(hunk.growth for hunk in mine_here)
        new_grown += sum(hunk.growth for hunk in new_here)
    chunks.append(_same(range(done, len(base)), mine_grown, new_grown))
    return [one for one in chunks if one.base or one.yours or one.theirs]


def _hunks(base: Lines, side: Lines) -> list[_Hunk]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [
        _Hunk(range(first, last), range(side_first, side_last))
        for kind, first, last, side_first, side_last in matcher.get_opcodes()
        if kind != "equal"
    ]


def _groups(
    mine: Sequence[_Hunk], new: Sequence[_Hunk]
) -> Iterator[tuple[list[_Hunk], list[_Hunk]]]:
    """The hunks in the order of the base, those of both sides that overlap together."""
    waiting = [(hunk, 0) for hunk in mine] + [(hunk, 1) for hunk in new]
    waiting.sort(key=lambda one: (one[0].base.start, one[0].base.stop))
    group: tuple[list[_Hunk], list[_Hunk]] = ([], [])
    for hunk, side in waiting:
        others = group[1 - side]
        if not any(_overlap(hunk.base, other.base) for other in others):
            if group[0] or group[1]:
                yield group
            group = ([], [])
        group[side].append(hunk)
    if group[0] or group[1]:
        yield group


def _overlap(one: range, other: range) -> bool:
    """Whether two stretches share a line, one lies inside the other, or both add at one place.

    Lines that one side adds directly before or after lines that the other side changes are not
    an overlap: their order is plain.
    """
    if not one and not other:
        return one.start == other.start
    return one.start < other.stop and other.start < one.stop


def _taken(mine: Sequence[_Hunk], new: Sequence[_Hunk]) -> Taken:
    if mine and new:
        return "conflict"
    return "yours" if mine else "theirs"


def _same(part: range, mine_grown: int, new_grown: int) -> Chunk:
    return Chunk("yours", part, _moved(part, mine_grown, ()), _moved(part, new_grown, ()))


def _moved(part: range, grown: int, hunks: Sequence[_Hunk]) -> range:
    """Where a stretch of the base lies on one side."""
    within = sum(hunk.growth for hunk in hunks)
    return range(part.start + grown, part.stop + grown + within)


def _settle(part: Chunk, yours: Lines, theirs: Lines) -> Iterator[Chunk]:
    """A conflict without the lines that both sides agree on at its ends."""
    mine = [key(line) for line in cut(yours, part.yours)]
    new = [key(line) for line in cut(theirs, part.theirs)]
    before = _agreeing(mine, new)
    after = _agreeing(mine[before:][::-1], new[before:][::-1])
    start, stop = part.base.start, part.base.stop
    head = Chunk("yours", range(start, start), part.yours[:before], part.theirs[:before])
    tail = Chunk(
        "yours",
        range(stop, stop),
        part.yours[len(mine) - after :],
        part.theirs[len(new) - after :],
    )
    core = Chunk(
        "conflict",
        part.base,
        part.yours[before : len(mine) - after],
        part.theirs[before : len(new) - after],
    )
    return iter((head, _plain_core(core), tail))


def _plain_core(core: Chunk) -> Chunk:
    """Take a side where both made the same change, or where one added to what both added."""
    if not core.yours and not core.theirs:
        return replace(core, taken="yours")
    if not core.base and not core.theirs:
        return replace(core, taken="yours")
    if not core.base and not core.yours:
        return replace(core, taken="theirs")
    return core


def _agreeing(one: Lines, other: Lines) -> int:
    """How many lines at the start are the same."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def merged(
    chunks: Sequence[Chunk],
    yours: Lines,
    theirs: Lines,
    label: Callable[[Chunk], str] | None = None,
    end: str = "",
) -> tuple[list[str], list[int]]:
    """The lines of the merged text.

    Args:
        chunks: what `merge` returned.
        yours: the user's lines.
        theirs: the new lines.
        label: what to call the new side of a conflict, which is then written with marks around
            both sides; without it, the user's side of a conflict is kept.
        end: what the marks end in, for a text whose lines do.

    Returns:
        The lines, and the numbers, counted from 1, of those that a conflict begins on.
    """
    lines: list[str] = []
    conflicts: list[int] = []
    for chunk in chunks:
        if chunk.taken == "conflict":
            conflicts.append(len(lines) + 1)
        if chunk.taken == "conflict" and label is not None:
            lines += [f"{START} yours{end}", *cut(yours, chunk.yours), f"{MIDDLE}{end}"]
            lines += [*cut(theirs, chunk.theirs), f"{END} {label(chunk)}{end}"]
        elif chunk.taken == "theirs":
            lines += cut(theirs, chunk.theirs)
        else:
            lines += cut(yours, chunk.yours)
    return lines, conflicts


def rejected(
    chunks: Sequence[Chunk], base: Lines, theirs: Lines, label: Callable[[Chunk], str]
) -> list[str]:
    """The conflicts as a unified diff of what could not be put in; empty where there are none.

    Each stands under the place in the merged text where it would go, with the user's lines kept
    there: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html.
    """
    lines: list[str] = []
    at = 0
    for chunk in chunks:
        here = chunk.theirs if chunk.taken == "theirs" else chunk.yours
        if chunk.taken == "conflict":
            old, new = cut(base, chunk.base), cut(theirs, chunk.theirs)
            lines.append(f"@@ -{at + 1},{len(old)} +{at + 1},{len(new)} @@ {label(chunk)}")
            lines += [f"-{line}" for line in old] + [f"+{line}" for line in new]
        at += len(here)
    return lines


def marked_line(text: str) -> int | None:
    """The line, counted from 1, of the first conflict that still stands in a text, or None."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith((f"{START} ", f"{END} ")):
            return number
    return None
