"""Files that Python runs, and programs that installing the project makes."""

from __future__ import annotations

import ast
import posixpath
import re

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.python.running.servers import EVERYWHERE, SERVERS
from dockgen.ecosystems.python.running.start import Application, Shape, Start
from dockgen.ecosystems.python.sources import ports
from dockgen.ecosystems.python.sources.modules import Module, is_main_guard
from dockgen.ecosystems.python.sources.ports import Listening

USUAL = (
    "main",
    "app",
    "run",
    "server",
    "bot",
    "start",
    "application",
    "worker",
    "run_server",
    "cli",
)
"""The names of files that are run, the most usual first."""

LESS_USUAL = (
    *("scheduler", "consumer", "daemon", "service", "collector", "crawler", "scraper", "monitor"),
    *("listener", "job"),
)
"""Further names, taken where no source has a more usual one or is the only one with a guard."""

ARGUMENTS = ("argparse", "click", "typer", "docopt", "fire", "cyclopts", "optparse")
"""Modules by which a program reads its arguments."""

BOTS = (
    "discord",
    "telegram",
    "telebot",
    "aiogram",
    "slack_bolt",
    "pyrogram",
    "telethon",
    "disnake",
    "nextcord",
    "hikari",
    "twitchio",
    "apscheduler",
    "schedule",
    "kafka",
    "aiokafka",
    "confluent_kafka",
    "pika",
    "paho",
    "temporalio",
    "nats",
)
"""Modules of programs that go on by themselves and listen nowhere."""


def run(application: Application, module: Module) -> Start:
    """A file that Python runs."""
    listening = ports.listening(module)
    root = application.folder
    path = module.path.removeprefix(f"{root}/" if root else "")
    command: tuple[str, ...] = ("python", path)
    if _is_a_part(application, module):
        command = ("python", "-m", application.sources.dotted(module, root))
    evidence = _evidence(module)
    interrupted = not ports.handles_signals(module)
    if listening is None:
        shape = _shape(application, module)
        return Start(command, evidence, shape, root=root, interrupted=interrupted, file=module.path)
    port = listening.port or SERVERS["python"].port
    return Start(
        command,
        evidence,
        port=Fact(port, listening.evidence),
        server="python" if listening.variable == "PORT" else "",
        root=root,
        interrupted=interrupted and listening.call not in {"uvicorn.run", "hypercorn.run"},
        notes=_notes(listening),
        file=module.path,
        told=_told(listening),
    )


def _told(listening: Listening) -> tuple[tuple[str, str], ...]:
    """The variables that make a source listen where a container is reached."""
    told = []
    if listening.host_variable and listening.host in {"", *ports.LOCAL}:
        told.append((listening.host_variable, EVERYWHERE))
    if listening.variable not in {"", "PORT"}:
        told.append((listening.variable, "{port}"))
    return tuple(told)


def _notes(listening: Listening) -> tuple[str, ...]:
    """What the user should know of an address that no variable changes."""
    if listening.host not in ports.LOCAL or listening.host_variable:
        return ()
    place = f"{listening.evidence.file}:{listening.evidence.line}"
    unreached = f"{place} listens on {listening.host}, which nothing outside the container reaches"
    return (f'{unreached}: pass host="{EVERYWHERE}"',)


def _is_a_part(application: Application, module: Module) -> bool:
    """Whether a file is a module of a package, which finds its neighbours by the package's name."""
    folder = application.folder
    if module.folder == folder:
        return False
    if module.imports_relatively:
        return True
    package = module.path.removeprefix(f"{folder}/" if folder else "").split("/")[0]
    return any(name.split(".")[0] == package for name in module.imported)


def _evidence(module: Module) -> Evidence:
    guard = module.main_guard
    return module.evidence(guard, "main guard") if guard else Evidence("file", module.path)


def _shape(application: Application, module: Module) -> Shape:
    names = {name.split(".")[0] for name in module.imported}
    if names & set(BOTS) or application.sources.imports("celery"):
        return "worker"
    if names & set(ARGUMENTS) or "sys.argv" in module.text:
        return "cli"
    return "worker"


def package(application: Application) -> Start | None:
    """A package that `python -m` runs."""
    for module in application.sources.modules():
        if module.stem != "__main__" or not module.folder:
            continue
        root = posixpath.dirname(module.folder)
        while root and application.project.has(f"{root}/__init__.py"):
            root = posixpath.dirname(root)
        name = application.sources.dotted(module, root).removesuffix(".__main__")
        made = run(application, module)
        return made._replace(
            command=("python", "-m", name), root=root, evidence=Evidence("file", module.path)
        )
    top = application.sources.module(posixpath.join(application.folder, "__main__.py"))
    return run(application, top) if top is not None else None


def file(application: Application) -> Start | None:
    """A file by its usual name, or the only one that is made to be run."""
    tops = [
        one for one in application.files() if one.folder in {application.folder, _src(application)}
    ]
    usual = _named(tops, USUAL)
    if usual is not None:
        return run(application, usual)
    guarded = [one for one in tops if one.main_guard is not None]
    guarded = guarded or [one for one in application.files() if one.main_guard is not None]
    if len(guarded) == 1:
        return run(application, guarded[0])
    less_usual = _named(tops, LESS_USUAL)
    if less_usual is not None:
        return run(application, less_usual)
    top = [one for one in tops if one.folder == application.folder]
    alone = [one for one in top if _does_something(one)]
    return run(application, alone[0]) if len(alone) == 1 and len(top) == 1 else None


def _named(modules: list[Module], names: tuple[str, ...]) -> Module | None:
    """The first of these names that a source has which does something."""
    doing = {one.stem: one for one in reversed(modules) if one.stem in names}
    return next(
        (doing[name] for name in names if name in doing and _does_something(doing[name])), None
    )


def _src(application: Application) -> str:
    return posixpath.join(application.folder, "src")


def _does_something(module: Module) -> bool:
    """Whether running the file does more than define things."""
    if module.main_guard is not None:
        return True
    passive = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(
        not isinstance(one, passive)
        and not is_main_guard(one)
        and any(isinstance(inner, ast.Call) for inner in ast.walk(one))
        for one in module.tree.body
    )


def of_script(application: Application, name: str, called: Fact[str]) -> Start:
    """A program that installing the project makes."""
    dotted = called.value.partition(":")[0].strip()
    module = application.sources.resolve(dotted, application.folder)
    if module is None:
        return Start((name,), called.evidence, "cli", installed=True)
    made = run(application, module)
    shape: Shape = made.shape if made.port else "cli"
    if made.port is None and made.shape == "worker" and _loops(module):
        shape = "worker"
    return made._replace(
        command=(name,),
        evidence=called.evidence,
        shape=shape,
        root=application.folder,
        installed=True,
    )


def _loops(module: Module) -> bool:
    return re.search(r"while True|run_forever|run_polling|start_polling", module.text) is not None
