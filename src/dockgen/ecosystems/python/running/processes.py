"""Processes of a Procfile: the command as the image runs it."""

from __future__ import annotations

import re
import shlex

from dockgen.core.facts import Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.running import options, serving
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.readers.procfile import Process

CHANGED_FOLDER = lazy_regex(r"cd\s+(?P<folder>[\w./-]+)\s*(?:&&|;)\s*(?P<command>.+)")
DEVELOPMENT = lazy_regex(r"\brunserver\b|\bflask\b.*\brun\b")
COMMANDS = {"waitress-serve": "waitress"}
HARMLESS = frozenset({"web", "api", "server", "app"})


def start(application: Application, process: Process, framework: Start | None) -> Start:
    """How a process is started.

    Args:
        application: the application.
        process: the process.
        framework: what the application is made with.
    """
    listens = process.name in HARMLESS
    made = Start((), process.evidence, "server" if listens else "worker", root=application.folder)
    if framework is not None:
        made = made._replace(framework=framework.framework, package=framework.package)
    if listens and framework is not None and DEVELOPMENT.search(process.command):
        why = f"{process.evidence.file}:{process.evidence.line} starts a development server"
        return framework._replace(
            notes=(*framework.notes, f"{why}, so {framework.command[0]} is taken")
        )
    root, command = _in_folder(application, options.plain(process.command))
    made = made._replace(root=root)
    words = process._replace(command=command).words
    if words is None:
        return _by_shell(application, made, command, listens=listens)
    if not listens:
        words = _with_a_place_to_write(words)
        return made._replace(command=words, interrupted=words[0] == "python")
    return _of_words(application, made, words, framework)


def _with_a_place_to_write(words: tuple[str, ...]) -> tuple[str, ...]:
    """Celery's beat keeps a file where it starts, which is read-only in the image.

    https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler
    """
    is_beat = words[0] == "celery" and ("beat" in words or {"-B", "--beat"} & set(words))
    told = any(one.startswith(("-s", "--schedule")) for one in words)
    return (*words, "--schedule", "/tmp/celerybeat-schedule") if is_beat and not told else words  # noqa: S108


def _in_folder(application: Application, command: str) -> tuple[str, str]:
    """The folder that a command changes to, and the rest of it."""
    changed = CHANGED_FOLDER.fullmatch(command)
    if changed is None:
        return application.folder, command
    folder = "/".join(part for part in (application.folder, changed["folder"].strip("./")) if part)
    return (
        (folder, options.plain(changed["command"]))
        if application.project.has_folder(folder)
        else (
            application.folder,
            command,
        )
    )


def _of_words(
    application: Application, made: Start, words: tuple[str, ...], framework: Start | None
) -> Start:
    name = COMMANDS.get(words[0], words[0])
    if name not in SERVERS or name in {"python", "uwsgi"}:
        return _with_port(made, words, framework)
    rest, port = options.without_address(words)
    server = SERVERS[name]
    number = (
        Fact(port, made.evidence) if port else Fact(server.port, default(f"{name} listens there"))
    )
    if name == "gunicorn" and "--worker-tmp-dir" not in rest:
        rest = (rest[0], *serving.TEMPORARY, *rest[1:])
    command = (*rest, *(one.format(port=number.value) for one in server.listening))
    adds = ""
    notes: tuple[str, ...] = ()
    if not application.has(server.package) and name in {
        "gunicorn",
        "uvicorn",
        "hypercorn",
        "granian",
    }:
        adds = serving.requirement(name)
        place = f"{made.evidence.file}:{made.evidence.line}"
        notes = (f"{place} calls {name}, which no list of packages names: {adds} is installed",)
    health = framework.health if framework is not None else None
    return made._replace(
        command=command, server=name, port=number, adds=adds, notes=notes, health=health
    )


def _with_port(made: Start, words: tuple[str, ...], framework: Start | None) -> Start:
    reads = any("$PORT" in one or "${PORT}" in one for one in words)
    port = framework.port if framework is not None and framework.port else None
    port = port or Fact(8000, default("a port that any user can open"))
    if reads:
        line = shlex.join(words).replace("'$PORT'", "$PORT").replace("'${PORT}'", "${PORT}")
        line = re.sub(r"'([^' ]*\$\{?PORT\}?[^' ]*)'", r"\1", line)
        return made._replace(command=("sh", "-c", f"exec {line}"), server="python", port=port)
    server = framework.server if framework is not None else ""
    return made._replace(
        command=words,
        port=port,
        server=server if server == "python" else "",
        interrupted=words[0] == "python" and bool(framework and framework.interrupted),
    )


def _by_shell(application: Application, made: Start, command: str, *, listens: bool) -> Start:
    """A command that only a shell understands; its last part takes the shell's place."""
    del application
    head, joined, last = command.rpartition("&&")
    simple = not re.search(r"[|;&]", last)
    line = f"{head.strip()} && exec {last.strip()}" if joined else f"exec {command}"
    made = made._replace(command=("sh", "-c", line if simple else command))
    if not listens:
        return made
    match = re.search(r"(?:--bind|-b|--port)[ =]?\S*?:?(\d{4,5})\b", command)
    port = (
        Fact(int(match[1]), made.evidence)
        if match
        else Fact(8000, default("a port that any user can open"))
    )
    return made._replace(port=port, server="python")
