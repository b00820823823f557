"""The container engine: docker and podman behind one small interface.

Both are driven through their command lines, which take the same words for nearly everything that
is needed here; where they differ, this module is the only one that knows. Why the command lines
and no library: docs/decisions/0045-engine-command-line.md.

The commands: https://docs.docker.com/reference/cli/docker/ and
https://docs.podman.io/en/latest/Commands.html.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from dockgen.core.errors import DockgenError, EngineProblem
from dockgen.tools.engine import processes
from dockgen.tools.engine.processes import Done

NAMES = ("docker", "podman")
"""The engines that are known, in the order in which they are looked for."""

LOCAL = "127.0.0.1"

ANSWER_SECONDS = 5.0
"""How long an engine may take to tell its version; a daemon that is not there refuses at once."""

ENVIRONMENT = {
    "DOCKER_BUILDKIT": "1",
    "DOCKER_CLI_HINTS": "false",
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
    "PODMAN_COMPOSE_WARNING_LOGS": "false",
}
"""What the command lines are told: no advertising, and an image that is only the image."""

UNITS = {"b": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "ki": 1024, "mi": 1024**2, "gi": 1024**3}


@dataclass(frozen=True, slots=True)
class ImageBuild:
    """How a build ended.

    Args:
        ok: whether it made an image.
        lines: all that the builder printed.
    """

    ok: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of an image's history, as the engine tells it.

    Args:
        created_by: the instruction or the command that made it.
        size: the bytes that it added; 0 for a step that only changed the configuration.
        comment: what the builder noted.
    """

    created_by: str
    size: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PathChange:
    """A path that a container changed: `A` added, `C` changed, `D` deleted."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answered.

    Args:
        name: `docker` or `podman`.
        program: the command that reaches it.
        version: the version of the engine itself, not of its client.
    """

    name: str
    program: str
    version: str

    def call(self, *arguments: str, given: str | None = None, seconds: float | None = None) -> Done:
        """Run one command of the engine's and return how it ended, whatever that is."""
        command = (self.program, *arguments)
        return processes.run(command, given=given, seconds=seconds, env=ENVIRONMENT)

    def ask(self, *arguments: str, given: str | None = None) -> str:
        """Run one command of the engine's and return what it printed.

        Raises:
            EngineProblem: it failed; the message is the engine's own.
        """
        done = self.call(*arguments, given=given)
        if not done.ok:
            raise self.problem(" ".join(arguments[:2]), done.err)
        return done.out

    def problem(self, what: str, said: str) -> EngineProblem:
        """The engine's complaint as an error of dockgen's."""
        return EngineProblem(f"{self.name} {what} failed: {last_words(said)}")

    @contextmanager
    def stream(self, *arguments: str) -> Iterator[IO[bytes]]:
        """What one command prints, as bytes while it runs (`save IMAGE`, `export CONTAINER`).

        Raises:
            EngineProblem: the command failed. A reader that stops early is not an error.
        """
        with processes.output_stream((self.program, *arguments), env=ENVIRONMENT) as (
            out,
            err,
            one,
        ):
            broken: DockgenError | None = None
            try:
                yield out
            except DockgenError as problem:
                broken = problem  # perhaps only because the engine failed half-way
            whole = not out.read(1)
            if whole and one.wait() != 0:
                err.seek(0)
                raise self.problem(arguments[0], err.read().decode("utf-8", "replace"))
            if broken is not None:
                raise broken

    # Images

    def build(
        self,
        context: Path,
        *,
        file: Path | None = None,
        tag: str | None = None,
        options: Sequence[str] = (),
        on_line: Callable[[str], None] | None = None,
    ) -> ImageBuild:
        """Build an image.

        Args:
            context: the folder that is sent to the builder.
            file: the Dockerfile, wherever it is; None takes the context's own.
            tag: the image's name.
            options: further options, such as `--build-arg=A=B`; both engines must know them.
            on_line: is given each line of the builder's output as it comes.
        """
        command = [self.program, "build", *options]
        command += ["--progress=plain"] if self.name == "docker" else []
        command += [f"--file={file}"] if file else []
        command += [f"--tag={tag}"] if tag else []
        seen: list[str] = []
        with processes.lines([*command, str(context)], env=ENVIRONMENT) as (lines, one):
            for line in lines:
                seen.append(line)
                if on_line:
                    on_line(line)
        return ImageBuild(one.returncode == 0, tuple(seen))

    def image(self, name: str) -> dict[str, Any] | None:
        """What the engine knows of an image (`image inspect`); None where it has none so named."""
        return self._inspected("image", name)

    def images(self) -> list[str]:
        """The identifiers of all local images."""
        return list(dict.fromkeys(self.ask("images", "--quiet", "--no-trunc").split()))

    def history(self, image: str) -> list[HistoryEntry]:
        """How an image was made, oldest step first.

        Raises:
            EngineProblem: there is no such image.
        """
        if self.name == "podman":
            rows = json.loads(self.ask("history", "--format=json", image))
            found = [_history_entry(row, "size", "comment") for row in rows]
        else:
            command = ("history", "--no-trunc", "--human=false", "--format={{json .}}", image)
            rows = [json.loads(line) for line in self.ask(*command).splitlines()]
            found = [_history_entry(row, "Size", "Comment") for row in rows]
        return found[::-1]

    def remove_image(self, image: str) -> None:
        """Remove an image's name, and the image where it has no other; one that is gone is fine."""
        self.call("rmi", "--force", image)

    # Containers

    def container(self, name: str) -> dict[str, Any] | None:
        """What the engine knows of a container (`container inspect`); None where there is none."""
        return self._inspected("container", name)

    def _inspected(self, kind: str, name: str) -> dict[str, Any] | None:
        done = self.call(kind, "inspect", name)
        if not done.ok:
            said = done.err.lower()
            if "no such" in said or "not known" in said or "not found" in said:
                return None
            raise self.problem(f"{kind} inspect", done.err)
        found: dict[str, Any] = json.loads(done.out)[0]
        return found

    def create(self, image: str, *options: str, command: Sequence[str] = ()) -> str:
        """Create a container without starting it; return its identifier.

        Raises:
            EngineProblem: the engine refused.
        """
        return self.ask("create", *options, image, *command).strip().splitlines()[-1]

    def start(self, container: str) -> Done:
        """Start a container; a start command that cannot be run is an answer, not an error."""
        return self.call("start", container)

    def run(self, image: str, *options: str, command: Sequence[str] = ()) -> str:
        """Create and start a container in the background; return its identifier.

        Raises:
            EngineProblem: the engine refused, or the container could not be started.
        """
        return self.ask("run", "--detach", *options, image, *command).strip().splitlines()[-1]

    def port(self, container: str, port: int) -> int | None:
        """The port of `host` at which a port of the container is published, or None."""
        done = self.call("port", container, f"{port}/tcp")
        match = re.search(r":(\d+)\s*$", done.out.partition("\n")[0])
        return int(match[1]) if done.ok and match else None

    def host(self) -> str:
        """Where the ports that it publishes are reached: here, unless the daemon is elsewhere."""
        if self.name == "podman":
            return LOCAL
        said = os.environ.get("DOCKER_HOST")
        if not said:
            said = self.call("context", "inspect", "--format={{.Endpoints.docker.Host}}").out
        place = urlsplit(said.strip())
        return place.hostname or LOCAL if place.scheme in {"tcp", "http", "https", "ssh"} else LOCAL

    def logs(self, container: str, *, last: int = 200) -> str:
        """The last lines that a container printed, both streams."""
        done = self.call("logs", f"--tail={last}", container)
        return done.out + done.err

    def exec(self, container: str, *command: str) -> Done:
        """Run a command in a container that runs."""
        return self.call("exec", container, *command)

    def memory(self, container: str) -> int | None:
        """The bytes of memory that a container uses now; None where the engine cannot tell."""
        done = self.call("stats", "--no-stream", "--format={{.MemUsage}}", container)
        return size_in_bytes(done.out.partition("/")[0]) if done.ok else None

    def is_healthy(self, container: str, state: Mapping[str, Any]) -> bool:
        """Whether a container that runs is healthy, as far as it can tell.

        Args:
            container: the container.
            state: its state, as the engine tells it.
        """
        health = (state.get("Health") or {}).get("Status") or "healthy"
        if health != "healthy" and self.name == "podman":
            # podman leaves the checks to systemd's timers, which are not everywhere
            return self.call("healthcheck", "run", container).ok
        return bool(health == "healthy")

    def stop(self, container: str, *, seconds: int = 10) -> Done:
        """Ask a container to stop, and kill it where it has not after `seconds`."""
        return self.call("stop", "-t", str(seconds), container)

    def remove(self, container: str) -> None:
        """Remove a container with its anonymous volumes, running or not; gone already is fine."""
        at_once = ["--time=0"] if self.name == "podman" else []  # docker does not ask first
        self.call("rm", "--force", *at_once, "--volumes", container)

    def diff(self, container: str) -> list[PathChange]:
        """The paths that a container changed, compared with its image.

        Raises:
            EngineProblem: there is no such container.
        """
        lines = self.ask("diff", container).splitlines()
        return [PathChange(line[0], line[2:]) for line in lines if re.match("[ACD] /", line)]

    def copy_out(self, container: str, path: str, destination: Path) -> Done:
        """Copy a path out of a container, running or not."""
        return self.call("cp", f"{container}:{path}", str(destination))


def _history_entry(row: dict[str, Any], size: str, comment: str) -> HistoryEntry:
    return HistoryEntry(
        str(row.get("CreatedBy", "")), int(row.get(size) or 0), row.get(comment, "")
    )


def size_in_bytes(said: str) -> int | None:
    """The bytes that `12.5MiB`, `1.2kB` or `873` stand for, or None for anything else."""
    match = re.fullmatch(r"([\d.]+)\s*([kmg]?i?)b?", said.strip().lower())
    if match is None:
        return None
    return round(float(match[1]) * UNITS[match[2] or "b"])


def last_words(said: str) -> str:
    """The last line of a complaint, without what a command line puts before it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("See '", "Run '"))] or [
        "no reason given"
    ]
    return re.sub(r"^(Error response from daemon|Error|ERROR): ", "", lines[-1]).rstrip(".")


def find(name: str | None = None) -> Engine:
    """Find an engine that answers.

    Args:
        name: `docker` or `podman`; None takes the first of them that answers.

    Raises:
        EngineProblem: none is installed, or none answers; says what to do.
    """
    refused: EngineProblem | None = None
    for one in (name,) if name else NAMES:
        program = shutil.which(one)
        if program is None:
            continue
        try:
            return _reach(one, program)
        except EngineProblem as problem:
            refused = refused or problem
    if refused is not None:
        raise refused
    if name:
        other = next(one for one in NAMES if one != name)
        raise EngineProblem(f"{name} is not on PATH", hint=f"install it, or try --engine {other}")
    raise EngineProblem(
        "no container engine found: neither docker nor podman is on PATH",
        hint="install one: https://docs.docker.com/engine/install or https://podman.io",
    )


def _reach(name: str, program: str) -> Engine:
    """The engine behind a program on PATH.

    Raises:
        EngineProblem: it does not answer.
    """
    command = (program, "version", "--format={{json .}}")
    try:
        done = processes.run(command, seconds=ANSWER_SECONDS, env=ENVIRONMENT)
    except TimeoutError:
        raise EngineProblem(
            f"{name} is installed, but did not answer within {ANSWER_SECONDS:.0f} s",
            hint=f"check whether `{name} version` hangs, and restart its daemon",
        ) from None
    if not done.ok:
        raise _unreachable(name, done.err)
    told = json.loads(done.out)
    server = told.get("Server") or {}
    if "Components" in server:
        return Engine("docker", program, str(server["Version"]))
    # podman, perhaps under docker's name; where it has no daemon, there is only a client
    return Engine("podman", program, str((server or told["Client"])["Version"]))


def _unreachable(name: str, said: str) -> EngineProblem:
    words = last_words(said)
    hint = "start it: `podman machine start`"
    if name == "docker":
        hint = "start it: `sudo systemctl start docker`, or open Docker Desktop"
    if "permission denied" in said.lower():
        hint = "your user has no access: join the group `docker` and log in again"
    return EngineProblem(f"{name} is installed, but does not answer: {words}", hint=hint)
