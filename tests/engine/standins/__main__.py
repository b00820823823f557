"""The command line: python -m tests.engine.standins [--list] [--podman] [IMAGE ...]."""

import argparse
import sys
import time

from .build import ensure
from .errors import StandinError
from .table import listing

FOUNDATION = (
    "debian:trixie-slim",
    "node:24-slim",
    "node:26-slim",
    "oven/bun:1-slim",
    "eclipse-temurin:25-jre",
    "eclipse-temurin:21-jre",
    "maven:3.9-eclipse-temurin-25",
    "maven:3.9-eclipse-temurin-21",
    "nginxinc/nginx-unprivileged:stable",
)


def main() -> int:
    """Build the images that are asked for, or the foundation; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.standins")
    parser.add_argument("images", nargs="*", metavar="IMAGE", help="default: the foundation")
    parser.add_argument("--list", action="store_true", help="show what can be built, and stop")
    parser.add_argument("--podman", action="store_true", help="also load them into podman")
    options = parser.parse_args()
    if options.list:
        sys.stdout.write(f"{listing()}\n")
        return 0
    started = time.monotonic()
    try:
        ensure(options.images or FOUNDATION, podman=options.podman)
    except StandinError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"ready after {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
