"""deno.json: https://docs.deno.com/runtime/fundamentals/configuration/."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass

from dockgen.facts import Evidence, Fact, default
from dockgen.manifests.javascript import listening_port
from dockgen.manifests.json_source import JsonFile
from dockgen.project import Project
from dockgen.versions import product

FILES = ("deno.json", "deno.jsonc")
TASKS = ("start", "serve", "prod")
ENTRY_FILES = ("main.ts", "server.ts", "main.js", "server.js", "src/main.ts", "src/server.ts")
SHELL_SYNTAX = re.compile(r"[|&;<>()$`*?\[\]~\n]")
WATCHES = re.compile(r"--(watch|watch-hmr|inspect|inspect-brk|inspect-wait)(=.*)?")
EXACT = re.compile(r"v?(\d+\.\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class DenoProject:
    """A project that Deno runs.

    Args:
        path: its deno.json.
        start: the command that starts it.
        entry: the file that is run, or None.
        has_imports: whether it names packages that an installation fetches.
    """

    path: str
    start: Fact[tuple[str, ...]]
    entry: str | None
    has_imports: bool


def read(project: Project) -> DenoProject | None:
    """The project, or None where nothing says that Deno runs it.

    Raises:
        UnusableInput: deno.json cannot be used.
    """
    path = project.first(*FILES)
    if path is None:
        return None
    json = JsonFile(project.read(path), comments=True)
    start = _task(json) or _entry_file(project)
    if start is None:
        return None
    imports = bool(json.keys("imports")) or project.has("package.json")
    return DenoProject(path, start, entry_of(start.value), imports)


def _task(json: JsonFile) -> Fact[tuple[str, ...]] | None:
    """The command of the task that starts it; tasks that call tasks are followed."""
    for name in TASKS:
        found = json.text("tasks", name) or json.text("tasks", name, "command")
        for _ in range(5):
            called = re.fullmatch(r"deno task ([\w:-]+)", found.value.strip()) if found else None
            if called is None:
                break
            found = json.text("tasks", called[1]) or json.text("tasks", called[1], "command")
        if found is not None and re.search(r"\bdeno\s+(run|serve)\b|^deno\s", found.value):
            return Fact(_arguments(found.value), found.evidence)
    return None


def _arguments(command: str) -> tuple[str, ...]:
    if SHELL_SYNTAX.search(command):
        return ("sh", "-c", f"exec {command}" if "&&" not in command else command)
    try:
        return tuple(word for word in shlex.split(command) if not WATCHES.fullmatch(word))
    except ValueError:
        return ("sh", "-c", command)


def _entry_file(project: Project) -> Fact[tuple[str, ...]] | None:
    for name in ENTRY_FILES:
        if project.has(name) and listening_port.listens(project, name):
            rights = ("--allow-net", "--allow-env", "--allow-read")
            return Fact(("deno", "run", *rights, name), Evidence("file", name))
    return None


def entry_of(command: tuple[str, ...]) -> str | None:
    """The file that is run: the first word after `run` or `serve` that is no option."""
    if command[:1] != ("deno",):
        return None
    words = (word for word in command[2:] if not word.startswith("-"))
    return next((word.removeprefix("./") for word in words), None)


def version(project: Project) -> Fact[str]:
    """The version of Deno: from `.dvmrc`, `.tool-versions` or `mise.toml`, else the newest known.

    Its images are tagged by exact versions, so only an exact one is taken.
    """
    for name in (".dvmrc", ".deno-version"):
        if project.has(name):
            match = EXACT.fullmatch(project.read(name).text.strip())
            if match:
                return Fact(match[1], Evidence("file", name, 1))
    for path, value in (*_tool_versions(project), *_mise(project)):
        match = EXACT.fullmatch(value)
        if match:
            return Fact(match[1], Evidence("deno", path))
    return Fact(product("deno").default, default("the newest version that is known"))


def _tool_versions(project: Project) -> list[tuple[str, str]]:
    if not project.has(".tool-versions"):
        return []
    lines = [line.split() for line in project.read(".tool-versions").text.splitlines()]
    return [(".tool-versions", words[1]) for words in lines if words[:1] == ["deno"] and words[1:]]


def _mise(project: Project) -> list[tuple[str, str]]:
    path = project.first("mise.toml", ".mise.toml")
    try:
        tools = tomllib.loads(project.read(path).text).get("tools", {}) if path else {}
    except tomllib.TOMLDecodeError:
        return []
    wanted = tools.get("deno") if isinstance(tools, dict) else None
    return [(path, wanted)] if path and isinstance(wanted, str) else []
