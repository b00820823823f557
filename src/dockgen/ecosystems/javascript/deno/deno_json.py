"""deno.json: https://docs.deno.com/runtime/fundamentals/configuration/."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.readers import tool_versions
from dockgen.readers.json import JsonFile, json_with_comments

FILES = ("deno.json", "deno.jsonc")
PACKAGE = "package.json"
LOCK = "deno.lock"
TASKS = (
    *("start:docker", "start:container", "start:prod", "start:production"),
    *("start", "serve", "prod", "production", "preview"),
)
"""The tasks that start it, those that say for what first."""

ENTRY_FILES = ("main.ts", "server.ts", "main.js", "server.js", "src/main.ts", "src/server.ts")
BUILT_FOLDERS = ("_fresh", "dist", "build", ".output")
"""Folders that a build task writes, even where the developer's machine has them already."""

SHELL_SYNTAX = lazy_regex(r"[|&;<>()$`*?\[\]~\n]")
WATCHES = lazy_regex(r"--(watch|watch-hmr|watch-exclude|inspect|inspect-brk|inspect-wait)(=.*)?")
RUNS = lazy_regex(r"\bdeno\s+(run|serve)\b|^deno\s+(?!task\s+[^-])\S")
CALLS_TASK = lazy_regex(r"deno task ([\w:-]+)")
NOT_TO_RUN_FIRST = lazy_regex(r"^deno\s+(compile|check|cache|lint|fmt|doc|publish|test)\b")
EXACT = lazy_regex(r"v?(\d+\.\d+\.\d+)")

WITH_VALUE = frozenset(
    "-c --config --import-map --port --host --location --seed --cert --ext -L --log-level "
    "--preload --import --require --conditions".split()
)
"""Options of `deno run` and `deno serve` whose value is the next word:
https://docs.deno.com/runtime/reference/cli/run/."""

RESOLVES = lazy_regex(r"-c|--config|--import-map|--unstable|--node-modules-dir|--vendor")
"""Options that change which packages a file's imports mean."""


class DenoProject(NamedTuple):
    """A project that Deno runs.

    Args:
        path: what names its tasks: deno.json, or package.json.
        start: the command that starts it.
        build: the task that builds it, or None.
        manifests: the files that an installation reads, the lockfile included.
        has_imports: whether it names packages that an installation fetches.
    """

    path: str
    start: Fact[tuple[str, ...]]
    build: Fact[str] | None
    manifests: tuple[str, ...]
    has_imports: bool


def read(project: Project) -> DenoProject | None:
    """The project, or None where nothing says that Deno runs it.

    Raises:
        UnusableInput: deno.json or package.json cannot be used.
    """
    sources = _sources(project)
    tasks = _Tasks(sources)
    start = tasks.start() or _entry_file(project, sources)
    if start is None:
        return None
    manifests = _manifests(project, sources)
    members = any("/" in one for one in manifests)
    imports = any(json.keys("imports") for json, _ in sources) or project.has(PACKAGE) or members
    path = start.evidence.file if start.evidence.file in manifests else sources[0][0].path
    return DenoProject(str(path), start, tasks.build(), manifests, imports)


Sources = list[tuple[JsonFile, str]]


def _sources(project: Project) -> Sources:
    """The files that may hold tasks, each with the key of its tasks."""
    path = project.first(*FILES)
    found = [(project.parsed(path, json_with_comments), "tasks")] if path else []
    if project.has(PACKAGE):
        found.append((project.parsed(PACKAGE, JsonFile), "scripts"))
    return found


def _manifests(project: Project, sources: Sources) -> tuple[str, ...]:
    """The manifests, with those of the members where the project is a workspace."""
    top = [json.path for json, _ in sources] + [LOCK]
    inner: list[str] = []
    if any(json.value(key) for json, _ in sources for key in ("workspace", "workspaces")):
        names = {*FILES, PACKAGE}
        inner = sorted(one for name in names for one in project.named(name) if "/" in one)
    return tuple(one for one in (*top, *inner) if project.has(one))


class _Tasks:
    """The tasks of a project; tasks that call tasks are followed."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def find(self, name: str) -> Fact[str] | None:
        """The command of a task, or None."""
        for json, key in self.sources:
            found = json.text(key, name) or json.text(key, name, "command")
            if found is not None:
                return found
        return None

    def start(self) -> Fact[tuple[str, ...]] | None:
        """The command that starts it: a task that watches files comes after one that does not."""
        found = [one for name in TASKS if (one := self._followed(name)) is not None]
        runs = [one for one in found if RUNS.search(one.value)]
        chosen = next((one for one in runs if "--watch" not in one.value), None)
        chosen = chosen or next(iter(runs), None)
        return Fact(_arguments(chosen.value), chosen.evidence) if chosen else None

    def _followed(self, name: str) -> Fact[str] | None:
        found = self.find(name)
        for _ in range(5):
            called = CALLS_TASK.fullmatch(found.value.strip()) if found else None
            if called is None:
                break
            found = self.find(called[1])
        return found

    def build(self) -> Fact[str] | None:
        """The command that builds; what only checks or makes a program of its own is none."""
        found = self.find("build")
        if found is None or NOT_TO_RUN_FIRST.match(found.value):
            return None
        return Fact("deno task build", found.evidence)


def _arguments(command: str) -> tuple[str, ...]:
    if SHELL_SYNTAX.search(command):
        return ("sh", "-c", f"exec {command}" if "&&" not in command else command)
    try:
        return tuple(word for word in shlex.split(command) if not WATCHES.fullmatch(word))
    except ValueError:
        return ("sh", "-c", command)


def _entry_file(project: Project, sources: Sources) -> Fact[tuple[str, ...]] | None:
    """The usual file, where no package.json says that the project is another run time's."""
    if [key for _, key in sources] != ["tasks"]:
        return None
    for name in ENTRY_FILES:
        if project.has(name) and listening_port.listens(project, name):
            rights = ("--allow-net", "--allow-env", "--allow-read")
            return Fact(("deno", "run", *rights, name), Evidence("file", name))
    return None


def links(project: Project) -> tuple[Fact[str], ...]:
    """The folders of packages that stand in for those of a registry: `links`, once `patch`.

    https://docs.deno.com/runtime/fundamentals/modules/#linking-to-local-packages
    """
    path = project.first(*FILES)
    json = project.parsed(path, json_with_comments) if path else None
    for key in ("links", "patch"):
        named = json.value(key) if json else None
        if json is not None and isinstance(named, list):
            evidence = json.evidence(key)
            return tuple(Fact(posixpath.normpath(str(one)), evidence) for one in named)
    return ()


def entry_of(command: Sequence[str]) -> str | None:
    """The file that a command runs: the first word that is neither an option nor a value of one."""
    return next(_split(command)[1], None)


def resolving_options(command: Sequence[str]) -> tuple[str, ...]:
    """The options of a command that change which packages are meant."""
    return tuple(
        part for option in _split(command)[0] if RESOLVES.match(option[0]) for part in option
    )


def _split(command: Sequence[str]) -> tuple[list[tuple[str, ...]], Iterator[str]]:
    """The options of `deno run`, each with its value, and the words behind them."""
    words = _own_words(command)
    options: list[tuple[str, ...]] = []
    while words and words[0].startswith("-"):
        size = 2 if words[0] in WITH_VALUE else 1
        options.append(tuple(words[:size]))
        words = words[size:]
    return options, (word.removeprefix("./") for word in words)


def _own_words(command: Sequence[str]) -> list[str]:
    """The words behind `deno run`; of a shell's command line, those of the last such command."""
    words = list(command)
    if words[:2] == ["sh", "-c"] and len(words) == 3:
        last = re.split(r"&&|\|\||;", words[2])[-1].strip().removeprefix("exec ")
        try:
            words = shlex.split(last)
        except ValueError:
            return []
    if words[:1] != ["deno"] or words[1:2] == ["task"]:
        return []
    return words[2:] if words[1:2] in (["run"], ["serve"]) else words[1:]


def version(project: Project) -> Fact[str]:
    """The version of Deno: from `.dvmrc`, `.tool-versions` or `mise.toml`, else the newest known.

    Its images are tagged by exact versions, so only an exact one is taken.
    """
    for name in (".dvmrc", ".deno-version"):
        if project.has(name):
            match = EXACT.fullmatch(project.read(name).text.strip())
            if match:
                return Fact(match[1], Evidence("file", name, 1))
    names = ("deno", "core:deno")
    for found in (*tool_versions.asdf(project, names), *tool_versions.mise(project, names)):
        match = EXACT.fullmatch(found.value)
        if match:
            return Fact(match[1], found.evidence)
    return Fact(product("deno").default, default("the newest version that is known"))
