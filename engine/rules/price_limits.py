"""A price limit (涨跌幅限制): a base price and a share of it, rounded half up to 0.01.

Where that is less than a tick, the limit lies a tick away, so that every price can move and a price
on the tick lies between the limits. A band of 0 keeps the price at its base, if that is on the
tick.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled
from engine.compiler.words import BasisPoints, Count, Ticks
from engine.units import PRICE_MAX


@compiled
def limit_price(base: Ticks, band_bp: BasisPoints, direction: Count, tick: Ticks) -> Ticks:
    """Base times (1 ± band), half up to 0.01, or the next price on the tick where that is further.

    At least a tick (or the base, below it) and at most PRICE_MAX.
    """
    price = (base * (10_000 + direction * band_bp) * 2 + 10_000) // 20_000
    beyond = np.int64(1 if band_bp > 0 else 0)  # a band of 0 need not leave the base
    if direction > 0:
        above = (base - 1 + beyond + tick) // tick * tick
        return min(max(price, above), np.int64(PRICE_MAX))
    below = (base - beyond) // tick * tick
    return max(min(price, below), min(tick, base))
