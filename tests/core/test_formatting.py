from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.core.formatting import columns, counted, shown, size_text, utf8


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1234, "1.23 kB"),
        (34_567, "34.6 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (76_500_000, "76.5 MB"),
        (2_500_000_000, "2.5 GB"),
        (3_000_000_000_000, "3 TB"),
    ],
)
def test_sizes_are_printed_as_engines_do(count: int, text: str) -> None:
    assert size_text(count) == text


@given(st.integers(0, 10**14))
@settings(deadline=None)
def test_a_size_has_three_digits_at_most(count: int) -> None:
    number, _ = size_text(count).split()
    assert len(number.replace(".", "")) <= 3


def test_a_number_stands_with_its_noun() -> None:
    assert [counted(number, "file") for number in (0, 1, 2, 1204)] == [
        "0 files",
        "1 file",
        "2 files",
        "1,204 files",
    ]


def test_a_path_that_is_not_utf_8_is_spelt_out() -> None:
    assert utf8("caf\udce9/é") == "caf\\xe9/é"


def test_a_path_stays_on_one_line() -> None:
    assert shown("a\nb\x1b[31m\udcff é") == "a\\nb\\x1b[31m\\xff é"


@given(st.text())
@settings(deadline=None)
def test_what_is_shown_can_be_printed_and_encoded(text: str) -> None:
    assert shown(text).isprintable()
    shown(text).encode()


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert columns([("1 B", "a", "x"), ("34 kB", "bcd", "")], right=(0,)) == [
        "  1 B  a    x",
        "34 kB  bcd",
    ]
    assert columns([]) == []
