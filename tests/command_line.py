"""The command line as tests use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import RunCommand as Dockgen

__all__ = ["NODE", "PAGES", "Dockgen", "files_in", "release"]

RELEASED_MODULES = ("draft", "update", "check")
"""The modules that say which version of dockgen runs."""


def release(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """From here on, another version of dockgen runs."""
    for name in RELEASED_MODULES:
        monkeypatch.setattr(f"dockgen.managed_files.{name}.__version__", version)


NODE = {
    "package.json": """\
{
  "name": "shop",
  "scripts": {"start": "node server.js"},
  "dependencies": {"express": "^5.1.0"}
}
""",
    "package-lock.json": "{}\n",
    "server.js": "require('express')().listen(process.env.PORT || 3000)\n",
    ".nvmrc": "22\n",
}
"""A server, as files by path."""

PAGES = {"public/index.html": "<h1>Hello</h1>\n", "public/404.html": "<h1>No</h1>\n"}
"""Pages that need no build."""


def files_in(root: Path) -> dict[str, bytes]:
    """All files of a folder, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
