"""What really runs when a package is started, as arguments for PID 1.

`npm start` keeps npm as PID 1, which does not hand SIGTERM on reliably:
https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd.
"""

from __future__ import annotations

import re
import shlex

from dockgen.facts import Evidence, Fact
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.project import Project

SHELL_SYNTAX = re.compile(r"[|&;<>()$`*?\[\]~\n]")
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
SCRIPT_RUNNERS = ({"npm", "run"}, {"pnpm", "run"}, {"yarn", "run"}, {"bun", "run"})
BUILT_IN = frozenset({"node", "bun", "npm", "npx", "sh", "env"})
ENTRY_FILES = (
    "server.js",
    "server.mjs",
    "server.cjs",
    "index.js",
    "index.mjs",
    "app.js",
    "main.js",
)
MAX_CHAIN = 5

Command = Fact[tuple[str, ...]]


def read(project: Project, package: PackageJson) -> Command | None:
    """The arguments that start the package, or None where it says nothing.

    They come from `scripts.start`, followed through `npm run` chains; else from `main`; else from
    the file that `npm start` itself would take or that is usual.
    """
    script = package.script("start")
    if script is not None:
        return resolve(script, package)
    main = package.json.text("main")
    if main is not None and project.has(_inside(package, main.value)):
        return Fact(("node", main.value.removeprefix("./")), main.evidence)
    for name in ENTRY_FILES:
        if project.has(_inside(package, name)):
            return Fact(("node", name), Evidence("file", _inside(package, name)))
    return None


def _inside(package: PackageJson, path: str) -> str:
    path = path.removeprefix("./")
    return f"{package.folder}/{path}" if package.folder else path


def resolve(script: Fact[str], package: PackageJson) -> Command:
    """The arguments behind a script; scripts that call scripts are followed."""
    for _ in range(MAX_CHAIN):
        called = _called_script(script.value, package)
        if called is None:
            break
        script = called
    return Fact(_arguments(script.value), script.evidence)


def _called_script(command: str, package: PackageJson) -> Fact[str] | None:
    if SHELL_SYNTAX.search(command):
        return None
    parts = command.split()
    if len(parts) == 3 and {parts[0], parts[1]} in SCRIPT_RUNNERS:
        return package.script(parts[2])
    if len(parts) == 2 and parts[0] in {"yarn", "pnpm"}:
        return package.script(parts[1])
    return None


def _arguments(command: str) -> tuple[str, ...]:
    """Exec-form arguments; a shell stays only where the command needs one, and hands over."""
    if not SHELL_SYNTAX.search(command):
        try:
            parts = shlex.split(command)
        except ValueError:
            parts = []
        if parts:
            return _plain_arguments(parts)
    first, separator, last = command.rpartition("&&")
    leaves_shell = not SHELL_SYNTAX.search(last.replace("$", ""))
    exec_last = f"{first}{separator} exec {last.strip()}".strip() if leaves_shell else command
    return ("sh", "-c", exec_last)


def _plain_arguments(parts: list[str]) -> tuple[str, ...]:
    if parts[0] in {"cross-env", "cross-env-shell"}:
        parts = parts[1:]
    assignments = 0
    while assignments < len(parts) and ASSIGNMENT.fullmatch(parts[assignments]):
        assignments += 1
    settings, parts = parts[:assignments], parts[assignments:]
    settings = [one for one in settings if one != "NODE_ENV=production"]  # the image sets it
    if parts and parts[0] not in BUILT_IN and "/" not in parts[0]:
        parts = [f"node_modules/.bin/{parts[0]}", *parts[1:]]
    return (*(["env", *settings] if settings else []), *parts)


def entry_file(arguments: tuple[str, ...]) -> str | None:
    """The file that `node` or `bun` is given, or None."""
    names = list(arguments)
    if names and names[0] == "env":
        names = [part for part in names[1:] if not ASSIGNMENT.fullmatch(part)]
    if not names or names[0] not in {"node", "bun"}:
        return None
    takes_value = {"-r", "--require", "--import", "--loader", "--env-file"}
    skip = False
    for part in names[1:]:
        if skip or part.startswith("-"):
            skip = not skip and part in takes_value
            continue
        if part != "run":
            return part.removeprefix("./")
    return None
