"""What the package managers are told, and where they keep what they downloaded."""

from __future__ import annotations

from dockgen.core.quoting import Printable
from dockgen.core.versions import product

CACHES = {
    "uv": "/root/.cache/uv",
    "pip": "/root/.cache/pip",
    "poetry": "/root/.cache/pypoetry",
    "pdm": "/root/.cache/pdm",
    "pipenv": "/root/.cache/pipenv",
    "conda": "/opt/conda/pkgs",
    "pixi": "/root/.cache/rattler",
}
"""Where package managers keep what they downloaded."""

PIP_CACHE = Printable(f"type=cache,id=pip,target={CACHES['pip']}")

LOCKED = frozenset({"poetry", "pdm", "pipenv"})
"""Managers that pip installs first."""

ONE_AT_A_TIME = LOCKED | {"conda"}
"""Managers whose caches two processes cannot use at once."""

UV = product("uv").default
ENVIRONMENTS = frozenset({"conda", "pixi"})
"""Managers whose environments bring a Python of their own."""

GEOGRAPHY = {"PROJ_DATA": "{folder}/share/proj", "GDAL_DATA": "{folder}/share/gdal"}
"""What an activated environment is told of the files of GDAL and PROJ."""

BESIDE = {"pdm": ("hishel<2",)}
"""What a manager does not run with, although it allows it: PDM 2.29 calls what hishel 2 has not."""

SETTINGS = {
    "uv": {"UV_COMPILE_BYTECODE": "1", "UV_LINK_MODE": "copy", "UV_PYTHON_DOWNLOADS": "never"},
    "poetry": {"POETRY_NO_INTERACTION": "1", "POETRY_VIRTUALENVS_IN_PROJECT": "true"},
    "pdm": {"PDM_CHECK_UPDATE": "false", "PDM_NON_INTERACTIVE": "true"},
    "pipenv": {"PIPENV_VENV_IN_PROJECT": "1", "PIPENV_NOSPIN": "1"},
}
"""What a manager is told by variables while it installs."""

ADD_USER = {
    "debian": "useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /tmp app",
    "alpine": "adduser -D -H -u 10001 -h /tmp app",
}
"""How a user gets its name and its number, by the family of base images."""
