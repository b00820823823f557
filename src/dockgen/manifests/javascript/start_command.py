"""What really runs when a package is started, as arguments for PID 1.

`npm start` keeps npm as PID 1, which does not hand SIGTERM on reliably:
https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd. So a script is followed
through the scripts that it calls and through the tools that only set variables, restart or build,
down to the program itself.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dockgen.facts import Evidence, Fact
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.manifests.javascript.wrappers import ASSIGNMENT, unwrapped
from dockgen.patterns import lazy_regex
from dockgen.project import Project

SHELL_SYNTAX = lazy_regex(r"[|&;<>()$`*?\[\]~\n]")
START_SCRIPTS = ("start:prod", "start:production", "start")
"""Scripts that start a package, the one that says production first."""

ENTRY_FILES = (
    "server.js",
    "server.mjs",
    "server.cjs",
    "server.ts",
    "index.js",
    "index.mjs",
    "index.ts",
    "app.js",
    "main.js",
    "main.ts",
    "src/index.js",
    "src/server.js",
)
BUILT_IN = frozenset({"node", "bun", "deno", "npm", "npx", "pnpm", "yarn", "sh", "bash", "env"})
RUNNERS = frozenset(
    (
        "node bun deno tsx ts-node ts-node-esm esno jiti babel-node vite-node swc-node pm2-runtime"
    ).split()
)
"""Programs that are given the file to run."""

BUILDS = lazy_regex(
    r"^(npm run build|yarn (run )?build|pnpm (run )?build|bun run build|tsc|tsup|next build|"
    r"nuxt build|vite build|nest build|rimraf|rm -rf|npm (ci|install)|yarn install)\b"
)
"""Steps before a start that the image has behind it."""

MAX_CHAIN = 8

Command = Fact[tuple[str, ...]]


class Start(NamedTuple):
    """How a package is started.

    Args:
        arguments: the program and its arguments.
        environment: variables that the script sets, with their evidence.
        notes: what the user should know.
    """

    arguments: Command
    environment: Mapping[str, Fact[str]] = MappingProxyType({})
    notes: tuple[str, ...] = ()


def read(project: Project, package: PackageJson) -> Start | None:
    """How the package is started, or None where it says nothing.

    Asked in this order: the `web` process of a Procfile, the scripts `start:prod`,
    `start:production` and `start`, `main`, `bin`, and the files that are usual.
    """
    script = procfile(project, package) or script_of(package)
    if script is not None:
        return resolve(script, package)
    for found in (package.json.text("main"), _bin(package)):
        if found is not None and project.has(package.inside(found.value)):
            path = found.value.removeprefix("./")
            return Start(Fact((_runtime(path, package), path), found.evidence))
    for name in ENTRY_FILES:
        if project.has(package.inside(name)):
            evidence = Evidence("file", package.inside(name))
            return Start(Fact((_runtime(name, package), name), evidence))
    return None


def script_of(package: PackageJson) -> Fact[str] | None:
    """The script that starts the package in production."""
    return next((found for name in START_SCRIPTS if (found := package.script(name))), None)


def procfile(project: Project, package: PackageJson) -> Fact[str] | None:
    """The `web` process: https://devcenter.heroku.com/articles/procfile."""
    path = package.inside("Procfile")
    if not project.has(path):
        return None
    for number, line in enumerate(project.read(path).text.splitlines(), start=1):
        kind, separator, command = line.partition(":")
        if separator and kind.strip() == "web" and command.strip():
            return Fact(command.strip(), Evidence("web", path, number))
    return None


def _bin(package: PackageJson) -> Fact[str] | None:
    plain = package.json.text("bin")
    names = package.json.keys("bin")
    return plain or (package.json.text("bin", names[0]) if len(names) == 1 else None)


def _runtime(path: str, package: PackageJson) -> str:
    bun = package.dependency("bun-types", "@types/bun") is not None
    return "bun" if bun and path.endswith(".ts") else "node"


def resolve(script: Fact[str], package: PackageJson) -> Start:
    """What runs behind a script: scripts that call scripts are followed, wrappers are taken off."""
    start = Start(Fact((), script.evidence))
    text = script.value
    for _ in range(MAX_CHAIN):
        text, start = _without_builds(text, start)
        words = _words(text)
        if words is None:
            return _in_a_shell(text, start)
        called = _called(words, package)
        if called is None:
            inner = unwrapped(words, package)
            start = _noting(start, inner.environment, inner.notes)
            if inner.words == words:
                return start._replace(arguments=Fact(_program(words), start.arguments.evidence))
            text = shlex.join(inner.words)
            continue
        text = " ".join([called[0].value, shlex.join(called[1])]).strip()
        start = start._replace(arguments=Fact((), called[0].evidence))
    return start._replace(
        arguments=Fact(tuple(_words(text) or ("sh", "-c", text)), script.evidence)
    )


def _noting(start: Start, environment: Mapping[str, str], notes: Iterable[str]) -> Start:
    evidence = start.arguments.evidence
    added = {name: Fact(value, evidence) for name, value in environment.items()}
    known = dict.fromkeys([*start.notes, *notes])
    return start._replace(environment={**start.environment, **added}, notes=tuple(known))


def _without_builds(text: str, start: Start) -> tuple[str, Start]:
    """Leave out the steps before `&&` that the image has behind it."""
    steps = [step.strip() for step in text.split("&&")]
    kept = [step for step in steps[:-1] if not BUILDS.match(step)]
    if len(kept) == len(steps) - 1:
        return text, start
    dropped = [step for step in steps[:-1] if BUILDS.match(step)]
    note = f"{', '.join(dropped)} runs when the image is built, not at every start"
    return " && ".join([*kept, steps[-1]]), _noting(start, {}, [note])


def _words(text: str) -> list[str] | None:
    """The words of a command that needs no shell, or None."""
    if SHELL_SYNTAX.search(re.sub(r"'[^']*'", "", text)):
        return None
    try:
        return shlex.split(text) or None
    except ValueError:
        return None


def _called(words: list[str], package: PackageJson) -> tuple[Fact[str], list[str]] | None:
    """The script that a command calls, with further arguments for it."""
    if words[0] not in {"npm", "pnpm", "yarn", "bun"} or len(words) < 2:
        return None
    run = words[1] in {"run", "run-script"}
    short = words[0] in {"pnpm", "yarn"} or words[1:2] in (["start"], ["test"])
    if not (run or short) or len(words) < 2 + run:
        return None
    script = package.script(words[1 + run])
    rest = [word for word in words[2 + run :] if word not in {"--", "--silent", "-s"}]
    return (script, rest) if script else None


def _program(words: list[str]) -> tuple[str, ...]:
    """The arguments, with a tool of an installed package by its path."""
    if words[0] not in BUILT_IN and "/" not in words[0]:
        return (f"node_modules/.bin/{words[0]}", *words[1:])
    return tuple(words)


def _in_a_shell(text: str, start: Start) -> Start:
    """A shell stays only where the command needs one, and hands over to its last program."""
    text = re.sub(r"\b(cross-env(-shell)?\s+)?NODE_ENV=production\s+", "", text)
    first, separator, last = text.rpartition("&&")
    plain = re.sub(r"\$(\{[^}]*\}|\w+)", "", last)
    words = last.split()
    hands_over = not SHELL_SYNTAX.search(plain) and words and not ASSIGNMENT.fullmatch(words[0])
    if hands_over and words[0] != "exec":
        text = f"{first}{separator} exec {last.strip()}".strip()
    return start._replace(arguments=Fact(("sh", "-c", text), start.arguments.evidence))


def entry_file(arguments: tuple[str, ...]) -> str | None:
    """The file that a run time is given, or None."""
    if not arguments or arguments[0].rsplit("/", 1)[-1] not in RUNNERS:
        return None
    takes_value = {"-r", "--require", "--import", "--loader", "--experimental-loader", "-P"}
    takes_value |= {"--project", "--env-file", "--env-file-if-exists", "--tsconfig", "-C"}
    skip = False
    for part in arguments[1:]:
        if skip or part.startswith("-"):
            skip = not skip and part in takes_value
            continue
        if part not in {"run", "start"}:
            return part.removeprefix("./")
    return None
