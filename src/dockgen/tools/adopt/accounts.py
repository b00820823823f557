"""Users and groups that were added: the commands that add them, instead of the files.

The files: passwd(5), group(5), shadow(5).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.adopt.tree import Tree

FILES = ("etc/passwd", "etc/group", "etc/shadow", "etc/gshadow", "etc/subuid", "etc/subgid")
BACKUPS = lazy_regex(r"etc/(passwd|group|shadow|gshadow|subuid|subgid)-$")
LOCKED = lazy_regex(r"[!*]*|x")
"""What stands in shadow(5) for an account without a password."""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """How to come from one set of accounts to another.

    Args:
        commands: the commands; None where they cannot do it, and the files must be copied.
        passwords: the accounts that have a password, which is not copied.
    """

    commands: tuple[str, ...] | None = ()
    passwords: tuple[str, ...] = ()


def change(before: Tree, after: Tree) -> AccountChange:
    """What leads from one file system's accounts to another's."""
    passwords = _passwords(before, after)
    tools = _tools(before)
    users = _added(_lines(before, "etc/passwd"), _lines(after, "etc/passwd"))
    groups = _groups(_lines(before, "etc/group"), _lines(after, "etc/group"))
    if users == {} and groups == ({}, {}):
        return AccountChange((), passwords)
    if tools is None or users is None or groups is None:
        return AccountChange(None, passwords)
    added, members = groups
    names = {fields[2]: name for name, fields in _lines(after, "etc/group").items()}
    commands = [tools.group(name, fields[2]) for name, fields in added.items()]
    commands += [tools.user(fields, names.get(fields[3], "")) for fields in users.values()]
    commands += [tools.member(user, group) for group, new in members.items() for user in new]
    return AccountChange(tuple(commands), passwords)


def numeric(user: str, tree: Tree) -> str:
    """A user as numbers, by which a cluster sees that it is not root; as given where unknown.

    Args:
        user: `name`, `name:group`, or numbers; empty for root.
        tree: the file system with the accounts.
    """
    name, _, group = user.partition(":")
    users, groups = _lines(tree, "etc/passwd"), _lines(tree, "etc/group")
    if name in users:
        uid, gid = users[name][2:4]
        return f"{uid}:{groups[group][2] if group in groups else group or gid}"
    return user


def _lines(tree: Tree, path: str) -> dict[str, list[str]]:
    lines = [line.split(":") for line in tree.texts.get(path, "").splitlines() if ":" in line]
    least = 7 if path == "etc/passwd" else 4
    return {fields[0]: fields for fields in lines if len(fields) >= least or "shadow" in path}


def _added(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> dict[str, list[str]] | None:
    """The lines that were added; None where others were changed or removed."""
    if any(after.get(name) != fields for name, fields in before.items()):
        return None
    return {name: fields for name, fields in after.items() if name not in before}


def _groups(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]] | None:
    """The groups that were added, and the members that groups gained; None for other changes."""
    members: dict[str, list[str]] = {}
    for name, fields in after.items():
        old = before.get(name, [*fields[:3], ""])
        was, now = _words(old[3]), _words(fields[3])
        if old[:3] != fields[:3] or not set(was) <= set(now):
            return None
        gained = [user for user in now if user not in was]
        if gained:
            members[name] = gained
    if any(name not in after for name in before):
        return None
    return {name: fields for name, fields in after.items() if name not in before}, members


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _passwords(before: Tree, after: Tree) -> tuple[str, ...]:
    old = _lines(before, "etc/shadow")
    return tuple(
        name
        for name, fields in _lines(after, "etc/shadow").items()
        if len(fields) > 1
        and not LOCKED.fullmatch(fields[1])
        and old.get(name, ["", ""])[1] != fields[1]
    )


class _Shadow:
    """shadow-utils, as Debian and Fedora have them: useradd(8)."""

    def group(self, name: str, gid: str) -> str:
        return shlex.join(["groupadd", "--gid", gid, name])

    def user(self, fields: list[str], group: str) -> str:  # noqa: ARG002  busybox wants the name
        name, _, uid, gid, comment, home, shell = fields[:7]
        words = ["useradd", "--no-log-init", "--no-create-home", "--uid", uid, "--gid", gid]
        words += ["--comment", comment] if comment else []
        return shlex.join([*words, "--home-dir", home, "--shell", shell, name])

    def member(self, user: str, group: str) -> str:
        return shlex.join(["usermod", "--append", "--groups", group, user])


class _Busybox:
    """busybox, as Alpine has it: https://busybox.net/downloads/BusyBox.html#adduser."""

    def group(self, name: str, gid: str) -> str:
        return shlex.join(["addgroup", "-g", gid, name])

    def user(self, fields: list[str], group: str) -> str:
        name, _, uid, _, comment, home, shell = fields[:7]
        words = ["adduser", "-D", "-H", "-u", uid, "-G", group, "-g", comment]
        return shlex.join([*words, "-h", home, "-s", shell, name])

    def member(self, user: str, group: str) -> str:
        return shlex.join(["addgroup", user, group])


def _tools(tree: Tree) -> _Shadow | _Busybox | None:
    if tree.has("usr/sbin/useradd", "sbin/useradd", "usr/bin/useradd"):
        return _Shadow()
    return _Busybox() if tree.has("bin/busybox", "usr/bin/busybox") else None
