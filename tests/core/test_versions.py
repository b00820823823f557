"""The dated table of releases: whole, in order, and read rightly."""

from __future__ import annotations

from datetime import date

import pytest

from dockgen.core.versions import Product, Release, product, table_date

PRODUCTS = ("node", "bun", "java", "maven", "gradle", "nginx", "debian")


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_product_names_its_source_and_a_default(name: str) -> None:
    found = product(name)
    assert found.source.startswith("https://")
    assert found.default


@pytest.mark.parametrize("name", [name for name in PRODUCTS if product(name).releases])
def test_the_default_is_a_supported_release(name: str) -> None:
    found = product(name)
    line = found.find(found.default)
    assert line is not None
    assert line.is_supported(table_date())


@pytest.mark.parametrize("name", ["node", "java", "nginx"])
def test_releases_stand_newest_first(name: str) -> None:
    versions = [[int(part) for part in line.version.split(".")] for line in product(name).releases]
    assert versions == sorted(versions, reverse=True)


def test_the_table_has_a_date() -> None:
    assert isinstance(table_date(), date)


def test_a_release_is_supported_to_its_last_day() -> None:
    line = Release("20", end_of_life=date(2026, 4, 30))
    assert line.is_supported(date(2026, 4, 30))
    assert not line.is_supported(date(2026, 5, 1))
    assert Release("99").is_supported(date(2999, 1, 1))


def test_a_release_is_found_by_its_version() -> None:
    line = Release("20")
    assert Product("20", (line,), "").find("20") is line
    assert Product("20", (line,), "").find("2") is None


def test_supported_releases_have_the_long_term_ones_first() -> None:
    found = product("node").supported()
    assert all(line.is_supported(table_date()) for line in found)
    long_term = [line.lts is not None for line in found]
    assert long_term == sorted(long_term, reverse=True)
    assert any(long_term)


def test_an_unknown_product_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        product("cobol")
