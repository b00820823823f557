"""Hostile changes of the examples for as long as one likes, each told by its seed.

    python -m tests.hostile.long_run [--seed 1] [--minutes 10]

Each round copies an example, changes some of its files (cut off, repeated, nested, with long lines,
numbers of thousands of digits, odd characters, globs that go on for ever), and runs `detect` and
`init --dry-run` on it: a known exit code within a minute and 1 GiB, and no internal error. What
fails is printed with its seed, which makes the same round again: `--seed N --minutes 0`.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
BYTES, SECONDS = 1024**3, 90
UNITS = (
    " ",
    "\n",
    " \n",
    "a",
    "a.",
    "/",
    "*",
    "**/",
    "*a",
    "{",
    "[",
    '"',
    "\\",
    "é",
    "\x1b[2J",
    "0",
)
"""What text is repeated of."""


def _repeated(chance: random.Random) -> str:
    return chance.choice(UNITS) * chance.choice((10, 1_000, 20_000))


def _changed(text: str, chance: random.Random) -> str:  # noqa: PLR0911  one for each change
    """A text with one hostile change."""
    at = chance.randrange(len(text) + 1)
    words = text.split(" ")
    match chance.randrange(7):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + _repeated(chance) + text[at:]
        case 2:
            return text * chance.choice((2, 50))
        case 3:
            words[chance.randrange(len(words))] = _repeated(chance)
            return " ".join(words)
        case 4:
            chance.shuffle(words)
            return " ".join(words)
        case 5:
            return text[:at] + "".join(map(chr, chance.choices(range(0x3000), k=20))) + text[at:]
        case _:
            return text.replace(chance.choice('":={}[]<>,'), chance.choice('":={}[]<>,'))


def one_round(seed: int) -> str:
    """Change one example and run dockgen on it; what is wrong, or nothing."""
    chance = random.Random(seed)
    example = chance.choice(sorted(one for one in EXAMPLES.iterdir() if one.is_dir()))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        shutil.copytree(example, folder)
        files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
        for file in chance.sample(files, min(len(files), chance.randint(1, 4))):
            text = file.read_text("utf-8", "replace")
            file.write_text(_changed(text, chance)[: 4 * 1024**2], "utf-8", "replace")
        for command in (["detect"], ["init", "--dry-run"], ["init", "--all", "--dry-run"]):
            wrong = _wrong([*command, str(folder)])
            if wrong:
                return f"{example.name}: {' '.join(command)}: {wrong}"
    return ""


def _wrong(arguments: list[str]) -> str:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    command = [sys.executable, "-m", "dockgen", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, check=False, preexec_fn=limited
        )
    except subprocess.TimeoutExpired:
        return f"takes more than {SECONDS} seconds"
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode not in range(6) or "internal error" in said or "Traceback" in said:
        return f"exit code {done.returncode}: {said[-500:]}"
    return ""


def main() -> int:
    """Run rounds until the time is over; 1 where one went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    asked = parser.parse_args()
    end, seed, failed = time.monotonic() + 60 * asked.minutes, asked.seed, 0
    while True:
        wrong = one_round(seed)
        if wrong:
            failed += 1
            print(f"seed {seed}: {wrong}", flush=True)
        seed += 1
        if time.monotonic() >= end:
            break
    print(f"{seed - asked.seed} rounds from seed {asked.seed} on, {failed} went wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
