"""Who may import whom: the table of the architecture, held by a test."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import dockgen

PACKAGE = Path(dockgen.__file__).parent

# The part of a module's path that decides its row -> what it may import of dockgen and beyond.
READING = {"errors", "facts", "project"}
TABLE: dict[str, set[str]] = {
    "__init__": {"detection", "errors", "planning", "rendering"},
    "__main__": {"cli"},
    "errors": set(),
    "facts": {"errors"},
    "project": {"errors"},
    "versions": set(),
    "quoting": {"errors"},
    "images": {"quoting", "versions"},
    "planning": {"quoting"},
    "dockerfile": {"errors"},
    "manifests": {*READING, "manifests", "versions", "defusedxml", "nodesemver", "ruamel"},
    "detectors": {*READING, "images", "manifests", "planning", "quoting", "versions"},
    "detection": {*READING, "planning"},
    "rendering": {"__init__", "errors", "planning", "quoting", "jinja2"},
    "writing": {"errors", "project"},
    "record": {"errors", "project"},
    "origin": {"__init__", "record"},
    "settings": {*READING, "planning", "ruamel"},
    "report": {"detection", "facts", "planning", "quoting"},
    "explaining": {"dockerfile", "facts", "rendering"},
    "session": {
        *READING,
        *("__init__", "detection", "origin", "planning", "record", "rendering", "report"),
        *("settings", "writing"),
    },
    "services": set(),
    "needs": {*READING, "detection", "manifests", "services"},
    "compose_file": {"errors", "project", "ruamel"},
    "compose": {
        *("project", "compose_file", "needs", "quoting", "rendering", "report", "services"),
        *("session", "versions"),
    },
    "jsonc": {"errors", "project"},
    "tasks": {"rendering", "report", "session"},
    "devcontainer": {"dockerfile", "report", "session", "versions"},
    "editors": {
        *("devcontainer", "errors", "jsonc", "project", "quoting", "rendering", "session", "tasks"),
    },
    "members": {*READING, "detection", "rendering"},
    "bake": {"members", "project", "quoting", "rendering", "report", "session"},
    "workflow": {"__init__", "members", "quoting", "rendering"},
    "scaffolds": {"errors", "quoting", "rendering", "versions"},
    "copier_door": {
        *READING,
        *("detection", "record", "report", "scaffolds", "session", "settings"),
    },
    "copier_extension": {
        *("__init__", "copier_door", "project", "record", "settings", "writing"),
        *("copier", "jinja2"),
    },
    "processes": set(),
    "engine": {"errors", "processes"},
    "sensitive": set(),
    "verifying": {
        *("dockerfile", "engine", "errors", "project", "sensitive", "session", "verifying"),
        "writing",
    },
    "adopting": {
        *("adopting", "engine", "errors", "images", "planning", "quoting", "rendering"),
        *("sensitive", "verifying", "writing"),
    },
    "commands": {
        *READING,
        *("commands", "detection", "dockerfile", "explaining", "planning", "record", "report"),
        *("session", "settings", "writing", "click"),
        *("bake", "compose", "editors", "members", "workflow"),
        *("adopting", "engine", "verifying"),
    },
    "cli": {"__init__", "commands", "errors", "click"},
}

MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def row_of(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


def imported_by(module: Path) -> set[str]:
    """The rows of dockgen, and the packages beyond the standard library, that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            base = str(node.module)
            inner = base == "dockgen"
            names |= {f"{base}.{alias.name}" for alias in node.names} if inner else {base}
    return {_row(name) for name in names if name.split(".")[0] not in sys.stdlib_module_names}


def _row(name: str) -> str:
    parts = name.split(".")
    if parts[0] != "dockgen":
        return parts[0]
    if len(parts) > 1 and (PACKAGE / parts[1]).with_suffix(".py").exists():
        return parts[1]
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else "__init__"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_only_what_its_row_allows(module: Path) -> None:
    assert imported_by(module) <= TABLE[row_of(module)]


def test_every_row_of_the_table_is_a_module() -> None:
    assert {row_of(module) for module in MODULES} == set(TABLE)


def test_detectors_never_import_each_other() -> None:
    detectors = [one for one in MODULES if one.parts[0] == "detectors"]
    assert all("detectors" not in imported_by(one) for one in detectors)
