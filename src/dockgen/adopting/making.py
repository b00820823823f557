"""What was found, as the plan of a Dockerfile: every value ready to print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dockgen.adopting import ownership
from dockgen.adopting.configuration import Settings, health_check
from dockgen.adopting.packages import PackageChange
from dockgen.adopting.tree import Entry
from dockgen.planning import Companion, Plan
from dockgen.quoting import (
    Printable,
    assignment,
    copy_paths,
    exec_form,
    image,
    path,
    plain,
    shell_words,
    word,
)

PACKAGE_SOURCES = re.compile(
    r"etc/apt/(sources\.list|sources\.list\.d/|keyrings/|trusted\.gpg|preferences|apt\.conf)"
    r"|usr/share/keyrings/|etc/apk/(repositories|keys/)"
)
"""Where package managers look for their sources: these files must be there before an install."""

ROOTFS = "rootfs"


@dataclass(frozen=True)
class Adoption:
    """What the new image is made of.

    Args:
        origin: what it was made from, for a person.
        base: the base image; `scratch` for none.
        base_user: who runs the base image; empty for root.
        shell: whether the base image has a shell and the usual tools.
        packages: what is installed and removed.
        first_packages: what must be installed before the package sources are reached.
        accounts: the commands that add users and groups.
        deleted: the paths to delete.
        entries: the copied paths and the folders above them, with what they are to be.
        settings: the instructions for the configuration.
    """

    origin: str
    base: str
    base_user: str = ""
    shell: bool = True
    packages: PackageChange = field(default_factory=PackageChange)
    first_packages: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)

    @property
    def sources(self) -> list[str]:
        """The copied files that say where packages come from."""
        return [
            name
            for name, entry in self.entries.items()
            if entry.kind == "file" and PACKAGE_SOURCES.match(name)
        ]

    @property
    def empty_folders(self) -> list[str]:
        """The copied folders that hold nothing, which no checkout keeps."""
        above = {name.rpartition("/")[0] for name in self.entries}
        return [
            name
            for name, entry in self.entries.items()
            if entry.kind == "folder" and name not in above
        ]


@dataclass(frozen=True, slots=True)
class Chain:
    """Values of which all but the last one are followed by the same thing."""

    most: tuple[Printable, ...]
    last: Printable


def plan(made: Adoption) -> Plan:
    """The plan of the new image.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    template, values = _files(made)
    wanted = made.packages
    is_apt = wanted.manager == "apt"
    installed, removed = [*wanted.install, *wanted.recommended], wanted.remove
    values |= {
        "origin": plain(made.origin),
        "base": Printable("scratch") if made.base == "scratch" else image(made.base),
        "base_user": made.base_user and plain(made.base_user),
        "first_packages": made.first_packages and shell_words(made.first_packages),
        "sources": [copy_paths([f"{ROOTFS}/{name}"], f"/{name}") for name in made.sources]
        if not made.packages.is_empty
        else [],
        "apt_packages": [word(name) for name in wanted.install] if is_apt else [],
        "apt_recommended": [word(name) for name in wanted.recommended] if is_apt else [],
        "apt_installs": Printable("apt-get") if is_apt and installed else None,
        "apk_packages": None if is_apt else _chain([word(name) for name in installed]),
        "apt_removed": shell_words(removed) if is_apt and removed else None,
        "apk_removed": shell_words(removed) if removed and not is_apt else None,
        "accounts": _chain([plain(command) for command in made.accounts]),
        "deleted": _chain([shell_words([f"/{name}"]) for name in made.deleted]),
        **_settings(made.settings),
    }
    if made.base_user and values["user"] is None:
        values["user"] = word(made.base_user)
    ignore = Companion(".dockerignore", "adopt/dockerignore.jinja")
    return Plan("adopted", "multi", "adopted", template, values, (ignore,))


def _files(made: Adoption) -> tuple[str, dict[str, object]]:
    """The template that suits the files, and what it needs beside the rest."""
    values: dict[str, object] = {"rootfs": Printable(ROOTFS) if made.entries else None}
    empty = made.empty_folders
    folders = [shell_words(["mkdir", "-p", *empty])] if empty else []
    if not made.shell:
        copies = [copy for one in ownership.flagged(made.entries) if (copy := _copy(one))]
        values["copies"] = copies
        return ("adopt/without-shell" if copies else "adopt/plain") + TEMPLATE, values
    commands = [plain(command) for command in ownership.commands(made.entries)]
    values["ownership"] = _chain([*folders, *commands])
    return ("adopt/with-owners" if values["ownership"] else "adopt/plain") + TEMPLATE, values


TEMPLATE = ".Dockerfile.jinja"


def _copy(one: ownership.Flagged) -> Printable:
    """The arguments of a COPY that gives a path its owners and its mode."""
    flags = [f"--chown={one.owners}"] if one.owners else []
    flags += [f"--chmod={one.mode}"] if one.mode else []
    slash = "/" if one.is_folder else ""
    paths = copy_paths([f"{ROOTFS}/{one.path}{slash}"], f"/{one.path}{slash}")
    return Printable(" ".join([*flags, paths]))


def _chain(values: Sequence[Printable]) -> Chain | None:
    return Chain(tuple(values[:-1]), values[-1]) if values else None


def _settings(wanted: Settings) -> dict[str, object]:
    ports = [word(port.removesuffix("/tcp")) for port in wanted.ports]
    return {
        "environment": _chain([assignment(*pair) for pair in wanted.environment.items()]),
        "labels": _chain([assignment(*pair) for pair in wanted.labels.items()]),
        "folder": None if wanted.folder is None else path(wanted.folder),
        "volumes": exec_form(wanted.volumes) if wanted.volumes else None,
        "user": None if wanted.user is None else word(wanted.user),
        "ports": Printable(" ".join(ports)) if ports else None,
        "stop_signal": None if wanted.stop_signal is None else word(wanted.stop_signal),
        "health": None if wanted.health is None else _health(wanted.health),
        "entrypoint": None if wanted.entrypoint is None else exec_form(wanted.entrypoint),
        "command": None if wanted.command is None else exec_form(wanted.command),
    }


def _health(health: Mapping[str, object]) -> Printable:
    options, command = health_check(health)
    if command is None:
        return Printable("NONE")
    said = plain(command) if isinstance(command, str) else exec_form(command)
    return Printable(" ".join([*options, "CMD", said]))
