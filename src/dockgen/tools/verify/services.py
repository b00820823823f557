"""What the application needs beside it: the other services of a compose file, started for it.

The compose file is read by compose itself, and what it means is changed in a few places before it
is started under a name of its own: no ports of the machine are taken, no volume of the user's is
used, and what is mounted from the project is a copy. So a running `docker compose up` of the same
project is not disturbed, and nothing of it is changed.

The model that `compose config` prints: https://github.com/compose-spec/compose-spec/blob/main/spec.md.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dockgen.core.errors import EngineProblem, UnusableInput
from dockgen.tools.engine.client import Engine, last_words

FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which compose looks for them: https://docs.docker.com/compose/intro/compose-application-model/."""
OVERRIDES = {".yaml": ".override.yaml", ".yml": ".override.yml"}

REMOVALS = (
    (("ps", "--all"), ("rm", "--force", "--volumes")),
    (("network", "ls"), ("network", "rm")),
    (("volume", "ls"), ("volume", "rm")),
)
"""How to list what compose made, and how to remove it."""

Model = dict[str, Any]


class NoCompose(EngineProblem):
    """The engine has no compose command."""


@dataclass(frozen=True, slots=True)
class Services:
    """Services that run for the application.

    Args:
        file: the compose file.
        names: the services that were started, in the order of the file.
        application: the service that is the application itself; empty where none is.
        environment: the variables that the compose file gives it.
        command: the command that the compose file gives it; None where it gives none.
        networks: the engine's networks that it joins.
    """

    file: str
    names: tuple[str, ...]
    application: str
    environment: Mapping[str, str]
    command: tuple[str, ...] | None
    networks: tuple[str, ...]


def compose_file(root: Path) -> str | None:
    """The project's compose file, or None."""
    return next((name for name in FILES if (root / name).is_file()), None)


@dataclass(frozen=True)
class Composition:
    """The services of one compose file, under a name of their own.

    Args:
        engine: the engine.
        root: the project's folder, resolved.
        file: the compose file, relative to it.
        dockerfile: the Dockerfile that is verified, relative to it.
        name: the name that containers, networks and volumes begin with.
        scratch: a folder for the changed compose file and for copies of what is mounted.
    """

    engine: Engine
    root: Path
    file: str
    dockerfile: str
    name: str
    scratch: Path

    @property
    def written(self) -> Path:
        """The changed compose file."""
        return self.scratch / "compose.json"

    @contextmanager
    def started(self, model: Model, seconds: float) -> Iterator[Services]:
        """Start the services, wait until they are ready, and remove them at the end.

        Args:
            model: what `model` returned.
            seconds: how long they may take.

        Raises:
            EngineProblem: a service does not become ready in time.
        """
        application = application_in(model, self.root, self.dockerfile)
        needed = needed_by(model, application)
        services = self._described(model, application, needed)
        if not needed:
            yield services
            return
        changed = isolated(model, needed, self.root, self.scratch)
        self.written.write_text(json.dumps(changed), "utf-8")
        try:
            self._compose("up", "--detach", "--quiet-pull", *needed)
            self._wait(model["services"].get(application, {}), needed, seconds)
            yield services
        finally:
            self._remove()

    def _remove(self) -> None:
        """Remove all that bears the name, without compose where that does not work any more."""
        options = ("--volumes", "--remove-orphans", "--rmi", "local", "--timeout", "1")
        if self._call("down", *options).ok:
            return
        label = f"--filter=label=com.docker.compose.project={self.name}"
        for listing, removal in REMOVALS:
            found = self.engine.call(*listing, "--quiet", label).out.split()
            if found:
                self.engine.call(*removal, *found)

    def _described(self, model: Model, application: str, needed: Sequence[str]) -> Services:
        own = model["services"].get(application, {})
        variables = {k: v for k, v in (own.get("environment") or {}).items() if v is not None}
        command = own.get("command")
        return Services(
            file=self.file,
            names=tuple(needed),
            application=application,
            environment=variables,
            command=tuple(command) if command else None,
            networks=tuple(f"{self.name}_{one}" for one in shared_networks(model, own, needed)),
        )

    def model(self) -> Model:
        """What the compose file means, as compose itself reads it.

        Raises:
            NoCompose: the engine has no compose.
            UnusableInput: the compose file cannot be used.
        """
        files = ["--file", str(self.root / self.file)]
        place = self.root / self.file
        override = place.with_name(place.stem + OVERRIDES[place.suffix])
        if override.is_file():
            files += ["--file", str(override)]
        done = self.engine.call(
            "compose", "--project-name", self.name, "--project-directory", str(self.root),
            *files, "config", "--format", "json",
        )  # fmt: skip
        if done.ok:
            model: Model = json.loads(done.out[done.out.index("{") :])
            return model
        raise self._refused(done.err, UnusableInput)

    def _refused(
        self, said: str, kind: type[EngineProblem] | type[UnusableInput]
    ) -> EngineProblem | UnusableInput:
        """The error for what compose said; its absence is the engine's matter."""
        lines = [line for line in said.splitlines() if line.strip()]
        # podman ends with the command line that it ran, which explains nothing
        lines = [line for line in lines if not line.startswith("Error: executing ")]
        words = last_words("\n".join(lines))
        if "podman.sock" in words:
            raise EngineProblem(
                f"{self.file} defines services, but compose needs podman's socket, which is absent",
                hint="`systemctl --user start podman.socket`, or --no-compose for the image only",
            )
        absent = ("is not a docker command", "unknown shorthand", "looking up compose provider")
        if any(sign in said for sign in absent):
            raise NoCompose(f"{self.file} is not used: {self.engine.name} has no compose command")
        return kind(
            f"compose: {words}", file=self.file, hint="use --no-compose to run only the image"
        )

    def _call(self, *arguments: str) -> Any:
        place = ("--project-name", self.name, "--file", str(self.written))
        return self.engine.call("compose", *place, *arguments)

    def _compose(self, *arguments: str) -> None:
        done = self._call(*arguments)
        if not done.ok:
            raise self._refused(done.err, EngineProblem)

    def _wait(self, application: Model, needed: Sequence[str], seconds: float) -> None:
        """Wait until each service is as far as the application wants it."""
        deadline = time.monotonic() + seconds
        wanted = application.get("depends_on") or {}
        for service in needed:
            condition = (wanted.get(service) or {}).get("condition", "")
            while not self._is_ready(service, condition):
                if time.monotonic() > deadline:
                    raise EngineProblem(
                        f"service {service} is not ready after {seconds:.0f} s", file=self.file
                    )
                time.sleep(0.2)

    def _is_ready(self, service: str, condition: str) -> bool:
        """Whether a service runs, is healthy where it can tell, or has done its work."""
        identifier = self._call("ps", "--all", "--quiet", service).out.strip().splitlines()
        state = (self.engine.container(identifier[-1]) or {}).get("State") if identifier else None
        if not state:
            return False
        if state["Running"]:
            healthy = self.engine.is_healthy(identifier[-1], state)
            return healthy and condition != "service_completed_successfully"
        if state["ExitCode"] == 0:
            return True
        said = self.engine.logs(identifier[-1], last=5).strip()
        raise EngineProblem(
            f"service {service} ended with exit code {state['ExitCode']}: {said}", file=self.file
        )


def application_in(model: Model, root: Path, dockerfile: str) -> str:
    """The service that is built from the Dockerfile; empty where none is."""
    for name, service in (model.get("services") or {}).items():
        build = service.get("build") or {}
        context = build.get("context", "")
        if context and Path(context).resolve() == root.resolve():
            file = Path(context) / build.get("dockerfile", "Dockerfile")
            if file.resolve() == (root / dockerfile).resolve():
                return str(name)
    return ""


def needed_by(model: Model, application: str) -> list[str]:
    """The services to start: what the application depends on, or else all that are not built."""
    services = model.get("services") or {}
    wanted = set(services.get(application, {}).get("depends_on") or ())
    if not wanted:
        wanted = {name for name, one in services.items() if not one.get("build")} - {application}
    todo = list(wanted)
    while todo:
        for name in services.get(todo.pop(), {}).get("depends_on") or ():
            if name not in wanted:
                wanted.add(name)
                todo.append(name)
    return [name for name in services if name in wanted and name != application]


def shared_networks(model: Model, application: Model, needed: Sequence[str]) -> list[str]:
    """The networks that the application joins: where it and what it needs meet."""
    used = [
        network
        for name in needed
        for network in model["services"][name].get("networks") or {"default": None}
    ]
    own = application.get("networks") or {"default": None}
    shared = [network for network in used if network in own]
    return list(dict.fromkeys(shared or used))


def isolated(model: Model, needed: Sequence[str], root: Path, scratch: Path) -> Model:
    """The model with the needed services only, and without a hold on anything of the user's.

    Args:
        model: what `compose config` printed.
        needed: the services to keep.
        root: the project's folder; what is mounted from it is copied.
        scratch: where the copies go.
    """
    services = {}
    for name in needed:
        service = dict(model["services"][name])
        for key in ("ports", "container_name", "restart", "profiles", "deploy"):
            service.pop(key, None)
        depends = {k: v for k, v in (service.get("depends_on") or {}).items() if k in needed}
        service["depends_on"] = depends
        mounts = service.get("volumes") or []
        service["volumes"] = [
            _isolated_mount(mount, root, scratch / f"{name}-{number}")
            for number, mount in enumerate(mounts)
        ]
        services[name] = service
    changed = {
        "services": services,
        "volumes": {name: {} for name in model.get("volumes") or ()},
        "networks": {name: {} for name in model.get("networks") or ()},
    }
    for key in ("configs", "secrets"):
        if key in model:
            changed[key] = model[key]
    return changed


def _isolated_mount(mount: Model, root: Path, copy: Path) -> Model:
    """A mount that cannot change the user's files: a copy of the project's, or read-only."""
    if mount.get("type") != "bind":
        return mount
    source = Path(mount["source"])
    if not source.is_relative_to(root):
        return mount if source.is_socket() else {**mount, "read_only": True}
    copy.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, copy, symlinks=True)
    elif source.is_file():
        shutil.copy2(source, copy)
    else:
        copy.mkdir()
    return {**mount, "source": str(copy)}
