"""Records that an earlier dockgen wrote: read with their types, and updated without loss.

The files in `locks/` are what `dockgen init` wrote for the examples of their names at 950b118, the
last version with schema 1.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dockgen import __version__
from dockgen.managed_files import recorded_plan
from dockgen.managed_files.drift import said_then
from dockgen.managed_files.lock import KEYS, LOCK, PAIRS, SCHEMA, VARIABLES, of_schema_1, read
from tests.command_line import Dockgen

LOCKS = Path(__file__).parent / "locks"
NAMES = sorted(path.stem for path in LOCKS.glob("*.lock"))
EXAMPLES = Path(__file__).parents[2] / "examples"
BY_EVIDENCE = ("entrypoint", "set_port", "image_tag_from", "start_command_for")
EDIT = "# an edit of somebody's\n"
LAST = 'LABEL org.example.team="payments"\n'


def project_of(name: str, tmp_path: Path) -> Path:
    """The example with the files that the record holds, and an edit in the Dockerfile."""
    root = tmp_path / "project"
    shutil.copytree(EXAMPLES / name.removesuffix("-single"), root)
    shutil.copy(LOCKS / f"{name}.lock", root / LOCK)
    run = json.loads((root / LOCK).read_text("utf-8"))["dockerfiles"]["Dockerfile"]
    for path, lines in run["files"].items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("".join(lines), "utf-8")
    (root / ".dockgen.yml").write_text(f"schema: 1\nstages: {run['stages']}\n", "utf-8")
    dockerfile = root / "Dockerfile"
    lines = dockerfile.read_text("utf-8").splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if line.startswith("FROM "))
    lines.insert(first + 1, EDIT)
    dockerfile.write_text("".join([*lines, LAST]), "utf-8")
    return root


def test_the_records_are_of_schema_1_and_hold_each_packed_fact() -> None:
    facts: set[str] = set()
    for name in NAMES:
        data = json.loads((LOCKS / f"{name}.lock").read_text("utf-8"))
        assert data["schema"] == 1
        facts |= set(data["dockerfiles"]["Dockerfile"]["facts"])
    assert len(NAMES) > 12
    assert facts >= {
        "built_parts", "environment", "member_builds", "member_outputs", "released_packages",
        "removed_scripts",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_made_again_from_an_old_record(name: str, tmp_path: Path) -> None:
    root = project_of(name, tmp_path)
    said = said_then(read(root)["Dockerfile"])
    again = recorded_plan.rendered(said, root, "Dockerfile", __version__)
    lines = set(again["Dockerfile"].text.splitlines())
    wrote = json.loads((root / LOCK).read_text("utf-8"))["dockerfiles"]["Dockerfile"]["files"]
    copies = {one.rstrip("\n") for one in wrote["Dockerfile"] if one.startswith(("COPY", "ENV"))}
    assert copies <= lines, copies - lines


@pytest.mark.parametrize("name", NAMES)
def test_the_first_update_loses_no_edit(name: str, tmp_path: Path, dockgen: Dockgen) -> None:
    root = project_of(name, tmp_path)
    with (root / ".dockgen.yml").open("a", encoding="utf-8") as settings:
        settings.write("syntax: false\n")  # a change, or there is nothing to record
    done = dockgen("update", root)
    assert done.code == 0, done.err
    # a value that only got its type is no news
    assert not [one for one in (*VARIABLES, *PAIRS, *KEYS, *BY_EVIDENCE) if f"{one} " in done.out]
    text = (root / "Dockerfile").read_text("utf-8")
    assert not text.startswith("# syntax=")
    assert f"\n{EDIT}" in text
    assert text.endswith(LAST)
    assert "<<<<<<<" not in text
    written = json.loads((root / LOCK).read_text("utf-8"))
    assert written["schema"] == SCHEMA
    assert dockgen("update", root).code == 0
    assert (root / "Dockerfile").read_text("utf-8") == text


def test_pairs_are_taken_apart_as_they_were_meant() -> None:
    words = [
        "scripts.prepare",
        "libs/a:scripts.post:build",
        "b:c:devDependencies.@x/y",
        ".:scripts.x",
    ]
    facts: dict[str, object] = {
        "removed_scripts": {"value": words, "evidence": {}},
        "environment": {"value": ["A=b=c", "D="], "evidence": {}},
        "member_builds": {"value": ["libs/a:npm run build:all"], "evidence": {}},
        "start_command": {"value": ["node", "a:b=c"], "evidence": {}},
        "port": {"value": 80, "evidence": {}},
        "environment_of_a_later_version": 1,
    }
    found = {
        name: fact["value"] if isinstance(fact, dict) else fact
        for name, fact in of_schema_1(facts, "server").items()
    }
    assert found == {
        "removed_scripts": [
            [".", "scripts.prepare"],
            ["libs/a", "scripts.post:build"],
            ["b:c", "devDependencies.@x/y"],
            [".", "scripts.x"],
        ],
        "environment": {"A": "b=c", "D": ""},
        "member_builds": [["libs/a", "npm run build:all"]],
        "start_command": ["node", "a:b=c"],
        "port": 80,
        "environment_of_a_later_version": 1,
    }


def read_from(value: object, key: str, file: str | None) -> dict[str, object]:
    return {"value": value, "evidence": {"key": key, "file": file, "line": None}}


@pytest.mark.parametrize(
    ("facts", "added"),
    [
        (
            {
                "start_command": read_from(["node", "cli.js"], "bin.tool", "package.json"),
                "runtime": read_from("node", "file", "package.json"),
            },
            {"entrypoint": True},
        ),
        (
            {
                "start_command": read_from(["node", "a.js"], "scripts.start", "package.json"),
                "runtime": read_from("node", "file", "package.json"),
                "port": read_from(9000, "set.port", ".dockgen.yml"),
            },
            {"set_port": True},
        ),
        (
            {
                "start_command": read_from(["node", "a.js"], "scripts.start", "package.json"),
                "runtime": read_from("node", "file", "package.json"),
                "port": read_from(9000, "port", "server.js"),
            },
            {},
        ),
        (
            {
                "start_command": read_from(["java"], "default", None),
                "package_manager": read_from("maven", "file", "pom.xml"),
                "package_manager_version": read_from("3.9.9", "distributionUrl", "mvnw"),
                "wrapper": read_from(False, "file", "mvnw"),
            },
            {"image_tag_from": "language_version", "start_command_for": "spring-boot"},
        ),
        (
            {
                "start_command": read_from(["java"], "set.start_command", ".dockgen.yml"),
                "package_manager": read_from("maven", "file", "pom.xml"),
            },
            {},
        ),
    ],
)
def test_what_was_decided_by_evidence_is_a_fact(
    facts: dict[str, object], added: dict[str, object]
) -> None:
    read = recorded_plan.from_json(of_schema_1(facts, "spring-boot"))
    assert {name: one.value for name, one in read.items() if name not in facts} == added
