"""What the settlement bridge may ask of the exchange's memory: the last days, and what the exchange
has applied for it.

A registry that was restored from an old copy finds out from these what it has missed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind, empty_events
from engine.rules import views
from engine.rules.state import StateArray
from engine.units import format_date
from gateway.floor.recall import READ_MAX, Recall
from gateway.protocol.errors import RequestError
from gateway.reports.rows import EventRow, rows_of
from gateway.reports.words import METHODS, Codes

Fields = dict[str, Any]
APPLIED_MAX = 500  # rows of one reply; of READ_MAX events looked through at most

_TRANSFERS = (
    CommandKind.CASH_IN,
    CommandKind.CASH_OUT,
    CommandKind.UNITS_IN,
    CommandKind.UNITS_OUT,
)
_DAYS = (CommandKind.START_DAY, CommandKind.TAKE_BACK_DAY)
_SETTLING = (CommandKind.CLEARING_RESULT, CommandKind.TRADE_FAILED, CommandKind.SETTLEMENT_DONE)
_KINDS = (*_DAYS, *_TRANSFERS, *_SETTLING)


def days(state: StateArray) -> Fields:
    """The last trading days that the engine remembers, oldest first."""
    rows = views.remembered_days(state)
    return {"days": [row | {"date": format_date(row["date"])} for row in rows]}


def applied(recall: Recall, oldest: int, codes: Codes, first: int) -> Fields:
    """The bridge's applied commands among the next events from number `first` on, and where to go
    on. O(READ_MAX).

    Raises RequestError when events from there on are archived, or still to come.
    """
    following = recall.next_event
    if not oldest <= first <= following:
        rule = f"events from {oldest} on are kept, the next is number {following}"
        raise RequestError(
            "field_out_of_range", rule, field="from", value=first, allowed=[oldest, following]
        )
    events = _read(recall, first, following)
    wanted = (events["kind"] == EventKind.ACCEPTED) & np.isin(events["command_kind"], _KINDS)
    places = np.flatnonzero(wanted)
    searched = len(events) if len(places) <= APPLIED_MAX else int(places[APPLIED_MAX])
    rows = [_row(row, codes) for row in rows_of(events[places[:APPLIED_MAX]])]
    return {"applied": rows, "next": first + searched if first + searched < following else None}


def _read(recall: Recall, first: int, following: int) -> EventArray:
    """Events from `first` to before `following`, READ_MAX at most; those in memory come batch by
    batch.
    """
    parts, end = [empty_events(0)], min(first + READ_MAX, following)
    while first < end:
        parts.append(recall.read(first, end - first))
        first += len(parts[-1])
    return np.concatenate(parts)


def _row(row: EventRow, codes: Codes) -> Fields:
    kind = CommandKind(row.command_kind)
    head = {"event": row.sequence, "time_ns": row.time_ns, "op": kind.name.lower()}
    return head | _FIELDS[kind](row, codes)


def _cash(row: EventRow, _codes: Codes) -> Fields:
    return {"account": row.account, "amount_fen": row.amount_fen, "reference": row.number}


def _units(row: EventRow, codes: Codes) -> Fields:
    named = {"account": row.account, "instrument": codes[row.instrument], "quantity": row.quantity}
    return named | {"reference": row.number}


def _clearing(row: EventRow, _codes: Codes) -> Fields:
    figures = {"count": row.value, "quantity": row.quantity, "amount_fen": row.amount_fen}
    return {"date": format_date(row.date)} | figures | {"tape_hash": f"{row.tape_hash:016x}"}


def _failed(row: EventRow, codes: Codes) -> Fields:
    named = {"date": format_date(row.date), "method": METHODS[row.value], "trade": row.order_id}
    terms = {"instrument": codes[row.instrument], "price": row.price, "quantity": row.quantity}
    return named | terms | {"buyer": row.account, "seller": row.maker_account}


def _day(row: EventRow, _codes: Codes) -> Fields:
    return {"date": format_date(row.date)}


def _day_before(row: EventRow, _codes: Codes) -> Fields:
    """The date that a venue came back to."""
    return {"date": format_date(row.value)}


def _done(row: EventRow, _codes: Codes) -> Fields:
    return {"date": format_date(row.date), "failed": row.value}


_FIELDS: dict[CommandKind, Callable[[EventRow, Codes], Fields]] = {
    CommandKind.START_DAY: _day,
    CommandKind.TAKE_BACK_DAY: _day_before,
    CommandKind.CASH_IN: _cash,
    CommandKind.CASH_OUT: _cash,
    CommandKind.UNITS_IN: _units,
    CommandKind.UNITS_OUT: _units,
    CommandKind.CLEARING_RESULT: _clearing,
    CommandKind.TRADE_FAILED: _failed,
    CommandKind.SETTLEMENT_DONE: _done,
}
