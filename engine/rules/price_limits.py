"""Price limits (涨跌幅限制): the highest and the lowest price of a day.

The rule: an order of the listed agreement lies within ±10 % of the vintage's own previous close,
both limits rounded half up to 0.01 CNY (not inward). The base price is the previous close; a new
vintage has none, and its base is the price it is listed with, the previous composite close. The
share is the instrument's parameter `band_bp`, 1,000 hundredths of a percent. A band narrower than a
tick reaches to the next price on the tick, so that every price can move; a band of 0 keeps the
price at its base, if that is on the tick.

Where it is applied: `limit_price` computes a limit, `check_price` refuses an order outside them as
PRICE_ABOVE_LIMIT or PRICE_BELOW_LIMIT. START_DAY fixes both limits for the whole day
(engine/rules/day.py) and the event INSTRUMENT_DAY carries them. A market order trades within them.
Blocks have a band of their own, ±30 % (`block_band_bp`, engine/rules/block/terms.py). An auction
has a reserve and a cap, +10 % (engine/rules/auction/sessions.py).

Source: the exchange's published daily records: 93 touches of a limit, each at the price rounded
half up, none beyond it.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    BasisPoints,
    Count,
    Instrument,
    ReasonNumber,
    Ticks,
)
from engine.events import Reason
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


@compiled_inline
def check_price(instrument: Instrument, price: Ticks, ack: Acknowledgement) -> ReasonNumber:
    """Positive, a multiple of the tick, inside the day's price limits, both allowed."""
    tick = instrument.parameters[Parameter.TICK]
    if price <= 0:
        ack.value = 1
        return Reason.PRICE_NOT_POSITIVE
    if tick > 1 and price % tick != 0:
        ack.value = tick
        return Reason.PRICE_OFF_TICK
    if price > instrument.upper:
        ack.value = instrument.upper
        return Reason.PRICE_ABOVE_LIMIT
    if price < instrument.lower:
        ack.value = instrument.lower
        return Reason.PRICE_BELOW_LIMIT
    return Reason.NONE
