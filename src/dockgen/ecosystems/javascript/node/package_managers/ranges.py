"""Ranges of versions, as npm writes them: https://docs.npmjs.com/cli/using-npm/semver-ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

HIGHEST = 999_999
"""Stands for the newest minor or patch of a line when a range is asked whether it admits it."""


def major(version: str) -> int:
    """The line that a version belongs to; 0 where it is a word."""
    return int(re.sub(r"\D.*", "", version) or 0)


def newest_of(version: str) -> str:
    """The newest version that a version of one, two or three numbers stands for."""
    return ".".join([*version.split("."), str(HIGHEST), str(HIGHEST)][:3])


@lru_cache(maxsize=4096)
def admits(wanted: str, version: str) -> bool:
    """Whether a range admits a version; a range that is none admits nothing."""
    import nodesemver

    try:
        return bool(nodesemver.satisfies(version, wanted, loose=True))
    except ValueError:
        return False


def _older(wanted: str, known: tuple[str, ...]) -> list[str]:
    """The lines between those that a range names, the newest first: `>=12 <15` may mean 14.

    Lines that are out of support for long are not known one by one; none is newer than a known one.
    """
    newest_known = max(map(major, known), default=0)
    named = [int(one) for one in re.findall(r"(?<![\w.])v?(\d{1,3})(?!\w)", wanted)]
    if not named:
        return []
    return [str(line) for line in range(min(max(named), newest_known), min(named) - 1, -1)]


def newest(wanted: str, lines: Iterable[str]) -> str | None:
    """The tag that stands for the newest version in a range.

    Args:
        wanted: the range.
        lines: the known release lines, the most wanted first.

    Returns:
        A line where the range admits its newest version, of those that the range names too; else
        `major.minor`, else an exact version that the range names; None where nothing fits.
    """
    known = tuple(lines)
    for line in dict.fromkeys([*known, *_older(wanted, known)]):
        if any(
            admits(wanted, f"{line}.{rest}") for rest in (f"{HIGHEST}.{HIGHEST}", f"{HIGHEST}.0")
        ):
            return line
    for major, minor in re.findall(r"(\d+)\.(\d+)", wanted):
        if admits(wanted, f"{major}.{minor}.{HIGHEST}"):
            return f"{major}.{minor}"
    for version in re.findall(r"\d+\.\d+\.\d+", wanted):
        if admits(wanted, version):
            return str(version)
    return None
