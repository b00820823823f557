"""The address that a program is told apart from its port: a flag or a variable of its own."""

from __future__ import annotations

from collections.abc import Sequence

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.go.code.source import GoFile

LOCAL = r"\"(?:localhost|127\.0\.0\.1|::1|\[::1\])\""
NAMES = r"(?:(?:http|listen|server|bind|web|app|api)[-_.]?)?(?:host|hostname|ip|bind)"
FLAG = lazy_regex(
    rf"\.String(?:VarP|Var|P)?\(\s*(?:&?[\w.]+\s*,\s*)?\"(?P<name>{NAMES})\"\s*,\s*"
    rf"(?:\"\w?\"\s*,\s*)?{LOCAL}\s*,"
)
"""`flag.String("host", "localhost", …)`."""

VARIABLE = lazy_regex(
    rf"(?i:env)\w*\(\s*\"(?P<name>(?i:{NAMES}))\"\s*,\s*{LOCAL}\s*\)"
    rf"|`[^`\n]*\b(?:env|envconfig):\"(?P<tagged>(?i:{NAMES}))\"[^`\n]*"
    rf"\b(?:envDefault|default):{LOCAL}[^`\n]*`"
)
"""`getEnv("HOST", "127.0.0.1")`, and a field with tags."""


def flag(files: Sequence[GoFile]) -> Fact[str] | None:
    """The flag whose default reaches nothing outside the container; None where there is none."""
    for file in files:
        match = FLAG.search(file.code)
        if match is not None:
            return Fact(match["name"], file.evidence(match.start(), match["name"]))
    return None


def variable(files: Sequence[GoFile]) -> Fact[str] | None:
    """The variable whose default reaches nothing outside the container; None where none is."""
    for file in files:
        match = VARIABLE.search(file.code)
        if match is not None:
            name = match["name"] or match["tagged"]
            return Fact(name, file.evidence(match.start(), name))
    return None
