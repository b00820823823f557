"""Kills a real process at each step of what it writes, and looks at what is left.

Run as a program of its own: it forks, which a test runner with threads must not. Each child does
the same work and kills itself, with SIGKILL, before the n-th time that it touches a file of the
project; the parent then finishes what is left, and prints what it sees.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from dockgen.cli import main
from dockgen.managed_files.journal import recover
from dockgen.managed_files.writing import write_all

EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}
"""The audit events of what changes a file: https://docs.python.org/3/library/audit_events.html."""

WRITES = os.O_WRONLY | os.O_RDWR

Content = str | bytes | None


class Killer:
    """Counts steps, and kills the process before the n-th one."""

    def __init__(self, root: Path, step: int) -> None:
        self.root, self.left = str(root.resolve()), step
        self.state = os.environ["XDG_STATE_HOME"]
        self.fsync = os.fsync

    def install(self) -> None:
        os.fsync = self.torn_fsync  # type: ignore[assignment]
        sys.addaudithook(self.count)

    def count(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in EVENTS and arguments and self.is_ours(str(arguments[0])):
            reads = event == "open" and not int(str(arguments[2])) & WRITES
            if not reads:
                self.step()

    def is_ours(self, path: str) -> bool:
        """Whether it is of the project, which is opened part by part, or of the user's state."""
        return not path.startswith("/") or self.state in path or self.root in path

    def torn_fsync(self, number: int) -> None:
        """Before a text has reached the disk, half of it may be there."""
        if self.left == 0 and stat.S_ISREG(os.fstat(number).st_mode):
            os.ftruncate(number, os.fstat(number).st_size // 2)
        self.step()
        self.fsync(number)

    def step(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def killed_at(root: Path, step: int, work: Callable[[], object]) -> bool:
    """Do the work in a child that is killed at a step; say whether it came so far."""
    child = os.fork()
    if child == 0:
        Killer(root, step).install()
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def state(root: Path) -> dict[str, str]:
    """All files and folders with what they hold."""
    return {
        path.relative_to(root).as_posix(): "" if path.is_dir() else path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
    }


def every_kill(origin: Path, work: Callable[[Path], object]) -> Iterator[Path]:
    """A copy of a folder after a kill at each step, and at last after the whole work."""
    step, killed = 0, True
    while killed:
        root = origin.parent / f"killed-{step}" / origin.name
        shutil.copytree(origin, root)
        killed = killed_at(root, step, lambda root=root: work(root))  # type: ignore[misc]
        yield root
        step += 1


def write_set(origin: Path, contents: dict[str, Content]) -> list[dict[str, str]]:
    """The states after `write_all` was killed at each step and the rest was finished."""
    states = []
    for root in every_kill(origin, lambda root: write_all(root, contents)):
        recover(root)
        states.append(state(root))
    return states


def update(origin: Path) -> list[list[dict[str, str]]]:
    """The states after `dockgen update` was killed: finished by a look at it, or by another run."""
    finished, updated = [], []
    for number, root in enumerate(every_kill(origin, lambda root: main.run(["update", str(root)]))):
        if number % 4 == 3:  # another run takes its time
            main.run(["update", str(root)])
            updated.append(state(root))
        else:
            recover(root)
            finished.append(state(root))
    return [finished, updated]


if __name__ == "__main__":
    sys.stdout = sys.stderr
    folder = Path(sys.argv[2])
    made: object = (
        update(folder) if sys.argv[1] == "update" else write_set(folder, json.loads(sys.argv[3]))
    )
    os.write(1, json.dumps(made).encode())
