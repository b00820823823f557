"""Child processes that never outlive the work they are for.

Each child leads a process group of its own, so that Ctrl-C on the terminal reaches dockgen alone;
dockgen then ends the child, waits for it, and only then gives up.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

PATIENCE = 10.0
"""Seconds that a child has to end after it was asked to; then it is killed."""


@dataclass(frozen=True, slots=True)
class Done:
    """A process that has ended.

    Args:
        code: its exit code.
        out: what it printed on standard output.
        err: what it printed on standard error.
    """

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.code == 0


def run(
    command: Sequence[str],
    *,
    given: str | None = None,
    seconds: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run a command to its end.

    Args:
        command: the program and its arguments.
        given: what it reads on standard input.
        seconds: how long it may take.
        env: variables beside those of this process.

    Raises:
        TimeoutError: it took longer than `seconds`, and was ended.
    """
    stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
    with _started(command, env, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        try:
            out, err = one.communicate(None if given is None else given.encode(), seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{command[0]} took longer than {seconds} s") from None
    return Done(one.returncode, _text(out), _text(err))


@contextmanager
def lines(
    command: Sequence[str], *, env: Mapping[str, str] | None = None
) -> Iterator[tuple[Iterator[str], subprocess.Popen[bytes]]]:
    """Start a command and read its output, both streams in one, line by line as it comes.

    Yields:
        The lines without their ends, and the process; its `returncode` is set once the block is
        left after the last line.
    """
    with _started(command, env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as one:
        assert one.stdout is not None  # noqa: S101  PIPE was asked for
        yield (_text(line).rstrip("\r\n") for line in one.stdout), one
        one.wait()


@contextmanager
def output_stream(
    command: Sequence[str], *, env: Mapping[str, str] | None = None
) -> Iterator[tuple[IO[bytes], IO[bytes], subprocess.Popen[bytes]]]:
    """Start a command and read its standard output as bytes, without holding them.

    Yields:
        The stream, the file that collects its standard error, and the process.
    """
    with (
        tempfile.TemporaryFile() as err,
        _started(command, env, stdout=subprocess.PIPE, stderr=err) as one,
    ):
        assert one.stdout is not None  # noqa: S101  PIPE was asked for
        yield one.stdout, err, one


@contextmanager
def _started(
    command: Sequence[str],
    env: Mapping[str, str] | None,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int,
    stderr: int | IO[bytes],
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # the engine, with arguments that no shell sees
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, **(env or {})},
        process_group=0,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that may still run, and its group; wait until it has."""
    if process.poll() is None:
        for wanted in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, wanted)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
                break
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
