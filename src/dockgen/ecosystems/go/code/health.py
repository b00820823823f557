"""A subcommand or a flag by which a program asks itself whether it is well.

A base image without a shell has no other way to be asked from inside.
"""

from __future__ import annotations

from collections.abc import Sequence

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.go.code.source import GoFile

NAMES = r"(?:health|healthcheck|health-check|healthz|ping-self)"
ARGUMENT = lazy_regex(
    rf"\bos\.Args\[\d\]\s*==\s*\"(?P<name>-{{0,2}}{NAMES})\"|\bcase\s+\"(?P<case>{NAMES})\"\s*:"
)
FLAG = lazy_regex(rf"\bflag\.Bool(?:Var)?\(\s*(?:&?[\w.]+\s*,\s*)?\"(?P<name>{NAMES})\"")
COMMAND = lazy_regex(rf"\b(?:Use|Name):\s*\"(?P<name>{NAMES})\"")


def arguments(files: Sequence[GoFile]) -> Fact[str] | None:
    """What the program is called with to be asked; None where it cannot be."""
    for file in files:
        for pattern in (ARGUMENT, FLAG, COMMAND):
            match = pattern.search(file.code)
            if match is None or (
                "case" in match.groupdict() and match["case"] and not _of_arguments(file)
            ):
                continue
            name = match["name"] or match["case"]
            name = f"-{name}" if pattern is FLAG else name
            return Fact(name, file.evidence(match.start(), name))
    return None


def _of_arguments(file: GoFile) -> bool:
    """Whether a `switch` is over the arguments of the program."""
    return "switch os.Args[" in file.code or "switch flag.Arg(" in file.code
