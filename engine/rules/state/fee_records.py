"""The records of the fee schedule."""

from __future__ import annotations

from engine.rules.state.aligned import gapless
from engine.units import FEE_ROWS_MAX

FEE_RATES = 4  # the parameters from TRADING_FEE_PPM to SETTLEMENT_FEE_MIN_FEN

FEE_ROW = gapless(
    [
        ("date", "<i4"),  # the first day
        ("instrument", "<i4"),  # 0: all
        ("in_force", "<i8"),  # since the start of the running day
        ("rates", "<i8", (FEE_RATES,)),
    ]
)
# In order of their dates; of one date all instruments' first, then by instrument.
FEE_SCHEDULE = gapless([("used", "<i8"), ("rows", FEE_ROW, (FEE_ROWS_MAX,))])
# Of an instrument: what the start of the running day has replaced, for TAKE_BACK_DAY.
FEES_BEFORE = gapless([("kept", "<i8"), ("rates", "<i8", (FEE_RATES,))])
