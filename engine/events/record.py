"""The record of an event."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.units import TEXT_MAX

EVENT = np.dtype(
    [
        # The hot part, in one cache line.
        ("kind", "<u2"),  # EventKind
        ("reason", "<u2"),  # Reason
        ("command_kind", "<u2"),  # CommandKind
        ("side", "u1"),  # Side (of the taker in a FILL)
        ("time_in_force", "u1"),  # TimeInForce
        ("command", "<i8"),  # sequence of the command it follows from
        ("time_ns", "<i8"),  # that command's time
        ("account", "<i4"),  # taker in a FILL
        ("instrument", "<i4"),
        ("price", "<i4"),  # ticks
        ("phase", "u1"),  # Phase at that moment
        ("method", "u1"),  # Method of a FILL and of TOTALS
        ("flags", "<u2"),
        ("order_id", "<i8"),
        ("quantity", "<i8"),  # t
        ("leaves", "<i8"),  # t still open
        # The wide parts, each stored only where it is not zero.
        # trade number in a FILL, journal number of cash and units, a count in figures
        ("number", "<i8"),
        ("amount_fen", "<i8"),
        ("maker_order_id", "<i8"),
        ("maker_account", "<i8"),  # also the counterparty of TRADE_FAILED
        ("date", "<i4"),  # yyyymmdd
        ("parameter", "<u4"),  # Parameter, AccountLimit or TotalsKind
        ("maker_leaves", "<i8"),
        ("maker_trading_fee_fen", "<i8"),
        ("maker_settlement_fee_fen", "<i8"),
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("value", "<i8"),
        ("tape_hash", "<u8"),
        ("text", f"S{TEXT_MAX}"),  # ACCEPTED and REFUSED: the command's text
        ("sequence", "<i8"),  # 1, 2, 3 ...; never stored: an event's place in the log says it
    ],
    align=True,
)
EventArray = NDArray[np.void]
assert EVENT.itemsize == 192
# First field of each wide part.
EVENT_PARTS = ("number", "maker_trading_fee_fen", "value", "text")
EVERY_EVENT = ("sequence", "command", "time_ns", "kind", "phase")


def empty_events(capacity: int) -> EventArray:
    """A zeroed buffer of `capacity` EVENT records."""
    return np.zeros(capacity, EVENT)
