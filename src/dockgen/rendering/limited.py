"""Templates of the user's, rendered in a process of their own with limits of time and memory.

Jinja's sandbox keeps a template from Python's insides and from nothing else: a loop of loops never
ends, and a text that doubles itself fills the memory, in a single operation that no counter of
steps sees. So the process is limited, by its address space
(https://docs.python.org/3/library/resource.html#resource.RLIMIT_AS) and by the clock of the one
that waits for it. It stays for the next file, since one image is rendered from several.
"""

from __future__ import annotations

import atexit
import copyreg
import io
import json
import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from dockgen.core.errors import UnusableInput

STARTING = 60
"""Seconds that the process may take to start; a busy machine is no fault of a template."""


class Limits(NamedTuple):
    """What one file may take.

    Args:
        seconds: those of dockgen's own templates take some hundredths of one.
        memory: bytes of address space of the process, which starts with a tenth of the default.
        characters: characters that the file may have.
    """

    seconds: float = 10
    memory: int = 1024 * 1024 * 1024
    characters: int = 4 * 1024 * 1024


LIMITS = Limits()
MOST_REPLY = 8 * LIMITS.characters
READY = b"+"
"""What the process says once it is limited."""

CODE = (
    "import json, sys; paths, limits = json.loads(sys.argv[1]); sys.path[:] = paths; "
    "from dockgen.rendering.limited_process import serve; serve(*limits)"
)


class _Process:
    """The process that renders, started when it is first asked."""

    def __init__(self, limits: Limits) -> None:
        self.owner = os.getpid()
        self.limits = limits
        self.is_ready = False
        # Nothing is imported from the folder that dockgen runs in, which may be the checkout.
        paths = [path for path in sys.path if Path(path).is_absolute()]
        self.process = subprocess.Popen(  # this very Python, with arguments of dockgen's own
            [sys.executable, "-I", "-c", CODE, json.dumps([paths, limits])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def is_usable(self, limits: Limits) -> bool:
        is_own = self.owner == os.getpid() and self.limits == limits
        return is_own and self.process.poll() is None

    def ask(self, request: bytes) -> Any:
        """Send a request, and wait for the reply.

        Raises:
            TimeoutError: it took too long.
            EOFError: the process has ended, or said too much.
        """
        assert self.process.stdin is not None  # noqa: S101  both are pipes
        assert self.process.stdout is not None  # noqa: S101
        number = self.process.stdout.fileno()
        if not self.is_ready:
            self._bytes(number, len(READY), time.monotonic() + STARTING)
            self.is_ready = True
        until = time.monotonic() + self.limits.seconds
        try:
            self.process.stdin.write(len(request).to_bytes(8, "big") + request)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise EOFError from None
        size = int.from_bytes(self._bytes(number, 8, until), "big")
        if size > MOST_REPLY:
            raise EOFError
        return json.loads(self._bytes(number, size, until))

    def _bytes(self, number: int, size: int, until: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            ready, _, _ = select.select([number], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise TimeoutError
            part = os.read(number, size - len(found))
            if not part:
                raise EOFError
            found += part
        return bytes(found)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self.owner == os.getpid():
            self.process.kill()
            with suppress(BrokenPipeError):
                self.process.communicate()


_RUNNING: list[_Process] = []


def _process(limits: Limits) -> _Process:
    if _RUNNING and not _RUNNING[0].is_usable(limits):
        _end()
    if not _RUNNING:
        _RUNNING.append(_Process(limits))
        atexit.register(_end)
    return _RUNNING[0]


def _end() -> None:
    atexit.unregister(_end)
    while _RUNNING:
        _RUNNING.pop().end()


def render(
    template: str,
    values: Mapping[str, object],
    folders: Sequence[Path],
    limits: Limits = LIMITS,
) -> Any:
    """Render a template, the user's own first.

    Args:
        template: its name, relative to the folders.
        values: what it prints, tests and loops over.
        folders: the folders of the user's templates.
        limits: what the file may take.

    Returns:
        The text, and for each line the names of its facts and its reason, as plain data.

    Raises:
        UnusableInput: it is broken, or takes more time, memory or room than it may.
    """
    request = _packed((os.getcwd(), template, values, [os.fspath(one) for one in folders]))  # noqa: PTH109
    try:
        reply = _process(limits).ask(request)
    except TimeoutError:
        _end()
        raise _over(folders, template, f"takes more than {limits.seconds:g} seconds") from None
    except EOFError:
        _end()
        raise _over(folders, template, "uses more memory than allowed") from None
    if "error" in reply:
        error = reply["error"]
        if reply.get("over"):
            _end()
            raise _over(folders, template, error["message"])
        raise UnusableInput(
            error["message"], file=error["file"], line=error["line"], hint=error["hint"]
        )
    return reply


def _over(folders: Sequence[Path], template: str, what: str) -> UnusableInput:
    return UnusableInput(
        f"template error: {template} {what}",
        file=os.fspath(folders[0]),
        hint="look for an endless loop or text in the templates of this folder",
    )


def _packed(request: object) -> bytes:
    """The request as bytes; they go from here to the process, which sends plain data back."""
    made = io.BytesIO()
    pickler = pickle.Pickler(made)
    table: Any = copyreg.dispatch_table.copy()
    table[MappingProxyType] = lambda mapping: (dict, (dict(mapping),))
    pickler.dispatch_table = table
    pickler.dump(request)
    return made.getvalue()
