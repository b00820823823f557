"""`.dockgen.lock`: read back as it was written, and refused when it was damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.managed_files import lock
from dockgen.managed_files.lock import LOCK, Run
from tests.conftest import as_somebody_else, write_files

RUN = Run(
    version="1.0",
    detector="static",
    shape="pages",
    stages="single",
    base="debian",
    facts={"port": {"value": 8080, "evidence": {"file": None, "line": None, "key": "default"}}},
    files={"Dockerfile": "FROM x\nUSER 1\n", ".dockerignore": "no final newline"},
)


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    files = {"api.Dockerfile": "FROM y\n", "api.Dockerfile.dockerignore": "x\n", "nginx.conf": ""}
    runs = {"Dockerfile": RUN, "api.Dockerfile": RUN._replace(files=files)}
    write_files(tmp_path, {LOCK: lock.text_of(runs)})
    assert lock.read(tmp_path) == runs


def test_there_may_be_none(tmp_path: Path) -> None:
    assert lock.read(tmp_path) == {}


def test_it_reads_well_in_a_difference() -> None:
    text = lock.text_of({"Dockerfile": RUN})
    assert '"FROM x\\n",\n' in text
    assert text.startswith('{\n "about": "Made by dockgen')
    assert text.endswith("}\n")


def test_dockerfiles_stand_in_the_order_of_their_names() -> None:
    assert lock.text_of({"b": RUN, "a": RUN}) == lock.text_of({"a": RUN, "b": RUN})


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"schema": 1}',
        '{"schema": 1, "dockerfiles": []}',
        '{"schema": 1, "dockerfiles": {"Dockerfile": 1}}',
        '{"schema": 1, "dockerfiles": {"Dockerfile": {}}}',
        "[" * 100_000,
        "1" * 5000,
    ],
)
def test_a_damaged_record_is_said_and_what_to_do(tmp_path: Path, damaged: str) -> None:
    write_files(tmp_path, {LOCK: damaged})
    with pytest.raises(UnusableInput, match=r"\.dockgen\.lock: was damaged \(restore it from"):
        lock.read(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"), [("files", []), ("files", {"a": [1]}), ("files", {"a": 1}), ("facts", [])]
)
def test_a_run_of_the_wrong_kind_is_damage(tmp_path: Path, key: str, value: object) -> None:
    data = json.loads(lock.text_of({"Dockerfile": RUN}))
    data["dockerfiles"]["Dockerfile"][key] = value
    write_files(tmp_path, {LOCK: json.dumps(data)})
    with pytest.raises(UnusableInput, match="was damaged"):
        lock.read(tmp_path)


def test_another_schema_is_an_error_and_never_a_guess(tmp_path: Path) -> None:
    write_files(tmp_path, {LOCK: '{"schema": 3, "dockerfiles": {}}'})
    with pytest.raises(UnusableInput, match="has schema 3, but this dockgen reads schemas 1 and 2"):
        lock.read(tmp_path)


def test_a_record_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_bytes(b'{"schema": "\xff"}')
    with pytest.raises(UnusableInput, match=r"\.dockgen\.lock:1: is not UTF-8"):
        lock.read(tmp_path)


def test_a_record_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    write_files(tmp_path, {LOCK: "{}"})
    (tmp_path / LOCK).chmod(0)
    with as_somebody_else(tmp_path), pytest.raises(UnusableInput, match="permission denied"):
        lock.read(tmp_path)


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(texts, texts))
def test_any_text_survives(files: dict[str, str]) -> None:
    written = json.loads(lock.text_of({"D": Run("1", "d", "s", "multi", "b", {}, files)}))
    lines = written["dockerfiles"]["D"]["files"]
    assert {path: "".join(parts) for path, parts in lines.items()} == files
