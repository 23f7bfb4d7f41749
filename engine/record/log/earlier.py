"""The records of the formats 1 and 2, which this build reads and does not write: 192 bytes each in
a frame, one after the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.errors import LogUnreadable

_COMMAND = np.dtype(
    [
        ("sequence", "<i8"),
        ("time_ns", "<i8"),
        ("kind", "<u2"),
        ("version", "u1"),
        ("side", "u1"),
        ("time_in_force", "u1"),
        ("phase", "u1"),
        ("flags", "<u2"),
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("order_id", "<i8"),
        ("valid_until_ns", "<i8"),
        ("operator", "<u4"),
        ("date", "<i4"),
        ("counterparty", "<i4"),
        ("parameter", "<u4"),
        ("amount_fen", "<i8"),
        ("reference", "<i8"),
        ("value", "<i8"),
        ("text", "S24"),
        ("tape_hash", "<u8"),
        ("weight_instruments", "<u2", (14,)),
        ("weight_numerators", "<u2", (14,)),
    ]
)
_EVENT = np.dtype(
    [
        ("sequence", "<i8"),
        ("command", "<i8"),
        ("time_ns", "<i8"),
        ("kind", "<u2"),
        ("reason", "<u2"),
        ("command_kind", "<u2"),
        ("side", "u1"),
        ("time_in_force", "u1"),
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("order_id", "<i8"),
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("leaves", "<i8"),
        ("number", "<i8"),
        ("amount_fen", "<i8"),
        ("maker_order_id", "<i8"),
        ("maker_account", "<i4"),
        ("date", "<i4"),
        ("maker_leaves", "<i8"),
        ("maker_trading_fee_fen", "<i8"),
        ("maker_settlement_fee_fen", "<i8"),
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("value", "<i8"),
        ("tape_hash", "<u8"),
        ("phase", "u1"),
        ("method", "u1"),
        ("flags", "<u2"),
        ("parameter", "<u4"),
        ("text", "S24"),
    ]
)
LAST_VERSION = 2  # of frames that hold such records


def earlier_form(record: np.dtype[np.void]) -> np.dtype[np.void]:
    """The record of commands or of events as it was."""
    return _EVENT if "command" in (record.names or ()) else _COMMAND


def read(record: np.dtype[np.void], payload: memoryview | bytes) -> NDArray[np.void]:
    """The records of a payload, each field where it is now.

    Raises LogUnreadable where a price does not fit: no venue ever took one.
    """
    form = earlier_form(record)
    if len(payload) % form.itemsize:
        raise LogUnreadable(f"{len(payload)} bytes are no records of {form.itemsize} bytes")
    before = np.frombuffer(payload, form)
    records = np.zeros(len(before), record)
    for name in form.names or ():
        records[name] = before[name]
    if (records["price"] != before["price"]).any():
        raise LogUnreadable("a record has a price that this build cannot hold")
    return records


def written(records: NDArray[np.void]) -> bytes:
    """The payload that held these records."""
    before = np.zeros(len(records), earlier_form(records.dtype))
    for name in before.dtype.names or ():
        before[name] = records[name]
    return before.tobytes()
