"""Verifications with everything in them, for tests of what is made from one."""

from __future__ import annotations

from dataclasses import replace

from dockgen.tools.verify.building import Attempt, Failure
from dockgen.tools.verify.contents import Unwanted
from dockgen.tools.verify.progress import Step
from dockgen.tools.verify.result import ImageFacts, Rebuild, Verification
from dockgen.tools.verify.running import Answer, RunResult
from dockgen.tools.verify.stopping import StopResult

STEPS = (
    Step("build 1/3", "FROM node:24-slim", cached=True, seconds=0),
    Step("build 2/3", "COPY . .", seconds=0.1),
    Step("build 3/3", "RUN npm ci", seconds=4.2),
)

GOOD = Verification(
    engine="docker 26.1.5",
    dockerfile="Dockerfile",
    build=Attempt(12.34, STEPS),
    image=ImageFacts("1000:1000", 286_672_901, "node:24-slim", 3_551_454, 9, 4, 2),
    run=RunResult(3000, "/", Answer(200), 0.403, running=True, memory=20_635_976),
    stopped=StopResult("SIGTERM", 0.159, 0, killed=False),
    rebuild=Rebuild("src/app.ts", Attempt(1.2, STEPS)),
)

BAD = replace(
    GOOD,
    build=Attempt(0.5, (), notes=("a note of the build",)),
    image=ImageFacts("", 76_000_000, "", 76_000_000, 3, 3, 1),
    run=RunResult(
        3000, "/", None, 4.1, running=False, exit_code=1, logs=("Error: boom",), hint="mend it"
    ),
    stopped=StopResult("SIGTERM", 10.2, 137, killed=True, hint="exec form"),
    rebuild=Rebuild("a.py", Attempt(3, (STEPS[2],)), ("RUN npm ci",)),
    unwanted=(
        Unwanted("secret", "a private key", "app/id_rsa", size=400, deleted=True),
        Unwanted("compiler", "gcc", "usr/bin/gcc", size=10**6),
        Unwanted("compiler", "make", "usr/bin/make", size=10**5),
        Unwanted("cache", "a package manager's cache", "root/.npm/_cacache", 12, 10**7),
    ),
    services=("db", "cache"),
    kept=("dockgen-verify-1:built", "dockgen-verify-1"),
    notes=("compose.yaml is not used",),
)

FAILED = Verification(
    engine="podman 5.4.2",
    dockerfile="api.Dockerfile",
    build=Attempt(
        3.0, STEPS, Failure("RUN npm ci", 4, "exit code 1", ("npm error", "again"), "lock it")
    ),
)
