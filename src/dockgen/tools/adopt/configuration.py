"""What an image's configuration says beyond its base image's, as instructions.

The configuration: https://github.com/opencontainers/image-spec/blob/main/config.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dockgen.core.credentials import is_secret_variable
from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.adopt.accounts import numeric
from dockgen.tools.adopt.tree import Tree

OF_THE_RUN = lazy_regex(r"(HOSTNAME|TERM|container|HOME|PWD|SHLVL|_)$")
"""Variables that an engine sets for a container, and that are no part of an image."""
LABELS_OF_TOOLS = lazy_regex(
    r"(com\.docker\.(compose|desktop)|desktop\.docker\.io|io\.buildah|io\.podman|dockgen)\b"
)


@dataclass(frozen=True)
class Configuration:
    """What an image or a container is set to.

    Args:
        environment: its variables.
        user: who runs it; empty for root.
        folder: its working folder; empty for the root.
        ports: what it exposes, as `80/tcp`.
        entrypoint, command: what it starts.
        volumes: its volumes.
        labels: its labels.
        stop_signal: what stops it; empty for SIGTERM.
        health: its health check, as the engine tells it.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    folder: str = ""
    ports: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = ""
    health: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The instructions that lead from one configuration to another.

    Each value is None, or empty, where the base image's holds.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    folder: str | None = None
    ports: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] | None = None
    command: tuple[str, ...] | None = None
    volumes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str | None = None
    health: Mapping[str, Any] | None = None
    secrets: tuple[str, ...] = ()


def read(config: Mapping[str, Any]) -> Configuration:
    """The configuration, from what `inspect` tells."""
    pairs = [text.partition("=") for text in config.get("Env") or ()]
    return Configuration(
        environment={name: value for name, _, value in pairs if not OF_THE_RUN.match(name)},
        user=str(config.get("User") or ""),
        folder=str(config.get("WorkingDir") or ""),
        ports=tuple(sorted(config.get("ExposedPorts") or ())),
        entrypoint=_words(config.get("Entrypoint")),
        command=_words(config.get("Cmd")),
        volumes=tuple(sorted(config.get("Volumes") or ())),
        labels=dict(config.get("Labels") or {}),
        stop_signal=_signal(config.get("StopSignal")),
        health=config.get("Healthcheck") or {},
    )


def _words(value: Sequence[str] | str | None) -> tuple[str, ...]:
    """A start command; podman tells an entrypoint of one word as a text."""
    return (value,) if isinstance(value, str) and value else tuple(value or ())


def _signal(value: str | int | None) -> str:
    text = str(value or "")
    return "" if text in {"15", "SIGTERM", "TERM"} else text


def settings(before: Configuration, after: Configuration, tree: Tree) -> Settings:
    """What leads from one configuration to another.

    Args:
        before: the base image's.
        after: the one to come to.
        tree: the file system that it belongs to, which knows the users' numbers.

    An ENTRYPOINT takes the base image's CMD away, so CMD is said again where there is one:
    https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact.
    """
    changed = {
        name: value
        for name, value in after.environment.items()
        if before.environment.get(name) != value
    }
    secrets = [name for name, value in changed.items() if is_secret_variable(name, value)]
    entrypoint = after.entrypoint if after.entrypoint != before.entrypoint else None
    says_command = after.command != before.command or (entrypoint is not None and after.command)
    return Settings(
        environment={name: value for name, value in changed.items() if name not in secrets},
        user=numeric(after.user, tree) or "0:0" if after.user != before.user else None,
        folder=after.folder or "/" if (after.folder or "/") != (before.folder or "/") else None,
        ports=tuple(port for port in after.ports if port not in before.ports),
        entrypoint=entrypoint,
        command=after.command if says_command else None,
        volumes=tuple(volume for volume in after.volumes if volume not in before.volumes),
        labels={
            name: value
            for name, value in after.labels.items()
            if before.labels.get(name) != value and not LABELS_OF_TOOLS.match(name)
        },
        stop_signal=after.stop_signal or "SIGTERM"
        if after.stop_signal != before.stop_signal
        else None,
        health=after.health if after.health != before.health else None,
        secrets=tuple(secrets),
    )


def health_check(health: Mapping[str, Any]) -> tuple[list[str], str | list[str] | None]:
    """A health check as HEALTHCHECK takes it: its options, and a shell's words or a program's.

    Returns:
        The options; and the command, None for one that is switched off.
    """
    test = list(health.get("Test") or ["NONE"])
    options = [
        f"--{name}={seconds(int(value))}"
        for name, key in (
            ("interval", "Interval"), ("timeout", "Timeout"),
            ("start-period", "StartPeriod"), ("start-interval", "StartInterval"),
        )
        if (value := health.get(key))
    ]  # fmt: skip
    options += [f"--retries={retries}"] if (retries := health.get("Retries")) else []
    if test[0] == "CMD":
        return options, test[1:]
    if test[0] == "CMD-SHELL":
        return options, " ".join(test[1:])
    return [], None


def seconds(nanoseconds: int) -> str:
    """A duration as HEALTHCHECK takes it."""
    whole, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{whole}s" if not rest else f"{nanoseconds // 1_000_000}ms"
