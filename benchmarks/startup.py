"""How fast dockgen starts: medians of whole processes, as ratios to importing click and jinja2.

    python benchmarks/startup.py

Each round times every command once, so that a slow moment of the machine meets all of them. The
goals: `--help` at most 1.0, `detect` and `init --dry-run` on a small project at most 1.6, be it of
JavaScript or of Java with its POM and its YAML. `review` of a repository with 1,000 Dockerfiles: at
most 10.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 21
EXAMPLES = Path(__file__).parent.parent / "examples"
NODE, MAVEN = str(EXAMPLES / "node-express"), str(EXAMPLES / "spring-boot")
YARDSTICK = [sys.executable, "-c", "import click, jinja2"]
DOCKGEN = [str(Path(sys.executable).with_name("dockgen"))]

# An installed program has its byte code; a checkout where Python may not write it would not.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}

COMMANDS = {
    "--help": ([*DOCKGEN, "--help"], 1.0),
    "detect": ([*DOCKGEN, "detect", NODE], 1.6),
    "init --dry-run": ([*DOCKGEN, "init", "--dry-run", NODE], 1.6),
    "detect, Maven": ([*DOCKGEN, "detect", MAVEN], 1.6),
    "init --dry-run, Maven": ([*DOCKGEN, "init", "--dry-run", MAVEN], 1.6),
}


def seconds(command: list[str]) -> float:
    """How long one process takes, from start to end."""
    begin = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    return time.perf_counter() - begin


def many_dockerfiles(folder: Path) -> str:
    """A project with 1,000 Dockerfiles, each of them another."""
    text = "FROM node:26-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
    for path in ("package.json", "package-lock.json", "server.js"):
        (folder / path).write_text((EXAMPLES / "node-express" / path).read_text("utf-8"))
    (folder / "docker").mkdir()
    for number in range(1000):
        last = f'ENV NUMBER={number}\nEXPOSE 3000\nCMD ["node", "server.js"]\n'
        (folder / f"docker/app{number}.Dockerfile").write_text(text + last)
    return str(folder)


def main() -> int:
    """Print the ratios; the exit code says whether all goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        many = many_dockerfiles(Path(folder))
        COMMANDS["review, 1,000 files"] = ([*DOCKGEN, "review", many], 10.0)
        return compare()


def compare() -> int:
    """Time all commands and print the ratios."""
    for command, _ in COMMANDS.values():
        seconds(command)  # warm the file cache
    rounds = [
        {name: seconds(command) for name, command in measured().items()} for _ in range(ROUNDS)
    ]
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    yardstick = medians.pop("yardstick")
    print(f"{'import click, jinja2':<22} {yardstick * 1000:6.1f} ms")
    missed = 0
    for name, median in medians.items():
        ratio, goal = median / yardstick, COMMANDS[name][1]
        missed += ratio > goal
        print(f"{name:<22} {median * 1000:6.1f} ms  ratio {ratio:.2f}, goal {goal}")
    return 1 if missed else 0


def measured() -> dict[str, list[str]]:
    """Everything that is timed in one round."""
    return {"yardstick": YARDSTICK} | {name: command for name, (command, _) in COMMANDS.items()}


if __name__ == "__main__":
    sys.exit(main())
