"""Trades that the feed keeps: listed ones as it keeps them for settlement, blocks as its channel
does; those that were undone are left out. They are taken on the loop, a bounded number at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.units import parse_date
from gateway.protocol.errors import RequestError
from marketdata import trade_pages
from marketdata.board import Board
from marketdata.channels import BLOCKS, CHANNELS
from marketdata.feed import Feed
from marketdata.http.forms import Row
from marketdata.streams import Message

LISTED, BLOCK, FINAL = "listed", "block", "final"
TERMS = ("price", "quantity", "amount_fen")
Values = Mapping[str, Any]


class Kept(NamedTuple):
    """A page of trades; `after`: the number after which the next one begins, None: the last."""

    rows: list[Row]
    after: int | None


def page_of(feed: Feed, values: Values) -> Kept | None:
    """The trades after a number; None of a day of which nothing is kept.

    Raises RequestError where some of them are kept no more.
    """
    date, board = parse_date(values["date"]), feed.board
    if values["method"] == BLOCK:
        return _blocks(board, values) if date == board.date else None
    if date == board.date or feed.settlement.listed_of(date):
        return _listed(feed, date, values)
    return None


def _listed(feed: Feed, date: int, values: Values) -> Kept:
    fields = {"date": date, "from": values["after"] + 1}
    if values["instrument"] is not None:
        fields["instrument"] = values["instrument"].encode()
    found = trade_pages.answer(feed.settlement, fields)
    more, trades = found["more_from"], found["trades"][: values["limit"]]
    if len(trades) < len(found["trades"]):
        more = trades[-1]["trade"] + 1
    names = ("time_ns", "instrument", "method", "trade", "side", *TERMS)
    rows: list[Row] = [
        [each[name] for name in names] for each in trades if "correction" not in each
    ]
    return Kept(rows, None if more is None else more - 1)


def _blocks(board: Board, values: Values) -> Kept:
    most = CHANNELS[BLOCKS].kept
    stream, after, limit = board.deals.stream, values["after"], values["limit"]
    kept = stream.kept_from(max(1, stream.published - most + 1)) or []
    _check_complete(kept, values)
    of_day = [each for each in kept if each.body["data"]["date"] == values["date"]]
    undone = {each.body["data"]["trade"] for each in of_day if "correction" in each.body["data"]}
    rows = [_block(each) for each in of_day if each.body["data"]["trade"] not in undone]
    found = [
        row
        for row in rows
        if row is not None and row[3] > after and values["instrument"] in (None, row[1])
    ]
    return Kept(found[:limit], found[limit - 1][3] if len(found) > limit else None)


def _check_complete(kept: list[Message], values: Values) -> None:
    """Refuse where blocks after a number were published before those that are kept."""
    first = next((row for each in kept if (row := _block(each)) is not None), None)
    if first is None or kept[0].body["seq"] == 1 or kept[0].body["data"]["date"] != values["date"]:
        return
    if first[3] > values["after"] + 1:
        rule = f"blocks of {values['date']} are kept from number {first[3]} on"
        raise RequestError(
            "trades_not_kept", rule, field="date", value=values["date"], allowed=[first[3], None]
        )


def _block(message: Message) -> Row | None:
    """A block as the archive has it; None where a message is of none."""
    body, data = message.body, message.body["data"]
    if data["state"] != FINAL:
        return None
    terms = [data[name] for name in TERMS]
    return [body["time_ns"], data["instrument"], BLOCK, data["trade"], None, *terms]
