"""The report of a trade that the exchange has undone, of any method, to either account."""

from __future__ import annotations

from collections.abc import Callable

from engine.commands import Method
from gateway.protocol.wire import Message
from gateway.reports.rows import EventRow
from gateway.reports.words import METHODS, OPPOSITE_SIDES, SIDES


def trade_cancel(
    row: EventRow, second: bool, code: str, text_of: Callable[[int], str | None]
) -> Message:
    """What a TRADE_BUSTED event reports to its account, or to its `second` one; `code` is the
    instrument's, `text_of` gives the client order id of an order. The other side is not named.
    """
    maker = "maker_" if second else ""
    of_book = row.method == Method.LISTED
    order: int = getattr(row, f"{maker}order_id")
    return {
        "report": "trade_cancel",
        "method": METHODS[row.method],
        "trade": row.number,
        "correction": row.value,
        "order": order if of_book else None,
        "client_order_id": text_of(order) if of_book else None,
        "instrument": code,
        "side": (OPPOSITE_SIDES if second else SIDES)[row.side],
        "price": row.price,
        "quantity": row.quantity,
        "leaves": getattr(row, f"{maker}leaves"),
        "amount_fen": row.amount_fen,
        "trading_fee_fen": getattr(row, f"{maker}trading_fee_fen"),
        "settlement_fee_fen": getattr(row, f"{maker}settlement_fee_fen"),
    }
