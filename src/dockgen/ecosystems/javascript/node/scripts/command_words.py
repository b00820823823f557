"""The words of a command: the program, its options, and the file that it runs."""

from __future__ import annotations

import posixpath
import shlex

from dockgen.core.lazy_regex import lazy_regex

INTO = lazy_regex(r"cd\s+([\w./-]+)")
RUNNERS = frozenset(
    (
        "node bun deno tsx ts-node ts-node-esm esno jiti babel-node vite-node swc-node "
        "sucrase-node pm2-runtime"
    ).split()
)
"""Programs that are given the file to run."""


def last_step(arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The program that a command ends in, and the folder in which it runs; `.` is the own one."""
    if arguments[:2] != ("sh", "-c"):
        return ".", arguments
    *before, last = [step.strip() for step in arguments[2].split("&&")]
    folder = "."
    for step in before:
        found = INTO.fullmatch(step)
        folder = posixpath.normpath(posixpath.join(folder, found[1])) if found else folder
    try:
        return folder, tuple(shlex.split(last.removeprefix("exec ")))
    except ValueError:
        return folder, ()


TAKES_VALUE = frozenset(
    "-r --require --import --loader --experimental-loader -P --project --env-file "
    "--env-file-if-exists --tsconfig -C".split()
)
"""Options of run times that a value follows."""


def entry_file(arguments: tuple[str, ...]) -> str | None:
    """The file that a run time is given, or None."""
    folder, arguments = last_step(arguments)
    if not arguments or arguments[0].rsplit("/", 1)[-1] not in RUNNERS:
        return None
    for part in arguments[1 + len(_options(arguments)) :]:
        if posixpath.normpath(part).startswith("node_modules/"):
            return None  # the tool of a package
        if part not in {"run", "start"} and not part.startswith("-"):
            return posixpath.normpath(posixpath.join(folder, part))
    return None


def node_options(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The options that Node.js is given before the file."""
    return _options(arguments) if arguments[:1] == ("node",) else ()


def _options(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The options of a run time, with their values, before the file."""
    end = 1
    while end < len(arguments) and arguments[end].startswith("-"):
        end += 2 if arguments[end] in TAKES_VALUE else 1
    return arguments[1:end]
