"""Clearing: a day's trades become figures to be confirmed and obligations to be met, trade by trade
in gross (逐笔全额清算).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import NamedTuple

from engine.commands import Method
from engine.tape_hash import tape_hash
from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    EntryKind,
    Figures,
    Key,
    Legs,
    Movement,
    State,
    Trade,
)
from settlement_bridge.books.held_units import AnyKey
from settlement_bridge.books.ledger import Ledger, Leg, Terms

# a trade ends with its fees: the buyer's two, the seller's two
FIRST_FEE = Trade._fields.index("buyer_trading_fee_fen")
NO_FEES = (0, 0, 0, 0)
_FEES = (int(EntryKind.TRADING_FEE), int(EntryKind.SETTLEMENT_FEE)) * 2
_TRADE_UNITS, _TRADE_CASH = int(EntryKind.TRADE_UNITS), int(EntryKind.TRADE_CASH)
_UNITS, _CASH = int(State.TRADING_AVAILABLE), int(State.CASH_AVAILABLE)
_INCOME = (EXCHANGE, CASH, _CASH)

METHOD_CODES = {method.name.lower(): int(method) for method in Method}


class Obligation(NamedTuple):
    """What one trade obliges its two accounts to: the units leg and the cash leg, which move
    together or not at all.
    """

    trade: Trade
    buyer_pays_fen: int
    seller_receives_fen: int


class Failure(NamedTuple):
    """A trade that could not be delivered, and the fen or tonnes that its source was short of."""

    trade: Trade
    source: Key
    missing: int

    @property
    def reason(self) -> str:
        """What was missing where, as a sentence."""
        return reason(self.source.instrument == CASH, self.source.account)


def reason(of_cash: bool, account: int) -> str:
    """Why a trade could not be delivered, as a sentence."""
    return f"{'cash' if of_cash else 'units'}_insufficient in account {account}"


class Named(NamedTuple):
    """Who was short of what, as a reason says it."""

    of_cash: bool
    account: int


def named_in(text: str) -> Named | None:
    """What a reason of `reason` says; None of any other."""
    found = re.fullmatch("(cash|units)_insufficient in account ([0-9]+)", text)
    return None if found is None else Named(found[1] == "cash", int(found[2]))


def figures(date: int, trades: Sequence[Trade]) -> Figures:
    """Count, quantity, amount and tape hash of a day's trades of all methods, given in the order in
    which they were made.
    """
    words = (
        (
            trade.trade,
            trade.instrument_number,
            METHOD_CODES[trade.method],
            trade.price,
            trade.quantity,
            trade.buyer,
            trade.seller,
        )
        for trade in trades
    )
    return Figures(
        count=len(trades),
        quantity=sum(trade.quantity for trade in trades),
        amount_fen=sum(trade.amount_fen for trade in trades),
        tape_hash=f"{tape_hash(date, words):016x}",
    )


def difference(own: Figures, stated: Figures) -> str:
    """Where two sets of figures differ, as a sentence; empty when they agree."""
    theirs = asdict(stated)
    parts = [
        f"{name} {mine} here, {theirs[name]} there"
        for name, mine in asdict(own).items()
        if mine != theirs[name]
    ]
    return "; ".join(parts)


def obligation(trade: Trade) -> Obligation:
    """The buyer owes the amount and its fees, the seller the units and its fees."""
    return Obligation(
        trade,
        buyer_pays_fen=trade.amount_fen
        + trade.buyer_trading_fee_fen
        + trade.buyer_settlement_fee_fen,
        seller_receives_fen=trade.amount_fen
        - trade.seller_trading_fee_fen
        - trade.seller_settlement_fee_fen,
    )


def deliver(
    trades: Iterable[Trade], ledger: Ledger, who: str, which: Legs = Legs.BOTH
) -> list[Failure]:
    """Deliver trades in order on a ledger: each with the legs and fees of these books, or not at
    all.

    Returns those that failed.
    """
    failures, moved = [], _MOVED[which]
    for trade in trades:
        if ledger.carry(moved(trade), _terms(trade, who)):
            continue
        movements = movements_of(trade, who, which)
        short = ledger.move(movements)
        if short is not None:
            failures.append(Failure(trade, short.source, missing(movements, short, ledger)))
    return failures


def missing(movements: Iterable[Movement], short: Movement, ledger: Ledger) -> int:
    """How much the holding that ran short lacks for all of these movements together, or at least
    for that one.
    """
    key, available = short.source, ledger.available(short.source)
    needed = sum(
        move.quantity * ((move.source == key) - (move.target == key)) for move in movements
    )
    return (needed if needed > available else short.quantity) - available


def legs(trade: Trade, who: str) -> list[Movement]:
    """The two movements of a trade: units to the buyer, cash to the seller."""
    return _movements(_legs(trade), trade, who)


def fees(trade: Trade, who: str) -> list[Movement]:
    """The fees of a trade that are not zero, to the exchange's account."""
    return _movements(_fees(trade), trade, who)


def movements_of(trade: Trade, who: str, which: Legs = Legs.BOTH) -> list[Movement]:
    """All that a trade moves in the books that deliver these legs; fees are cash."""
    return _movements(_MOVED[which](trade), trade, who)


def _movements(wanted: Iterable[Leg], trade: Trade, who: str) -> list[Movement]:
    date, method, number, reference, _ = _terms(trade, who)
    return [
        Movement(
            EntryKind(kind),
            _key(source),
            _key(target),
            quantity,
            date,
            method,
            number,
            reference,
            who,
        )
        for kind, source, target, quantity in wanted
    ]


def _key(plain: AnyKey) -> Key:
    account, instrument, state = plain
    return Key(account, instrument, State(state))


def _terms(trade: Trade, who: str) -> Terms:
    return trade.date, trade.method, trade.trade, 0, who


def _legs(trade: Trade) -> tuple[Leg, Leg]:
    """Units and cash, in plain numbers, because a day has many."""
    buyer, seller, instrument = trade.buyer, trade.seller, trade.instrument
    units = (
        _TRADE_UNITS,
        (seller, instrument, _UNITS),
        (buyer, instrument, _UNITS),
        trade.quantity,
    )
    return units, (_TRADE_CASH, (buyer, CASH, _CASH), (seller, CASH, _CASH), trade.amount_fen)


def _fees(trade: Trade) -> tuple[Leg, ...]:
    due = trade[FIRST_FEE:]
    if due == NO_FEES:
        return ()
    buyer, seller = (trade.buyer, CASH, _CASH), (trade.seller, CASH, _CASH)
    charged = zip(_FEES, (buyer, buyer, seller, seller), due, strict=True)
    return tuple([(kind, payer, _INCOME, int(fee)) for kind, payer, fee in charged if fee])


def _both(trade: Trade) -> tuple[Leg, ...]:
    return _legs(trade) + _fees(trade)


def _units_alone(trade: Trade) -> tuple[Leg, ...]:
    return _legs(trade)[:1]


def _cash_alone(trade: Trade) -> tuple[Leg, ...]:
    return _legs(trade)[1:] + _fees(trade)


_MOVED: dict[Legs, Callable[[Trade], tuple[Leg, ...]]] = {
    Legs.BOTH: _both,
    Legs.UNITS: _units_alone,
    Legs.CASH: _cash_alone,
}
