"""A REFUSED event as an `error` in a trader's words: `engine.events.refusals` has the sentences.

Prices and money are shown with two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import TOTAL, AuctionState, CommandKind, Market, Phase
from engine.events import Reason
from engine.events.refusals import REFUSALS, Allowed, Refusal
from engine.units import format_date, format_hundredths
from gateway.protocol.errors import error_map
from gateway.protocol.wire import Message
from gateway.reports.rows import EventRow

SESSIONS = [phase.name.lower() for phase in (Phase.MORNING, Phase.AFTERNOON)]
AUCTION_SESSIONS = [
    phase.name.lower() for phase in Phase if Phase.PRE_OPEN <= phase <= Phase.AFTERNOON
]
AUCTION_STATES = {int(state): state.name.lower() for state in AuctionState}
MARKETS = {int(market): market.name.lower() for market in Market}
_ORDERS = (
    CommandKind.NEW_ORDER,
    CommandKind.REPLACE,
    CommandKind.PLACE_BID,
    CommandKind.CHANGE_BID,
)

# The event's field that repeats a field of the request.
_SAID_IN = {
    "account": "account",
    "amount_fen": "amount_fen",
    "auction": "number",
    "bid": "order_id",
    "counterparty": "maker_account",
    "date": "date",
    "deal": "order_id",
    "dialogue": "order_id",
    "expected_leaves": "number",
    "from_date": "date",
    "intent": "order_id",
    "number": "instrument",
    "order": "order_id",
    "price": "price",
    "quantity": "quantity",
    "reference": "number",
    "take": "order_id",
    "total": "quantity",
    "trade": "order_id",
    "valid_until_ns": "value",
    "value": "value",
}
NS_PER_MS = 1_000_000
_MONEY = ("price", "amount_fen")


def refusal_of(row: EventRow, code: str, asked: Mapping[str, Any] | None = None) -> Message:
    """The `error` of a REFUSED event; `code` is that of its instrument, `asked` the fields of the
    request if there is one.
    """
    reason = Reason(row.reason)
    if reason == Reason.INSTRUMENT_OF_OTHER_MARKET:
        code = row.text.decode()  # of the listing, whose number has no code yet
    if reason == Reason.CASH_INSUFFICIENT and row.command_kind in _ORDERS:
        return _cash_for_order(row)
    refusal = REFUSALS[reason]
    field = _field_of(row, refusal)
    sentence = refusal.sentence.format_map(_Words(row, refusal.allowed, code))
    if field == "total":
        sentence += "; of a total, what has not traded counts"
    said = _said(row, field, code)
    if said is None and field == "phase" and asked:
        said = Phase(asked["phase"]).name.lower()
    if field == "operator" and asked:
        said = asked.get("operator")
    error = error_map(reason.name.lower(), sentence, field, said, _allowed(row, refusal.allowed))
    if reason == Reason.ORDER_RATE_ABOVE_LIMIT:
        error["retry_after_ms"] = -(-row.number // NS_PER_MS)  # the next window's beginning
    return error


def _cash_for_order(row: EventRow) -> Message:
    """A member names a price and a quantity, not an amount: what the order needs and what there is
    are distinguished.
    """
    terms = (
        f"{row.quantity} t at {format_hundredths(row.price)}"
        if row.price
        else f"{row.quantity} t at the market"
    )
    available, needed = format_hundredths(row.value), format_hundredths(row.amount_fen)
    sentence = f"{terms} needs {needed} with fees, available cash {available}"
    there = {"available_fen": row.value, "needed_fen": row.amount_fen}
    return error_map(
        Reason.CASH_INSUFFICIENT.name.lower(), sentence, _quantity_field(row), row.quantity, there
    )


def _field_of(row: EventRow, refusal: Refusal) -> str | None:
    """The field as the request calls it: a new order names another order in `take`."""
    if refusal.field == "order" and row.command_kind == CommandKind.NEW_ORDER:
        return "take"
    return _quantity_field(row) if refusal.field == "quantity" else refusal.field


def _quantity_field(row: EventRow) -> str:
    return "total" if row.command_kind == CommandKind.REPLACE and row.flags & TOTAL else "quantity"


def _said(row: EventRow, field: str | None, code: str) -> int | str | None:
    if field == "instrument":
        return code or row.instrument
    if field not in _SAID_IN:
        return None
    value: int = getattr(row, _SAID_IN[field])
    return format_date(value) if _SAID_IN[field] == "date" else value


def _allowed(row: EventRow, how: Allowed) -> Any:
    match how:
        case Allowed.NOTHING:
            return None
        case Allowed.PHASE:
            return Phase(row.phase).name.lower()
        case Allowed.DATE:
            return format_date(row.value)
        case Allowed.LATER_PHASES:
            later = range(row.phase + 1, Phase.CLOSED + 1) if row.phase >= Phase.PRE_OPEN else ()
            return [Phase(phase).name.lower() for phase in later]
        case Allowed.SESSIONS:
            return SESSIONS if row.command_kind in _ORDERS[:2] else AUCTION_SESSIONS
        case Allowed.RANGE:
            return [row.number, row.amount_fen]
        case Allowed.MARKET:
            return MARKETS.get(row.value, str(row.value))
        case Allowed.AUCTION:
            return AUCTION_STATES.get(row.value, str(row.value))
    allowed: int = row.time_ns if how is Allowed.TIME else row.value
    return allowed


class _Words(dict[str, Any]):
    """The event's fields as a sentence says them, each made when the sentence asks for it."""

    def __init__(self, row: EventRow, how: Allowed, code: str) -> None:
        super().__init__()
        self._row, self._how, self._code = row, how, code

    def __missing__(self, name: str) -> Any:
        row = self._row
        if name == "code":
            return self._code or f"instrument {row.instrument}"
        if name == "phase":
            return Phase(row.phase).name.lower()
        if name == "value":
            return _value_in_words(row, self._how)
        value = getattr(row, name)
        return format_hundredths(value) if name in _MONEY else value


def _value_in_words(row: EventRow, how: Allowed) -> Any:
    allowed = _allowed(row, how)
    match how:
        case Allowed.HUNDREDTHS:
            return format_hundredths(row.value)
        case Allowed.LATER_PHASES | Allowed.SESSIONS:
            return ", ".join(allowed) or "none"
        case Allowed.RANGE:
            return f"{row.number} to {row.amount_fen}"
    return allowed
