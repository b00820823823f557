from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from dockgen.tools.layers.base import Base
from dockgen.tools.layers.plain import as_json
from dockgen.tools.layers.report import Report, report
from dockgen.tools.layers.showing import text
from tests.tools.engine.images import Made
from tests.tools.layers.reports import SHOP, shop_report, subject_of

SCHEMA = Draft202012Validator(
    json.loads(files("dockgen").joinpath("managed_files/schemas/layers.json").read_text("utf-8"))
)

UNKNOWN = Base(None, 0, "no local image has its first layers")
REPORTS = {
    "whole": shop_report(),
    "container": shop_report(writable=True, other=None),
    "unknown base": shop_report(UNKNOWN, other=None),
    "scratch": shop_report(Base("scratch", 0, "as specified"), other=None),
    "older base": shop_report(Base("node:24", 2, "as specified", "only 2 of the 3"), other=None),
    "not packed": shop_report(other=Made([SHOP.layers[0], SHOP.layers[4], SHOP.layers[1]])),
    "nothing in common": shop_report(other=Made([{"x": 1}])),
    "one layer": report(subject_of(Made([{"a": 1}], [])), UNKNOWN, None, top=3),
    "empty": report(subject_of(Made([])), UNKNOWN, None, top=0),
}


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("name", REPORTS)
def test_a_person_reads(name: str, snapshot: SnapshotAssertion) -> None:
    made = text(REPORTS[name]).replace(REPORTS[name].subject.image.platform, "PLATFORM")
    assert made == snapshot


@pytest.mark.parametrize("name", REPORTS)
def test_a_program_reads_what_the_schema_says(name: str) -> None:
    SCHEMA.validate(as_json(REPORTS[name]))


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)


def test_a_program_reads(snapshot: SnapshotAssertion) -> None:
    assert json.dumps(as_json(REPORTS["container"]), indent=1) == snapshot


def test_a_narrow_terminal_still_shows_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert "RUN chown -R 1000 /app" in text(shop_report())


def hostile(path: str) -> Report:
    subject = subject_of(Made([{path: 5}], [{"created_by": f"RUN {path}"}]), name=path)
    return report(subject, UNKNOWN, None, top=3)


@pytest.mark.parametrize(
    "path", ["\x1b[31mred", "a\rb", "\u202eabc", "a\udcffb", "a\x00b"[:1] + "\x07"]
)
def test_no_name_moves_the_cursor(path: str) -> None:
    made = text(hostile(path))
    assert all(one.isprintable() for line in made.split("\n") for one in line)
    made.encode("utf-8")
