"""Runs dockgen in a process of its own, and writes down every path that it touches.

Python raises an audit event for each file that it opens, renames, deletes or makes
(https://docs.python.org/3/library/audit_events.html); the event for `open` does not say which
folder a name is relative to, so `os.open` is wrapped for that.

Hundreds of runs would spend their time on starting Python and importing dockgen. So one process
does both, once, and forks for each run before any of dockgen's code has done anything.
Run as that process: `python -m tests.hostile.traced SOCKET`.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import dockgen
from dockgen.cli import main as cli

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CHANGES = {
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
    "shutil.rmtree": ((0, None),),
    "shutil.move": ((0, None), (1, None)),
}
"""For each event, where its path stands among the arguments, and the folder it is relative to."""

DESCRIPTORS = Path("/proc/self/fd")

PATIENCE = 60
"""Seconds in which a run must have ended, whatever it found."""


@dataclass(frozen=True)
class Traced:
    """A run.

    Args:
        code: its exit code.
        out, err: what it printed.
        written: the paths that it wrote, renamed or deleted, links in their folders followed.
        read: the paths that it opened for reading.
    """

    code: int
    out: str
    err: str
    written: frozenset[str]
    read: frozenset[str]


class Tracer:
    """Collects paths."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.opening = os.open

    def install(self) -> None:
        os.open = self.open
        sys.addaudithook(self.hear)

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        number = self.opening(path, flags, mode, dir_fd=dir_fd)
        if not flags & os.O_DIRECTORY:  # where it leads is what counts, not what it is called
            self.note(f"/proc/self/fd/{number}", None, writes=bool(flags & WRITES), follow=True)
        return number

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and _is_absolute(arguments[0]):  # the others come by `os.open`
            writes = isinstance(arguments[2], int) and bool(arguments[2] & WRITES)
            self.note(arguments[0], None, writes=writes, follow=True)
        for path_at, folder_at in CHANGES.get(event, ()):
            folder = arguments[folder_at] if folder_at is not None else None
            self.note(arguments[path_at], folder, writes=True, follow=False)

    def note(self, path: Any, folder: int | None, *, writes: bool, follow: bool) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        place = Path(os.fsdecode(path))
        if folder is not None and folder >= 0:
            place = Path(f"/proc/self/fd/{folder}").readlink() / place
        if place.parent == DESCRIPTORS:
            place = place.readlink()
        else:
            place = place.resolve() if follow else place.parent.resolve() / place.name
        (self.written if writes else self.read).add(str(place))


def _is_absolute(path: object) -> bool:
    return isinstance(path, str | bytes | os.PathLike) and Path(os.fsdecode(path)).is_absolute()


def run(
    *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Traced:
    """Run dockgen's command line in a child, and say what it touched.

    Args:
        arguments: the command line.
        cwd: the folder to run it in.
        environment: variables beside those of the tests.
    """
    request = {
        "arguments": [*map(str, arguments)],
        "cwd": str(cwd or Path.cwd()),
        "environment": {**os.environ, **VARIABLES, **(environment or {})},
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        report = _asked(json.dumps(request).encode(), out.fileno(), err.fileno())
        said_on = []
        for stream in (out, err):
            stream.seek(0)
            said_on.append(stream.read().decode())
    assert report, f"it ended without a word: {said_on[1]}"
    said = json.loads(report)
    written, read = frozenset(said["written"]), frozenset(said["read"])
    return Traced(said["code"], said_on[0], said_on[1], written, read)


VARIABLES = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONSAFEPATH": "1",
}


def _asked(request: bytes, out: int, err: int) -> bytes:
    """Have a run made, and wait until it has ended; its report, which is empty if it was killed."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as report:
        try:
            socket.send_fds(_server(), [request], [out, err, writer])
        finally:
            os.close(writer)
        number = int.from_bytes(report.read(8), "big")
        until = time.monotonic() + PATIENCE
        said = b""
        while select.select([report], [], [], max(until - time.monotonic(), 0))[0]:
            part = report.read(65536)
            if not part:
                return said
            said += part
        os.kill(number, signal.SIGKILL)
        raise TimeoutError(f"a run takes more than {PATIENCE} seconds")


def _server() -> socket.socket:
    """The end of a socket at whose other end a process waits for runs to make."""
    with ONE_ONLY:
        return _started()


ONE_ONLY = threading.Lock()


@cache
def _started() -> socket.socket:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.traced", str(its.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=(its.fileno(),),
            env={**os.environ, **VARIABLES},
        )

    def end() -> None:
        ours.close()
        process.wait(timeout=PATIENCE)

    atexit.register(end)
    return ours


def _serve(requests: socket.socket) -> None:
    """Fork for each request, until nobody is left who could send one."""
    for one in pkgutil.walk_packages(dockgen.__path__, "dockgen."):
        if not NOT_LOADED.search(one.name):
            import_module(one.name)
    gc.collect()
    gc.freeze()
    runs = 0
    while True:
        request, numbers, _, _ = socket.recv_fds(requests, 2**20, 3, socket.MSG_CMSG_CLOEXEC)
        while runs and os.waitpid(-1, os.WNOHANG if request else 0) != (0, 0):
            runs -= 1
        if not request:
            return
        runs += 1
        if os.fork() == 0:
            try:
                requests.close()
                _make(json.loads(request), *numbers)
            finally:
                os._exit(70)
        for number in numbers:
            os.close(number)


NOT_LOADED = re.compile(r"\.(__main__|copier)\b")


def _make(request: Mapping[str, Any], out: int, err: int, report: int) -> None:
    """The run itself, in the process that was made for it."""
    os.write(report, os.getpid().to_bytes(8, "big"))
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None
    os.chdir(request["cwd"])
    tracer = Tracer()
    tracer.install()
    try:
        code = cli.run(request["arguments"])
    except BaseException:  # as Python itself would end
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # What Python and its packages consist of is not of interest.
    own = (sys.prefix, sys.base_prefix, f"{VARIABLES['PYTHONPATH']}/src", "/proc/", "/dev/null")
    said = {
        "code": code,
        "written": sorted(tracer.written),
        "read": sorted(path for path in tracer.read if not path.startswith(own)),
    }
    with os.fdopen(report, "wb") as file:
        file.write(json.dumps(said).encode())
    os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
