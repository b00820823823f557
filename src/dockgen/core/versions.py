"""The dated table of releases: what is supported, until when, and what is taken by default."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Release(NamedTuple):
    """A release line of a product.

    Args:
        version: the version, at the precision in which images are tagged.
        end_of_life: the last day of support; None where none is announced.
        lts: the day from which it has long-term support; None for a line without.
        codename: the name of the line, in lower case; empty where it has none.
        archived: the day from which its packages are gone from the mirrors; None while they are
            there.
    """

    version: str
    end_of_life: date | None = None
    lts: date | None = None
    codename: str = ""
    archived: date | None = None

    def is_supported(self, on: date) -> bool:
        """Whether the line still gets fixes on that day."""
        return self.end_of_life is None or on <= self.end_of_life


class Product(NamedTuple):
    """A product of the table.

    Args:
        default: the version to take where the project names none.
        releases: the known lines, newest first.
        source: the page that the dates were read from.
    """

    default: str
    releases: tuple[Release, ...]
    source: str

    def find(self, version: str) -> Release | None:
        """The line with this version, or of this name, or None."""
        named = (line for line in self.releases if version in (line.version, line.codename))
        return next(named, None)

    def supported(self) -> tuple[Release, ...]:
        """The lines that are supported on the table's date, long-term ones first."""
        alive = [line for line in self.releases if line.is_supported(table_date())]
        return tuple(sorted(alive, key=lambda line: line.lts is None))


@cache
def _table() -> dict[str, object]:
    return tomllib.loads(Path(__file__).with_name("versions.toml").read_text("utf-8"))


def table_date() -> date:
    """The day on which the table was checked against its sources."""
    day = _table()["date"]
    assert isinstance(day, date)  # noqa: S101  the file is ours
    return day


def table_is_old(on: date) -> bool:
    """Whether the table says little of that day: it is more than a year older."""
    return on - table_date() > timedelta(days=366)


def product(name: str) -> Product:
    """The product of that name.

    Raises:
        KeyError: the table does not know it.
    """
    entry = _table()[name]
    assert isinstance(entry, dict)  # noqa: S101  the file is ours
    releases = tuple(Release(**line) for line in entry.get("releases", ()))
    return Product(str(entry["default"]), releases, str(entry["source"]))
