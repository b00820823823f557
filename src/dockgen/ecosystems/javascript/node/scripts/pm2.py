"""What PM2 runs by a configuration file: https://pm2.keymetrics.io/docs/usage/application-declaration/.

Whoever runs a container restarts it, and starts as many as are wanted, so an application that is
alone in its file runs without PM2.
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.sources.source import Literals
from dockgen.readers.json import JsonFile

FILE = lazy_regex(r"(?!-)\S+\.(?:config\.[cm]?js|json)")
SCRIPT = lazy_regex(r"\bscript[\"']?\s*:")


class Declared(NamedTuple):
    """The one application of a file.

    Args:
        script: what it runs, by its evidence.
        words: the program and its arguments.
        environment: the variables that it sets.
        instances: how many of it PM2 keeps, as it stands there; empty for one.
    """

    script: Fact[str]
    words: tuple[str, ...]
    environment: dict[str, str]
    instances: str = ""


def read(project: Project, folder: str, words: tuple[str, ...]) -> Declared | None:
    """The application that a command of PM2 runs, or None where it runs several or none.

    Args:
        project: the project.
        folder: the folder that the command runs in.
        words: the command.
    """
    name = next((word for word in words[1:] if FILE.fullmatch(word)), None)
    if name is None:
        return None
    path = f"{folder}/{name.removeprefix('./')}" if folder else name.removeprefix("./")
    if not project.has(path) or len(SCRIPT.findall(project.read(path).text)) != 1:
        return None
    kind = words[words.index("--env") + 1 : words.index("--env") + 2] if "--env" in words else ()
    values = _of_json(project, path) if path.endswith(".json") else _of_source(project, path)
    script = values.get("script")
    if script is None:
        return None
    environment = {}
    for key in ("env", *(f"env_{one}" for one in kind)):
        for name_, fact in values.items():
            if name_.startswith(f"{key}."):
                environment[name_.removeprefix(f"{key}.")] = fact.value
    if environment.get("NODE_ENV") == "production":  # the image sets it anyway
        del environment["NODE_ENV"]
    return Declared(script, _words(values), environment, _instances(values))


def _words(values: dict[str, Fact[str]]) -> tuple[str, ...]:
    def of(*keys: str) -> str:
        return next((values[key].value for key in keys if key in values), "")

    script = of("script").removeprefix("./")
    program = of("interpreter", "exec_interpreter")
    if script in {"npm", "yarn", "pnpm", "bun"} or program == "none":
        return (script, *of("args").split())
    options = of("interpreter_args", "node_args").split()
    return (program or "node", *options, script, *of("args").split())


def _instances(values: dict[str, Fact[str]]) -> str:
    found = values.get("instances")
    return found.value if found and found.value != "1" else ""


def _of_json(project: Project, path: str) -> dict[str, Fact[str]]:
    file = project.parsed(path, JsonFile)
    found = file.value("apps")
    app = found[0] if isinstance(found, list) and found else found
    evidence = file.evidence("apps")
    flat: dict[str, Fact[str]] = {}
    for key, value in app.items() if isinstance(app, dict) else ():
        inner = value if isinstance(value, dict) else {"": value}
        for name, one in inner.items():
            if isinstance(one, str | int):
                flat[f"{key}.{name}".rstrip(".")] = Fact(str(one), evidence)
    return flat


def _of_source(project: Project, path: str) -> dict[str, Fact[str]]:
    return Literals(project.read(path)).below("apps")
