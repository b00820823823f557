"""What the user adds to a Dockerfile by way of `.dockgen.yml`: instructions and packages.

They are part of every rendering, so no update can lose them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.parser import parse

POINTS = {
    "after_dependencies": "after the dependencies are installed, before the sources are copied",
    "before_user": "in the runtime stage, as root, before the switch to the run-time user",
    "at_end": "at the end of the runtime stage",
}
"""Where instructions can be added, and what each place is for."""

FORBIDDEN = lazy_regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff]")
"""Characters that would leave their line, or that rendering marks lines with."""

PACKAGE = lazy_regex(r"[A-Za-z0-9][\w.+:~=<>@*-]*", re.ASCII)
"""The name of a package of apt or apk, with a version if it has one."""

Lines = Fact[tuple[str, ...]]


class Additions(NamedTuple):
    """What the user adds.

    Args:
        fragments: lines of instructions, by the point where they go.
        packages: names of packages, by the stage that they go into.
    """

    fragments: Mapping[str, Lines] = MappingProxyType({})
    packages: Mapping[str, Lines] = MappingProxyType({})

    def as_facts(self) -> dict[str, Lines]:
        """The additions under the names that they have as facts."""
        named = {f"fragments.{point}": lines for point, lines in self.fragments.items()}
        return named | {f"packages.{stage}": names for stage, names in self.packages.items()}


def fragment(text: str, evidence: Evidence, *, lines_are_the_files: bool) -> Lines:
    """Check instructions that are to be put into a stage.

    Args:
        text: the instructions.
        evidence: where they stand; its line is that of the first one.
        lines_are_the_files: whether each line has a line of that file to itself.

    Raises:
        UnusableInput: they are no instructions, begin another stage, or would take in what
            follows them.
    """

    def wrong(what: str, number: int) -> UnusableInput:
        first = evidence.line or 1
        line = first + number - 1 if lines_are_the_files else first
        return UnusableInput(f"{evidence.key} {what}", file=evidence.file, line=line)

    lines = text.rstrip().split("\n")
    for number, line in enumerate(lines, start=1):
        if FORBIDDEN.search(line):
            raise wrong("contains a control character", number)
    try:
        # The empty line keeps a comment at the top from being read as a parser directive.
        parsed = parse("\n" + "\n".join(lines))
    except UnusableInput as problem:
        raise wrong(
            f"is not valid Dockerfile syntax: {problem.message}", (problem.line or 2) - 1
        ) from None
    for one in parsed.instructions:
        if one.keyword == "FROM":
            raise wrong("must not start another stage with FROM", one.first_line - 1)
    if lines[-1].endswith("\\"):
        raise wrong("must not end with a backslash, which would include the next line", len(lines))
    return Fact(tuple(lines), evidence)


def packages(names: tuple[str, ...], evidence: Evidence) -> Lines:
    """Check names of packages.

    Raises:
        UnusableInput: there is none, or one is not a name.
    """
    for name in names or ("",):
        if not PACKAGE.fullmatch(name):
            raise UnusableInput(
                f"{evidence.key} must be package names, not {name!r}",
                file=evidence.file,
                line=evidence.line,
            )
    return Fact(tuple(dict.fromkeys(names)), evidence)
