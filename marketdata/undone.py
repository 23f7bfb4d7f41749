"""A trade of the running day is undone (TRADE_BUSTED): what follows from the day's trades is
counted again from those that are left, in their order.

Of a listed trade these are the day's prices, volume and bars of its instrument and, where it is a
vintage, the composite with its bars, on the path that the other trades give. A block or an auction
made volume alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.commands import Method
from marketdata.board import Board
from marketdata.day_tape import DayTrade
from marketdata.listing import BLOCK, Listing
from marketdata.streams import Data

Event = dict[str, Any]
LISTED = "listed"
_TERMS = ("price", "quantity", "amount_fen")


def count_again(
    board: Board, listing: Listing, event: Event, date: str, trades: Iterable[DayTrade]
) -> None:
    """Count the day without a trade, and publish its correction; `trades` are those left of it."""
    if event["method"] != LISTED:
        listing.add_other_method(event["method"], -event["quantity"], -event["amount_fen"])
        of_block = event["method"] == BLOCK
        board.out.append((board.deals if of_block else board.bidding).undone(event))
        return
    board.out.append(listing.tape.correction(event, date))
    listed = [each for each in trades if each.method == Method.LISTED]
    _count_listing(listing, event["time_ns"], listed)
    board.changed[listing] = None
    if listing.is_vintage:
        _count_composite(board, event["time_ns"], listed)


def _count_listing(listing: Listing, time_ns: int, listed: Iterable[DayTrade]) -> None:
    own = [each for each in listed if each.instrument == listing.number]
    listing.prices = listing.prices.anew()
    for each in own:
        listing.prices.trade(each.price, each.quantity, each.amount_fen)
    listing.bars.count_again(time_ns, [_part(each, each.price) for each in own])
    listing.summary.number += 1


def _count_composite(board: Board, time_ns: int, listed: Iterable[DayTrade]) -> None:
    board.composite.count_again()
    path = []
    for each in listed:
        if board.listings[each.instrument].is_vintage:
            board.composite.trade(each.instrument, each.price)
            if (latest := board.composite.latest) is not None:
                path.append(_part(each, latest))
    board.composite_bars.count_again(time_ns, path)
    board.composites.number += 1


def _part(trade: DayTrade, price: int) -> tuple[int, int, int, int]:
    return trade.time_ns, price, trade.quantity, trade.amount_fen


def settlement_data(event: Event, date: str) -> Data:
    """What the bridge hears: which trade of the day is undone."""
    terms = {name: event[name] for name in _TERMS}
    named = {"method": event["method"], "trade": event["number"], "instrument": event["code"]}
    return {"kind": "bust", "date": date, "correction": event["value"], **named, **terms}
