"""How a command that cleans up after itself takes being interrupted."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_interruption() -> Iterator[None]:
    """Let the first Ctrl-C, SIGTERM or SIGHUP end the work, and no further one its cleaning up."""
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {one: signal.getsignal(one) for one in wanted}

    def stop(*_: object) -> None:
        for one in wanted:
            # a handler and not SIG_IGN, which the engine's commands would inherit
            signal.signal(one, lambda *_: None)
        raise KeyboardInterrupt

    try:
        for one in wanted:
            signal.signal(one, stop)
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
