"""Reconciliation: what the registry holds for trading against what the exchange lets be traded,
account by account, and the fees that the exchange has taken against those that the registry has
received for it; and the registry against itself.

The exchange is ahead of the registry by the trades that are not delivered yet; these are allowed
for, so that both sides can be compared at any quiet moment, before settlement too. What else is
known to differ, an open default or a court's freeze, is named and is no break. While members trade,
an answer may be older than the trades.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from gateway.protocol.fields import line
from gateway.protocol.values import SIGNED_FEN, SIGNED_TONNES
from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    Break,
    Holding,
    Legs,
    State,
    Trade,
    chain_check,
    credit_checks,
    relations,
)
from settlement_bridge.books.clearing import obligation
from settlement_bridge.books.registry import bank_breaks, conservation
from settlement_bridge.bridge.agreement import fen, read, rows, tonnes
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.defaults import differences
from settlement_bridge.defaults.differences import Known

BREAKS_SAID_MAX = 500
# (account, instrument or CASH) to fen or tonnes; zeros may be missing
Balances = dict[tuple[int, str], int]

_TRADING = {State.TRADING_AVAILABLE, State.CASH_AVAILABLE}


def expected(holdings: Iterable[Holding], undelivered: Iterable[Trade]) -> Balances:
    """What the exchange should show: the registry's trading holdings and cash, moved on by
    undelivered trades.

    The exchange's own account (0) holds its fee income and nothing else.
    """
    balances: Balances = defaultdict(int)
    for holding in holdings:
        if holding.state in _TRADING and holding.account >= EXCHANGE:
            balances[holding.account, holding.instrument] += holding.quantity
    for trade in undelivered:
        owed = obligation(trade)
        balances[trade.buyer, CASH] -= owed.buyer_pays_fen
        balances[trade.seller, CASH] += owed.seller_receives_fen
        balances[EXCHANGE, CASH] += owed.buyer_pays_fen - owed.seller_receives_fen
        balances[trade.buyer, trade.instrument] += trade.quantity
        balances[trade.seller, trade.instrument] -= trade.quantity
    return dict(balances)


def shown(answers: Mapping[int, Mapping[str, Any]], fee_income: Mapping[str, int]) -> Balances:
    """What the exchange shows, from its `balances` replies by account, and its own fees.

    Available, locked and bought units count together. What is available is below 0 when a trade
    failed whose money or units were used. Raises ExchangeAway when an answer cannot be
    read.
    """
    income = read(fee_income, trading_fees_fen=fen, settlement_fees_fen=fen)
    balances: Balances = {(EXCHANGE, CASH): sum(income.values())}
    for account, answer in answers.items():
        read_cash = read(answer, cash_available_fen=SIGNED_FEN, cash_locked_fen=fen, holdings=rows)
        balances[account, CASH] = read_cash["cash_available_fen"] + read_cash["cash_locked_fen"]
        for row in read_cash["holdings"]:
            held = read(row, available=SIGNED_TONNES, locked=tonnes, bought=tonnes)
            balances[account, read(row, instrument=line)["instrument"]] = sum(held.values())
    return balances


def kept(balances: Balances, legs: Legs) -> Balances:
    """Those figures that the books with these legs keep."""
    if legs is Legs.BOTH:
        return balances
    of_cash = legs is Legs.CASH
    return {place: held for place, held in balances.items() if (place[1] == CASH) == of_cash}


def compare(registry: Balances, exchange: Balances, known: Iterable[Known] = ()) -> list[Break]:
    """Every figure that differs otherwise than is known, in order of account and instrument.

    O(figures).
    """
    explained: Balances = defaultdict(int)
    for item in known:
        explained[item.account, item.instrument] += item.difference
    breaks = []
    for account, instrument in sorted(registry.keys() | exchange.keys() | explained.keys()):
        ours, theirs = (
            registry.get((account, instrument), 0),
            exchange.get((account, instrument), 0),
        )
        open_difference = ours - theirs - explained.get((account, instrument), 0)
        if open_difference:
            what = (
                "fee_income_differs"
                if account == EXCHANGE
                else "units_differ"
                if instrument
                else "cash_differs"
            )
            message = f"the registry expects {open_difference:+d} against the exchange"
            if ours - theirs != open_difference:
                message += f", beside {ours - theirs - open_difference:+d} that is explained"
            breaks.append(Break(what, account, instrument, ours, theirs, message))
    return breaks


async def ask_exchange(exchange: Exchange) -> Balances:
    """The balances of every account at the exchange, and its fee income.

    Raises ExchangeAway, RequestRefused.
    """
    numbers: Sequence[int] = [row["account"] for row in await exchange.accounts()]
    replies = await exchange.request_many(
        [{"op": "balances", "account": number} for number in numbers]
    )
    income = await exchange.request("fee_income")
    return shown(
        {number: reply.result() for number, reply in zip(numbers, replies, strict=True)}, income
    )


def disagreements(connection: Connection) -> list[Break]:
    """Every fact that is not what the hash chain says, and everything inside the registry that does
    not add up; empty when it is sound.
    """
    books = (conservation, differences.breaks, bank_breaks, relations.breaks)
    checks = (chain_check.breaks, *books, credit_checks.breaks)
    return [found for check in checks for found in check(connection)]
