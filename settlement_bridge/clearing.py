"""Clearing: a day's trades become figures to be confirmed and obligations to be met, trade by trade in gross (逐笔全额清算)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import NamedTuple

from engine.commands import Method
from engine.tape_hash import tape_hash
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.records import (
    CASH,
    EXCHANGE,
    EntryKind,
    Figures,
    Key,
    Movement,
    State,
    Trade,
)

KEYS_MAX = 65_536  # keys of holdings kept, because each trade names several

FIRST_FEE = Trade._fields.index("buyer_trading_fee_fen")  # a trade ends with its fees

METHOD_CODES = {method.name.lower(): int(method) for method in Method}


class Obligation(NamedTuple):
    """What one trade obliges its two accounts to: the units leg and the cash leg, which move together or not at all."""

    trade: Trade
    buyer_pays_fen: int
    seller_receives_fen: int


class Failure(NamedTuple):
    """A trade that could not be delivered, and what was missing: so many fen or tonnes in that holding."""

    trade: Trade
    source: Key
    missing: int

    @property
    def reason(self) -> str:
        """What was missing where, as a sentence."""
        what = "cash_insufficient" if self.source.instrument == CASH else "units_insufficient"
        return f"{what} in account {self.source.account}"


def figures(date: int, trades: Sequence[Trade]) -> Figures:
    """Count, quantity, amount and tape hash of a day's trades of all methods, given in the order in which they were made."""
    words = (
        (trade.trade, trade.instrument_number, METHOD_CODES[trade.method], trade.price, trade.quantity, trade.buyer, trade.seller)
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
    parts = [f"{name} {mine} here, {theirs[name]} there" for name, mine in asdict(own).items() if mine != theirs[name]]
    return "; ".join(parts)


def obligation(trade: Trade) -> Obligation:
    """The buyer owes the amount and its fees, the seller the units and its fees."""
    return Obligation(
        trade,
        buyer_pays_fen=trade.amount_fen + trade.buyer_trading_fee_fen + trade.buyer_settlement_fee_fen,
        seller_receives_fen=trade.amount_fen - trade.seller_trading_fee_fen - trade.seller_settlement_fee_fen,
    )


def deliver(trades: Iterable[Trade], ledger: Ledger, who: str) -> list[Failure]:
    """Deliver trades in order on a ledger: each with both legs and its fees, or not at all. Returns those that failed."""
    failures = []
    for trade in trades:
        movements = legs(trade, who) + fees(trade, who)
        short = ledger.move(movements)
        if short is not None:
            failures.append(Failure(trade, short.source, missing(movements, short, ledger)))
    return failures


def missing(movements: Iterable[Movement], short: Movement, ledger: Ledger) -> int:
    """How much the holding that ran short lacks for all of these movements together, or at least for that one."""
    key, available = short.source, ledger.available(short.source)
    needed = sum(move.quantity * ((move.source == key) - (move.target == key)) for move in movements)
    return (needed if needed > available else short.quantity) - available


def legs(trade: Trade, who: str) -> list[Movement]:
    """The two movements of a trade: units to the buyer, cash to the seller."""
    source, target = _units(trade.seller, trade.instrument), _units(trade.buyer, trade.instrument)
    return [
        _leg(trade, who, EntryKind.TRADE_UNITS, source, target, trade.quantity),
        _leg(trade, who, EntryKind.TRADE_CASH, _cash(trade.buyer), _cash(trade.seller), trade.amount_fen),
    ]


def fees(trade: Trade, who: str) -> list[Movement]:
    """The fees of a trade that are not zero, to the exchange's account."""
    if not any(trade[FIRST_FEE:]):
        return []
    buyer, seller = _cash(trade.buyer), _cash(trade.seller)
    due = (
        (EntryKind.TRADING_FEE, buyer, trade.buyer_trading_fee_fen),
        (EntryKind.SETTLEMENT_FEE, buyer, trade.buyer_settlement_fee_fen),
        (EntryKind.TRADING_FEE, seller, trade.seller_trading_fee_fen),
        (EntryKind.SETTLEMENT_FEE, seller, trade.seller_settlement_fee_fen),
    )
    return [_leg(trade, who, kind, payer, _cash(EXCHANGE), fee) for kind, payer, fee in due if fee]


def _leg(trade: Trade, who: str, kind: EntryKind, source: Key, target: Key, quantity: int) -> Movement:
    return Movement(kind, source, target, quantity, trade.date, trade.method, trade.trade, 0, who)


@lru_cache(maxsize=KEYS_MAX)
def _units(account: int, instrument: str) -> Key:
    return Key(account, instrument, State.TRADING_AVAILABLE)


@lru_cache(maxsize=KEYS_MAX)
def _cash(account: int) -> Key:
    return Key(account, CASH, State.CASH_AVAILABLE)
