"""Questions about one account on a day, the running one or one that is over: its reports, fills and
orders.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.units import format_date
from gateway.floor import duplicate_client_ids
from gateway.floor.account_day import AccountDay, Reports
from gateway.floor.asked import ROWS_MAX, Fields, Floor, instrument_of
from gateway.floor.day_orders import order_maps
from gateway.floor.day_reports import account_of, collected_on, reports_on
from gateway.protocol.errors import RequestError
from gateway.protocol.session import Session
from gateway.protocol.wire import Message
from gateway.reports.refusals import refusal_of
from gateway.reports.rendering import report_of
from gateway.reports.rows import rows_of

SEARCHED_MAX = 4_000  # reports looked through for one reply: about 3 ms
SEARCHED_AT_ONCE = 1_000
_OF_TRADES = (EventKind.FILL, EventKind.TRADE_BUSTED)


def reports(floor: Floor, fields: Fields, session: Session) -> Fields:
    """An account's reports of a day, from `after` on. Raises RequestError."""
    account, number = account_of(floor, fields, session), fields.get("after", 0)
    date, known = reports_on(floor, fields, account)
    entries, events = _at_hand(floor, known, number + 1, ROWS_MAX)
    found = [report for _, report in _reports_of(floor, known, number + 1, entries, events)]
    following = number + len(found)
    more = known.next_number > following + 1
    return _page(date, "reports", found, following if more else None)


def fills(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Fills, and fills that were undone, among an account's reports of a day. Raises
    RequestError.
    """
    account, instrument = account_of(floor, fields, session), instrument_of(floor, fields)
    date, known = reports_on(floor, fields, account)
    number = fields.get("after", 0)
    until = number + SEARCHED_MAX
    found: list[Message] = []
    while number < until and len(found) < ROWS_MAX:
        entries, events = _at_hand(floor, known, number + 1, SEARCHED_AT_ONCE)
        sought = events[_are_fills(events, instrument)]
        told = _reports_of(floor, known, number + 1, entries, sought)
        page = list(islice(told, ROWS_MAX - len(found)))
        found += [report for _, report in page]
        number = page[-1][0] if len(found) == ROWS_MAX else number + len(entries)
        if len(entries) < SEARCHED_AT_ONCE:
            break
    return _page(date, "fills", found, number if known.next_number > number + 1 else None)


def _are_fills(events: EventArray, instrument: int) -> NDArray[np.bool_]:
    are: NDArray[np.bool_] = np.isin(events["kind"], _OF_TRADES)
    if instrument:
        are &= events["instrument"] == instrument
    return are


def _at_hand(floor: Floor, reports: Reports, first: int, most: int) -> tuple[list[int], EventArray]:
    """Entries from report `first` on, as many as are at hand or quickly read, and their events."""
    entries = reports.entries(first, most)
    events = floor.directory.recall.pick(sorted({entry >> 1 for entry in entries}))
    last = int(events["sequence"][-1]) if len(events) else 0
    return entries[: bisect_right(entries, last, key=lambda entry: entry >> 1)], events


def _reports_of(
    floor: Floor, reports: Reports, first: int, entries: list[int], events: EventArray
) -> Iterator[tuple[int, Message]]:
    """Numbers and reports of those entries, the first of which has number `first`, whose events
    are among these.
    """
    rows = {row.sequence: row for row in rows_of(events)}
    for number, entry in enumerate(entries, first):
        if (row := rows.get(entry >> 1)) is not None:
            report = report_of(row, bool(entry & 1), floor.directory.codes, reports.text_of)
            yield number, {"number": number, "time_ns": row.time_ns} | report


def orders(floor: Floor, fields: Fields, session: Session) -> Fields:
    """An account's orders of a day, open and finished, from `after` on. Raises RequestError."""
    account, instrument = account_of(floor, fields, session), instrument_of(floor, fields)
    date, known = collected_on(floor, fields, account)
    rows = known.orders.rows
    rows = rows[np.searchsorted(rows["order"], fields.get("after", 0), "right") :]
    later = rows[rows["instrument"] == instrument] if instrument else rows
    page = order_maps(later[:ROWS_MAX], floor.directory.codes)
    return _page(date, "orders", page, page[-1]["order"] if len(later) > ROWS_MAX else None)


def order(floor: Floor, fields: Fields, session: Session) -> Fields:
    """One order of a day by either id. That there is none is an answer. Raises RequestError."""
    account, named = account_of(floor, fields, session), fields.get("client_order_id")
    if (named is None) == ("order" not in fields):
        rule = "an order is named by order or by client_order_id, one of them"
        raise RequestError("field_missing", rule, field="order")
    date, known = collected_on(floor, fields, account)
    place = _place(known, fields.get("order"), named)
    found, refused = None, None
    if place is not None:
        (found,) = order_maps(known.orders.rows[place : place + 1], floor.directory.codes)
    if found is None and named is not None and date == floor.directory.date:
        refused = _refused(floor, account, named)
    return {"report_date": format_date(date), "order": found, "refused": refused}


def _place(known: AccountDay, number: int | None, named: bytes | None) -> int | None:
    if number is not None:
        return known.orders.place_of(number)
    return None if named is None else known.orders.place_of_text(named)


def _refused(floor: Floor, account: int, client_order_id: bytes) -> Message | None:
    """Why the engine refused an order of today with that id, None when it did not."""
    known = floor.directory
    event = duplicate_client_ids.answer_event(
        known.client_orders, known.recall, account, client_order_id
    )
    if event is None or event["kind"] != EventKind.REFUSED:
        return None
    if event["command_kind"] != CommandKind.NEW_ORDER:  # the id of another request
        return None
    (row,) = rows_of(event.reshape(1))
    return refusal_of(row, known.codes[row.instrument])


def _page(date: int, name: str, rows: list[Message], following: int | None) -> Fields:
    return {"report_date": format_date(date), name: rows, "next": following}
