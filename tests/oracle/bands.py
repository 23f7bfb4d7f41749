"""Price bands, as one would count them: a share of the base price, never less than a tick."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from engine.units import PRICE_MAX, round_half_away

WHOLE_BP = 10_000


def band_limits(base: int, band_bp: int, tick: int) -> tuple[int, int]:
    """Lower and upper limit: half up to 0.01, with a price on the tick beyond the base."""
    share = Fraction(band_bp, WHOLE_BP)
    first = 1 if band_bp else 0
    above = next(price for price in count(base + first) if price % tick == 0)
    below = next(price for price in count(base - first, -1) if price % tick == 0)
    upper = min(max(round_half_away(base * (1 + share)), above), PRICE_MAX)
    lower = min(round_half_away(base * (1 - share)), below)
    return max(lower, min(tick, base)), upper
