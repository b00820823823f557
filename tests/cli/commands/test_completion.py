"""`dockgen completion`: a script for the shell, and the completion that it calls."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import RunCommand


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(dockgen: RunCommand, shell: str) -> None:
    done = dockgen("completion", shell)
    assert done.code == 0
    assert f"_DOCKGEN_COMPLETE={shell}_complete" in done.out


def test_another_shell_is_refused(dockgen: RunCommand) -> None:
    done = dockgen("completion", "tcsh")
    assert done.code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.err


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("dockgen de", "detect"),
        ("dockgen init --st", "--stages"),
        ("dockgen init --stages m", "multi"),
    ],
)
def test_the_script_is_answered(words: str, offered: str) -> None:
    environment = {
        **os.environ,
        "_DOCKGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "dockgen"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert offered in [line.split(",")[-1] for line in done.stdout.splitlines()]
