"""Queries on accounts, holdings and turnovers, and the check that everything adds up, done by the database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Select, and_, case, func, literal, select, union_all

from settlement_bridge.records import (
    OUTSIDE,
    Account,
    Break,
    EntryKind,
    Holding,
    State,
    Task,
    TradeStatus,
    TransferStatus,
    Turnover,
)
from settlement_bridge.schema import accounts, holdings, journal, trades, transfers


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, the exchange's own included."""
    rows = connection.execute(select(accounts).where(accounts.c.account != OUTSIDE).order_by(accounts.c.account))
    return [Account(row.account, row.name, row.opened_ns) for row in rows]


def one_account(connection: Connection, number: int) -> Account | None:
    """One account, or None."""
    row = connection.execute(select(accounts).where(accounts.c.account == number)).one_or_none()
    return None if row is None else Account(row.account, row.name, row.opened_ns)


def nonzero_holdings(connection: Connection, account: int | None) -> list[Holding]:
    """Holdings that are not zero, of one account or of all."""
    query = select(holdings).where(holdings.c.quantity != 0)
    if account is not None:
        query = query.where(holdings.c.account == account)
    rows = connection.execute(query.order_by(holdings.c.account, holdings.c.instrument, holdings.c.state))
    return [Holding(row.account, row.instrument, State(row.state), row.quantity) for row in rows]


def turnovers(connection: Connection, account: int, first_date: int, last_date: int) -> list[Turnover]:
    """An account's journal entries of some days, both included, added up by kind, instrument, state and direction."""
    within = and_(journal.c.date >= first_date, journal.c.date <= last_date)
    incoming = _turnover(journal.c.to_state, 1).where(within, journal.c.to_account == account)
    outgoing = _turnover(journal.c.from_state, 0).where(within, journal.c.from_account == account)
    both = [query.group_by(*list(query.selected_columns)[:3]) for query in (incoming, outgoing)]
    rows = connection.execute(union_all(*both))
    return [Turnover(EntryKind(row[0]), row[1], State(row[2]), bool(row[3]), int(row[4])) for row in rows]


def _turnover(state: object, incoming: int) -> Select:
    total = func.sum(journal.c.quantity)
    return select(journal.c.kind, journal.c.instrument, state, literal(incoming), total)  # type: ignore[call-overload]


def conservation(connection: Connection) -> list[Break]:
    """Assets that do not sum to zero, balances the journal does not explain, transits nobody waits for, half deliveries."""
    checks = (_unequal_assets, _unexplained_balances, _unowned_transit, _half_deliveries)
    return [found for check in checks for found in check(connection)]


def _unequal_assets(connection: Connection) -> Iterator[Break]:
    total = func.sum(holdings.c.quantity)
    query = select(holdings.c.instrument, total).group_by(holdings.c.instrument).having(total != 0)
    for instrument, difference in connection.execute(query):
        message = "what is held is not what was issued or paid in, less what was paid out"
        yield Break("asset_not_conserved", None, instrument, int(difference), None, message)


def _unexplained_balances(connection: Connection) -> Iterator[Break]:
    column = journal.c
    came = select(column.to_account, column.instrument, column.to_state, column.quantity)
    went = select(column.from_account, column.instrument, column.from_state, -column.quantity)
    held = select(holdings.c.account, holdings.c.instrument, holdings.c.state, -holdings.c.quantity)
    moves = union_all(came, went, held).subquery()
    account, instrument, state, quantity = moves.c
    total = func.sum(quantity)
    query = select(account, instrument, state, total).group_by(account, instrument, state).having(total != 0)
    for owner, code, number, difference in connection.execute(query):
        message = f"the journal explains {int(difference)} more {State(number).name.lower()} than is held"
        yield Break("journal_differs", owner, code, None, None, message)


def _unowned_transit(connection: Connection) -> Iterator[Break]:
    waiting = transfers.c.status == TransferStatus.PENDING
    cash = transfers.c.task.in_([Task.DEPOSIT, Task.WITHDRAW])
    state = case((cash, int(State.CASH_IN_TRANSIT)), else_=int(State.IN_TRANSIT))
    owed = select(transfers.c.account, transfers.c.instrument, state, -transfers.c.quantity).where(waiting)
    transit = holdings.c.state.in_([State.IN_TRANSIT, State.CASH_IN_TRANSIT])
    held = select(holdings.c.account, holdings.c.instrument, holdings.c.state, holdings.c.quantity).where(transit)
    both = union_all(held, owed).subquery()
    account, instrument, _, quantity = both.c
    total = func.sum(quantity)
    query = select(account, instrument, total).group_by(account, instrument).having(total != 0)
    for owner, code, difference in connection.execute(query):
        yield Break("transit_differs", owner, code, int(difference), None, "in transit without a pending transfer")


def _half_deliveries(connection: Connection) -> Iterator[Break]:
    legs = (EntryKind.TRADE_UNITS, EntryKind.TRADE_CASH)
    booked = (
        select(journal.c.method, journal.c.trade, func.count().label("legs"))
        .where(journal.c.kind.in_(legs))
        .group_by(journal.c.method, journal.c.trade)
        .subquery()
    )
    wanted = case((trades.c.status == TradeStatus.DELIVERED, len(legs)), else_=0)
    same = and_(booked.c.method == trades.c.method, booked.c.trade == trades.c.trade)
    query = (
        select(trades.c.trade, trades.c.instrument, booked.c.legs)
        .select_from(trades.outerjoin(booked, same))
        .where(func.coalesce(booked.c.legs, 0) != wanted)
        .order_by(trades.c.seq)
    )
    for trade, instrument, count in connection.execute(query):
        message = f"trade {trade} has {count or 0} legs in the journal"
        yield Break("delivery_incomplete", None, instrument, count or 0, None, message)
