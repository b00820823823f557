"""A limit of the time that a command computes over a project, whatever the project holds.

Patterns and loops are made to grow as their input does. Where one does not, this says so instead
of computing for hours. Python's matcher of patterns looks for signals while it runs.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dockgen.core.errors import DockgenError
from dockgen.core.seen_files import last_read

AGAIN = 1.0
"""After how many more seconds it is said again, where a reader took it for a file's own fault."""


class TakesTooLong(DockgenError):
    """A project takes so long to read that something is wrong with it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise where what runs inside computes for longer; waiting does not count.

    Only the main thread of a program can be limited so; a limit within another changes nothing.

    Raises:
        TakesTooLong: it did.
    """
    usual = (signal.SIG_DFL, None)
    main = threading.current_thread() is threading.main_thread()
    if (
        not main
        or not hasattr(signal, "setitimer")
        or signal.getsignal(signal.SIGPROF) not in usual
    ):
        yield
        return

    def say(_number: int, _frame: FrameType | None) -> None:
        raise TakesTooLong(
            f"reading takes more than {seconds:.0f} seconds",
            file=last_read() or None,
            hint="it is the file that was read last: look for text that repeats without end",
        )

    before = signal.signal(signal.SIGPROF, say)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
