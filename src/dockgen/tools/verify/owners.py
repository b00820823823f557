"""Which run of dockgen made what is on the engine, and the removal of what dead runs left behind.

A run that is killed with SIGKILL removes nothing. So the name of all that a run makes says which
process made it, and the next run removes what the processes that are gone have left. A process is
told by its number and the time of its start, on one machine and in one namespace of processes:
what another machine made on a shared engine is left alone.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
from pathlib import Path
from secrets import token_hex

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.engine import processes
from dockgen.tools.engine.client import Engine

NAME = lazy_regex(
    r"(?:^|/)dockgen-(?:adopt|verify)-(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-(?P<start>\w+)-"
)

BOOT = Path("/proc/sys/kernel/random/boot_id")
NAMESPACE = Path("/proc/self/ns/pid")

LISTED = (
    (("ps", "--all", "--format={{.Names}}"), ("rm", "--force", "--volumes")),
    (("images", "--format={{.Repository}}:{{.Tag}}"), ("rmi", "--force")),
    (("network", "ls", "--format={{.Name}}"), ("network", "rm")),
    (("volume", "ls", "--format={{.Name}}"), ("volume", "rm")),
)
"""How to list what a run makes, and how to remove it: containers before what they use."""


def new_name(command: str, *, keep: bool = False) -> str:
    """A name for all that this run makes.

    Args:
        command: `adopt` or `verify`.
        keep: whether it is to be left there, so that no later run may remove it.
    """
    if keep:
        return f"dockgen-{command}-{token_hex(4)}"
    process = os.getpid()
    return f"dockgen-{command}-{_machine()}-{process}-{_start_of(process) or 'x'}-{token_hex(4)}"


def remove_leftovers(engine: Engine) -> list[str]:
    """Remove what runs that were killed left on the engine.

    Returns:
        The names of what was removed. What cannot be listed or removed is left for the next run.
    """
    removed: list[str] = []
    for listing, removal in LISTED:
        names = [name for name in engine.call(*listing).out.split() if _is_left_over(name)]
        removed += [name for name in names if engine.call(*removal, name).ok]
    return removed


def _is_left_over(name: str) -> bool:
    """Whether a process of this machine made what is called so, and runs no more."""
    match = NAME.search(name)
    if match is None or match["machine"] != _machine():
        return False
    start = _start_of(int(match["process"]))
    return start is None or start != match["start"]


def _machine() -> str:
    """This machine since it was started, and the namespace that its processes are counted in."""
    try:
        where = f"{BOOT.read_text('utf-8')} {NAMESPACE.readlink()}"
    except OSError:  # no Linux
        where = platform.node()
    return hashlib.sha256(where.encode()).hexdigest()[:8]


def _start_of(process: int) -> str | None:
    """When a process was started, as a word; None where there is none of that number."""
    if BOOT.exists():
        try:
            told = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
        except OSError:
            return None
        # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; a name can hold brackets
        fields = told.rpartition(")")[2].split()
        return None if fields[0] in {"Z", "X"} else fields[19]
    said = processes.run(("ps", "-o", "lstart=", "-p", str(process))).out.strip()
    return re.sub(r"\W", "", said) or None
