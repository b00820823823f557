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
ANYWHERE = {"patterns"}
TABLE: dict[str, set[str]] = {
    "__init__": {"detection", "errors", "planning", "rendering"},
    "__main__": {"cli"},
    "errors": set(),
    "patterns": set(),
    "facts": {"errors"},
    "project": {"errors"},
    "versions": set(),
    "quoting": {"errors", "facts"},
    "scalars": {"errors", "quoting"},
    "images": {"errors", "quoting", "versions"},
    "planning": {"quoting"},
    "java_runtime": {"errors", "images", "quoting"},
    "jvm_planning": {"errors", "facts", "java_runtime", "manifests", "quoting", "secret_mounts"},
    "secret_mounts": {"quoting"},
    "dockerfile": {"errors"},
    "copying": {"dockerfile"},
    "goregex": set(),
    "ignore_file": {"errors", "goregex"},
    "ignoring": {"ignore_file"},
    "formatting": set(),
    "manifests": {*READING, "manifests", "versions", "nodesemver", "ruamel"},
    "detectors": {
        *READING,
        *("detectors", "images", "jvm_planning", "manifests", "planning"),
        "quoting",
        *("secret_mounts", "versions"),
    },
    "detection": {*READING, "planning"},
    "adding": {"errors", "fragments", "quoting", "stages"},
    "template_cache": {"jinja2"},
    "templating": {"errors", "quoting", "template_cache", "jinja2"},
    "rendering": {"__init__", "adding", "fragments", "planning", "quoting", "templating"},
    "journal": {"errors", "project"},
    "writing": {"errors", "journal", "project"},
    "merging": set(),
    "record": {"errors", "project", "schemas"},
    "fragments": {"dockerfile", "errors", "facts"},
    "settings_source": {"errors", "project", "ruamel"},
    "settings": {*READING, "fragments", "planning", "settings_source"},
    "settings_edit": {"errors", "project", "settings", "settings_source"},
    "schemas": {"errors"},
    "decisions": {
        *("detection", "facts", "fragments", "house", "planning", "rendering"),
        "settings",
    },
    "house": {"errors", "facts", "planning", "quoting", "rendering"},
    "drifting": {"decisions", "facts", "record"},
    "stages": {"dockerfile"},
    "lifetimes": {"stages", "versions"},
    "updating": {
        *("__init__", "drifting", "errors", "journal", "merging", "project", "record"),
        *("rendering", "session", "settings", "writing"),
    },
    "checking": {
        *("__init__", "decisions", "drifting", "errors", "facts", "lifetimes", "merging"),
        *("record", "rendering", "session", "stages", "updating", "writing"),
    },
    "origin": {"__init__", "record"},
    "build_secrets": {"quoting"},
    "report": {"build_secrets", "detection", "facts", "planning", "quoting"},
    "explaining": {"dockerfile", "facts", "rendering"},
    "session": {
        *READING,
        *("__init__", "decisions", "detection", "house", "journal", "origin", "planning"),
        *("record", "rendering", "report", "settings", "settings_edit", "writing"),
    },
    "services": set(),
    "needs": {*READING, "detection", "manifests", "services"},
    "compose_file": {"errors", "project", "ruamel"},
    "compose": {
        *("build_secrets", "compose_file", "needs", "project", "quoting", "rendering", "report"),
        *("scalars", "services"),
        *("session", "versions"),
    },
    "jsonc": {"errors", "project"},
    "tasks": {"rendering", "report", "session"},
    "devcontainer": {"dockerfile", "report", "session", "versions"},
    "editors": {
        *("devcontainer", "errors", "jsonc", "project", "quoting", "rendering", "session", "tasks"),
    },
    "members": {*READING, "detection", "rendering"},
    "bake": {
        *("build_secrets", "members", "project", "quoting", "rendering", "report", "scalars"),
        "session",
    },
    "workflow": {"__init__", "build_secrets", "members", "quoting", "rendering", "scalars"},
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
    "exported": set(),
    "local_images": {"engine"},
    "sensitive": set(),
    "context": {
        *("context", "copying", "errors", "formatting", "ignore_file", "ignoring", "project"),
        *("sensitive", "click"),
    },
    "verifying": {
        *("dockerfile", "engine", "errors", "formatting", "project", "sensitive", "session"),
        *("processes", "verifying", "writing"),
    },
    "adopting": {
        *("adopting", "engine", "errors", "exported", "formatting", "images", "local_images"),
        *("planning", "quoting", "rendering", "sensitive", "verifying", "writing"),
    },
    "layers": {
        *("engine", "errors", "exported", "formatting", "layers", "local_images", "stages"),
        *("templating", "backports", "compression"),
    },
    "commands": {
        *READING,
        *("checking", "commands", "detection", "dockerfile", "explaining", "planning", "record"),
        *("rendering", "report", "schemas", "session", "settings", "updating", "writing", "click"),
        *("bake", "build_secrets", "compose", "editors", "members", "workflow"),
        *("adopting", "context", "copying", "engine", "layers", "verifying"),
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
    assert imported_by(module) <= TABLE[row_of(module)] | ANYWHERE


def test_every_row_of_the_table_is_a_module() -> None:
    assert {row_of(module) for module in MODULES} == set(TABLE)


def detector_of(module: Path) -> str:
    """The detector that a module of `detectors/` belongs to; a detector may be a folder."""
    return module.parts[1].removesuffix(".py")


def detectors_imported_by(module: Path) -> set[str]:
    tree = ast.walk(ast.parse((PACKAGE / module).read_text("utf-8")))
    froms = [(str(one.module), one.names) for one in tree if isinstance(one, ast.ImportFrom)]
    names = [f"{base}.{alias.name}".split(".") for base, aliases in froms for alias in aliases]
    return {parts[2] for parts in names if parts[:2] == ["dockgen", "detectors"]}


def test_detectors_never_import_each_other() -> None:
    for module in (one for one in MODULES if one.parts[0] == "detectors"):
        assert detectors_imported_by(module) <= {detector_of(module)}, module
