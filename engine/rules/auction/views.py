"""What others may read of auctions: plain dicts, as in engine/rules/views.py.

Bids are read by their own account alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.commands import AuctionState, Side
from engine.compiler.jit import plainly
from engine.rules.auction.rule_words import rules_of
from engine.rules.opaque_numbers import bid_number, bid_of_number
from engine.rules.state import StateArray
from engine.rules.view_pages import ALL, page_of
from engine.rules.view_rows import instrument_code

Row = dict[str, Any]


def auction_rows(state: StateArray, account: int = 0, staff: bool = False) -> list[Row]:
    """The auctions in the table in order of their numbers: to `staff` all with their applicants, to
    others those announced.

    An account sees its own from the application on. `reserve` and `cap` are None before the
    session, figures before its end.
    """
    shown = [
        row for row in _auctions(state) if staff or int(row["account"]) == account or row["date"]
    ]
    return [_auction_row(state, row, staff or int(row["account"]) == account) for row in shown]


def bid_rows(state: StateArray, account: int, after: int = 0, most: int = ALL) -> list[Row]:
    """The open bids of an account, oldest first: those after the one of a number, `most` of them
    at most; from the first where no bid had that number.
    """
    plain = plainly(state)[0]
    before, counter = bid_of_number(plain, after), int(state["venue"]["bid_counter"][0])
    before = before if before < (counter + 1) * state["bids"].shape[1] else 0
    bids = state["bids"][0][: int(state["venue"]["bids_used"][0]) + 1]
    own = np.flatnonzero((bids["bid_id"] != 0) & (bids["account"] == account))
    page = page_of(own, bids["bid_id"][own], before, most)
    return [
        _bid_row(state, bids[place], int(bid_number(plain, int(bids["bid_id"][place]))))
        for place in page
    ]


class Application(NamedTuple):
    """An auction whose steps have their days kept (0: not yet), as far as it is not announced."""

    number: int
    applied: int
    accepted: int


def dated_applications(state: StateArray) -> tuple[Application, ...]:
    """The applications under the procedure of auctions that have no session yet, in order."""
    auctions = _auctions(state)
    dates = state["auction_dates"][0][1 : len(auctions) + 1]
    waiting = (dates["applied"] != 0) & (auctions["state"] <= AuctionState.ANNOUNCED)
    return tuple(
        Application(int(auctions[place]["number"]), *dates[place].item())
        for place in np.flatnonzero(waiting)
    )


def _auctions(state: StateArray) -> np.ndarray:
    rows: np.ndarray = state["auctions"][0][1 : int(state["venue"]["auctions_used"][0]) + 1]
    return rows


def _auction_row(state: StateArray, row: np.void, own: bool) -> Row:
    over = row["state"] == AuctionState.CLOSED
    figures = ("sold", "amount_fen", "demand", "lowest", "highest", "bidders", "winners")
    return {
        "auction": int(row["number"]),
        "state": AuctionState(int(row["state"])).name.lower(),
        "account": int(row["account"]) if own else None,
        "instrument": instrument_code(state, int(row["instrument"])),
        "side": Side(int(row["side"])).name.lower(),
        "quantity": int(row["quantity"]),
        "lot": int(row["lot"]),
        "smallest_bid": int(row["minimum"]),
        **rules_of(int(row["rules"])),
        "date": int(row["date"]),
        "opens": int(row["opens"]),
        "closes": int(row["closes"]),
        "reserve": int(row["reserve"]) or None,
        "cap": int(row["cap"]) or None,
        **{name: int(row[name]) if over else None for name in figures},
    }


def _bid_row(state: StateArray, bid: np.void, number: int) -> Row:
    auction = state["auctions"][0][bid["auction"]]
    return {
        "bid": number,
        "auction": int(auction["number"]),
        "instrument": instrument_code(state, int(auction["instrument"])),
        "side": "buy" if auction["side"] == Side.SELL else "sell",
        "price": int(bid["price"]),
        "quantity": int(bid["quantity"]),
        "time_ns": int(bid["time_ns"]),
    }
