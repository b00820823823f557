"""Ranges of versions, as npm writes them: https://docs.npmjs.com/cli/using-npm/semver-ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIGHEST = 999_999
"""Stands for the newest minor or patch of a line when a range is asked whether it admits it."""


def admits(wanted: str, version: str) -> bool:
    """Whether a range admits a version; a range that is none admits nothing."""
    import nodesemver

    try:
        return bool(nodesemver.satisfies(version, wanted, loose=True))
    except ValueError:
        return False


def newest(wanted: str, lines: Iterable[str]) -> str | None:
    """The tag that stands for the newest version in a range.

    Args:
        wanted: the range.
        lines: the known release lines, the most wanted first.

    Returns:
        A line where the range admits its newest version, else `major.minor`, else an exact
        version that the range names; None where nothing fits.
    """
    for line in lines:
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
