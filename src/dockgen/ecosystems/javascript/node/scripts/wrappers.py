"""Tools that only set variables, restart or watch: what is left of a command without them.

In an image, variables are set by `ENV` or by whoever runs it, and whoever runs it also restarts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.readers.package_json import PackageJson

ASSIGNMENT = lazy_regex(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
ENV_FILE = "values of env files come in at run time: docker run --env-file .env"
WATCHES = lazy_regex(r"--(watch|watch-path|inspect|inspect-brk|hot|watch-preserve-output)(=.*)?")


KEPT_WITH_VALUE = frozenset({"-r", "--require", "--import", "--loader", "-P", "--project"})
KEPT_OPTIONS = frozenset({"--transpile-only", "-T", "--files", "--swc"})
"""Options of a tool that watches which are also those of what it runs."""


SOURCE = lazy_regex(r"\.[cm]?[jt]sx?$")


FILE_OPTIONS = frozenset({"-e", "-f", "--file"})
"""Options of tools for env files that name one."""


class Unwrapped(NamedTuple):
    """A command without its wrappers.

    Args:
        words: what is left.
        environment: the variables that were set.
        notes: what the user should know.
    """

    words: list[str]
    environment: Mapping[str, str] = MappingProxyType({})
    notes: tuple[str, ...] = ()


def unwrapped(words: list[str], package: PackageJson) -> Unwrapped:
    """Take one wrapper off a command; a command without one comes back as it is."""
    if ASSIGNMENT.fullmatch(words[0]):
        return _assignments(words)
    name = words[0].removeprefix("node_modules/.bin/").removeprefix("./node_modules/.bin/")
    taken = TABLE.get(name)
    if taken is None or len(words) < 2:
        return Unwrapped(words)
    found = taken(words, package)
    return found if found.words else Unwrapped(words)


def _assignments(words: list[str]) -> Unwrapped:
    count = 0
    while count < len(words) and ASSIGNMENT.fullmatch(words[count]):
        count += 1
    pairs = [word.partition("=") for word in words[:count]]
    values = {name: value for name, _, value in pairs}
    if values.get("NODE_ENV") == "production":  # the image sets it anyway
        del values["NODE_ENV"]
    return Unwrapped(words[count:], values) if count < len(words) else Unwrapped(words)


def _first_word_off(words: list[str], package: PackageJson) -> Unwrapped:  # noqa: ARG001
    return Unwrapped(words[1:])


def _after_options(words: list[str], takes_value: frozenset[str]) -> list[str]:
    """What follows a tool's own options, or its `--`."""
    if "--" in words:
        return words[words.index("--") + 1 :]
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in takes_value else rest[1:]
    return rest


def _env_files(words: list[str], package: PackageJson) -> Unwrapped:  # noqa: ARG001
    takes_value = frozenset({"-e", "-f", "-c", "-v", "-p", "-o", "--file", "--environments"})
    rest = _after_options(words, takes_value)
    if rest[:1] == ["run"]:  # dotenvx run -- node app.js
        rest = _after_options(rest, takes_value)
    named = [word for before, word in pairwise(words) if before in FILE_OPTIONS]
    named = [word for word in named if words.index(word) < len(words) - len(rest)]
    note = ENV_FILE.replace("--env-file .env", f"--env-file {named[0]}") if named else ENV_FILE
    return Unwrapped(rest, {}, (note,))


def _npx(words: list[str], package: PackageJson) -> Unwrapped:  # noqa: ARG001
    rest = [word for word in words[1:] if word not in {"--yes", "-y", "--no-install", "--no"}]
    return Unwrapped(rest)


def _exec(words: list[str], package: PackageJson) -> Unwrapped:
    """`pnpm exec next start`, `yarn next start`: a package manager that runs a package's tool."""
    rest = words[1:]
    if rest[0] in {"exec", "x", "dlx", "--"}:
        return Unwrapped([word for word in rest[1:] if word != "--"])
    known = rest[0] == "node" or package.dependency(rest[0]) is not None
    known = known and words[0] in {"yarn", "pnpm"}
    return Unwrapped(rest if known else words)


def _watcher(words: list[str], package: PackageJson) -> Unwrapped:
    """Nodemon and its kind: run the file itself, with what it is told to load first."""
    takes_value = {"-w", "--watch", "-e", "--ext", "-i", "--ignore", "--delay", "-d", "-C"}
    rest, options, skip, program = list[str](), list[str](), False, ""
    for index, word in enumerate(words[1:], start=1):
        following = words[index + 1] if index + 1 < len(words) else ""
        if skip:
            skip = False
        elif word in {"-x", "--exec"} and following:
            program, skip = following, True
        elif word in KEPT_WITH_VALUE and following:
            options += [word, following]
            skip = True
        elif word in takes_value:
            skip = True
        elif word in KEPT_OPTIONS and words[0] in {"ts-node-dev", "tsnd"}:
            options.append(word)
        elif not word.startswith("-") and word != "start":
            rest.append(word)
    if not rest and not program:
        return Unwrapped(words)
    note = f"{words[0]} watches for changes, and an image does not change: it is left out"
    runner = program.split() or [_runner(rest[0], package)]
    return Unwrapped([*runner, *options, *rest], {}, (note,))


def _runner(path: str, package: PackageJson) -> str:
    if not path.endswith((".ts", ".mts", ".cts", ".tsx")):
        return "node"
    return "tsx" if package.dependency("tsx") else "ts-node"


def _pm2(words: list[str], package: PackageJson) -> Unwrapped:
    """A cluster manager: one file runs as it is, a list of applications is pm2-runtime's."""
    rest = [word for word in words[1:] if word not in {"start", "--no-daemon"}]
    target = next((word for word in rest if not word.startswith("-")), "")
    if target.endswith((".js", ".mjs", ".cjs", ".ts")) and "config" not in target:
        return _watcher([words[0], target], package)
    return Unwrapped(["pm2-runtime", *rest])


def _node(words: list[str], package: PackageJson) -> Unwrapped:  # noqa: ARG001
    """Options that watch, that open a debugger, or that insist on a file which is not there."""
    kept = [words[0], *(word for word in words[1:] if not WATCHES.fullmatch(word))]
    notes: tuple[str, ...] = ()
    if any(word.startswith("--env-file=") for word in kept):
        kept = [word for word in kept if not word.startswith("--env-file=")]
        notes = (ENV_FILE,)
    return Unwrapped(kept, {}, notes)


def _bun(words: list[str], package: PackageJson) -> Unwrapped:
    """`bun --bun next start`: Bun runs the tool of a package itself, as the file that it is.

    Without the option, a tool that asks for Node.js gets it:
    https://bun.com/docs/runtime#bun.
    """
    rest = [word for word in words[1:] if word not in {"--bun", "-b"}]
    if len(rest) == len(words) - 1:
        return _npx(words, package) if words[0] == "bunx" else _node(words, package)
    rest = rest[1:] if rest[:1] in (["run"], ["x"]) else rest
    if not rest or rest[0].startswith("-"):
        return Unwrapped(["bun", *rest])
    if package.script(rest[0]) or "/" in rest[0] or SOURCE.search(rest[0]):
        return Unwrapped(["bun", "run", *rest])
    return Unwrapped(["bun", f"node_modules/.bin/{rest[0]}", *rest[1:]])


def _tsx(words: list[str], package: PackageJson) -> Unwrapped:
    if words[1] == "watch":
        return Unwrapped([words[0], *words[2:]])
    return _node(words, package)


TABLE: dict[str, Callable[[list[str], PackageJson], Unwrapped]] = {
    "cross-env": _first_word_off,
    "cross-env-shell": _first_word_off,
    "env": _first_word_off,
    "exec": _first_word_off,
    "dotenv": _env_files,
    "dotenvx": _env_files,
    "dotenv-cli": _env_files,
    "env-cmd": _env_files,
    "npx": _npx,
    "bunx": _bun,
    "npm": _exec,
    "pnpm": _exec,
    "yarn": _exec,
    "nodemon": _watcher,
    "node-dev": _watcher,
    "ts-node-dev": _watcher,
    "tsnd": _watcher,
    "supervisor": _watcher,
    "forever": _watcher,
    "pm2": _pm2,
    "pm2-runtime": _pm2,
    "node": _node,
    "bun": _bun,
    "tsx": _tsx,
}
"""How each tool is taken off."""
