"""The wheel, built, installed in a fresh environment and used outside the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.examples import FOLDER

CHECKOUT = FOLDER.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds nothing but the wheel and what it needs."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    unwanted = shutil.ignore_patterns(".venv", ".git", "examples", "tests", ".*_cache", "dist")
    shutil.copytree(CHECKOUT, source, ignore=unwanted)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, source],
        check=True,
        capture_output=True,
    )
    # A pip in the environment would take longer to put there than all the rest.
    venv.create(place / "env", with_pip=False)
    binaries = place / "env" / "bin"
    (wheel,) = place.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(binaries / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-compile", wheel], check=True)
    return binaries


def test_the_installed_command_writes_a_dockerfile(installed: Path, tmp_path: Path) -> None:
    project = tmp_path / "site"
    shutil.copytree(FOLDER / "static-site", project)
    done = subprocess.run(
        [installed / "dockgen", "init"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "docker build -t site ." in done.stdout
    assert "FROM nginxinc/nginx-unprivileged" in (project / "Dockerfile").read_text()
    assert (project / "nginx.conf").is_file()


def test_the_module_runs_and_the_library_renders(installed: Path, tmp_path: Path) -> None:
    version = subprocess.run(
        [installed / "python", "-m", "dockgen", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert version.stdout.startswith("dockgen ")
    code = (
        "import dockgen\n"
        f"detection = dockgen.detect({str(FOLDER / 'node-express')!r})\n"
        "print(dockgen.render(dockgen.plan(detection))['Dockerfile'].text)"
    )
    rendered = subprocess.run(
        [installed / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert 'CMD ["node", "server.js"]' in rendered.stdout, rendered.stderr
