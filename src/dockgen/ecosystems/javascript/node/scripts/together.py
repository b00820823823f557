"""Start scripts that run several processes: `concurrently "tsc -w" "nodemon dist/main.js"`."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.ecosystems.javascript.node.scripts.development import DEVELOPMENT_SERVER
from dockgen.readers.package_json import PackageJson

TOGETHER = lazy_regex(
    r"(?:npx\s+)?(?P<tool>concurrently|run-p|npm-run-all2?\s+(?:-p|--parallel))\s+(?P<given>.*)"
)
TAKES_VALUE = frozenset(
    "-n --names -c --prefix-colors -p --prefix -s --success -l --prefix-length -m --max-processes "
    "--restart-tries --restart-after --name-separator -t --timestamp-format --default-input-target "
    "--max-parallel".split()
)
"""Options of concurrently that a value follows: https://github.com/open-cli-tools/concurrently."""

FRONT_END = lazy_regex(
    r"(?:\bcd\s+|--prefix[ =]|--cwd[ =]|-C[ =])(?:\./)?"
    r"(?:client|front-?end|web|ui|app|webapp|dashboard|admin)/?(?=\s|$)"
)
WATCHES = lazy_regex(
    r"(?<![\w./-])(?:tsc|tsc-alias|rollup|webpack|sass|node-sass|postcss|babel|esbuild|tsup|swc"
    r"|tailwindcss|lessc|stylus|copyfiles|cpx2?)\b[^&|;]*\s(?:-w|--watch)(?![\w-])"
)
"""Compilers that wait for a change, which an image has none of."""


class Left(NamedTuple):
    """What is left of several processes.

    Args:
        command: the one that an image runs.
        note: what was left out, in a sentence.
    """

    command: str
    note: str


def without_development(text: str, package: PackageJson) -> Left | None:
    """The one of several processes that is left without those for the developer, or None."""
    match = TOGETHER.fullmatch(text.strip())
    if match is None:
        return None
    commands = _commands(match["tool"], match["given"], package)
    idle = {one for one in commands if _is_for_development(one, package)}
    left = [one for one in commands if one not in idle]
    if not idle or len(left) != 1:
        return None
    names = ", ".join(scripts.called(one)[0] if scripts.called(one) else one for one in idle)
    note = f"{names} is for development only: it is left out of the start command"
    return Left(left[0], note)


def _commands(tool: str, given: str, package: PackageJson) -> list[str]:
    """The commands that run side by side; a script's name stands for its call."""
    try:
        words = shlex.split(given)
    except ValueError:
        return []
    found, skip = list[str](), False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in TAKES_VALUE and tool == "concurrently"
            continue
        name = word.removeprefix("npm:")
        is_name = name != word or tool != "concurrently"
        found.append(f"npm run {name}" if is_name and package.script(name) else word)
    return found


def _is_for_development(command: str, package: PackageJson) -> bool:
    """Whether a command serves pages from their sources, in this folder or another, or watches."""
    called = [one for name in scripts.called(command) if (one := package.script(name))]
    texts = [command, *(scripts.expanded(one, package) for one in called)]
    whole = " ; ".join(texts)
    return any(one.search(whole) for one in (FRONT_END, DEVELOPMENT_SERVER, WATCHES))
