"""Environments of conda and pixi: which decides, what is in it, and the image around it."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FASTAPI, FLASK

YML = (
    "name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"
    "  - conda-forge::fastapi=0.115.0\n  - uvicorn\n  - gdal>=3\n  - pip\n  - pip:\n"
    "      - httpx==0.27.0\n"
)
PIXI = (
    "[workspace]\nchannels = ['conda-forge']\nplatforms = ['linux-64']\n"
    "[dependencies]\npython = '3.13.*'\nflask = '*'\n[pypi-dependencies]\ngunicorn = '>=22'\n"
)
MAIN = {"main.py": FASTAPI}
APP = {"app.py": FLASK}


def dockerfile(detection: Detection, choices: Choices | None = None) -> str:
    return render(plan(detection, choices))["Dockerfile"].text


def values(detection: Detection, *names: str) -> tuple[object, ...]:
    return tuple(detection.facts[name].value for name in names)


def test_an_environment_of_conda(project: MakeProject) -> None:
    detection = detect(project({**MAIN, "environment.yml": YML}))
    assert values(detection, "package_manager", "language_version", "framework_version") == (
        "conda",
        "3.12",
        "0.115.0",
    )
    text = dockerfile(detection)
    assert "FROM mambaorg/micromamba:2-debian13-slim AS dependencies\n" in text
    assert "    micromamba create --yes --prefix /opt/env --file environment.yml\n" in text
    assert "target=/opt/conda/pkgs,sharing=locked" in text
    assert "FROM debian:trixie-slim AS runtime\n" in text
    assert "COPY --from=dependencies /opt/env/ /opt/env/\n" in text
    assert "GDAL_DATA=/opt/env/share/gdal" in text
    assert 'CMD ["uvicorn", "main:app"]' in text
    assert "apt-get" not in text


def test_a_lockfile_of_conda(project: MakeProject) -> None:
    detection = detect(project({**MAIN, "environment.yml": YML, "conda-lock.yml": "version: 1\n"}))
    assert values(detection, "manifests") == (("conda-lock.yml",),)
    assert "--file conda-lock.yml" in dockerfile(detection)
    assert not any("no lockfile" in one for one in detection.winner[1].findings.warnings)


def test_a_server_comes_from_conda_too(project: MakeProject) -> None:
    yml = "dependencies:\n  - flask\n"
    text = dockerfile(detect(project({**APP, "environment.yml": yml})))
    assert "micromamba install --yes --prefix /opt/env --channel conda-forge gunicorn==" in text


def test_an_environment_of_pixi(project: MakeProject) -> None:
    detection = detect(project({**APP, "pixi.toml": PIXI, "pixi.lock": "version: 6\n"}))
    assert values(detection, "package_manager", "language_version", "framework") == (
        "pixi",
        "3.13",
        "flask",
    )
    text = dockerfile(detection)
    assert "    pixi install --locked\n" in text
    place = "/app/.pixi/envs/default/"
    assert f"COPY --from=dependencies {place} {place}\n" in text
    assert f"PATH={place}bin:$PATH" in text


def test_the_environment_for_production(project: MakeProject) -> None:
    toml = f"{PIXI}[environments]\nprod = {{ features = [] }}\ndev = {{ features = [] }}\n"
    text = dockerfile(detect(project({**APP, "pixi.toml": toml, "pixi.lock": "version: 6\n"})))
    assert "pixi install --locked --environment prod\n" in text
    assert "/app/.pixi/envs/prod/bin" in text


def test_pixi_in_pyproject(project: MakeProject) -> None:
    toml = (
        "[project]\nname = 'x'\nversion = '0'\ndependencies = ['flask', 'gunicorn']\n"
        "[tool.pixi.workspace]\nchannels = ['conda-forge']\nrequires-pixi = '>=0.60.0'\n"
        "[tool.pixi.dependencies]\npython = '3.12.*'\n"
    )
    detection = detect(project({**APP, "pyproject.toml": toml, "pixi.lock": "version: 6\n"}))
    assert values(detection, "package_manager", "package_manager_version", "manifests") == (
        "pixi",
        "0.60.0",
        ("pyproject.toml", "pixi.lock"),
    )


@pytest.mark.parametrize(
    ("yml", "manager"),
    [
        ("dependencies:\n  - flask\n", "pip"),
        ("dependencies:\n  - gdal\n  - pip:\n    - -r requirements.txt\n", "conda"),
        ("dependencies:\n  - python=3.12\n  - pip:\n    - -r requirements.txt\n", "pip"),
    ],
    ids=("beside", "with-packages", "python-alone"),
)
def test_which_list_decides(project: MakeProject, yml: str, manager: str) -> None:
    files = {**APP, "environment.yml": yml, "requirements.txt": "flask\ngunicorn\n"}
    detection = detect(project(files))
    assert detection.facts["package_manager"].value == manager
    if manager == "conda":
        assert values(detection, "manifests") == (("environment.yml", "requirements.txt"),)
        assert detection.facts["server"].value == "gunicorn"


def test_one_stage_keeps_the_manager(project: MakeProject) -> None:
    detection = detect(project({**MAIN, "environment.yml": YML}))
    text = dockerfile(detection, Choices(stages="single"))
    assert text.count("FROM ") == 1
    assert "micromamba create" in text
    assert "USER 10001:10001\n" in text


def test_alpine_has_no_glibc(project: MakeProject) -> None:
    detection = detect(project({**MAIN, "environment.yml": YML}))
    with pytest.raises(UnusableInput, match="conda's packages need glibc"):
        plan(detection, Choices(base="alpine"))


def test_an_installed_program_needs_no_pip_in_the_environment(project: MakeProject) -> None:
    toml = (
        "[project]\nname = 'tool'\nversion = '0'\n[project.scripts]\ntool = 'tool:main'\n"
        "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n"
        "[tool.pixi.workspace]\nchannels = ['conda-forge']\n"
    )
    files = {"pyproject.toml": toml, "pixi.lock": "version: 6\n", "tool.py": "def main(): ...\n"}
    text = dockerfile(detect(project(files)))
    assert "FROM ghcr.io/astral-sh/uv:" in text
    assert "uv pip install --python /app/.pixi/envs/default/bin/python --no-deps" in text
