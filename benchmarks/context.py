"""How fast `dockgen context` lists 100,000 files, beyond what it takes to start.

    python benchmarks/context.py [FILES]

Two folders are made: a shop with packages, sources, a history and an ignore file of common patterns
and exceptions, once with all these files and once with a handful. What the first takes longer than
the second is the time for the files. The fastest of the rounds counts, since a busy machine only
ever slows one down; the processor's time is printed beside it. The goal: below one second.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
GOAL = 1.0
FILES = 100_000
IGNORE = """\
# as people write them
.git
**/node_modules
**/*.log
**/__pycache__
dist
*.md
!README.md
docs
!docs/guide
.env*
!.env.example
coverage
tmp/**
"""
KINDS = {"none": "", "typical": IGNORE, "everything is sent": "*.nothing\n!**/keep-?\n"}
"""Ignore files by what they are an example of."""
SUFFIXES = (".js", ".ts", ".py", ".json", ".css", ".map", ".png", ".html", ".yml", "")


def fill(folder: Path, files: int) -> None:
    """Make so many files: small ones, forty in each folder, a few levels deep."""
    chance = random.Random(4)  # noqa: S311  the same tree each time
    tops = ("src", "packages", "assets", "docs", "web/node_modules/lib", ".git/objects", "test")
    for number in range(0, files, 40):
        place = folder / chance.choice(tops) / f"p{number % 97}" / f"m{number}"
        place.mkdir(parents=True)
        for each in range(min(40, files - number)):
            (place / f"f{each}{chance.choice(SUFFIXES)}").write_bytes(b"x" * (each * 7))


def seconds(folder: Path) -> tuple[float, float]:
    """The wall-clock and the processor's time of one run."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(
        [str(Path(sys.executable).with_name("dockgen")), "context", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    wall, after = time.perf_counter() - begin, os.times()
    spent = after.children_user - before.children_user
    return wall, spent + after.children_system - before.children_system


def main() -> int:
    """Print the times; the exit code says whether all are below the goal."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    missed = 0
    with tempfile.TemporaryDirectory() as scratch:
        large, small = Path(scratch, "large"), Path(scratch, "small")
        fill(large, count)
        fill(small, 5)
        for kind, ignore in KINDS.items():
            for folder in (large, small):
                folder.joinpath("Dockerfile").write_text("FROM scratch\nCOPY . .\n")
                folder.joinpath(".dockerignore").write_text(ignore)
                seconds(folder)  # warm the file cache
            rounds = [(seconds(large), seconds(small)) for _ in range(ROUNDS)]
            wall, cpu, start, start_cpu = (
                min(one[which][clock] for one in rounds) for which in (0, 1) for clock in (0, 1)
            )
            missed += wall - start > GOAL
            print(
                f"{kind:<20} {count:,} files: {wall - start:.2f} s beyond a start of {start:.2f} s "
                f"(processor: {cpu - start_cpu:.2f} s beyond {start_cpu:.2f} s), goal {GOAL} s"
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
