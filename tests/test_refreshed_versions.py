"""The script that brings the dates of the table up to date."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from scripts.refresh_versions import TABLE, main, products, refreshed

KNOWN = {
    "result": [
        {
            "name": "nodejs",
            "releases": [
                {"name": "28", "eolFrom": "2031-04-30", "ltsFrom": "2028-10-28"},
                {"name": "26", "eolFrom": "2029-05-31", "ltsFrom": "2026-10-28"},
                {"name": "0.12", "eolFrom": "2016-12-31"},
                {"name": "24", "eolFrom": None, "ltsFrom": None},
            ],
        },
        {"name": "nothing", "releases": []},
    ]
}


def test_dates_are_taken_over_and_new_lines_are_named() -> None:
    before = TABLE.read_text("utf-8")
    text, notes = refreshed(before, products(json.dumps(KNOWN).encode()), date(2028, 1, 2))
    table, old = tomllib.loads(text), tomllib.loads(before)
    lines = {one["version"]: one for one in table["node"]["releases"]}
    assert next(iter(lines)) == "28"
    assert lines["28"] == {
        "version": "28", "lts": date(2028, 10, 28), "end_of_life": date(2031, 4, 30)
    }  # fmt: skip
    assert lines["26"]["end_of_life"] == date(2029, 5, 31)
    assert lines["24"] == next(one for one in old["node"]["releases"] if one["version"] == "24")
    assert table["date"] == date(2028, 1, 2)
    assert {name: one for name, one in table.items() if name not in {"node", "date"}} == {
        name: one for name, one in old.items() if name not in {"node", "date"}
    }
    assert notes[0] == "node 28: new, check its images and the default"
    assert "end_of_life 2029-04-30 -> lts 2026-10-28, end_of_life 2029-05-31" in notes[1]
    again, nothing = refreshed(text, products(json.dumps(KNOWN).encode()), date(2028, 1, 2))
    assert (again, nothing) == (text, [])


def test_the_table_is_written_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, page = tmp_path / "versions.toml", tmp_path / "full.json"
    table.write_text(TABLE.read_text("utf-8"))
    page.write_text(json.dumps(KNOWN))
    arguments = ["--from", str(page), "--table", str(table), "--on", "2028-01-02"]
    assert main(arguments) == 0
    assert table.read_text() == TABLE.read_text()
    assert main([*arguments, "--write"]) == 0
    assert "date = 2028-01-02" in table.read_text()
    assert "node 28: new" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", "{", '{"result": [1]}', '{"result": {}}'])
def test_what_is_no_such_page_is_refused(text: str, tmp_path: Path) -> None:
    page = tmp_path / "full.json"
    page.write_text(text)
    assert main(["--from", str(page)]) == 2
    assert main(["--from", str(tmp_path / "missing")]) == 2
