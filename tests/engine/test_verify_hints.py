"""Each hint speaks for a real project that fails that way."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dockgen.engine import Engine, find
from dockgen.verifying import hints
from dockgen.verifying.result import Verification
from dockgen.verifying.running import RunOptions
from dockgen.verifying.verification import Show, Wishes, verify
from tests.conftest import write_files
from tests.engine import engines

pytestmark = pytest.mark.engine

NODE = "FROM node:24-slim\nWORKDIR /app\n"
DEBIAN = "FROM debian:trixie-slim\nWORKDIR /app\n"
JDK = "FROM eclipse-temurin:21-jdk\nWORKDIR /app\n"
PACKAGE = '{"name": "demo", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}}'
OUTDATED = """{
  "name": "demo", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {"": {"name": "demo", "version": "1.0.0"}}
}"""

BUILDS: Mapping[str, tuple[Mapping[str, str], int]] = {
    "lockfile-missing": (
        {"Dockerfile": f"{NODE}COPY package.json ./\nRUN npm ci\n", "package.json": PACKAGE}, 4,
    ),
    "lockfile-outdated": (
        {
            "Dockerfile": f"{NODE}COPY package*.json ./\nRUN npm ci\n",
            "package.json": PACKAGE,
            "package-lock.json": OUTDATED,
        }, 4,
    ),
    "file-not-sent": (
        {
            "Dockerfile": f"{DEBIAN}COPY package-lock.json ./\n",
            "package-lock.json": OUTDATED,
            ".dockerignore": "*.json\n",
        }, 3,
    ),
    "registry-unreachable": ({"Dockerfile": "FROM registry.invalid/app:1\nRUN true\n"}, 1),
    "header-missing": (
        {
            "Dockerfile": f"{JDK}COPY query.c ./\nRUN cc -c query.c\n".replace("RUN", "RUN apt-get"
            " update -qq && apt-get install -qqy --no-install-recommends gcc libc6-dev >/dev/null"
            " &&"),
            "query.c": "#include <libpq-fe.h>\n",
        }, 4,
    ),
}  # fmt: skip
