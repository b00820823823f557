"""What dockgen's image of a Go program costs beside two others, here and in an emptied builder.

    python benchmarks/go.py --empties-the-build-cache [EXAMPLE ...]

Each example is built with dockgen's Dockerfile, with the one of Docker's own guide for Go
(https://docs.docker.com/guides/golang/build-images/) and with a single stage as people begin. For
each: a cold build, a rebuild after an edit of one source file, and the same rebuild in a builder
that is empty but for the cache that the first build exported (`type=local,mode=max`), as in CI.
It empties the build cache of the engine that DOCKER_HOST names, so give it one of its own, with
the containerd image store, which can export a cache. DOCKGEN_STAND_INS=1 builds without a registry.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.engine import engines  # noqa: E402  the path has to be set first
from tests.examples import FOLDER, detection_of, run_of  # noqa: E402

CONSENT = "--empties-the-build-cache"
EXAMPLES = ("go-cli",)

GUIDE = """\
FROM golang:1.27-trixie AS build-stage
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . ./
RUN CGO_ENABLED=0 GOOS=linux go build -o /program {main}
FROM gcr.io/distroless/base-debian13:nonroot AS build-release-stage
WORKDIR /
COPY --from=build-stage /program /program
USER nonroot:nonroot
ENTRYPOINT ["/program"]
"""
NAIVE = """\
FROM golang:1.27-trixie
WORKDIR /app
COPY . .
RUN go build -o /program {main}
CMD ["/program"]
"""


def main() -> None:
    """Measure the examples that are named, and print a table."""
    names = [one for one in sys.argv[1:] if one != CONSENT] or EXAMPLES
    if CONSENT not in sys.argv:
        sys.exit(f"give {CONSENT}: this empties the build cache of the engine")
    print("| example | Dockerfile | image MB | over base MB | cold s | edit s | edit, emptied s |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as place:
        for name in names:
            main_package = str(detection_of(name).facts["main"].value)
            for kind, text in (("dockgen", None), ("guide", GUIDE), ("naive", NAIVE)):
                folder = Path(place) / f"{name}-{kind}"
                shutil.copytree(FOLDER / name, folder)
                if text is None:
                    subprocess.run(["dockgen", "init", "--yes", folder], check=True)
                else:
                    (folder / "Dockerfile").write_text(text.format(main=main_package), "utf-8")
                print(row(name, kind, folder), flush=True)


def row(name: str, kind: str, folder: Path) -> str:
    """Build one Dockerfile in all ways; one line of the table."""
    tag, cache = f"benchmark-go-{kind}", folder.with_name(f"{folder.name}-cache")
    empty()
    cold = build(folder, tag, f"--cache-to=type=local,dest={cache},mode=max")
    edit(name, folder)
    warm = build(folder, tag)
    empty()
    edit(name, folder)
    elsewhere = build(folder, tag, f"--cache-from=type=local,src={cache}")
    size = engines.image_size("docker", tag)
    base = re.findall(r"^FROM (?:--\S+ )?(\S+)", (folder / "Dockerfile").read_text(), re.MULTILINE)
    over = size - engines.image_size("docker", base[-1])
    return (
        f"| {name} | {kind} | {size / 1e6:.1f} | {over / 1e6:.1f} | {cold:.0f} | {warm:.1f} | "
        f"{elsewhere:.0f} |"
    )


def build(folder: Path, tag: str, *options: str) -> float:
    """Build, and return the seconds."""
    text = engines.buildable((folder / "Dockerfile").read_text("utf-8"))
    begin = time.monotonic()
    engines.run(
        "docker", "build", "--network=host", *options, "-t", tag, "-f", "-", folder, stdin=text
    )
    return time.monotonic() - begin


def edit(name: str, folder: Path) -> None:
    """Edit a source file; another edit each time, or the engine would remember the last one's."""
    source, addition = run_of(name).edit
    place = folder / source
    place.write_text(
        place.read_text("utf-8") + addition.replace("edited", f"edited {uuid4()}"), "utf-8"
    )


def empty() -> None:
    """Empty the build cache; base images stay."""
    engines.run("docker", "builder", "prune", "--all", "--force")


if __name__ == "__main__":
    main()
