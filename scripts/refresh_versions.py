"""Bring the dates of `versions.toml` up to date from https://endoflife.date.

    python scripts/refresh_versions.py [--from FILE] [--on YYYY-MM-DD] [--write]

Without a file, https://endoflife.date/api/v1/products/full is downloaded; a file is that page as it
was downloaded. Dates of lines that the table has are taken over; a line that it lacks is named, and
added where it is newer than all that are there. Without `--write`, nothing is written. What each
default version is stays a decision for people.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import urllib.request
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

ADDRESS = "https://endoflife.date/api/v1/products/full"
TABLE = Path(__file__).parent.parent / "src/dockgen/core/versions.toml"
MOST_BYTES = 64 * 1024 * 1024

NAMES = {"node": "nodejs", "java": "eclipse-temurin", "alpine": "alpine-linux"}
"""What endoflife.date calls a product, where that is another name than the table's."""

ENTRY = re.compile(r"^    \{ (?P<fields>version = .*?) \},?$")
FIELD = re.compile(r'(\w+) = ("[^"]*"|[\d-]+)')
ORDER = ("version", "codename", "lts", "end_of_life", "archived")


def products(raw: bytes) -> dict[str, dict[str, dict[str, Any]]]:
    """The release lines by product and by name, as endoflife.date gives them.

    Raises:
        ValueError: it is no such data.
    """
    data = json.loads(raw)
    listed = data.get("result") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ValueError(f"is not what {ADDRESS} gives")  # noqa: TRY004  the page is wrong
    return {
        str(one["name"]): {str(line["name"]): line for line in one.get("releases", ())}
        for one in listed
    }


def refreshed(
    table: str, known: Mapping[str, Mapping[str, Mapping[str, Any]]], on: date
) -> tuple[str, list[str]]:
    """The table with the dates that are known, and what changed.

    Args:
        table: the text of `versions.toml`.
        known: what `products` gives.
        on: the day that the table is of from now on.
    """
    product, notes, lines = "", [], []
    seen: set[str] = set()
    for line in table.split("\n"):
        heading = re.fullmatch(r"\[([\w-]+)\]", line)
        entry = ENTRY.match(line)
        if heading:
            product, seen = heading[1], set()
        releases = known.get(NAMES.get(product, product), {})
        if entry and releases:
            fields = dict(FIELD.findall(entry["fields"]))
            version = fields["version"].strip('"')
            if not seen:
                for name in _newer(releases, version):
                    made = {"version": f'"{name}"', **_dates(releases[name])}
                    lines.append(_entry(made))
                    notes.append(f"{product} {name}: new, check its images and the default")
            seen.add(version)
            if version in releases:
                after = {**fields, **_dates(releases[version])}
                if after != fields:
                    notes.append(f"{product} {version}: {_said(fields)} -> {_said(after)}")
                lines.append(_entry(after) if after != fields else line)
                continue
        lines.append(line)
    text = re.sub(r"(?m)^date = .*$", f"date = {on}", "\n".join(lines), count=1)
    tomllib.loads(text)  # what is written can be read
    return text, notes


def _newer(releases: Mapping[str, Mapping[str, Any]], newest: str) -> list[str]:
    numbers = re.compile(r"\d+(\.\d+)*")
    wanted = newest.count(".")
    found = [one for one in releases if numbers.fullmatch(one) and one.count(".") == wanted]
    if not numbers.fullmatch(newest):
        return []
    return sorted((one for one in found if _parts(one) > _parts(newest)), key=_parts, reverse=True)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _dates(release: Mapping[str, Any]) -> dict[str, str]:
    found = {"end_of_life": release.get("eolFrom"), "lts": release.get("ltsFrom")}
    given = {name: str(day) for name, day in found.items() if isinstance(day, str)}
    return {name: day for name, day in given.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", day)}


def _entry(fields: Mapping[str, str]) -> str:
    ordered = sorted(fields, key=lambda one: ORDER.index(one) if one in ORDER else len(ORDER))
    return f"    {{ {', '.join(f'{name} = {fields[name]}' for name in ordered)} }},"


def _said(fields: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {fields[name]}" for name in ("lts", "end_of_life") if name in fields)


def main(arguments: list[str] | None = None) -> int:
    """Print what changes; write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="file", type=Path, help="the page as it was downloaded")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today())
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        if asked.file:
            raw = asked.file.read_bytes()
        else:
            with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
                raw = answer.read(MOST_BYTES)
        text, notes = refreshed(asked.table.read_text("utf-8"), products(raw), asked.on)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"{asked.file or ADDRESS}: {problem}", file=sys.stderr)
        return 2
    print("\n".join(notes) or "every date is as it is known")
    if asked.write:
        asked.table.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
