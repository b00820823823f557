"""What a builder prints, read as steps: BuildKit's plain progress, and buildah's.

BuildKit: https://docs.docker.com/reference/cli/docker/buildx/build/#progress. buildah prints
`STEP 2/3: RUN …`, for several stages `[1/2] STEP 2/3: RUN …`, and the end as `Error: …`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dockgen.core.lazy_regex import lazy_regex

KEPT_LINES = 400
"""How many lines of a step's output are kept: enough for a hint to find its cause."""

LOG = lazy_regex(r"#(\d+) \d+\.\d+ ?(.*)")
ENDED = lazy_regex(r"#(\d+) (?:DONE(?: ([\d.]+)s)?|(CACHED)|(CANCELED)|ERROR:? ?(.*))")
HEAD = lazy_regex(r"#(\d+) (\[.*)")
NUMBERED = lazy_regex(r"\[(?:\S+ +)*(\d+)/(\d+)\] (.*)")
FROM_FRONTEND = lazy_regex(r"#(\d+) (resolve image config for docker-image://\S+)")
MARKED = lazy_regex(r" *(\d+) \| >>> ")
ON_LINE = lazy_regex(r"parse error on line (\d+)")
STEP = lazy_regex(r"(?:\[(\d+)/\d+\] )?STEP (\d+)/(\d+): (.*)")
ENGINE_ERROR = lazy_regex(r"E(?:RROR|rror): (.*)")


@dataclass
class Step:
    """A step of a build.

    Args:
        label: how the builder counts it: `build 3/5`.
        instruction: the instruction, as the builder prints it.
        stage, number: its place among the stages and the stage's instructions, counted from 1;
            0 where the builder does not tell.
        seconds: how long it took; None while it runs.
        cached: whether its result was there already.
        error: why it failed; empty where it did not.
        output: the last lines that it printed.
    """

    label: str
    instruction: str
    stage: int = 0
    number: int = 0
    seconds: float | None = None
    cached: bool = False
    error: str = ""
    output: deque[str] = field(default_factory=lambda: deque[str](maxlen=KEPT_LINES))


Listener = Callable[[Step], None]


class BuildLog:
    """Reads a builder's output line by line.

    Args:
        on_change: is given a step when it starts, prints, and ends.
        clock: tells the time in seconds; buildah prints no times of its own.
    """

    def __init__(
        self, on_change: Listener | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.steps: list[Step] = []
        self.error = ""
        """The builder's last word on why it failed."""
        self.error_line: int | None = None
        """The line of the Dockerfile that the builder itself names."""
        self._on_change = on_change or (lambda _: None)
        self._clock = clock

    @property
    def failed(self) -> Step | None:
        """The step that failed, if it was one."""
        return next((step for step in self.steps if step.error), None)

    def feed(self, line: str) -> None:
        """Read one line."""
        raise NotImplementedError  # pragma: no cover - see the two dialects below


class BuildkitLog(BuildLog):
    """Reads BuildKit's plain progress."""

    def __init__(
        self, on_change: Listener | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(on_change, clock)
        self._by_number: dict[str, Step] = {}

    def feed(self, line: str) -> None:
        """Read one line."""
        if line.startswith("#"):
            self._feed_step(line)
        elif (marked := MARKED.match(line)) and self.error_line is None:
            self.error_line = int(marked[1])
        elif ended := ENGINE_ERROR.match(line):
            self.error = ended[1]
            if named := ON_LINE.search(line):
                self.error_line = int(named[1])

    def _feed_step(self, line: str) -> None:
        if (ended := ENDED.fullmatch(line)) and ended[1] in self._by_number:
            step = self._by_number[ended[1]]
            step.cached = bool(ended[3])
            step.error = (ended[5] or "it failed") if " ERROR" in line else ""
            step.seconds = float(ended[2] or 0)
            self._on_change(step)
        elif (log := LOG.fullmatch(line)) and log[1] in self._by_number:
            step = self._by_number[log[1]]
            step.output.append(log[2])
            self._on_change(step)
        elif head := HEAD.fullmatch(line) or FROM_FRONTEND.fullmatch(line):
            self._begin(head[1], head[2])

    def _begin(self, number: str, name: str) -> None:
        if number in self._by_number:
            return
        counted = NUMBERED.fullmatch(name)
        label = name[1 : name.index("]")] if counted else ""
        step = Step(" ".join(label.split()), counted[3] if counted else name)
        self._by_number[number] = step
        self.steps.append(step)
        self._on_change(step)


class BuildahLog(BuildLog):
    """Reads what podman prints while buildah builds."""

    def __init__(
        self, on_change: Listener | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(on_change, clock)
        self._begun = 0.0

    def feed(self, line: str) -> None:
        """Read one line."""
        if begun := STEP.fullmatch(line):
            self._end()
            stage, number, count, instruction = begun.groups()
            label = f"stage {stage}, {number}/{count}" if stage else f"{number}/{count}"
            step = Step(label, instruction, int(stage or 1), int(number))
            self._begun = self._clock()
            self.steps.append(step)
            self._on_change(step)
        elif ended := ENGINE_ERROR.match(line):
            self.error = ended[1]
            self._end(error=ended[1].partition(": ")[2] or ended[1])
        elif line.startswith("--> "):
            if self.steps and line.startswith("--> Using cache"):
                self.steps[-1].cached = True
            self._end()
        elif self.steps and self.steps[-1].seconds is None:
            self.steps[-1].output.append(line)
            self._on_change(self.steps[-1])

    def _end(self, error: str = "") -> None:
        """Note that the last step has ended, unless it already had."""
        if not self.steps or (self.steps[-1].seconds is not None and not error):
            return
        step = self.steps[-1]
        step.seconds = step.seconds or self._clock() - self._begun
        step.error = error
        self._on_change(step)


def log_of(engine: str, on_change: Listener | None = None) -> BuildLog:
    """The reader for what an engine's builder prints."""
    return BuildahLog(on_change) if engine == "podman" else BuildkitLog(on_change)
