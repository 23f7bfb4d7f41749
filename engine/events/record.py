"""The record of an event."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.units import TEXT_MAX

EVENT = np.dtype(
    [
        ("sequence", "<i8"),  # 1, 2, 3 ...
        ("command", "<i8"),  # sequence of the command it follows from
        ("time_ns", "<i8"),  # that command's time
        ("kind", "<u2"),  # EventKind
        ("reason", "<u2"),  # Reason
        ("command_kind", "<u2"),  # CommandKind
        ("side", "u1"),  # Side (of the taker in a FILL)
        ("time_in_force", "u1"),  # TimeInForce
        ("account", "<i4"),  # taker in a FILL
        ("instrument", "<i4"),
        ("order_id", "<i8"),
        ("price", "<i8"),  # ticks
        ("quantity", "<i8"),  # t
        ("leaves", "<i8"),  # t still open
        # trade number in a FILL, journal number of cash and units, a count in figures
        ("number", "<i8"),
        ("amount_fen", "<i8"),
        ("maker_order_id", "<i8"),
        ("maker_account", "<i4"),  # also the counterparty of TRADE_FAILED
        ("date", "<i4"),  # yyyymmdd
        ("maker_leaves", "<i8"),
        ("maker_trading_fee_fen", "<i8"),
        ("maker_settlement_fee_fen", "<i8"),
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("value", "<i8"),
        ("tape_hash", "<u8"),
        ("phase", "u1"),  # Phase at that moment
        ("method", "u1"),  # Method of a FILL and of TOTALS
        ("flags", "<u2"),
        ("parameter", "<u4"),  # Parameter, AccountLimit or TotalsKind
        ("text", f"S{TEXT_MAX}"),  # ACCEPTED and REFUSED: the command's text
    ],
    align=True,
)
EventArray = NDArray[np.void]
assert EVENT.itemsize == 192
EVERY_EVENT = ("sequence", "command", "time_ns", "kind", "phase")


def empty_events(capacity: int) -> EventArray:
    """A zeroed buffer of `capacity` EVENT records."""
    return np.zeros(capacity, EVENT)
