"""Where a container listens, as seen from inside."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.engine.client import LOCAL, Engine

LISTENING = "0A"
"""The state of a listening socket: https://docs.kernel.org/networking/proc_net_tcp.html."""
LOOPBACK = lazy_regex("(?:0{16}FFFF0000)?[0-9A-F]{6}7F|0{24}01000000")
"""127.0.0.0/8, ::1, and the first inside the second, as /proc writes them: each word backwards."""


def listening(engine: Engine, container: str) -> list[tuple[bool, int]]:
    """The TCP sockets that a container listens on: whether on its loopback only, and the port.

    Read inside the container; for an image without `cat`, from the process's own view of the
    network, where the engine runs on this machine.
    """
    done = engine.exec(container, "cat", "/proc/net/tcp", "/proc/net/tcp6")
    text = done.out or _from_outside(engine, container)
    return sockets(text)


def _from_outside(engine: Engine, container: str) -> str:
    found = engine.container(container) or {}
    process, identifier = (found.get("State") or {}).get("Pid"), found.get("Id", "")
    if not process or engine.host() != LOCAL:
        return ""
    with suppress(OSError):
        own = Path(f"/proc/{process}")
        if identifier[:12] in (own / "cgroup").read_text():
            return "".join((own / "net" / name).read_text() for name in ("tcp", "tcp6"))
    return ""


def sockets(text: str) -> list[tuple[bool, int]]:
    """What /proc/net/tcp and tcp6 say: for each listening socket, loopback only and the port."""
    found = []
    for line in text.splitlines():
        parts = line.split()
        if len(parts) > 3 and parts[3] == LISTENING:
            address, _, port = parts[1].partition(":")
            found.append((LOOPBACK.fullmatch(address) is not None, int(port, 16)))
    return found


def address_hint(open_sockets: list[tuple[bool, int]], port: int) -> str:
    """What is wrong with where a container listens; empty where nothing is, or it does not yet."""
    everywhere = sorted({number for local, number in open_sockets if not local})
    if port in everywhere or not open_sockets:
        return ""
    if (True, port) in open_sockets:
        return (
            f"it listens on port {port} of localhost only, which cannot be reached from outside "
            "the container: listen on 0.0.0.0 (often a HOST variable or a --host option)"
        )
    if everywhere:
        others = ", ".join(str(number) for number in everywhere)
        return f"it listens on {others}, not on {port}: correct EXPOSE, or pass --port"
    return ""
