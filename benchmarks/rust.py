"""Image size and build times of the Rust examples beside other usual Dockerfiles.

    python benchmarks/rust.py [EXAMPLE ...]

Each example is built in one run with dockgen's Dockerfile, with one naive stage, with the two
stages and cache mounts of Docker's guide for Rust, and with cargo-chef as its README has it: cold,
then after an edit of one source, as the example's run.toml says, and once more as on an emptied
builder that has the exported cache. Such a cache holds layers and no cache mounts, so mounts get
another name for that build. `cargo build --release` beside them runs with the machine's own Rust.
cargo-chef is the program of that name on PATH, put into the image as the images of its author have
it; without it that row is left out. It needs docker, cargo and a network; DOCKGEN_STAND_INS=1
builds the base images here where no registry is reachable.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dockgen.dockerfile.parser import parse  # noqa: E402  the path has to be set first
from tests.engine import engines  # noqa: E402
from tests.examples import FOLDER, detection_of, run_of  # noqa: E402

EXAMPLES = ("rust-workspace",)
REBUILDS = 2
BUILD, RUN = "rust:1-slim-trixie", "gcr.io/distroless/cc-debian13:nonroot"

NAIVE = """FROM {build} AS runtime
WORKDIR /app
COPY . .
RUN {command}
CMD ["/app/{artifact}"]
"""
GUIDE = """FROM {build} AS build
WORKDIR /app
RUN --mount=type=bind,source=.,target=/app,rw \\
    --mount=type=cache,id=target-{id},target=/app/target/ \\
    --mount=type=cache,id=registry-{id},target=/usr/local/cargo/registry/ \\
    {command} && cp {artifact} /bin/server
FROM {run} AS final
COPY --from=build /bin/server /bin/
CMD ["/bin/server"]
"""
CHEF = """FROM {build} AS chef
COPY cargo-chef /usr/local/cargo/bin/
WORKDIR /app
FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json
FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --release --recipe-path recipe.json
COPY . .
RUN {command}
FROM {run} AS runtime
COPY --from=builder /app/{artifact} /usr/local/bin/server
ENTRYPOINT ["/usr/local/bin/server"]
"""
OTHERS = {"one naive stage": NAIVE, "Docker's guide": GUIDE, "cargo-chef": CHEF}


@dataclass
class Measured:
    """What one Dockerfile comes to, in megabytes over the base image and in seconds."""

    over: float = 0.0
    cold: float = 0.0
    rebuilds: list[float] = field(default_factory=list)
    emptied: float = 0.0


def main() -> None:
    """Measure the examples that are named, or the cheapest one, and print a table for each."""
    engines.provide(f"FROM {BUILD}\nFROM {RUN}\n")
    for name in sys.argv[1:] or EXAMPLES:
        print(f"{name}\n\n| | over base | cold | after an edit | on an emptied builder |")
        print("| --- | --- | --- | --- | --- |")
        with tempfile.TemporaryDirectory() as place:
            for kind in ("dockgen", *OTHERS):
                if kind != "cargo-chef" or shutil.which("cargo-chef"):
                    print(row(kind, measured(kind, name, Path(place) / kind)), flush=True)
            print(f"\ncargo build --release after an edit: {native(name, Path(place)):.1f} s\n")


def row(kind: str, made: Measured) -> str:
    """One line of the table."""
    warm = min(made.rebuilds)
    return (
        f"| {kind} | {made.over:.1f} MB | {made.cold:.1f} s | {warm:.1f} s | {made.emptied:.1f} s |"
    )


def measured(kind: str, name: str, folder: Path) -> Measured:
    """Build an example with one of the Dockerfiles."""
    shutil.copytree(FOLDER / name, folder)
    if kind == "dockgen":
        subprocess.run(["dockgen", "init", "--yes", folder], check=True, capture_output=True)
    else:
        (folder / ".dockerignore").write_text("target\nDockerfile\n", "utf-8")
        write(kind, name, folder)
    tag, made = f"benchmark-rust-{uuid4().hex[:8]}", Measured()
    made.cold = engines.build("docker", folder, tag, "--no-cache").seconds
    base = engines.base_images(parse((folder / "Dockerfile").read_text("utf-8")))[-1]
    sizes = (engines.image_size("docker", one) for one in (tag, base))
    made.over = (next(sizes) - next(sizes)) / 1e6
    for _ in range(REBUILDS):
        edit(name, folder)
        made.rebuilds.append(engines.build("docker", folder, tag).seconds)
    edit(name, folder)
    if kind in OTHERS:
        write(kind, name, folder)
    made.emptied = engines.build("docker", folder, tag).seconds
    engines.run("docker", "rmi", tag)
    return made


def write(kind: str, name: str, folder: Path) -> None:
    """Write a Dockerfile whose cache mounts nobody has used before."""
    facts = detection_of(name).facts
    values = {
        "build": BUILD,
        "run": RUN,
        "command": str(facts["build_command"].value),
        "artifact": str(facts["artifact"].value),
        "id": uuid4().hex[:8],
    }
    (folder / "Dockerfile").write_text(OTHERS[kind].format(**values), "utf-8")
    program = shutil.which("cargo-chef")
    if kind == "cargo-chef" and program:
        shutil.copy(program, folder / "cargo-chef")


def edit(name: str, folder: Path) -> None:
    """Edit a source file; another edit each time, or the engine would remember the last one's."""
    source, addition = run_of(name).edit
    place = folder / source
    text = place.read_text("utf-8") + re.sub("edited", f"edited {uuid4()}", addition)
    place.write_text(text, "utf-8")


def native(name: str, place: Path) -> float:
    """How long the machine's own Cargo takes after an edit."""
    folder = place / "native"
    shutil.copytree(FOLDER / name, folder)
    command = str(detection_of(name).facts["build_command"].value).split()
    environment = {**os.environ, "CARGO_TARGET_DIR": str(place / "target")}
    seconds = []
    for turn in range(1 + REBUILDS):
        if turn:
            edit(name, folder)
        begin = time.monotonic()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        seconds.append(time.monotonic() - begin)
    return min(seconds[1:])


if __name__ == "__main__":
    main()
