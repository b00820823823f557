"""Scripts of package.json that call each other: https://docs.npmjs.com/cli/using-npm/scripts."""

from __future__ import annotations

import re

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import tool_names
from dockgen.readers.package_json import PackageJson

CALL = lazy_regex(
    r"\b(?:npm|pnpm|yarn|bun|deno)\s+(?:run(?:-script)?\s+|task\s+)?(?P<one>[\w:.-]+)"
    r"|\b(?:run-[sp]|npm-run-all2?|concurrently|wireit)\s+(?P<many>[^&|;]+)"
    r"|\bnpm:(?P<named>[\w:.-]+)"
)
MAX_SCRIPTS = 50

RENDERED = lazy_regex(r"\bvite\s+build\b[^&|;]*\s--ssr\b")
RUNS_A_FILE = lazy_regex(r"(?:^|\s)(?:node|bun|tsx)\s+[\w./-]+\s*$")


def expanded(script: Fact[str], package: PackageJson) -> str:
    """A script's text followed by the text of every script that it calls, directly or not.

    Tools stand in it by their names, whichever file of theirs a script runs.
    """
    texts, seen = list[str](), set[str]()
    waiting = [script.value]
    while waiting and len(texts) < MAX_SCRIPTS:
        text = waiting.pop(0)
        texts.append(text)
        for name in called(text):
            inner = package.script(name)
            if inner is not None and name not in seen:
                seen.add(name)
                waiting.append(inner.value)
    return tool_names.plain(" ; ".join(texts))


def called(text: str) -> list[str]:
    """The names of the scripts that a command calls."""
    names: list[str] = []
    for match in CALL.finditer(text):
        if match["many"]:
            found = re.findall(r"[\w:.-]+", match["many"])
            names += [one.removeprefix("npm:") for one in found]
        else:
            names.append(match["one"] or match["named"])
    return names


def is_call(command: str, package: PackageJson) -> bool:
    """Whether a command does nothing but call other scripts of the package."""
    match = CALL.fullmatch(command.strip())
    return match is not None and any(package.script(name) for name in called(command))


PROGRAM = lazy_regex(
    r"(?!.*node_modules)(?:\w+=\S*\s+|cross-env\s+)*(?:node|bun|tsx|ts-node)\s+[^&|;]+"
)


def ends_in_a_program(script: Fact[str], package: PackageJson) -> bool:
    """Whether the last step of a script, followed through others, runs a file of the project."""
    step, seen = script.value, set[str]()
    while True:
        step = step.rpartition("&&")[2].strip()
        if not is_call(step, package) or step in seen:
            return PROGRAM.fullmatch(step) is not None
        seen.add(step)
        inner = next((one for name in called(step) if (one := package.script(name))), script)
        step = inner.value


def renderer(package: PackageJson) -> Fact[str] | None:
    """The script that runs a server of the package's own, which renders what Vite builds for it.

    Vite's own template for that has no `start`: https://vite.dev/guide/ssr.
    """
    every = (package.script(name) for name in package.json.keys("scripts"))
    if not any(one and RENDERED.search(one.value) for one in every):
        return None
    found = (package.script(name) for name in ("preview", "serve"))
    return next((one for one in found if one and RUNS_A_FILE.search(one.value)), None)
