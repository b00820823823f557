"""Run a command and say clearly what went wrong."""

import shutil
import subprocess
from pathlib import Path

from .errors import StandinError

TAIL = 80


def need(tool: str) -> None:
    """Check that a tool is on PATH.

    Raises:
        StandinError: it is not.
    """
    if shutil.which(tool) is None:
        raise StandinError(f"{tool} is needed to build the stand-in images, and is not on PATH")


def run(*command: str, cwd: Path | None = None) -> str:
    """Run a command to its end.

    Returns:
        What it printed on standard output.

    Raises:
        StandinError: the tool is missing or the command failed; the last lines it printed are
            in the message.
    """
    need(command[0])
    done = subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).splitlines()[-TAIL:]
        raise StandinError("\n".join([f"failed: {' '.join(command)}", *said]))
    return done.stdout


def try_run(*command: str) -> str | None:
    """Run a command whose failure is an answer.

    Returns:
        What it printed, or None when it failed.

    Raises:
        StandinError: the tool is missing.
    """
    try:
        return run(*command)
    except StandinError:
        need(command[0])
        return None
