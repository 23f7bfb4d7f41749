"""Questions about one account as it is: open orders, balances, limits, blocks and bids."""

from __future__ import annotations

from engine.rules import views
from engine.rules.auction.views import auction_rows, bid_rows
from engine.units import format_date
from gateway.floor import block_queries, limit_queries
from gateway.floor.asked import ROWS_MAX, Fields, Floor, instrument_of
from gateway.floor.day_reports import account_of
from gateway.protocol.session import Session
from gateway.reports.bidding import time_text


def open_orders(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Orders that rest, in order of their numbers, from `after` on."""
    whose = account_of(floor, fields, session), instrument_of(floor, fields)
    after = fields.get("after", 0)
    later = views.open_orders(floor.sequencer.state, *whose, after, ROWS_MAX + 1)
    page = [
        row | {"client_order_id": floor.directory.client_orders.text_of(row["order"])}
        for row in later[:ROWS_MAX]
    ]
    return {"orders": page, "next": page[-1]["order"] if len(later) > ROWS_MAX else None}


def balances(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Cash and units of an account, and which of its reports they are after."""
    account = account_of(floor, fields, session)
    place = {
        "report_date": format_date(floor.directory.date),
        "next_report": floor.directory.streams.next_number(account),
    }
    return views.balances(floor.sequencer.state, account) | place


def account_limits(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Limits of one account, or of all of them for the exchange."""
    state = floor.sequencer.state
    assert session.grant is not None
    if session.grant.account or "account" in fields:
        return limit_queries.account_limits(state, account_of(floor, fields, session))
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
    asked = account_of(floor, fields, session), fields.get("after", 0)
    later = bid_rows(floor.sequencer.state, *asked, ROWS_MAX + 1)
    page = later[:ROWS_MAX]
    return {"bids": page, "next": page[-1]["bid"] if len(later) > ROWS_MAX else None}


def _asking(session: Session) -> int:
    """The account that asks, 0 for the exchange."""
    assert session.grant is not None
    return session.grant.account
