"""`dockgen init --all` on large repositories: time beside the floor, and memory.

    python benchmarks/size.py [--services 500] [--sources 89] [KIND…]

The floor is importing click and jinja2, measured in the same run. The goals: ten times the floor
for each hundred services, and 300 MB in all. Each service has a library of its own, so 500 services
with 89 sources each are 1,000 members and 91,000 files.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.repositories import KINDS, write

FLOOR = [sys.executable, "-c", "import click, jinja2"]
DOCKGEN = [str(Path(sys.executable).with_name("dockgen")), "init", "--all", "--yes"]
GOAL, MOST_MEGABYTES = 10.0, 300
# An installed program has its byte code; a checkout where Python may not write it would not.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}


def seconds(command: list[str]) -> tuple[float, float]:
    """How long a process takes from start to end, and for how long it computes."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    after, taken = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begin
    computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, computed


def main() -> int:
    """Print times and memory; the exit code says whether all goals are met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--services", type=int, default=500)
    parser.add_argument("--sources", type=int, default=89, help="in each service and library")
    asked = parser.parse_args()
    missed = False
    for kind in asked.kinds or ["node"]:
        with tempfile.TemporaryDirectory() as folder:
            count = write(Path(folder), KINDS[kind](asked.services, asked.sources))
            command = [*DOCKGEN, folder]
            seconds([*command, "--dry-run"])  # warm the file cache
            floors, planned = [], []
            for _ in range(3):
                floors += [seconds(FLOOR) for _ in range(5)]
                planned.append(seconds([*command, "--dry-run"]))
            written = seconds(command)
            again = seconds(command)
        print(f"{kind}: {asked.services} services, {count:,} files")
        floor = [statistics.median(one) for one in zip(*floors, strict=True)]
        hundreds = asked.services / 100
        best = min(planned, key=lambda one: one[1])
        for name, (taken, computed) in (("dry run", best), ("write", written), ("again", again)):
            ratio = computed / floor[1] / hundreds
            print(
                f"  {name:<8} {taken:6.2f} s, computing {computed:6.2f} s: "
                f"{ratio:5.1f} times the floor of {floor[1] * 1000:.0f} ms "
                f"per hundred services, goal {GOAL:.0f}"
            )
            missed |= ratio > GOAL
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"  memory   {megabytes:6.0f} MB so far, goal {MOST_MEGABYTES}")
        missed |= megabytes > MOST_MEGABYTES
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
