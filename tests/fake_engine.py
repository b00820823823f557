"""An engine that is a script: it answers what a test wants, and notes what it was asked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dockgen.tools.engine.client import Engine

SCRIPT = """\
#!{python} -IS
import json, sys
from pathlib import Path
here = Path({folder!r})
arguments = sys.argv[1:]
with (here / "asked").open("a") as asked:
    asked.write(json.dumps(arguments) + "\\n")
for start, code, out, err in json.loads((here / "answers").read_text()):
    if arguments[: len(start)] == start:
        sys.stdout.buffer.write(out.encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
        sys.stderr.write(err)
        sys.exit(code)
sys.exit("no answer for " + " ".join(arguments))
"""

DOCKER_VERSION = json.dumps({"Client": {}, "Server": {"Version": "26.1.5", "Components": []}})


class FakeEngine:
    """A command on disk.

    Args:
        folder: where it lives.
        name: the engine that it plays.
    """

    def __init__(self, folder: Path, name: str = "docker") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.program = folder / name
        self.program.write_text(SCRIPT.format(python=sys.executable, folder=str(folder)), "utf-8")
        self.program.chmod(0o755)
        self.engine = Engine(name, str(self.program), "1.0")
        self._answers: list[tuple[list[str], int, str, str]] = []
        self._write()

    def answer(self, *start: str, out: str | bytes = "", err: str = "", code: int = 0) -> None:
        """Decide what commands that begin so print; what was decided last goes first."""
        out = out.decode("utf-8", "surrogateescape") if isinstance(out, bytes) else out
        self._answers.insert(0, (list(start), code, out, err))
        self._write()

    def _write(self) -> None:
        (self.folder / "answers").write_text(json.dumps(self._answers), "utf-8")

    @property
    def asked(self) -> list[list[str]]:
        """The arguments of all calls."""
        place = self.folder / "asked"
        lines = place.read_text("utf-8").splitlines() if place.exists() else []
        return [json.loads(line) for line in lines]
