"""Progress while a build runs: a line for each step, and on a terminal the one that runs now."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.terminal import printable
from dockgen.tools.verify.progress import Step

REDRAW_SECONDS = 0.1
CONTROL = lazy_regex(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f\x7f]")


class Live:
    """Prints progress.

    Args:
        out: where to.
        terminal: whether lines can be overwritten; None asks `out`.
        clock: tells the time in seconds.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        *,
        terminal: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out = out or sys.stderr
        self._terminal = self._out.isatty() if terminal is None else terminal
        self._clock = clock
        self._drawn = False
        self._last_draw = 0.0
        self._begun: dict[int, float] = {}
        self._ended: set[int] = set()

    def step(self, step: Step) -> None:
        """Show that a step began, printed a line, or ended."""
        begun = self._begun.setdefault(id(step), self._clock())
        if step.seconds is not None:
            self._end(step, begun)
        elif self._terminal and self._clock() - self._last_draw >= REDRAW_SECONDS:
            said = f"  {step.output[-1]}" if step.output else ""
            self._draw(f"  {self._clock() - begun:5.1f} s  {_shown(step)}{said}")

    def _end(self, step: Step, begun: float) -> None:
        if id(step) in self._ended or (not step.label and not step.error):
            return  # told already, or the builder's own housekeeping
        self._ended.add(id(step))
        took = "cached" if step.cached else f"{step.seconds or self._clock() - begun:5.1f} s"
        if step.error:
            took = "failed"
        self._line(f"  {took:>7}  {_shown(step)}")

    def say(self, sentence: str) -> None:
        """Show what takes a while now."""
        self._line(f"  {'':>7}  {sentence}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it should be."""
        self._clear()

    def _line(self, text: str) -> None:
        self._clear()
        self._out.write(f"{_fitting(text, None)}\n")
        self._out.flush()

    def _draw(self, text: str) -> None:
        self._clear()
        self._out.write(_fitting(text, shutil.get_terminal_size().columns - 1))
        self._out.flush()
        self._drawn, self._last_draw = True, self._clock()

    def _clear(self) -> None:
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._drawn = False


def _shown(step: Step) -> str:
    return f"[{step.label}] {step.instruction}" if step.label else step.instruction


def _fitting(text: str, width: int | None) -> str:
    text = printable(CONTROL.sub(" ", text)).rstrip()
    if width is None:
        return text if len(text) <= 160 else f"{text[:159]}…"
    return text if len(text) <= width else f"{text[: max(width - 1, 0)]}…"
