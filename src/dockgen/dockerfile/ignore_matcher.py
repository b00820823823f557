"""What an ignore file keeps out of a build context, by the engine's own rules.

The rules that https://docs.docker.com/build/concepts/context/#dockerignore-files gives are a part
of what happens; the rest was read off the engine (github.com/moby/patternmatcher and
github.com/tonistiigi/fsutil) and is held to it by a test that builds:

- a pattern is matched from the context's top, against a path and each folder above it; the last
  one that matches decides, and one that begins with `!` lets back in;
- a `!` pattern is only asked about what is kept out at that moment, and the others only about
  what is not. What a folder was not asked, its contents do not inherit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dockgen.dockerfile.ignore_patterns import Pattern

WILD = frozenset("*[]?^\\")
"""What keeps the engine from taking the beginning of a pattern for plain text."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a path is kept out.

    Args:
        ignored: whether it is.
        pattern: the pattern that decided it; None where none matched.
        matched: for each pattern whether it matched the path or a folder above, as far as asked.
    """

    ignored: bool = False
    pattern: Pattern | None = None
    matched: tuple[bool, ...] = field(default=(), repr=False)

    @property
    def kept_out_by(self) -> Pattern | None:
        """The pattern that keeps the path out; None where it is sent."""
        return self.pattern if self.ignored else None


@dataclass(frozen=True)
class Matcher:
    """The patterns of an ignore file, to be asked from the top of a tree down.

    Args:
        patterns: the patterns, in order.
    """

    patterns: Sequence[Pattern] = ()
    _above: dict[int, dict[str, bool]] = field(default_factory=dict, repr=False)

    @property
    def top(self) -> Verdict:
        """The verdict on the context itself, from which all others come."""
        return Verdict(matched=(False,) * len(self.patterns))

    def verdict(self, path: str, above: Verdict) -> Verdict:
        """The verdict on a path.

        Args:
            path: the path, from the context's top, with `/` between its parts.
            above: the verdict on the folder that it lies in.

        Raises:
            UnusableInput: a pattern is not one that the engine takes.
        """
        ignored, decisive, matched = False, None, []
        for pattern, already in zip(self.patterns, above.matched, strict=True):
            match = already or (pattern.negated == ignored and pattern.matches(path))
            if match:
                if pattern.negated == ignored:
                    decisive = pattern
                ignored = not pattern.negated
            matched.append(match)
        return Verdict(ignored, decisive, tuple(matched))

    def verdict_on(self, path: str) -> Verdict:
        """The verdict on a path whose folders were not asked before."""
        verdict, parts = self.top, path.split("/")
        for count in range(1, len(parts) + 1):
            verdict = self.verdict("/".join(parts[:count]), verdict)
        return verdict

    def can_be_skipped(self, folder: str, verdict: Verdict) -> bool:
        """Whether nothing below an ignored folder is let back in.

        The engine does not look below a folder where each `!` pattern begins with plain text and
        none of these texts leads there: it takes `!docs/*/**` for `!docs`, and so lets nothing
        back in from an ignored `docs/en`.
        """
        if not verdict.ignored:
            return False
        exceptions = [pattern for pattern in self.patterns if pattern.negated]
        stems = [one.text.removesuffix("/**").removesuffix("/*") for one in exceptions]
        if any(WILD.intersection(stem) for stem in stems):
            return not any(one.could_match_below(folder) for one in exceptions)
        return not any(f"{stem}/".startswith(f"{folder}/") for stem in stems)

    def withholding(self, file: str) -> Pattern | None:
        """The pattern for which a file that was let back in arrives without its content.

        When the client is asked for the content of a file that it has listed, it goes through the
        patterns anew, and now asks each about every folder above. A pattern that stands after the
        `!` and names such a folder then matches, and an empty file is sent.
        """
        if not self._repeats:
            return None
        ignored, decisive = False, None
        for pattern in self.patterns:
            if pattern.negated == ignored and self._matches_above(pattern, file):
                ignored, decisive = not ignored, pattern
        return decisive if ignored else None

    @cached_property
    def _repeats(self) -> bool:
        """Whether a pattern that keeps out follows one that lets back in."""
        kinds = [pattern.negated for pattern in self.patterns]
        return True in kinds and False in kinds[kinds.index(True) :]

    def _matches_above(self, pattern: Pattern, path: str) -> bool:
        """Whether a pattern matches a path or any folder above it."""
        if pattern.matches(path):
            return True
        above = path.rpartition("/")[0]
        if not above:
            return False
        known = self._above.setdefault(pattern.line, {})
        if above not in known:
            known[above] = self._matches_above(pattern, above)
        return known[above]

    def inherited(self, above: Verdict) -> Verdict:
        """The verdict on everything in a folder that no pattern matches by itself."""
        if not any(above.matched):
            return above
        ignored, decisive = False, None
        for pattern, already in zip(self.patterns, above.matched, strict=True):
            if already and pattern.negated == ignored:
                ignored, decisive = not ignored, pattern
        return Verdict(ignored, decisive, above.matched)

    def name_filter(self, folder: str, above: Verdict) -> Callable[[str], object]:
        """A quick test for the names in a folder.

        Where it says no, no pattern matches the path by itself, and `inherited` is the verdict;
        where it says yes, `verdict` has to be asked.

        Args:
            folder: the folder; empty for the context's top.
            above: the verdict on it.
        """
        depth = folder.count("/") + 1 if folder else 0
        expressions = []
        for pattern, already in zip(self.patterns, above.matched, strict=True):
            if already or (folder and not pattern.could_match_below(folder)):
                continue
            at, expression = pattern.name_test
            if expression is None:
                return _always
            if at is None or at == depth:
                expressions.append(expression)
        return re.compile("|".join(dict.fromkeys(expressions))).match if expressions else _never


def _always(_: str) -> bool:
    return True


def _never(_: str) -> bool:
    return False
