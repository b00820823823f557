"""What was found, as the plan of a Dockerfile: every value ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dockgen.core.base_images import debian
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.plan import Companion, Plan
from dockgen.core.quoting import (
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
from dockgen.tools.adopt import ownership
from dockgen.tools.adopt.configuration import Settings, health_check
from dockgen.tools.adopt.packages import PackageChange
from dockgen.tools.adopt.tree import Entry

PACKAGE_SOURCES = lazy_regex(
    r"etc/apt/(sources\.list|sources\.list\.d/|keyrings/|trusted\.gpg|preferences|apt\.conf)"
    r"|usr/share/keyrings/|etc/apk/(repositories|keys/)"
)
"""Where package managers look for their sources: these files must be there before an install."""

ROOTFS = "rootfs"
REMOVALS = {
    "apt": ("apt-get", "purge", "-y", "--allow-remove-essential"),
    "apk": ("apk", "del", "--no-cache"),
}
"""How packages are removed, by package manager."""


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
    installed = [word(name) for name in (*wanted.install, *wanted.recommended)]
    sources = made.sources if installed else []
    commands = _chain(_commands(made))
    changes_user = made.base_user and (installed or commands)  # neither works for another user
    values |= {
        "origin": plain(made.origin),
        "base": _image(made.base),
        "base_user": plain(made.base_user) if changes_user else None,
        "first_packages": shell_words(made.first_packages) if made.first_packages else None,
        "sources": [copy_paths([f"{ROOTFS}/{name}"], f"/{name}") for name in sources],
        "apt_packages": installed if is_apt else [],
        "apk_packages": [] if is_apt else installed,
        "commands": commands,
        **_settings(made.settings),
    }
    if changes_user and values["user"] is None:
        values["user"] = word(made.base_user)
    ignore = Companion(".dockerignore", "adopt/dockerignore.jinja")
    return Plan("adopted", "multi", "adopted", template, values, (ignore,))


def _image(name: str) -> Printable:
    return Printable("scratch") if name == "scratch" else image(name)


def _commands(made: Adoption) -> list[Printable]:
    """What a shell does once the packages are installed."""
    purge = REMOVALS[made.packages.manager or "apt"]
    removed, deleted = made.packages.remove, made.deleted
    found = [shell_words([*purge, *removed])] if removed else []
    found += [plain(command) for command in made.accounts]
    groups = [deleted[start : start + 20] for start in range(0, len(deleted), 20)]
    return [
        *found,
        *(shell_words(["rm", "-rf", *(f"/{one}" for one in group)]) for group in groups),
    ]


def _files(made: Adoption) -> tuple[str, dict[str, object]]:
    """The template that suits the files, and what it needs beside the rest."""
    empty = made.empty_folders
    folders = [shell_words(["mkdir", "-p", *empty])] if empty else []
    commands = [plain(command) for command in ownership.commands(made.entries)]
    values: dict[str, object] = {
        "rootfs": Printable(ROOTFS) if made.entries else None,
        "ownership": _chain([*folders, *commands]),
        "files_base": _image(made.base) if made.shell else debian(),
        "files_user": plain(made.base_user) if made.shell and made.base_user else None,
    }
    template = "with-owners" if values["ownership"] else "plain"
    return f"adopt/{template}.Dockerfile.jinja", values


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
    said = exec_form(["/bin/sh", "-c", command] if isinstance(command, str) else command)
    return Printable(" ".join([*options, "CMD", said]))
