"""Owners and modes of the copied files, which neither a checkout nor a build context keeps.

A context has no owners, and a checkout has no modes but the executable bit. So the files start as
root's, with 755 for folders and what is executable, and 644 for the rest; what differs from that
is said in as few words as possible: for a whole folder where all of it is alike.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dockgen.tools.adopt.tree import Entry

PATHS_PER_COMMAND = 20
FOLDER, PROGRAM, PLAIN = 0o755, 0o755, 0o644


@dataclass(frozen=True, slots=True)
class Setting:
    """What a command sets, for one path or for all below it."""

    path: str
    value: str
    recursive: bool


def on_disk(entry: Entry) -> int:
    """The mode that a file has in `rootfs/`: what a checkout can keep, and no more for others."""
    if entry.kind == "folder":
        return FOLDER
    return PROGRAM if entry.mode & 0o111 else PLAIN


def commands(entries: Mapping[str, Entry]) -> list[str]:
    """The shell commands that give copied files their owners and modes.

    Args:
        entries: the copied paths and the folders above them, with what they are to be; the
            commands run in the folder that holds them.
    """
    below = _below(entries)
    owners = _compress(below, {path: _owners(one) for path, one in entries.items()}, "0:0")
    patterns = {path: _pattern(one) for path, one in entries.items()}
    modes = _compress(below, patterns, DEFAULT_PATTERN)
    whole = [one for one in modes if one.recursive]
    single = {one.path for one in modes if not one.recursive}
    exact = [
        Setting(path, f"{one.mode:04o}", recursive=False)
        for path, one in entries.items()
        if one.kind != "link" and (patterns[path] == "" or path in single)
    ]
    return [
        *_said("chown", owners, entries),
        *_said("chmod", whole, entries),
        *_said("chmod", sorted(exact, key=lambda one: (one.value, one.path)), entries),
    ]


DEFAULT_PATTERN = "u=rwX,go=rX"


def _owners(entry: Entry) -> str:
    return f"{entry.uid}:{entry.gid}"


def _pattern(entry: Entry) -> str:
    """The mode as chmod says it for a whole tree; empty where it cannot be said so."""
    if entry.kind == "link":
        return ""  # it has none of its own, and chmod would follow it
    mode = entry.mode
    executable = entry.kind == "folder" or bool(mode & 0o111)
    parts = []
    for shift in (6, 3, 0):
        bits = mode >> shift & 0o7
        wanted = "".join(letter for letter, bit in (("r", 4), ("w", 2)) if bits & bit)
        wanted += "X" if bits & 1 else ""
        if executable and wanted and not bits & 1:
            return ""  # rw for others on a program: X would make it executable for them
        parts.append(wanted + ("X" if wanted and not executable else ""))
    if mode & 0o7000:
        return ""
    user, group, other = parts
    if group == other:
        return f"u={user},go={group}"
    return f"u={user},g={group},o={other}"


def _below(entries: Iterable[str]) -> dict[str, list[str]]:
    """The paths directly below each folder; the root's are under the empty path."""
    found: dict[str, list[str]] = {}
    for path in sorted(entries):
        found.setdefault(path.rpartition("/")[0], []).append(path)
    return found


def _compress(
    below: Mapping[str, list[str]], values: Mapping[str, str], default: str
) -> list[Setting]:
    """The fewest settings that make `values` of a tree in which all are `default`.

    A value that is empty is nobody's and is left to the exact settings.
    """
    found: list[Setting] = []

    def visit(path: str, inherited: str) -> None:
        value, kids = values[path], below.get(path, [])
        whole = bool(kids) and _is_uniform(path, below, values)
        if value not in {"", inherited}:
            found.append(Setting(path, value, recursive=whole))
        for kid in kids:
            visit(kid, value if whole and value else inherited)

    for top in below.get("", []):
        visit(top, default)
    return found


def _is_uniform(path: str, below: Mapping[str, list[str]], values: Mapping[str, str]) -> bool:
    """Whether most of a tree has the value of its top, so that one setting for all of it pays."""
    total = alike = 0
    todo = [path]
    while todo:
        one = todo.pop()
        total += 1
        alike += values[one] == values[path]
        todo += below.get(one, [])
    return alike * 2 > total


def _said(command: str, wanted: Iterable[Setting], entries: Mapping[str, Entry]) -> list[str]:
    """Commands, with the paths that get the same value together, in the order they must run."""
    said: list[str] = []
    group: list[str] = []
    before: tuple[str, ...] = ()
    for one in wanted:
        flags = ("-R",) if one.recursive else ()
        if command == "chown" and entries[one.path].kind == "link":
            flags = ("-h",)
        key = (*flags, one.value)
        if key != before or len(group) == PATHS_PER_COMMAND:
            said += [shlex.join([command, *before, *group])] if group else []
            group, before = [], key
        group.append(f"./{one.path}" if one.path.startswith("-") else one.path)
    return [*said, shlex.join([command, *before, *group])] if group else said
