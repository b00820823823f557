from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dockgen.tools.engine import processes

PYTHON = sys.executable


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    done = subprocess.run(("ps", "-o", "stat=", "-p", str(process)), capture_output=True, text=True)
    return done.stdout.strip() not in {"", "Z"} and not done.stdout.startswith("Z")


def test_a_command_is_run_with_its_input_and_both_outputs_are_kept_apart() -> None:
    script = "import sys; print(sys.stdin.read().upper());print('no', file=sys.stderr); sys.exit(3)"
    done = processes.run((PYTHON, "-c", script), given="hello")
    assert done == processes.Done(3, "HELLO\n", "no\n")
    assert not done.ok


def test_variables_are_added_to_those_of_this_process() -> None:
    script = "import os; print(os.environ['A'], 'PATH' in os.environ)"
    assert processes.run((PYTHON, "-c", script), env={"A": "1"}).out == "1 True\n"


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(TimeoutError, match="took longer than"):
        processes.run((PYTHON, "-c", script), seconds=1)
    assert not alive(int(note.read_text()))


def test_lines_come_while_the_command_runs() -> None:
    script = "import sys; print('one', flush=True); print('two', file=sys.stderr); sys.exit(4)"
    with processes.lines((PYTHON, "-c", script)) as (lines, process):
        assert next(lines) == "one"
        assert list(lines) == ["two"]
    assert process.returncode == 4


def test_a_command_ends_with_the_work_it_is_for_and_so_do_its_children() -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    child = 0

    def work() -> None:
        nonlocal child
        with processes.lines((PYTHON, "-c", script)) as (lines, _):
            child = int(next(lines))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    for _ in range(100):
        if not alive(child):
            break
        time.sleep(0.02)
    assert not alive(child)


def test_a_command_that_ignores_the_request_to_end_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.2)
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen((PYTHON, "-c", script), stdout=subprocess.PIPE, process_group=0)
    assert process.stdout is not None
    process.stdout.readline()
    processes.end(process)
    assert process.returncode == -signal.SIGKILL


def test_bytes_are_streamed_and_the_complaint_is_kept() -> None:
    script = "import sys; sys.stdout.buffer.write(b'x' * 100000); sys.stderr.write('oh')"
    with processes.output_stream((PYTHON, "-c", script)) as (out, err, process):
        assert len(out.read()) == 100000
        assert process.wait() == 0
        err.seek(0)
        assert err.read() == b"oh"
