"""Image size and rebuild time beside what `@flydotio/dockerfile` writes for the same project.

    python benchmarks/javascript.py [EXAMPLE ...]

Each example is built twice in the same run: with dockgen's Dockerfile and with the other one's, in
which only the versions of Node.js, Bun, pnpm and Yarn are set to dockgen's, so that both start from
the same base image with the same tools. Then one source file is edited, as the example's run.toml
says, and both are built again, by turns: the fastest of these rebuilds counts, since a busy machine
only ever slows one down. It needs docker, npm and a network; DOCKGEN_STAND_INS=1 builds the base
images here where no registry is reachable, and lets node-gyp find the headers of Node.js in the
image for both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dockgen.dockerfile.parser import parse  # noqa: E402  the path has to be set first
from tests.engine import engines  # noqa: E402
from tests.examples import FOLDER, NAMES, detection_of, run_of  # noqa: E402

REBUILDS = 3
PACKAGE = "@flydotio/dockerfile@0.7.10"
EXAMPLES = tuple(name for name in NAMES if (FOLDER / name / "package.json").is_file())


@dataclass(frozen=True)
class Measured:
    """One Dockerfile's image: its size and how long a rebuild takes; or why there is none."""

    megabytes: float = 0.0
    seconds: float = 0.0
    failure: str = ""

    def __str__(self) -> str:
        return self.failure or f"{self.megabytes:.0f} MB, {self.seconds:.1f} s"


def main() -> None:
    """Measure the examples that are named, or all of them, and print a table."""
    names = sys.argv[1:] or EXAMPLES
    with tempfile.TemporaryDirectory() as place:
        other = install(Path(place))
        print("| example | dockgen | @flydotio/dockerfile | size | over base | rebuild |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name in names:
            print(row(name, Path(place), other), flush=True)


def install(place: Path) -> Path:
    """Install the other generator, and return its program."""
    subprocess.run(["npm", "install", "--silent", "--prefix", place / "other", PACKAGE], check=True)
    return place / "other" / "node_modules" / "@flydotio" / "dockerfile" / "index.js"


def row(name: str, place: Path, other: Path) -> str:
    """Build both images of an example; one line of the table."""
    ours, theirs = place / "ours" / name, place / "theirs" / name
    for folder in (ours, theirs):
        shutil.copytree(FOLDER / name, folder)
    subprocess.run(["dockgen", "init", "--yes", ours], check=True, capture_output=True)
    written = subprocess.run(
        ["node", other, "--skip", "--force"],
        cwd=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    dockerfile = theirs / "Dockerfile"
    if dockerfile.exists():
        dockerfile.write_text(on_the_same_base(name, dockerfile.read_text("utf-8")), "utf-8")
    first, second = measure(name, {"dockgen": ours, "fly": theirs})
    if not dockerfile.exists():
        second = Measured(
            failure=f"writes none: {(written.stderr or written.stdout).strip()[-60:]}"
        )
    base = base_of(ours)
    return f"| {name} | {first} | {second} | {compared(first, second, base)} |"


def on_the_same_base(name: str, text: str) -> str:
    """The other Dockerfile with dockgen's versions of the run times, and a frontend found here."""
    facts = detection_of(name).facts
    version = str(facts["language_version"].value)
    text = re.sub(r"(ARG (?:NODE|BUN)_VERSION=)\S*", rf"\g<1>{version}", text)
    manager = facts.get("package_manager_version")
    if manager is not None:
        text = re.sub(r"(ARG (?:PNPM|YARN)_VERSION=)\S+", rf"\g<1>{manager.value}", text)
    if engines.STAND_INS:
        text = text.replace(
            "WORKDIR /app\n", "WORKDIR /app\nENV npm_config_nodedir=/usr/local\n", 1
        )
    text = re.sub(r"^FROM nginx$", "FROM nginx:stable", text, flags=re.MULTILINE)
    text = re.sub(r"^# syntax *=.*\n", "# syntax=docker/dockerfile:1\n", text)
    for argument, value in re.findall(r"^ARG (\w+)=\"?([^\"\s]+)", text, re.MULTILINE):
        text = re.sub(rf"^(FROM .*)\$\{{{argument}\}}", rf"\g<1>{value}", text, flags=re.MULTILINE)
    return text


def measure(name: str, folders: dict[str, Path]) -> list[Measured]:
    """Build each, then edit and build again by turns."""
    failures: dict[str, str] = {}
    seconds: dict[str, list[float]] = {kind: [] for kind in folders}
    for turn in range(1 + REBUILDS):
        for kind, folder in folders.items():
            if kind in failures or not (folder / "Dockerfile").exists():
                continue
            if turn:
                edit(name, folder)
            begin = time.monotonic()
            try:
                engines.build("docker", folder, f"benchmark-{kind}-{name}")
            except engines.EngineFailed as problem:
                failures[kind] = reason(str(problem))
            seconds[kind].append(time.monotonic() - begin)
    return [measured(name, kind, seconds[kind], failures.get(kind, "")) for kind in folders]


def measured(name: str, kind: str, seconds: list[float], failure: str) -> Measured:
    """What was measured of one Dockerfile; the first build does not count."""
    if failure or len(seconds) < 2:
        return Measured(failure=failure or "writes none")
    size = engines.image_size("docker", f"benchmark-{kind}-{name}")
    return Measured(size / 1e6, min(seconds[1:]))


def edit(name: str, folder: Path) -> None:
    """Edit a source file; another edit each time, or the engine would remember the last one's."""
    source, addition = run_of(name).edit
    place = folder / source
    text = place.read_text("utf-8") + addition.replace("edited", f"edited {uuid4()}")
    place.write_text(text, "utf-8")


def reason(log: str) -> str:
    """Why a build failed, in a few words."""
    lines = [re.sub(r"^#\d+ [\d.]* ?", "", line).strip() for line in log.splitlines()]
    errors = [line for line in lines if re.match(r"(?:npm )?err(?:or)?\b", line, re.IGNORECASE)]
    return f"does not build: {errors[0][:120] if errors else 'failed'}"


def base_of(folder: Path) -> float:
    """The size of the image that dockgen's last stage starts from, in megabytes."""
    text = (folder / "Dockerfile").read_text("utf-8")
    return engines.image_size("docker", engines.base_images(parse(text))[-1]) / 1e6


def compared(ours: Measured, theirs: Measured, base: float) -> str:
    """How many times theirs is ours: the whole image, what lies over the base, the rebuild."""
    if ours.failure or theirs.failure:
        return "- | - | -"
    over = (theirs.megabytes - base) / max(ours.megabytes - base, 0.1)
    return (
        f"{ours.megabytes / theirs.megabytes:.2f} | {1 / over if over else 0:.2f} | "
        f"{ours.seconds / theirs.seconds:.2f}"
    )


if __name__ == "__main__":
    main()
