"""Programs of the system that the sources of a server call, as far as they name them plainly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.dockerfile import system_programs

MENTIONS = tuple(
    "child_process execa 'zx' \"zx\" spawn( shelljs tinyexec Bun.$ Deno.Command".split()
)
CALLED = lazy_regex(
    r"(?:\b(?:spawn|exec|execFile|x)(?:Sync|Async|Promise|P)?|\bexeca(?:Sync|Command|CommandSync)?"
    r"|\b(?:run|runCommand|shell\.exec|Bun\.spawn(?:Sync)?|Deno\.Command))"
    r"\(\s*\[?\s*(?P<quote>['\"`])(?P<command>[^'\"`\n]+)(?=['\"`\n])"
)
TEMPLATE = lazy_regex(r"(?<![\w$])\$(?:\([^()]*\))?`(?P<command>[^`\n]+)")
DEFAULT = lazy_regex(
    r"\w*(?:PATH|BIN|CMD|COMMAND|PROGRAM|EXECUTABLE)\w*\s*(?:\|\||\?\?|=)\s*"
    r"['\"](?P<command>[\w/-]+)['\"]",
    re.IGNORECASE,
)
"""`process.env.FFMPEG_PATH || "ffmpeg"`, `const gitBinary = "git"`."""

STEP = lazy_regex(r"\s*(?:&&|\|\||[;|])\s*")
TESTS = lazy_regex(r".*(?:\.(?:spec|test)\.\w+|/__tests__/.*)")


def read(files: Iterable[TextFile]) -> list[Fact[str]]:
    """The programs that sources call and a package of the system brings, each with its place."""
    found: dict[str, Fact[str]] = {}
    for file in files:
        if not any(one in file.text for one in MENTIONS) or TESTS.fullmatch(file.path):
            continue
        for pattern in (CALLED, TEMPLATE, DEFAULT):
            for match in pattern.finditer(file.text):
                for name in _programs(match["command"]):
                    line = file.line_of(match.start("command"))
                    found.setdefault(name, Fact(name, Evidence("calls", file.path, line)))
    return list(found.values())


def _programs(command: str) -> Iterable[str]:
    for step in STEP.split(command):
        word = re.split(r"\s", step.strip().removeprefix("sudo "), maxsplit=1)[0]
        name = word.rsplit("/", 1)[-1]
        usual = word == name or word.startswith(("/usr/bin/", "/usr/local/bin/", "/bin/"))
        if usual and name in system_programs.BY_NAME:
            yield name
