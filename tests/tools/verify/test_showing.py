from __future__ import annotations

import io
from dataclasses import replace

from syrupy.assertion import SnapshotAssertion

from dockgen.tools.verify.live import Live
from dockgen.tools.verify.progress import Step
from dockgen.tools.verify.running import RunResult
from dockgen.tools.verify.showing import comparison, report, seconds
from tests.file_snapshots import as_file
from tests.tools.verify.verifications import BAD, FAILED, GOOD


def test_a_good_image(snapshot: SnapshotAssertion) -> None:
    assert f"{report(GOOD, memory='512m')}\n" == snapshot(extension_class=as_file("txt"))


def test_an_image_that_was_not_asked_answers_nothing() -> None:
    run = RunResult(None, "/", None, 1, running=False, exit_code=0, is_command=True)
    told = report(replace(GOOD, run=run, stopped=None), memory="512m")
    assert told.splitlines()[-1] == "✓ it builds and runs"


def test_a_bad_image(snapshot: SnapshotAssertion) -> None:
    assert f"{report(BAD, memory='64m')}\n" == snapshot(extension_class=as_file("txt"))


def test_a_build_that_failed(snapshot: SnapshotAssertion) -> None:
    assert f"{report(FAILED, memory='512m')}\n" == snapshot(extension_class=as_file("txt"))


def test_both_forms_side_by_side(snapshot: SnapshotAssertion) -> None:
    made = {"single": BAD, "multi": replace(GOOD, rebuild=None)}
    assert f"{comparison(made)}\n" == snapshot(extension_class=as_file("txt"))
    assert "npm error" in comparison({"single": FAILED, "multi": GOOD})


def test_durations_are_as_exact_as_they_are_short() -> None:
    assert (seconds(0.123), seconds(12.34)) == ("0.12 s", "12.3 s")


class Terminal:
    """A progress display with a clock that the test turns."""

    def __init__(self, *, terminal: bool) -> None:
        self.now = 0.0
        self.out = io.StringIO()
        self.live = Live(self.out, terminal=terminal, clock=lambda: self.now)

    def step(self, step: Step, after: float = 0.0) -> None:
        self.now += after
        self.live.step(step)


def test_without_a_terminal_each_step_is_one_line_once() -> None:
    shown = Terminal(terminal=False)
    run, base = Step("build 2/3", "RUN npm ci"), Step("build 1/3", "FROM x", cached=True)
    shown.step(run)
    run.output.append("added 3 packages")
    shown.step(run, 1)
    run.seconds = 4.2
    base.seconds = 0.0
    for step in (run, run, base):
        shown.step(step)
    shown.live.say("running the image")
    assert shown.out.getvalue() == (
        "    4.2 s  [build 2/3] RUN npm ci\n"
        "   cached  [build 1/3] FROM x\n"
        "           running the image\n"
    )


def test_the_builders_housekeeping_is_silent_until_it_fails() -> None:
    shown = Terminal(terminal=False)
    shown.step(Step("", "[internal] load metadata", seconds=0.1))
    assert shown.out.getvalue() == ""
    shown.step(Step("", "resolve image config", seconds=0.1, error="no such host"))
    assert shown.out.getvalue() == "   failed  resolve image config\n"


def test_on_a_terminal_the_step_that_runs_is_shown_and_overwritten() -> None:
    shown = Terminal(terminal=True)
    with shown.live:
        run = Step("2/3", "RUN npm ci")
        shown.step(run, 1)
        run.output.append("\x1b[31madding\x1b[0m " + "x" * 300)
        shown.step(run, 0.01)  # too soon to draw again
        shown.step(run, 2)
    drawn = shown.out.getvalue().split("\r\x1b[K")
    assert drawn[0] == "    0.0 s  [2/3] RUN npm ci"
    assert drawn[1].startswith("    2.0 s  [2/3] RUN npm ci   adding")
    assert drawn[1].endswith("…")
    assert drawn[2:] == [""]
