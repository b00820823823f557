"""A checkout offers no ecosystem of its own, and no compiled template."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.ecosystems import registry
from tests.conftest import write_files

EVIL = {
    "evil.py": "open('ran', 'w')\nECOSYSTEM = None\n",
    "evil-1.dist-info/entry_points.txt": "[dockgen.ecosystems]\nevil = evil\n",
    "evil-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1\n",
}
SCRIPT = "import sys; sys.path[:0] = {first}; from dockgen.cli.main import run; run(['detect'])"


@pytest.mark.parametrize("first", [[""], ["."], ["HERE"], ["HERE/vendor"]], ids=str)
def test_a_checkout_brings_no_ecosystem(tmp_path: Path, first: list[str]) -> None:
    write_files(tmp_path / "vendor", EVIL)
    write_files(tmp_path, EVIL)
    paths = [one.replace("HERE", str(tmp_path)) for one in first]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(first=paths)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "chosen: python" in done.stdout, done.stderr
    assert not (tmp_path / "ran").exists()


def test_what_is_installed_beside_dockgen_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = tmp_path / "project", tmp_path / "site-packages"
    own = inside / ".venv"
    for folder in (inside, outside, own / "lib"):
        folder.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.setattr(sys, "path", ["", ".", str(inside), str(outside), str(own / "lib")])
    assert registry._installed_into() == [str(outside)]
    monkeypatch.setattr(sys, "prefix", str(own))
    assert registry._installed_into() == [str(outside), str(own / "lib")]
