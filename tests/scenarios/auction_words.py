"""What auctions and the opening call say, in the words of the scenarios."""

from __future__ import annotations

from collections.abc import Callable

from engine.commands import Method, Side
from engine.events import IN_CALL, EventKind, Reason
from engine.units import format_hundredths
from tests.oracle.records import Event

Names = Callable[[int], str]


def auction_words(event: Event, name_of: Names, bid_label: Names) -> str:
    """One consequence of an auction's command in words; empty for an event that is none."""
    kind = event["kind"]
    if kind == EventKind.FILL and event["method"] == Method.AUCTION:
        return (
            f"{name_of(event['account'])} wins {event['quantity']} at"
            f" {format_hundredths(event['price'])}{_fees(event)}"
        )
    if kind == EventKind.BID_GONE:
        return f"{bid_label(event['order_id'])} gone {event['leaves']}: {_words(event)}"
    if kind == EventKind.AUCTION_NOTICE:
        return f"notice {event['price']:04d} to {event['leaves']:04d}"
    if kind == EventKind.AUCTION_OPENED:
        return (
            f"reserve {format_hundredths(event['price'])}, cap {format_hundredths(event['leaves'])}"
        )
    if kind == EventKind.AUCTION_STOPPED:
        return f"stopped: {_words(event)}"
    return _result(event) if kind == EventKind.AUCTION_RESULT else ""


def call_words(event: Event, name_of: Names) -> str:
    """What the opening call says; empty for an event that is not of it."""
    if event["kind"] == EventKind.FILL and event.get("flags", 0) & IN_CALL:
        at = format_hundredths(event["price"])
        return (
            f"{name_of(event['account'])} buys {event['quantity']} at {at} from"
            f" {name_of(event['maker_account'])}"
        )
    if event["kind"] != EventKind.CALL_RESULT:
        return ""
    if "price" not in event:
        return "call: nothing trades"
    left = (
        f"{event['value']} t of {Side(event['side']).name.lower()}s left"
        if "value" in event
        else "nothing left"
    )
    return f"call {event['quantity']} at {format_hundredths(event['price'])}, {left}"


def _words(event: Event) -> str:
    return Reason(event["reason"]).name.lower().replace("_", " ")


def _fees(event: Event) -> str:
    bidder = event.get("trading_fee_fen", 0) + event.get("settlement_fee_fen", 0)
    applicant = event.get("maker_trading_fee_fen", 0) + event.get("maker_settlement_fee_fen", 0)
    return (
        f" (fees {format_hundredths(bidder)} and {format_hundredths(applicant)})"
        if bidder or applicant
        else ""
    )


def _result(event: Event) -> str:
    """Sold, price or price range, cover ratio, bidders, winners."""
    offered = event.get("quantity", 0) + event.get("leaves", 0)
    cover = f"cover {event.get('value', 0)}/{offered}"
    who = f"{event.get('maker_account', 0)} bidders, {event.get('maker_leaves', 0)} winners"
    if "reason" in event:
        return f"nothing sold, {cover}: {_words(event)}"
    prices = sorted({event["price"], event["order_id"]})
    return (
        f"sold {event['quantity']} at {' to '.join(format_hundredths(price) for price in prices)},"
        f" {cover}, {who}"
    )
