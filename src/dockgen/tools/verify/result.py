"""What was found out about an image, and the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dockgen.core.errors import DONE, ENGINE, FOUND
from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.verify.building import Attempt
from dockgen.tools.verify.contents import Unwanted
from dockgen.tools.verify.running import RunResult
from dockgen.tools.verify.stopping import StopResult

CLEAN_CODES = {0, 143}
"""How a process ends that stops when it is asked to: by itself, or by SIGTERM (128 + 15)."""
FILES_SHOWN = 3
"""How many of the missing files of a page are named."""
SIGNALS = {"SIGINT": 2, "SIGQUIT": 3, "SIGTERM": 15}
USAGE = lazy_regex(
    r"(?im)^[^\w\n]*usage\b|^.*\b(missing|requires?d?)\b.*\b(argument|option|command)"
)
"""What a program of the command line prints that was called with too little."""

Level = Literal["wrong", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the user should know: `wrong` decides the verdict, a `note` does not."""

    level: Level
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the engine tells of the image.

    Args:
        user: who runs it; empty for root.
        size: its bytes.
        base: the image that its last stage starts from; empty for scratch.
        over_base: the bytes that it adds to that.
        layers: how many layers it has.
        own_layers: how many of them it adds.
        stages: how many stages the Dockerfile has.
    """

    user: str
    size: int
    base: str
    over_base: int
    layers: int
    own_layers: int
    stages: int

    @property
    def is_root(self) -> bool:
        """Whether root runs it, by name or by number."""
        return self.user.partition(":")[0] in {"", "0", "root"}


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What an edit of one source file costs.

    Args:
        edited: the file, in a copy of the project.
        attempt: the build after the edit.
        installed: the instructions that installed dependencies anew, though none had changed.
    """

    edited: str
    attempt: Attempt
    installed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verification:
    """All that was found out about one Dockerfile.

    Args:
        engine: the engine's name and version.
        dockerfile: the Dockerfile, as the user named it.
        build: how the build went.
        image: what the engine tells of it; None where there is none.
        run: how it ran; None where there is no image.
        stopped: how it stopped; None where it did not run.
        rebuild: what an edit costs; None where no source file is known.
        unwanted: what lies in it that should not.
        unread: why its files could not be looked at; empty where they were.
        services: the services that were started for it.
        kept: the names of what was left there on request.
        path_given: whether the user named the path, and so means it.
        notes: what else the user should know.
    """

    engine: str
    dockerfile: str
    build: Attempt
    image: ImageFacts | None = None
    run: RunResult | None = None
    stopped: StopResult | None = None
    rebuild: Rebuild | None = None
    unwanted: Sequence[Unwanted] = ()
    unread: str = ""
    services: Sequence[str] = ()
    kept: Sequence[str] = field(default=())
    path_given: bool = False
    notes: Sequence[str] = ()

    @property
    def findings(self) -> list[Finding]:
        """What the user should know, the wrong things first."""
        found = [Finding("note", note) for note in (*self.build.notes, *self.notes)]
        for part in (_of_run, _of_stop, _of_image, _of_rebuild, _of_contents):
            found += part(self)
        return sorted(found, key=lambda one: one.level != "wrong")

    @property
    def verdict(self) -> Literal["ok", "wrong", "failed"]:
        """Whether the image is good, runs but has something wrong, or was not built."""
        if self.build.failure is not None:
            return "failed"
        return "wrong" if any(one.level == "wrong" for one in self.findings) else "ok"

    @property
    def exit_code(self) -> int:
        """The verdict as an exit code."""
        return {"ok": DONE, "wrong": FOUND, "failed": ENGINE}[self.verdict]


def _of_run(made: Verification) -> list[Finding]:
    run = made.run
    if run is None:
        return []
    if run.answer is not None:
        return _of_answer(made, run)
    if run.port is None and (run.running or run.exit_code == 0 or _says_its_usage(run)):
        return [_of_nothing_asked(run)]
    if run.running:
        what = f"it runs but does not answer on port {run.port} within {run.seconds:.0f} s"
    elif run.exit_code is None or run.seconds == 0:
        what = "it cannot be started"
    else:
        what = f"it ended with exit code {run.exit_code} after {run.seconds:.1f} s"
    return [Finding("wrong", what, run.hint)]


def _says_its_usage(run: RunResult) -> bool:
    """Whether it is a command that ended because it was given no arguments."""
    return run.is_command and not run.hint and bool(USAGE.search("\n".join(run.logs)))


def _of_nothing_asked(run: RunResult) -> Finding:
    if not run.is_command:
        what = "it exposes no port, so no request was sent"
        return Finding("note", what, "if it is a server, EXPOSE its port")
    ended = "it kept running" if run.running else f"it ended with exit code {run.exit_code}"
    return Finding("note", f"it is a command: run without arguments, {ended}")


def _of_answer(made: Verification, run: RunResult) -> list[Finding]:
    status = run.answer.status if run.answer else 0
    if status == 0:
        return [Finding("note", f"the answer on port {run.port} is not HTTP")]
    if status >= 500:
        return [Finding("wrong", f"GET {run.path} returns {status}", run.hint)]
    if status >= 400:
        level: Level = "wrong" if made.path_given else "note"
        return [Finding(level, f"GET {run.path} returns {status}", "try another --path")]
    return [*_of_page_files(run), *_of_restarts(run)]


def _of_page_files(run: RunResult) -> list[Finding]:
    """The page came back, but not what a browser needs to show it."""
    if not run.missing:
        return []
    shown = "; ".join(f"GET {one}" for one in run.missing[:FILES_SHOWN])
    more = len(run.missing) - FILES_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    hint = (
        "is the folder in the image, and is the site built for the path that it is served at "
        "(base, publicPath)?"
    )
    what = f"the page at {run.path} names files that are missing: {shown}{rest}"
    return [Finding("wrong", what, hint)]


def _of_restarts(run: RunResult) -> list[Finding]:
    if run.restarts:
        what = f"it was started {run.restarts + 1} times until its services were ready"
        return [Finding("note", what, "add health checks, and conditions to depends_on")]
    return []


def _of_stop(made: Verification) -> list[Finding]:
    stopped = made.stopped
    if stopped is None:
        return []
    if stopped.killed:
        took = f"{stopped.seconds:.0f} s"
        what = f"it does not stop on {stopped.signal}: it was killed after {took}"
        return [Finding("wrong", what, stopped.hint)]
    if not is_clean(stopped):
        what = f"it ended with exit code {stopped.exit_code} after the stop signal"
        return [Finding("note", what)]
    return []


def is_clean(stopped: StopResult) -> bool:
    """Whether it stopped in time, and as a process does that was asked to."""
    own = 128 + SIGNALS.get(stopped.signal, 15)
    return not stopped.killed and stopped.exit_code in {*CLEAN_CODES, own}


def _of_image(made: Verification) -> list[Finding]:
    if made.image is not None and made.image.is_root:
        hint = "set a numeric USER in the last stage, and make it the owner of what it writes"
        return [Finding("wrong", "it runs as root", hint)]
    return []


def _of_rebuild(made: Verification) -> list[Finding]:
    rebuild = made.rebuild
    if rebuild is None:
        return []
    if rebuild.attempt.failure is not None:
        what = (
            f"after an edit of {rebuild.edited} the build fails: {rebuild.attempt.failure.message}"
        )
        return [Finding("wrong", what)]
    if rebuild.installed:
        what = (
            f"an edit of {rebuild.edited} installs the dependencies again: {rebuild.installed[0]}"
        )
        hint = "copy the manifest and the lockfile first, install, then copy the sources"
        return [Finding("note", what, hint)]
    return []


HINTS = {
    "secret": "anyone who has the image can read it: change it, and pass it at run time "
    "or as `RUN --mount=type=secret`",
    "version-control": "exclude it with .dockerignore",
    "compiler": "build in one stage and run in another",
    "cache": "remove it in the same RUN, or keep it in a `--mount=type=cache`",
    "source": "copy the build output instead of the sources",
}


def _of_contents(made: Verification) -> list[Finding]:
    """One finding for each thing, apart from build tools, which are one together."""
    tools = [one.path for one in made.unwanted if one.kind == "compiler"]
    found = [_of_one(one) for one in made.unwanted if one.kind != "compiler"]
    if tools:
        named = ", ".join(tools[:5]) + (f" and {len(tools) - 5} more" if len(tools) > 5 else "")
        found.append(Finding("note", f"build tools in the image: {named}", HINTS["compiler"]))
    if made.unread:
        what = f"its files were not checked for secrets, compilers and caches: {made.unread}"
        found.append(Finding("wrong", what, "save the image and look at it with `dockgen layers`"))
    return found


def _of_one(one: Unwanted) -> Finding:
    level: Level = "wrong" if one.kind in {"secret", "version-control"} else "note"
    files = f", {one.count} files" if one.count > 1 else ""
    gone = "; a later layer deletes it, but it stays in the earlier layer" if one.deleted else ""
    return Finding(level, f"{one.what} in the image: {one.path}{files}{gone}", HINTS[one.kind])
