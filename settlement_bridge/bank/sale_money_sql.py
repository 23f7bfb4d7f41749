"""Sale money may leave the settlement account from the next trading day on, wherever it lies
(次日可出金).

The exchange keeps the day's sale money in the trading account; this is the same rule for what lies
in the registry. An account's cash at the registry and at the exchange together, less what it was
paid for sales of days that are not over, may go; purchases are not held against sales, as at the
exchange. How many trading days it waits is the rule `sale_money_days`.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from settlement_bridge.books import venue_rules
from settlement_bridge.records import CASH, EntryKind, State
from settlement_bridge.store.tables.registry import days, holdings, journal, trades

OWN_CASH = (State.CASH_REGISTRY, State.CASH_AVAILABLE, State.CASH_IN_TRANSIT)


class MayGo(NamedTuple):
    """Fen of registry cash that an account may ask to be paid out on a trading day, and the sale
    money kept back on it.
    """

    withdrawable: int
    sale_money: int


def may_go(connection: Connection, account: int, today: int) -> MayGo:
    """What may leave the settlement account for an account. O(the account's journal entries)."""
    query = select(holdings.c.state, holdings.c.quantity).where(
        holdings.c.account == account, holdings.c.instrument == CASH
    )
    held = {row.state: row.quantity for row in connection.execute(query)}
    whole = sum(held.get(state, 0) for state in OWN_CASH)
    kept = sale_money(connection, account, today)
    return MayGo(max(0, min(held.get(State.CASH_REGISTRY, 0), whole - kept)), kept)


def sale_money(connection: Connection, account: int, today: int) -> int:
    """What an account was paid for sales, less its fees, on days whose money may not leave yet."""
    first = first_day_kept(
        connection, today, venue_rules.number(connection, venue_rules.SALE_MONEY_DAYS)
    )
    if first is None:
        return 0
    column = trades.c
    paid = func.sum(
        column.amount_fen - column.seller_trading_fee_fen - column.seller_settlement_fee_fen
    )
    same = and_(column.method == journal.c.method, column.trade == journal.c.trade)
    sold = and_(
        journal.c.to_account == account,
        journal.c.kind == EntryKind.TRADE_CASH,
        journal.c.date >= first,
    )
    return int(
        connection.scalar(select(paid).select_from(journal.join(trades, same)).where(sold)) or 0
    )


def first_day_kept(connection: Connection, today: int, waits: int) -> int | None:
    """The first trading day whose sale money is kept today; None: none is.

    With 1 it is today, with 2 the day before it too.
    """
    if waits == 0:
        return None
    query = (
        select(days.c.date).where(days.c.date < today).order_by(days.c.date.desc()).limit(waits - 1)
    )
    result: int | None = min([today, *connection.scalars(query)])
    return result
