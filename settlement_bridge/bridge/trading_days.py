"""Days and trades in tables: taken in from the feed, delivered in steps, each step one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from settlement_bridge.books import (
    EXCHANGE,
    DayStatus,
    Figures,
    State,
    Trade,
    TradeOrders,
    TradeStatus,
    blocks,
    clearing,
    ledger_rows,
)
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.bridge import (
    Bust,
    Cursor,
    Day,
    DayClose,
    DayTotal,
    DeliveryStep,
    SettledTrade,
)
from settlement_bridge.defaults import deadlines
from settlement_bridge.errors import TapeBroken, VenueDiffers
from settlement_bridge.store.bulk import change, execute_rows, insertion, query_rows
from settlement_bridge.store.chain import FOLLOWS
from settlement_bridge.store.registry_tables import TEXT_SIZE, registry
from settlement_bridge.store.settlement_tables import (
    day_closes,
    days,
    trade_orders,
    trades,
)

_COLLECTED = (
    select(*[trades.c[name] for name in Trade._fields])
    .where(trades.c.date == bindparam("date"), trades.c.status == bindparam("status"))
    .order_by(trades.c.seq)
    .limit(bindparam("limit"))
    .offset(literal_column("0"))  # written out, else SQLite gets it as a value
)
_TERMS = ("date", "method", "trade", "instrument", "price", "quantity", "amount_fen")
Heard = Trade | DayClose | Bust
STANDING = trades.c.status != TradeStatus.UNDONE
_SETTLING = (State.TRADING_AVAILABLE, State.CASH_AVAILABLE)


def cursor(connection: Connection) -> Cursor:
    """The next number wanted of the settlement stream, and its epoch."""
    row = connection.execute(select(registry.c.epoch, registry.c.next_seq)).one()
    return Cursor(row.epoch, row.next_seq)


def collect(
    connection: Connection,
    epoch: str,
    new: Sequence[Trade],
    closes: Sequence[DayClose],
    orders: Sequence[TradeOrders] = (),
    busts: Sequence[Bust] = (),
) -> None:
    """Store new trades with their orders, closes, and which trades were undone, and move the
    cursor; what is stored already is passed over.
    """
    old = cursor(connection)
    if old.epoch not in ("", epoch):
        raise VenueDiffers(
            f"the feed is of venue {epoch!r}, this registry settles for {old.epoch!r}"
        )
    items: list[Heard] = [*new, *closes, *busts]
    fresh = sorted([item for item in items if item.seq >= old.next_seq], key=lambda item: item.seq)
    for expected, item in enumerate(fresh, old.next_seq):
        if item.seq != expected:
            raise TapeBroken(f"settlement message {item.seq} came where {expected} was due")
    for _, run in groupby(fresh, key=type):
        _store(connection, list(run))
    rows = sorted([each for each in orders if each.seq >= old.next_seq])
    execute_rows(connection, insertion(trade_orders), rows)
    if fresh:
        connection.execute(update(registry).values(epoch=epoch, next_seq=old.next_seq + len(fresh)))


def _store(connection: Connection, run: list[Heard]) -> None:
    _add_trades(connection, [item for item in run if isinstance(item, Trade)])
    _mark_undone(connection, [item for item in run if isinstance(item, Bust)])
    _close_days(connection, [item for item in run if isinstance(item, DayClose)])


def _add_trades(connection: Connection, run: list[Trade]) -> None:
    for date in sorted({trade.date for trade in run}):
        if _open_day(connection, date).status != DayStatus.COLLECTING:
            raise TapeBroken(f"a trade of {date} came after the day's close")
    execute_rows(
        connection, insertion(trades), [(*trade, TradeStatus.COLLECTED, "") for trade in run]
    )


def _mark_undone(connection: Connection, run: list[Bust]) -> None:
    """Trades that were undone count nowhere: their day is not closed, so nothing of them is
    settled.
    """
    for bust in run:
        if _open_day(connection, bust.date).status != DayStatus.COLLECTING:
            raise TapeBroken(f"a correction of {bust.date} came after the day's close")
        terms = {name: getattr(bust, name) for name in _TERMS}
        where = [trades.c[name] == value for name, value in terms.items()]
        seq = connection.scalar(select(trades.c.seq).where(*where, STANDING))
        if seq is None:
            raise TapeBroken(f"correction {bust.correction} is of a trade that never came: {terms}")
        ending = (TradeStatus.UNDONE, f"correction {bust.correction}", seq)
        execute_rows(connection, change(trades, ("status", "reason"), ("seq",)), [ending])


def _close_days(connection: Connection, run: list[DayClose]) -> None:
    for close in run:
        if _open_day(connection, close.date).status != DayStatus.COLLECTING:
            raise TapeBroken(f"a second close of {close.date} came")
        fields = asdict(close.figures) | {
            "composite_close": close.composite_close,
            "status": DayStatus.CLOSED,
        }
        connection.execute(update(days).where(days.c.date == close.date).values(fields))
        rows = [(close.date, code, price) for code, price in close.closes.items()]
        execute_rows(connection, insertion(day_closes), rows)


def _open_day(connection: Connection, date: int) -> Day:
    found = day(connection, date)
    if found is None:
        fields = {"date": date, "status": DayStatus.COLLECTING, "failed": 0, "problem": ""}
        connection.execute(insert(days).values(fields))
        return Day(date, DayStatus.COLLECTING, None, None, 0, "")
    return found


def day(connection: Connection, date: int) -> Day | None:
    """One day, or None."""
    row = connection.execute(select(days).where(days.c.date == date)).one_or_none()
    return None if row is None else _day(row)


def unfinished_days(connection: Connection) -> list[Day]:
    """Days that are not DONE, earliest first."""
    query = select(days).where(days.c.status != DayStatus.DONE).order_by(days.c.date)
    return [_day(row) for row in connection.execute(query)]


def last_date(connection: Connection) -> int:
    """The latest day known, 0 when there is none."""
    return connection.scalar(select(func.max(days.c.date))) or 0


def settled_dates(connection: Connection) -> list[int]:
    """Days that are DONE, earliest first."""
    query = select(days.c.date).where(days.c.status == DayStatus.DONE).order_by(days.c.date)
    return list(connection.scalars(query))


def closes(connection: Connection, date: int) -> dict[str, int]:
    """Closing prices of a day."""
    query = select(day_closes).where(day_closes.c.date == date).order_by(day_closes.c.instrument)
    return {row.instrument: row.price for row in connection.execute(query)}


def mark(connection: Connection, date: int, status: DayStatus, problem: str = "") -> None:
    """Move a day forward, never back, and state or clear its problem."""
    query = update(days).where(days.c.date == date, days.c.status <= status)
    connection.execute(query.values(status=status, problem=problem[:TEXT_SIZE]))


def _day(row: Row[*tuple[Any, ...]]) -> Day:
    count = row._mapping["count"]  # `row.count` is a tuple's method
    figures = None if count is None else Figures(count, row.quantity, row.amount_fen, row.tape_hash)
    return Day(
        row.date, DayStatus(row.status), figures, row.composite_close, row.failed, row.problem
    )


def day_trades(
    connection: Connection,
    date: int,
    after_seq: int = 0,
    limit: int | None = None,
    account: int | None = None,
) -> list[SettledTrade]:
    """A day's trades in order, a page at a time or all."""
    query = select(trades).where(trades.c.date == date, trades.c.seq > after_seq)
    if account is not None:
        query = query.where(or_(trades.c.buyer == account, trades.c.seller == account))
    return _read(connection, query.limit(limit))


def standing_after(
    connection: Connection, date: int, after_seq: int, limit: int
) -> list[SettledTrade]:
    """A day's trades that were not undone, in order, a page at a time."""
    query = select(trades).where(trades.c.date == date, trades.c.seq > after_seq, STANDING)
    return _read(connection, query.limit(limit))


def standing_trades(connection: Connection, date: int) -> list[Trade]:
    """A day's trades that were not undone, in order: those that its figures are made of."""
    query = select(trades).where(trades.c.date == date, STANDING)
    return [settled.trade for settled in _read(connection, query)]


def orders_of(connection: Connection, settled: Sequence[SettledTrade]) -> dict[int, TradeOrders]:
    """The orders that trades were made of, by their numbers in the stream; of some nothing is
    known.
    """
    numbers = [each.trade.seq for each in settled]
    query = select(trade_orders).where(trade_orders.c.seq.in_(numbers))
    return {row.seq: TradeOrders(*row) for row in connection.execute(query)}


def failures(connection: Connection, date: int) -> list[SettledTrade]:
    """A day's failed trades in order."""
    return _read(
        connection,
        select(trades).where(trades.c.date == date, trades.c.status == TradeStatus.FAILED),
    )


def undelivered(connection: Connection) -> list[Trade]:
    """Trades that no delivery has come to."""
    waiting = select(days.c.date).where(days.c.status < DayStatus.DELIVERED)
    query = select(trades).where(
        trades.c.date.in_(waiting), trades.c.status == TradeStatus.COLLECTED
    )
    return [settled.trade for settled in _read(connection, query)]


def _read(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[SettledTrade]:
    rows = connection.execute(query.order_by(trades.c.seq))
    return [SettledTrade(Trade(*row[:-2]), TradeStatus(row.status), row.reason) for row in rows]


def day_totals(connection: Connection, date: int) -> list[DayTotal]:
    """A day's trades that were not undone, added up by instrument and status."""
    column = trades.c
    trading = func.sum(column.buyer_trading_fee_fen + column.seller_trading_fee_fen)
    settlement = func.sum(column.buyer_settlement_fee_fen + column.seller_settlement_fee_fen)
    sums = (
        func.count(),
        func.sum(column.quantity),
        func.sum(column.amount_fen),
        trading,
        settlement,
    )
    query = select(column.instrument, column.status, *sums).where(column.date == date, STANDING)
    rows = connection.execute(
        query.group_by(column.instrument, column.status).order_by(column.instrument, column.status)
    )
    return [DayTotal(row[0], TradeStatus(row[1]), *map(int, row[2:])) for row in rows]


def deliver(
    connection: Connection, date: int, limit: int, who: str, time_ns: int, memory: Memory
) -> DeliveryStep:
    """Deliver the next `limit` trades of a day; the step after which none is left marks the day
    DELIVERED.
    """
    waiting = to_deliver(connection, date, limit + 1)
    batch, more = waiting[:limit], len(waiting) > limit
    ledger = ledger_of(connection, batch, time_ns, memory)
    failed = _deliver_batch(connection, batch, who, ledger)
    status = DayStatus.CONFIRMED if more else DayStatus.DELIVERED
    fields = {"status": status, "problem": ""}
    connection.execute(
        update(days).where(days.c.date == date, days.c.status <= status).values(fields)
    )
    deadlines.set_aside(connection, failed, who, time_ns)
    if not more:
        deadlines.end_of_pass(connection, date, who, time_ns)
    elif not failed:  # what is done about failures is not done on this ledger
        memory.keep(connection, ledger)
    return DeliveryStep(len(batch) - len(failed), len(failed), more)


def to_deliver(connection: Connection, date: int, limit: int) -> list[Trade]:
    """The next trades of a day that no delivery has come to."""
    rows = query_rows(connection, _COLLECTED, (date, TradeStatus.COLLECTED, limit))
    return list(map(Trade._make, rows))


def _deliver_batch(
    connection: Connection, batch: list[Trade], who: str, ledger: Ledger
) -> list[clearing.Failure]:
    if not batch:
        return []
    failed = clearing.deliver(batch, ledger, who)
    ledger_rows.save(connection, ledger)
    ends = [(TradeStatus.DEFAULTED, item.reason, item.trade.seq) for item in failed]
    mark_delivered(connection, batch, ends)
    return failed


def mark_delivered(
    connection: Connection, batch: Sequence[Trade], ends: Sequence[tuple[TradeStatus, str, int]]
) -> None:
    """Mark trades that follow one another as delivered, but for those that ended otherwise:
    status, reason and number.
    """
    execute_rows(connection, change(trades, ("status", "reason"), ("seq",)), list(ends))
    through = (trades.c.date == batch[0].date, trades.c.seq.between(batch[0].seq, batch[-1].seq))
    waiting = trades.c.status == TradeStatus.COLLECTED
    delivered = update(trades).where(*through, waiting).values(status=TradeStatus.DELIVERED)
    connection.execute(delivered.execution_options(**{FOLLOWS: True}))


def ledger_of(
    connection: Connection, batch: Sequence[Trade], time_ns: int, memory: Memory
) -> Ledger:
    """The balances that a batch of trades needs, and the units that it sells first."""
    accounts = {trade.buyer for trade in batch} | {trade.seller for trade in batch} | {EXCHANGE}
    ledger = memory.ledger(connection, accounts, time_ns, _SETTLING)
    sold = sorted({(trade.seller, trade.instrument) for trade in batch})
    blocks.fetch_ahead(
        connection, ledger.held, ((*holder, int(State.TRADING_AVAILABLE)) for holder in sold)
    )
    return ledger
