"""Prices, amounts and dates as text; rounding as the exchange prints it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import (
    UnitError,
    change_hundredths_pct,
    format_date,
    format_hundredths,
    parse_date,
    parse_hundredths,
    round_half_away,
)


@pytest.mark.parametrize(
    ("text", "ticks"), [("78.50", 7850), ("78.5", 7850), ("78", 7800), ("0.01", 1), ("-3.13", -313)]
)
def test_a_price_is_read_in_ticks_of_a_hundredth(text: str, ticks: int) -> None:
    assert parse_hundredths(text) == ticks


@pytest.mark.parametrize("text", ["", "78.505", "1e3", "abc", " 78", "٧٨", "78.", "1" * 18, "NaN"])
def test_what_is_no_price_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(UnitError, match="at most two decimals"):
        parse_hundredths(text)


@given(st.integers(-(10**17), 10**17))
def test_a_price_written_and_read_again_is_itself(value: int) -> None:
    assert parse_hundredths(format_hundredths(value)) == value


@pytest.mark.parametrize(
    ("price", "reference", "printed"),
    [
        (9300, 9600, "-3.13"),
        (5123, 4800, "6.73"),
        (9781, 9794, "-0.13"),
        (7353, 7306, "0.64"),
        (100, 100, "0.00"),
    ],
)
def test_a_change_is_rounded_half_away_from_zero(price: int, reference: int, printed: str) -> None:
    assert format_hundredths(change_hundredths_pct(price, reference)) == printed


@given(st.fractions())
def test_rounding_is_never_more_than_a_half_off_and_symmetric(value: Fraction) -> None:
    assert abs(round_half_away(value) - value) <= Fraction(1, 2)
    assert round_half_away(-value) == -round_half_away(value)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-W02-4", "20260108", "2026-1-8", "2026-01-08 ", " 2026-01-08"),
        *("2026-01-08T00:00", "２０２６-01-08"),
    ],
)
def test_a_date_has_one_form(text: str) -> None:
    with pytest.raises(UnitError, match="is not a date written as YYYY-MM-DD"):
        parse_date(text)


def test_a_date_is_read_and_written_as_the_calendar_has_it() -> None:
    assert parse_date("2024-02-29") == 20240229
    assert format_date(20240229) == "2024-02-29"
    assert format_date(0) == ""
    with pytest.raises(UnitError, match="YYYY-MM-DD"):
        parse_date("2023-02-29")
