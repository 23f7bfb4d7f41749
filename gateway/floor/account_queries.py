"""Questions about one account: its orders, balances, fills, limits, blocks and bids."""

from __future__ import annotations

from engine.events import EventKind
from engine.rules import views
from engine.rules.auction.views import auction_rows, bid_rows
from engine.units import format_date
from gateway.floor import block_queries, limit_queries
from gateway.floor.asked import ROWS_MAX, Fields, Floor, instrument_of
from gateway.protocol.errors import RequestError
from gateway.protocol.session import Session
from gateway.protocol.wire import Message
from gateway.reports.bidding import time_text
from gateway.reports.rendering import report_of
from gateway.reports.rows import rows_of

FILLS_SEARCHED_MAX = 20_000  # reports looked through for one reply


def open_orders(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Orders that rest, in order of their numbers, from `after` on."""
    whose = _account(floor, fields, session), instrument_of(floor, fields)
    after = fields.get("after", 0)
    later = views.open_orders(floor.sequencer.state, *whose, after, ROWS_MAX + 1)
    page = [
        row | {"client_order_id": floor.directory.client_orders.text_of(row["order"])}
        for row in later[:ROWS_MAX]
    ]
    return {"orders": page, "next": page[-1]["order"] if len(later) > ROWS_MAX else None}


def balances(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Cash and units of an account, and which of its reports they are after."""
    account = _account(floor, fields, session)
    place = {
        "report_date": format_date(floor.directory.date),
        "next_report": floor.directory.streams.next_number(account),
    }
    return views.balances(floor.sequencer.state, account) | place


def fills(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Fills among an account's reports of the day."""
    account, instrument = _account(floor, fields, session), instrument_of(floor, fields)
    number = fields.get("after", 0)
    until = number + FILLS_SEARCHED_MAX
    fills: list[Message] = []
    while number < until and len(fills) < ROWS_MAX:
        entries = floor.directory.streams.entries(account, number + 1, ROWS_MAX - len(fills))
        if not entries:
            return {"fills": fills, "next": None}
        found, searched = _fills_among(floor, entries, number + 1, instrument)
        fills += found
        number += searched
        if searched < len(entries):
            break
    more = floor.directory.streams.next_number(account) > number + 1
    return {"fills": fills, "next": number if more else None}


def _fills_among(
    floor: Floor, entries: list[int], first: int, instrument: int
) -> tuple[list[Message], int]:
    """Reports of the fills among an account's entries, which begin with number `first`; how many
    entries were read.
    """
    rows = {
        row.sequence: row
        for row in rows_of(floor.directory.recall.pick(sorted({entry >> 1 for entry in entries})))
    }
    read = [entry for entry in entries if entry >> 1 in rows]
    found = []
    for number, entry in enumerate(read, first):
        row = rows[entry >> 1]
        if row.kind == EventKind.FILL and instrument in (0, row.instrument):
            report = report_of(
                row, bool(entry & 1), floor.directory.codes, floor.directory.client_orders.text_of
            )
            found.append({"number": number, "time_ns": row.time_ns} | report)
    return found, len(read)


def account_limits(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Limits of one account, or of all of them for the exchange."""
    state = floor.sequencer.state
    assert session.grant is not None
    if session.grant.account or "account" in fields:
        return limit_queries.account_limits(state, _account(floor, fields, session))
    return limit_queries.all_account_limits(state, fields.get("after", 0))


def intents(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Intents of the block desk that the account may see."""
    asked = _asking(session), instrument_of(floor, fields), fields.get("after", 0)
    return block_queries.intents(floor.sequencer.state, *asked)


def dialogues(floor: Floor, fields: Fields, session: Session) -> Fields:
    """The account's dialogues of the block desk."""
    return block_queries.dialogues(floor.sequencer.state, _asking(session), fields.get("after", 0))


def deals(floor: Floor, fields: Fields, session: Session) -> Fields:
    """The account's block deals of the day."""
    return block_queries.deals(floor.sequencer.state, _asking(session), fields.get("after", 0))


def auctions(floor: Floor, _fields: Fields, session: Session) -> Fields:
    """Auctions that the account may see."""
    assert session.grant is not None
    rows = auction_rows(
        floor.sequencer.state, session.grant.account, staff=session.grant.role == "exchange"
    )
    times = (
        {name: time_text(row[name]) if row["date"] else None for name in ("opens", "closes")}
        for row in rows
    )
    return {
        "auctions": [
            row | {"date": format_date(row["date"]) or None} | when
            for row, when in zip(rows, times, strict=True)
        ]
    }


def bids(floor: Floor, fields: Fields, session: Session) -> Fields:
    """An account's bids in open auctions."""
    asked = _account(floor, fields, session), fields.get("after", 0)
    later = bid_rows(floor.sequencer.state, *asked, ROWS_MAX + 1)
    page = later[:ROWS_MAX]
    return {"bids": page, "next": page[-1]["bid"] if len(later) > ROWS_MAX else None}


def _asking(session: Session) -> int:
    """The account that asks, 0 for the exchange."""
    assert session.grant is not None
    return session.grant.account


def _account(floor: Floor, fields: Fields, session: Session) -> int:
    assert session.grant is not None
    account: int = fields.get("account", session.grant.account)
    accounts = floor.sequencer.state["accounts"][0]
    if account >= len(accounts) or not accounts[account]["opened"]:
        raise RequestError(
            "account_unknown", f"no account {account}", field="account", value=account
        )
    return account
