"""Runs an image with a strict sandbox and sends it HTTP requests."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.engine.client import LOCAL, Engine
from dockgen.tools.verify import hints, page_files
from dockgen.tools.verify.listening import address_hint, listening
from dockgen.tools.verify.page_files import Missing

LOCK_DOWN = ("--cap-drop=ALL", "--security-opt=no-new-privileges")
LABEL = "dockgen.verify"
"""What containers are marked with, so that a person finds what a killed dockgen left behind."""
POLL_SECONDS = 0.05
LOOK_EVERY = 1.0
"""How often a container that does not answer yet is looked at from inside, in seconds."""
SETTLED = 3
"""After how many such looks in a row a wrong address is believed: a server may still be busy."""
IN_EVERY_CONTAINER = lazy_regex(r"/(tmp|proc|sys|dev|run/\.containerenv|\.dockerenv|etc/mtab)(/|$)")
"""Paths that the engine itself makes or mounts."""
LAST_LINES = 20
"""How many lines of what a container printed are shown."""
PATIENCE = 5.0
"""How long a server that answers with an error of its own is asked again, in seconds."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How the image is run and asked.

    Args:
        path: the path to ask for.
        port: the port inside the container; None takes the first that the image exposes.
        seconds: how long it may take to answer.
        memory: the memory limit, as the engine takes it (`512m`).
        environment: variables.
        tmpfs: folders that are writable, in memory.
        command: replaces the image's CMD; None leaves it.
        networks: networks to join; empty joins the engine's default.
        alias: the name by which others in those networks reach it.
        restarts: how often it may be started anew, where a service that it needs is not ready.
        read_only: whether its root file system is read-only.
    """

    path: str = "/"
    port: int | None = None
    seconds: float = 60
    memory: str = "512m"
    environment: Mapping[str, str] = field(default_factory=dict)
    tmpfs: tuple[str, ...] = ("/tmp",)  # noqa: S108  a folder of the container's
    command: tuple[str, ...] | None = None
    networks: tuple[str, ...] = ()
    alias: str = ""
    restarts: int = 0
    read_only: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP: the status, or 0 for an answer in another protocol."""

    status: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a container ran.

    Args:
        port: the port inside the container that was asked; None where the image exposes none.
        path: the path that was asked for.
        answer: the answer; None where there was none.
        seconds: from the start to the answer, or to the end.
        running: whether it kept running then.
        exit_code: how it ended, where it did.
        memory: the bytes of memory that it used after the answer; None where unknown.
        logs: the last lines that it printed, where something was wrong.
        hint: what to do, where the cause is known.
        restarts: how often it was started anew.
        missing: the files that the page names and that are not there.
        is_command: whether the image is a program of the command line: its ENTRYPOINT has no
            arguments in CMD, and it exposes no port.
    """

    port: int | None
    path: str
    answer: Answer | None
    seconds: float
    running: bool
    exit_code: int | None = None
    memory: int | None = None
    logs: tuple[str, ...] = ()
    hint: str = ""
    restarts: int = 0
    is_command: bool = False
    missing: tuple[Missing, ...] = ()


def options_of(options: RunOptions, port: int | None, host: str) -> list[str]:
    """The engine's options for a container under lock and key."""
    flags = [*LOCK_DOWN, f"--memory={options.memory}"]
    flags += ["--read-only"] if options.read_only else []
    flags += [f"--tmpfs={folder}" for folder in options.tmpfs]
    flags += [f"--env={name}={value}" for name, value in options.environment.items()]
    if options.networks:
        flags += [f"--network={options.networks[0]}", f"--network-alias={options.alias}"]
    if port is not None:
        # a daemon on another machine publishes there, and not on this one's loopback
        flags.append(f"--publish={LOCAL if host == LOCAL else ''}::{port}".replace("=::", "="))
    return flags


def exposed_port(config: Mapping[str, Any]) -> int | None:
    """The first TCP port that an image or a container exposes, by number."""
    named = config.get("ExposedPorts") or {}
    ports = sorted(int(name.partition("/")[0]) for name in named if not name.endswith("/udp"))
    return ports[0] if ports else None


def start(
    engine: Engine, image: str, name: str, options: RunOptions, config: Mapping[str, Any]
) -> RunResult:
    """Start a container and wait until it answers.

    Args:
        engine: the engine.
        image: the image.
        name: the container's name; whoever gives it removes the container.
        options: how to run it and send requests.
        config: the image's configuration, as the engine tells it.

    Raises:
        EngineProblem: the engine refused to create the container.
    """
    port = options.port or exposed_port(config)
    if not (options.command or config.get("Cmd") or config.get("Entrypoint")):
        return RunResult(
            port, options.path, None, 0, running=False, hint="end the Dockerfile with CMD"
        )
    host = engine.host()
    flags = options_of(options, port, host)
    if engine.name == "podman" and options.read_only:
        flags.append("--read-only-tmpfs=false")  # as strict as docker is
    engine.create(
        image, f"--name={name}", f"--label={LABEL}", *flags, command=options.command or ()
    )
    for network in options.networks[1:]:
        engine.ask("network", "connect", f"--alias={options.alias}", network, name)
    arguments = options.command or config.get("Cmd")
    is_command = port is None and bool(config.get("Entrypoint")) and not arguments
    return replace(_Watch(engine, name, options, port, host).result(), is_command=is_command)


class _Watch:
    """Starts one container and watches it until it answers, ends, or the time is up."""

    def __init__(
        self, engine: Engine, name: str, options: RunOptions, port: int | None, host: str
    ) -> None:
        self.engine, self.name, self.options = engine, name, options
        self.port, self.host = port, host
        self.restarts = 0
        self.wrong_looks = 0
        self.address_hint = ""

    def result(self) -> RunResult:
        deadline = time.monotonic() + self.options.seconds
        while True:
            begun = time.monotonic()
            started = self.engine.start(self.name)
            if not started.ok:
                return self._not_started(started.err)
            answer = self._wait(deadline)
            seconds = time.monotonic() - begun
            state = self._state()
            if answer or state["Running"] or self.restarts >= self.options.restarts:
                return self._ended(answer, seconds, state)
            if time.monotonic() + 1 > deadline or state["ExitCode"] == 0:
                return self._ended(answer, seconds, state)
            self.restarts += 1
            time.sleep(1)

    def _state(self) -> dict[str, Any]:
        found = self.engine.container(self.name) or {}
        state: dict[str, Any] = found.get("State") or {"Running": False, "ExitCode": -1}
        return state

    def _wait(self, deadline: float) -> Answer | None:
        """The first answer; None where the container ends, or none comes in time."""
        published = self.engine.port(self.name, self.port) if self.port else None
        next_look = time.monotonic() + LOOK_EVERY
        next_state = time.monotonic()
        failing: Answer | None = None
        while (now := time.monotonic()) < deadline:
            answer = ask(self.host, published, self.options.path) if published else None
            if answer and answer.status < 500:
                return answer
            if answer:  # what it stands in front of may still be starting
                deadline = min(deadline, now + PATIENCE) if failing is None else deadline
                failing = answer
            if now >= next_state:
                next_state = now + LOOK_EVERY / 4
                if not self._state()["Running"]:
                    return None
            if self.port and now >= next_look:
                next_look = now + LOOK_EVERY
                if self._looks_wrong():
                    return None
            time.sleep(POLL_SECONDS)
        return failing

    def _looks_wrong(self) -> bool:
        """Whether it has been listening at the wrong address for a while."""
        hint = address_hint(listening(self.engine, self.name), self.port or 0)
        self.wrong_looks = self.wrong_looks + 1 if hint else 0
        if self.wrong_looks < SETTLED:
            return False
        self.address_hint = hint
        return True

    def _not_started(self, said: str) -> RunResult:
        state = self._state()
        lines = tuple(said.strip().splitlines())
        return RunResult(
            self.port, self.options.path, None, 0, running=False,
            exit_code=state.get("ExitCode"), logs=lines, hint=hints.of_run(said).text,
        )  # fmt: skip

    def _ended(self, answer: Answer | None, seconds: float, state: dict[str, Any]) -> RunResult:
        running = bool(state["Running"])
        memory = self.engine.memory(self.name) if answer and running else None
        good = answer is not None and answer.status < 500
        lacking: tuple[Missing, ...] = ()
        if answer and answer.status < 400 and running and self.port:
            port = self.engine.port(self.name, self.port)
            lacking = page_files.missing(self.host, port, self.options.path) if port else ()
        logs = "" if good or (self.port is None and state["ExitCode"] == 0) else self._logs()
        known = hints.of_run(logs)
        hint = self.address_hint or known.text
        if answer is None and running and self.port and not hint:
            hint = self._silence()
        if state.get("OOMKilled"):
            hint = (
                f"it was killed for using more than {self.options.memory} of memory: see --memory"
            )
        return RunResult(
            self.port, self.options.path, answer, seconds, running=running,
            exit_code=None if running else state["ExitCode"], memory=memory,
            logs=hints.last_lines(logs.splitlines(), known, LAST_LINES), hint=hint,
            restarts=self.restarts, missing=lacking,
        )  # fmt: skip

    def _logs(self) -> str:
        return self.engine.logs(self.name)

    def _silence(self) -> str:
        """What is to be said of a container that runs and does not answer."""
        found = listening(self.engine, self.name)
        if (False, self.port) in found:
            return f"it listens on port {self.port}, but does not answer in HTTP"
        return address_hint(found, self.port or 0)


def ask(host: str, port: int, path: str, seconds: float = 5) -> Answer | None:
    """Ask for a path over HTTP; None where nobody answers.

    Redirects are not followed: that it answered is what counts.
    """
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
        response = connection.getresponse()
        response.read(1)
    except http.client.BadStatusLine as problem:
        # an engine's proxy takes the connection before the server does, and then hangs up
        return None if isinstance(problem, http.client.RemoteDisconnected) else Answer(0)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return Answer(response.status)


def written_paths(engine: Engine, container: str) -> list[str]:
    """The topmost paths that a container made or changed in its root file system."""
    changes = [one for one in engine.diff(container) if not IN_EVERY_CONTAINER.match(one.path)]
    folders = {one.path.rpartition("/")[0] for one in changes}
    made: list[str] = []
    for one in sorted(changes, key=lambda change: change.path):
        if one.kind == "C" and one.path in folders:
            continue  # only what lies in it changed
        if not any(one.path.startswith(f"{path}/") for path in made):
            made.append(one.path)
    return made


def writable_hint(paths: Sequence[str]) -> str:
    """What to do about an application that only runs with a writable root file system."""
    named = ", ".join(paths[:5]) + (" and more" if len(paths) > 5 else "")
    where = f": it writes to {named}" if paths else ""
    return (
        f"it answers with a writable root file system{where}. Many clusters make it read-only: "
        "let it write below /tmp, declare a VOLUME, or try --tmpfs FOLDER"
    )
