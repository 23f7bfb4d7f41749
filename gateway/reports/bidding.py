"""What members hear of auctions and of their own bids, and what nobody else hears before the
result: bids are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.commands import CommandKind, Method, Side
from engine.events import KEPT_PLACE, EventKind, Reason
from engine.rules.auction.rule_words import rules_of
from engine.units import format_date
from gateway.protocol.table import auctions
from gateway.protocol.wire import Message
from gateway.reports.kinds import changes
from gateway.reports.rows import EventRow

BID_KINDS = tuple(int(CommandKind[row.kind]) for row in auctions.BIDS)
CHANGE_OF = {
    int(kind): change for kind, change in changes(auctions.ROWS).items() if kind not in BID_KINDS
}
_FILL, _GONE, _REFUSED = int(EventKind.FILL), int(EventKind.BID_GONE), int(EventKind.REFUSED)
_RESULT, _AUCTION = int(EventKind.AUCTION_RESULT), int(Method.AUCTION)
SIDES = {int(side): side.name.lower() for side in Side}
OPPOSITE = {int(Side.BUY): "sell", int(Side.SELL): "buy"}


def time_text(hhmm: int) -> str:
    """A time of day as the protocol writes it: 930 as ``"09:30"``."""
    return f"{hhmm // 100:02d}:{hhmm % 100:02d}"


def is_of_auction(row: EventRow) -> bool:
    """Whether a reported event is of one-way bidding."""
    if row.kind == _FILL:
        return bool(row.method == _AUCTION)
    return bool(
        row.kind == _GONE or (row.kind < _REFUSED and row.command_kind in (*CHANGE_OF, *BID_KINDS))
    )


def is_sealed(row: EventRow) -> bool:
    """Whether an event says something of a bid that is the bidder's alone: only its place in the
    stream is public.
    """
    return bool(row.kind == _GONE or (row.kind <= _REFUSED and row.command_kind in BID_KINDS))


def auction_report(row: EventRow, second: bool, code: str) -> Message:
    """What an event of one-way bidding reports to its account, or to its `second` account, the
    applicant.
    """
    if row.kind == _FILL:
        return _award(row, second, code)
    if row.kind == _GONE:
        return _bid(row, "gone", code) | {
            "leaves": row.leaves,
            "reason": Reason(row.reason).name.lower(),
        }
    if row.command_kind == CommandKind.PLACE_BID:
        return _bid(row, "placed", code)
    if row.command_kind == CommandKind.CHANGE_BID:
        return _bid(row, "changed", code) | {"kept_place": bool(row.flags & KEPT_PLACE)}
    message: Message = {
        "report": "auction",
        "change": CHANGE_OF[row.command_kind],
        "auction": row.number,
    }
    message |= {"instrument": code, "side": SIDES[row.side]}
    if row.command_kind == CommandKind.APPLY_AUCTION:
        message |= {
            "quantity": row.quantity,
            "lot": row.parameter,
            "smallest_bid": row.value,
            **rules_of(row.flags),
        }
    return message


def _bid(row: EventRow, change: str, code: str) -> Message:
    return {
        "report": "bid",
        "change": change,
        "bid": row.order_id,
        "auction": row.number,
        "instrument": code,
        "side": SIDES[row.side],
        "price": row.price,
        "quantity": row.quantity,
    }


def _award(row: EventRow, second: bool, code: str) -> Message:
    """The bidder hears of its bid; the applicant of its auction, without the bidder."""
    trading, settlement = row.trading_fee_fen, row.settlement_fee_fen
    if second:
        trading, settlement = row.maker_trading_fee_fen, row.maker_settlement_fee_fen
    return {
        "report": "award",
        "auction": row.maker_order_id,
        "bid": None if second else row.order_id,
        "instrument": code,
        "side": OPPOSITE[row.side] if second else SIDES[row.side],
        "price": row.price,
        "quantity": row.quantity,
        "trade": row.number,
        "amount_fen": row.amount_fen,
        "trading_fee_fen": trading,
        "settlement_fee_fen": settlement,
    }


# Replies.


def applied_reply(acknowledgement: EventRow, _following: Iterable[EventRow]) -> dict[str, Any]:
    """The auction's number and its present terms."""
    terms = {"lot": acknowledgement.parameter, "smallest_bid": acknowledgement.value}
    return {"auction": acknowledgement.number, **terms, **rules_of(acknowledgement.flags)}


def bid_reply(acknowledgement: EventRow, _following: Iterable[EventRow]) -> dict[str, Any]:
    """Which bid of which auction."""
    return {"bid": acknowledgement.order_id, "auction": acknowledgement.number}


def changed_bid_reply(acknowledgement: EventRow, _following: Iterable[EventRow]) -> dict[str, Any]:
    """The same, and whether it kept its place in time."""
    kept = bool(acknowledgement.flags & KEPT_PLACE)
    return {"bid": acknowledgement.order_id, "auction": acknowledgement.number, "kept_place": kept}


def opened_reply(_acknowledgement: EventRow, following: Iterable[EventRow]) -> dict[str, Any]:
    """Reserve and cap of the session."""
    row = next(iter(following))
    return {"auction": row.number, "reserve": row.price, "cap": row.leaves}


def cancelled_reply(acknowledgement: EventRow, _following: Iterable[EventRow]) -> dict[str, Any]:
    """How many bids went with it."""
    return {"auction": acknowledgement.number, "bids_withdrawn": acknowledgement.leaves}


def closed_reply(_acknowledgement: EventRow, following: Iterable[EventRow]) -> dict[str, Any]:
    """The public result."""
    (row,) = [row for row in following if row.kind == _RESULT]
    return {
        "auction": row.number,
        "outcome": Reason(row.reason).name.lower() if row.reason else "sold",
        "date": format_date(row.date),
        "sold": row.quantity,
        "unsold": row.leaves,
        "cover": [row.value, row.quantity + row.leaves],
        "lowest": row.price or None,
        "highest": row.order_id or None,
        "amount_fen": row.amount_fen,
        "bids": row.maker_order_id,
        "bidders": row.maker_account,
        "winners": row.maker_leaves,
        "seed": f"{row.tape_hash:016x}",
    }


AUCTION_REPLIES = {
    "applied": applied_reply,
    "opened": opened_reply,
    "closed": closed_reply,
    "auction_cancelled": cancelled_reply,
    "bid": bid_reply,
    "changed_bid": changed_bid_reply,
}
