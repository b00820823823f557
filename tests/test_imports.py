"""The rooms of the house, and who may import whom: docs/decisions/0130-nine-rooms.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import dockgen
from dockgen.ecosystems.registry import ORDER, all_ecosystems

PACKAGE = Path(dockgen.__file__).parent
ECOSYSTEMS = "dockgen.ecosystems."

# A room imports from rooms above it in this list. `ecosystems` and `rendering` stand side by side:
# a plan is all that goes from one to the other.
ROOMS = (
    "core",
    "readers",
    "dockerfile",
    "ecosystems",
    "rendering",
    "managed_files",
    "tools",
    "integrations",
    "cli",
)
SIDE_BY_SIDE = {"ecosystems", "rendering"}

# Packages beyond the standard library, by the rooms that may import them.
THIRD_PARTY = {
    "click": {"cli", "tools"},
    "jinja2": {"rendering", "integrations"},
    "copier": {"integrations"},
    "lsprotocol": {"integrations"},
    "mcp": {"integrations"},
    "mcp_types": {"integrations"},
    "pygls": {"integrations"},
    "pydantic": {"integrations"},
    "ruamel": {"readers", "managed_files", "integrations"},
    "nodesemver": {"ecosystems"},
    "packaging": {"ecosystems"},
    "backports": {"tools"},
    "compression": {"tools"},
}

MOST_AT_THE_TOP = 12
MOST_IN_A_ROOM = 20


class Import(NamedTuple):
    """One name that a module imports."""

    module: str
    name: str
    at_the_top: bool
    only_for_types: bool

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}"


MODULES = {
    ".".join(("dockgen", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports_of(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text("utf-8"))
    top = set(map(id, tree.body))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        place = id(node) in top, id(node) in for_types
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", *place) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (Import(str(node.module), alias.name, *place) for alias in node.names)


IMPORTS = {name: tuple(imports_of(path)) for name, path in MODULES.items()}


def room_of(module: str) -> str:
    """The room of a module of dockgen; empty for the three files at the top."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


def may_import(importing: str, imported: str) -> bool:
    if importing == imported or not imported:
        return True
    if {importing, imported} == SIDE_BY_SIDE:
        return False
    return ROOMS.index(imported) < ROOMS.index(importing)


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_from_rooms_above_it(module: str) -> None:
    room = room_of(module)
    if not room:
        return  # the files at the top offer what is public
    for one in IMPORTS[module]:
        package = one.module.split(".")[0]
        if package == "dockgen":
            target = room_of(one.full) or room_of(one.module)
            assert may_import(room, target), f"{module} imports {one.full}"
        elif package not in sys.stdlib_module_names:
            assert room in THIRD_PARTY[package], f"{module} imports {package}"


def family_and_name(module: str) -> tuple[str, str]:
    """The family of a module of `ecosystems/`, and the ecosystem in it."""
    parts = module.removeprefix(ECOSYSTEMS).split(".")
    return parts[0], parts[1] if len(parts) > 1 else ""


def own_folders() -> set[str]:
    """The folders that hold one ecosystem each: `jvm.maven`, or `go` for a family of one."""
    return set(ORDER)


BESIDE_THE_FAMILIES = {
    "registry",
    "planning",
    "migrating",
    "unreadable",
    "front_end",
    "time_limit",
    "unknown",
}
"""What is of no family: it hands out the records and plans of all."""


def test_families_do_not_import_each_other_and_siblings_share_common_alone() -> None:
    alone = {one for one in own_folders() if "." not in one}
    for module, imports in IMPORTS.items():
        family, name = family_and_name(module)
        if not module.startswith(ECOSYSTEMS) or family in BESIDE_THE_FAMILIES:
            continue
        for one in imports:
            other, sibling = family_and_name(one.full)
            if not one.full.startswith(ECOSYSTEMS) or other in BESIDE_THE_FAMILIES:
                continue
            assert other == family, f"{module} imports {one.full}"
            same = family in alone or sibling in {name, "common"}
            assert same, f"{module} imports {one.full}"


def test_readers_know_nothing_of_findings() -> None:
    for module, imports in IMPORTS.items():
        if room_of(module) == "readers":
            assert all(one.name not in {"Findings", "Verdict"} for one in imports), module


def is_plan(module: str) -> bool:
    parts = module.removeprefix(ECOSYSTEMS).split(".")
    return module.startswith(ECOSYSTEMS) and "plan" in parts


def test_a_plan_is_made_of_facts_alone() -> None:
    """So that it can be made again from recorded facts."""
    plans = [module for module in MODULES if is_plan(module)]
    assert plans
    for module in plans:
        for one in IMPORTS[module]:
            assert room_of(one.full) != "readers", f"{module} imports {one.full}"
            assert one.name not in {"Project", "TextFile"}, f"{module} imports {one.full}"


def test_the_record_of_an_ecosystem_loads_nothing_else_of_it() -> None:
    modules = [f"{ECOSYSTEMS}{one}" for one in ORDER]
    code = f"""
import sys
from importlib import import_module
for module in {modules!r}:
    import_module(module)
    print(module, *(one for one in sys.modules if one.startswith(module + ".")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        module, *loaded = line.split()
        assert not loaded, f"{module} loads {loaded}"


def test_no_circle_of_modules() -> None:
    """Imports at the top of modules; those inside functions run when all modules are loaded."""
    graph = {
        module: {
            one.full if one.full in MODULES else one.module
            for one in imports
            if one.at_the_top and not one.only_for_types and one.module.startswith("dockgen")
        }
        for module, imports in IMPORTS.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle: {circle.args[1]}")


FOLDERS = sorted({path.parent for path in MODULES.values()})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: str(one.relative_to(PACKAGE)))
def test_a_room_can_be_taken_in_at_a_glance(folder: Path) -> None:
    entries = [one for one in folder.iterdir() if one.name != "__pycache__"]
    assert len(entries) <= (MOST_AT_THE_TOP if folder == PACKAGE else MOST_IN_A_ROOM)


def test_every_folder_of_ecosystems_is_registered() -> None:
    assert {
        path.parent.relative_to(PACKAGE / "ecosystems").as_posix().replace("/", ".")
        for path in (PACKAGE / "ecosystems").rglob("__init__.py")
        if "ECOSYSTEM = " in path.read_text("utf-8")
    } == set(ORDER)
    assert len({one.name for one in all_ecosystems()}) == len(all_ecosystems())


def test_no_plan_asks_where_a_fact_was_read() -> None:
    """A record keeps values; what a plan decides by is a fact of its own."""
    places = [path for path in PACKAGE.glob("ecosystems/**/*.py") if "plan" in path.as_posix()]
    plans = [path for path in places if "plan" in (path.stem, path.parent.name)]
    assert len(plans) > 8
    for path in plans:
        tree = ast.parse(path.read_text("utf-8"))
        asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not asked & {"evidence", "is_default"}, path
