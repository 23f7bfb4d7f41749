"""The question what undoing a trade would move, and why it would be refused."""

from __future__ import annotations

from typing import Any

from engine.commands import Method
from engine.rules.bust_views import Preview, Side, bust_refusal
from engine.rules.bust_views import bust_preview as previewed
from engine.rules.state import StateArray
from gateway.reports.refusals import refusal_of
from gateway.reports.rows import rows_of
from gateway.reports.words import METHODS, Codes

Fields = dict[str, Any]


def bust_preview(state: StateArray, codes: Codes, fields: Fields) -> Fields:
    """The trade with both sides, and the error of the refusal."""
    method, number = Method(fields.get("method", Method.LISTED)), fields["trade"]
    found, refused = previewed(state, method, number), bust_refusal(state, method, number)
    error = None
    if refused is not None:
        (row,) = rows_of(refused)
        error = refusal_of(row, codes[row.instrument], fields)
    undone = None if found is None else _undone(found, codes, method, number)
    return {"undone": undone, "refused": error}


def _undone(found: Preview, codes: Codes, method: Method, number: int) -> Fields:
    return {
        "method": METHODS[method],
        "trade": number,
        "instrument": codes[found.instrument],
        "price": found.price,
        "quantity": found.quantity,
        "amount_fen": found.price * found.quantity,
        "buyer": _side(found.buyer),
        "seller": _side(found.seller),
    }


def _side(side: Side) -> Fields:
    return {
        "account": side.account,
        "quantity": side.quantity,
        "cash_fen": side.cash_fen,
        "fees_fen": side.fees_fen,
        "units": side.has,
        "cash_available_fen": side.has_fen,
    }
