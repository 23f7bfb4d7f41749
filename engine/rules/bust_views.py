"""What undoing a trade would take and give, as read from the state."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.commands import Method
from engine.compiler.jit import plainly
from engine.events import BUYER_IS_TAKER, EVENT, EventArray, Reason
from engine.rules import bust_checks
from engine.rules.day_trades import charged
from engine.rules.state import SELLABLE, StateArray

_METHODS = tuple(Method)  # by their rows


class Side(NamedTuple):
    """One account of a trade. Units and cash as the act moves them, below 0 what it takes; `has`:
    units, of the buyer that could be given back, and cash available.
    """

    account: int
    quantity: int
    cash_fen: int
    fees_fen: int  # given back, part of the cash
    has: int
    has_fen: int


class Preview(NamedTuple):
    """A trade, and what undoing it moves."""

    instrument: int
    price: int
    quantity: int
    buyer: Side
    seller: Side


def bust_preview(state: StateArray, method: Method, number: int) -> Preview | None:
    """What undoing a trade of the running day moves; None where it is not one that can be undone
    (`bust_refusal` says why), unless only units or cash are lacking.
    """
    place = _place(state, method, number)
    reason, _ = _refused(state, method, number, place)
    if reason not in (Reason.NONE, Reason.TRADE_SPENT):
        return None
    trade = state["trades"][0][place]
    instrument, price, quantity = (int(trade[each]) for each in ("instrument", "price", "quantity"))
    buyer, seller = (_side(state, place, bought) for bought in (True, False))
    return Preview(instrument, price, quantity, buyer, seller)


def bust_refusal(state: StateArray, method: Method, number: int) -> EventArray | None:
    """The REFUSED event that undoing a trade would bring now, None where it would be done."""
    reason, said = _refused(state, method, number, _place(state, method, number))
    if reason == Reason.NONE:
        return None
    said["order_id"], said["reason"], said["phase"] = number, reason, state["venue"]["phase"][0]
    return said


def _place(state: StateArray, method: Method, number: int) -> int:
    used = int(state["corrections"]["trades_used"][0])
    trades = state["trades"][0][:used]
    found = np.flatnonzero((trades["number"] == number) & (trades["method"] == method))
    return int(found[0]) if len(found) else -1


def _refused(state: StateArray, method: Method, number: int, place: int) -> tuple[int, EventArray]:
    """The rule's own checks (engine/rules/bust_checks.py), in their order."""
    plain, said = plainly(state)[0], np.zeros(1, EVENT)
    ack = plainly(said)[0]
    reason = bust_checks.check_number(plain, _METHODS.index(method), number)
    if reason == Reason.NONE:
        reason = bust_checks.check_kept(plain, place, ack)
    if reason == Reason.NONE:
        reason = bust_checks.check_there(plain, place, ack)
    return int(reason), said


def _side(state: StateArray, place: int, bought: bool) -> Side:
    trade = state["trades"][0][place]
    plain, first = plainly(state)[0], bool(trade["flags"] & BUYER_IS_TAKER) == bought
    account = int(trade["account" if first else "maker_account"])
    fees = sum(int(fee) for fee in charged(plain, place, first))
    amount, quantity = int(trade["price"]) * int(trade["quantity"]), int(trade["quantity"])
    holding = _holding(state, account, int(trade["instrument"]))
    unsold = not bought or trade["marks"] & SELLABLE
    has = int(holding["available"]) if unsold else int(holding["bought"])
    cash_fen = int(state["accounts"][0][account]["cash_available_fen"])
    moved = (-quantity, amount + fees) if bought else (quantity, fees - amount)
    return Side(account, *moved, fees, has, cash_fen)


def _holding(state: StateArray, account: int, instrument: int) -> Any:
    holdings = state["holdings"][0][: int(state["venue"]["holdings_used"][0]) + 1]
    own = (holdings["account"] == account) & (holdings["instrument"] == instrument)
    return holdings[np.flatnonzero(own)[0]]
