"""The history of any tonne: where it is, and every journal entry that moved it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from settlement_bridge.books import blocks_sql, events_sql, ledger_sql
from settlement_bridge.books.blocks_sql import Place
from settlement_bridge.books.serials import Serial, write
from settlement_bridge.errors import Refusal
from settlement_bridge.records import Entry, SignOff


class Step(NamedTuple):
    """One move of a tonne; a sign-off where somebody asked for it."""

    entry: Entry
    sign_off: SignOff | None


class Trace(NamedTuple):
    """A tonne's place and its moves, from its issue on."""

    place: Place
    steps: list[Step]


def trace(connection: Connection, serial: Serial, limit: int) -> Trace | Refusal:
    """The history of one tonne, its last `limit` moves; a refusal when there is no such tonne."""
    found = blocks_sql.place(connection, serial.instrument, serial.number)
    if found is None:
        return Refusal(
            "serial_unknown", "serial", write(serial), None, "no unit with this number was issued"
        )
    if found.serial != serial:
        right = write(found.serial)
        return Refusal(
            "serial_unknown",
            "serial",
            write(serial),
            right,
            "a unit of another year or province has this number",
        )
    numbers = blocks_sql.entries_over(connection, serial.instrument, serial.number)[-limit:]
    entries = ledger_sql.numbered_entries(connection, numbers)
    signed = events_sql.sign_offs_of(connection, {entry.event for entry in entries})
    return Trace(found, [Step(entry, signed.get(entry.event)) for entry in entries])
