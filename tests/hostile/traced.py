"""Runs dockgen in a process of its own, and writes down every path that it touches.

Run as a program: `python -m tests.hostile.traced REPORT ARGUMENT…`. Python raises an audit event
for each file that it opens, renames, deletes or makes
(https://docs.python.org/3/library/audit_events.html); the event for `open` does not say which
folder a name is relative to, so `os.open` is wrapped for that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.hostile.traced", str(writer), *map(str, arguments)],
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
            pass_fds=(writer,),
            cwd=cwd,
            env={
                **os.environ,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONSAFEPATH": "1",
                **(environment or {}),
            },
        )
        os.close(writer)
        writer = -1
        with os.fdopen(reader, "rb") as report:
            reader = -1
            said = json.loads(report.read() or b'{"written": [], "read": []}')
    finally:
        for number in (reader, writer):
            if number >= 0:
                os.close(number)
    return Traced(
        done.returncode,
        done.stdout,
        done.stderr,
        frozenset(said["written"]),
        frozenset(said["read"]),
    )


if __name__ == "__main__":
    tracer = Tracer()
    tracer.install()
    code = cli.run(sys.argv[2:])
    sys.stdout.flush()
    # A pipe holds 64 KiB: what Python and its packages consist of is not of interest.
    own = (
        sys.prefix,
        sys.base_prefix,
        str(Path(__file__).parents[2] / "src"),
        "/proc/",
        "/dev/null",
    )
    said = {
        "written": sorted(tracer.written),
        "read": sorted(path for path in tracer.read if not path.startswith(own)),
    }
    os.write(int(sys.argv[1]), json.dumps(said).encode())
    os._exit(code)
