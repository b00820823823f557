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
from typing import Any

from dockgen.core.errors import UnusableInput

SECONDS = 10
"""What one file may take; those of dockgen's own templates take some hundredths of a second."""

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space that the process may have; it starts with a tenth of that."""

LARGEST = 4 * 1024 * 1024
"""Characters that one file may have."""

MOST_REPLY = 8 * LARGEST
CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from dockgen.rendering.limited_process import serve; serve()"
)


class _Process:
    """The process that renders, started when it is first asked."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        # Nothing is imported from the folder that dockgen runs in, which may be the checkout.
        paths = [path for path in sys.path if Path(path).is_absolute()]
        self.process = subprocess.Popen(  # this very Python, with arguments of dockgen's own
            [sys.executable, "-I", "-c", CODE, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, request: bytes) -> Any:
        """Send a request, and wait for the reply.

        Raises:
            TimeoutError: it took too long.
            EOFError: the process has ended, or said too much.
        """
        until = time.monotonic() + SECONDS
        assert self.process.stdin is not None  # noqa: S101  both are pipes
        assert self.process.stdout is not None  # noqa: S101
        try:
            self.process.stdin.write(len(request).to_bytes(8, "big") + request)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise EOFError from None
        number = self.process.stdout.fileno()
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


def _process() -> _Process:
    if _RUNNING and not _RUNNING[0].is_usable:
        _end()
    if not _RUNNING:
        _RUNNING.append(_Process())
        atexit.register(_end)
    return _RUNNING[0]


def _end() -> None:
    atexit.unregister(_end)
    while _RUNNING:
        _RUNNING.pop().end()


def render(template: str, values: Mapping[str, object], folders: Sequence[Path]) -> Any:
    """Render a template, the user's own first.

    Args:
        template: its name, relative to the folders.
        values: what it prints, tests and loops over.
        folders: the folders of the user's templates.

    Returns:
        The text, and for each line the names of its facts and its reason, as plain data.

    Raises:
        UnusableInput: it is broken, or takes more time, memory or room than it may.
    """
    request = _packed((os.getcwd(), template, values, [os.fspath(one) for one in folders]))  # noqa: PTH109
    try:
        reply = _process().ask(request)
    except TimeoutError:
        _end()
        raise _over(folders, template, f"takes more than {SECONDS} seconds") from None
    except EOFError:
        _end()
        raise _over(folders, template, "takes more memory than it may") from None
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
        hint="look for a loop or a text without end in the templates of this folder",
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
