"""Ranges of serial numbers: one grammar, each bad one refused by name, overlaps found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import UNITS_MAX
from settlement_bridge.books import Range, Series
from settlement_bridge.books.serials import (
    BadRange,
    quantity_of,
    range_text,
    read_range,
    read_ranges,
)

PRINTED = "CEA25-2025-42-000000000011"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("11-15", Range(11, 15)),
        ("11", Range(11, 11)),
        ("11-11", Range(11, 11)),
        (PRINTED, Range(11, 11, Series(2025, 42))),
        (f"{PRINTED}-000000000015", Range(11, 15, Series(2025, 42))),
        (f"{PRINTED}-1000000000000", Range(11, 10**12, Series(2025, 42))),
        (str(UNITS_MAX), Range(UNITS_MAX, UNITS_MAX)),
    ],
)
def test_a_range_is_written_in_plain_numbers_or_as_serial_numbers(text: str, wanted: Range) -> None:
    assert read_range(text, "CEA25") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "11 - 15",
        " 11-15",
        "11-15 ",
        "11-",
        "-15",
        "11--15",
        "11-15-20",
        "11–15",
        "11..15",
        "11,15",
        "0",
        "0-5",
        "011-15",
        "11-015",
        "1_1",
        "+11",
        "１１-15",
        "15-11",
        f"{UNITS_MAX + 1}",
        "1e3",
        "11-15\n",
        "CEA25-2025-42-11",
        f"{PRINTED}-15",
        f"{PRINTED}-000000000010",
        f"{PRINTED}-",
        "CEA25-2025-042-000000000011",
        "CEA25-25-42-000000000011",
        "CEA24-2025-42-000000000011",
        "-2025-42-000000000011",
        "CEA25-2025-42-000000000000",
        f"{PRINTED}-{PRINTED}",
        "CEA25-11-15",
    ],
)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadRange) as refused:
        read_range(text, "CEA25")
    assert refused.value.text == text
    assert str(refused.value)


def test_ranges_that_overlap_are_refused_and_both_are_named() -> None:
    with pytest.raises(BadRange) as refused:
        read_ranges(["20-30", "11-15", f"{PRINTED}-000000000012"], "CEA25")
    assert set(refused.value.text.split(" and ")) == {"11-15", "11-12"}
    with pytest.raises(BadRange):
        read_ranges(["7", "7"], "CEA25")


def test_ranges_that_meet_do_not_overlap() -> None:
    assert read_ranges(["16-20", "11-15"], "CEA25") == (Range(11, 15), Range(16, 20))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=1, max_size=8))
def test_ranges_are_taken_exactly_when_no_number_is_in_two_of_them(
    spans: list[tuple[int, int]],
) -> None:
    numbers = [number for first, more in spans for number in range(first, first + more + 1)]
    texts = [range_text(first, first + more) for first, more in spans]
    if len(set(numbers)) == len(numbers):
        ranges = read_ranges(texts, "CEA25")
        assert [number for span in ranges for number in range(span.first, span.last + 1)] == sorted(
            numbers
        )
        assert quantity_of(ranges) == len(numbers)
    else:
        with pytest.raises(BadRange):
            read_ranges(texts, "CEA25")
