"""Instruments as a simulated venue lists them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.commands import SelfTrade
from engine.errors import SimulationRefused
from engine.study.listings import ORDINARY, Listing, ordinary, widest_band_bp
from engine.units import PRICE_MAX, round_half_away


def test_an_ordinary_listing_is_one_with_the_rules_of_a_plain_book_but_for_what_is_said() -> None:
    assert ordinary("X", 100) == Listing("X", 100, ORDINARY)
    assert ordinary("X", 100, self_trade=SelfTrade.CANCEL_BOTH).parameters == {
        **ORDINARY,
        "self_trade": SelfTrade.CANCEL_BOTH,
    }


@pytest.mark.parametrize(
    ("code", "parameters", "complaint"),
    [
        ("X", {"bend_bp": 1}, "no parameter 'bend_bp'; there are band_bp, tick"),
        ("X", {"band_bp": 10_000_001}, "band_bp 10000001: 0 to 10000000 are allowed"),
        ("", {}, "1 to 24 bytes"),
        ("X" * 25, {}, "1 to 24 bytes"),
    ],
)
def test_a_listing_that_cannot_be_is_refused_by_name(
    code: str, parameters: dict[str, int], complaint: str
) -> None:
    with pytest.raises(SimulationRefused, match=complaint):
        Listing(code, 7850, parameters)


@pytest.mark.parametrize(
    ("base", "places"),
    [(1, 4096), (1000, 8192), (8191, 8192), (4096, 8192), (100_000, 4096), (7, 1_048_576)],
)
def test_the_widest_band_just_fits(base: int, places: int) -> None:
    widest = widest_band_bp(base, places)

    def needed(band_bp: int) -> int:
        lower, upper = (
            round_half_away(Fraction(base * (10_000 + way * band_bp), 10_000)) for way in (-1, 1)
        )
        return min(upper, PRICE_MAX) - max(lower, 1) + 1

    assert needed(widest) <= places
    assert needed(widest + max(1, 2 * 10_000 // base)) > places or widest == 10_000_000
