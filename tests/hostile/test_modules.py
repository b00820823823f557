"""No module of a checkout is imported in the place of a library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.conftest import write_files

LIBRARIES = ("click", "jinja2", "markupsafe", "ruamel", "copier", "nodesemver", "pkg_resources")
SABOTAGE = "import os\nos.write(2, b'HOSTILE ' + __name__.encode())\nos._exit(66)\n"
ROOT = Path(__file__).parents[2]


def of_the_interpreter() -> set[str]:
    """What Python itself imports for `-m`, before it runs any of a package's code.

    Only its own options `-P` and `-I` keep those safe.
    """
    script = "import runpy, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a module for each that dockgen could import."""
    names = (sys.stdlib_module_names - of_the_interpreter()) | {*LIBRARIES}
    return write_files(
        tmp_path, {"index.html": "<p>x</p>", **{f"{name}.py": SABOTAGE for name in names}}
    )


def told(checkout: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "HOSTILE" in done.stderr) == (0, False), done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [(), ("-P",), ("-I",)], ids=["plain", "-P", "-I"])
def test_python_dash_m_takes_no_module_of_the_checkout(
    checkout: Path, options: tuple[str, ...]
) -> None:
    assert "chosen: static" in told(checkout, sys.executable, *options, "-m", "dockgen", "detect")
    told(checkout, sys.executable, *options, "-m", "dockgen", "init", "--yes")
    told(checkout, sys.executable, *options, "-m", "dockgen", "check")
    told(checkout, sys.executable, *options, "-m", "dockgen", "update")


def test_the_installed_command_takes_no_module_of_the_checkout(checkout: Path) -> None:
    """It is what the hooks and the Action run."""
    command = shutil.which("dockgen", path=os.fspath(Path(sys.executable).parent))
    assert command is not None
    told(checkout, command, "init", "--yes")
    told(checkout, command, "check")
    told(checkout, command, "update")


def test_every_python_that_the_action_starts_leaves_the_checkout_out() -> None:
    steps = YAML(typ="safe").load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    started = [line for step in steps for line in step["run"].splitlines() if "python3 " in line]
    assert started
    assert all("python3 -I " in line for line in started)


def test_every_python_that_copier_starts_leaves_the_checkout_out() -> None:
    tasks = YAML(typ="safe").load((ROOT / "copier.yml").read_text("utf-8"))["_tasks"]
    assert [task["command"][1] for task in tasks] == ["-P"]
