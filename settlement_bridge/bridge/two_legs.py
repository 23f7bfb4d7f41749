"""A delivery whose two legs lie in different books, portion after portion: the exchange moves cash,
the registry units, and the same trades fail on both sides.

The exchange leads. For a portion it tries on its own books which trades lack cash, and asks the
registry to deliver the units of the others. The registry does that in one transaction if its own
books agree with what the exchange expects of them, else it does nothing and names the trades that
lack units; the exchange tries again without those. So both come to what one book with both legs
would do, trade by trade in order: each is delivered where it finds units and cash, else it fails.

Once the registry has delivered a portion the exchange must move its cash, and can: it has stored
before that the delivery is under way, and until the day is delivered nothing else may be written in
its books (`Turn.held`). An exchange that was killed asks for the same portion again; the registry
answers with what it did.

Here is what each side does to its tables, in one transaction each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from engine.units import format_date
from settlement_bridge.books import (
    DayStatus,
    Legs,
    Trade,
    TradeStatus,
    clearing,
    ledger_rows,
)
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.bridge import trading_days
from settlement_bridge.defaults import deadlines
from settlement_bridge.errors import BooksDisagree, Refusal
from settlement_bridge.operations.delivery import PORTION_MAX
from settlement_bridge.store.settlement_tables import days, trades

Short = dict[int, int]  # number of a trade in the settlement stream to the account that is short


class Portion(NamedTuple):
    """Trades of a day that follow one another, from `first` to `last` by their numbers in the
    settlement stream, which of them lack cash, and which the exchange expects to lack units.
    """

    date: int
    first: int
    last: int
    cash_short: Mapping[int, int]
    units_short: Collection[int]
    taken_back: Collection[int] = ()  # for objections, after the delivery; not asked for


class Delivered(NamedTuple):
    """What the registry has done about a portion: delivered `through` that number (0: nothing), and
    which failed with the reason; or which trades lack units.
    """

    through: int
    failed: Mapping[int, str]
    short: Mapping[int, int]


# At the registry.


def deliver_units(
    connection: Connection, asked: Portion, who: str, time_ns: int, memory: Memory
) -> Delivered | Refusal:
    """Deliver the units of a portion, or say why not all of it is as the exchange expects."""
    refusal = _cannot_deliver(connection, asked)
    if refusal is not None:
        return refusal
    batch = trading_days.to_deliver(connection, asked.date, PORTION_MAX)
    batch = [trade for trade in batch if trade.seq <= asked.last]
    if not batch or (batch[0].seq, batch[-1].seq) != (asked.first, asked.last):
        return _another_portion(asked)
    ledger = trading_days.ledger_of(connection, batch, time_ns, memory)
    short = _short(_without(batch, asked.cash_short), ledger, who, Legs.UNITS)
    if short.keys() != set(asked.units_short):
        return Delivered(0, {}, short)
    ledger_rows.save(connection, ledger)
    failed = _reasons(asked.cash_short, short)
    more = _end_portion(connection, batch, failed)
    if more:
        memory.keep(connection, ledger)
    return Delivered(batch[-1].seq, failed, {})


def _cannot_deliver(connection: Connection, asked: Portion) -> Refusal | None:
    day = trading_days.day(connection, asked.date)
    if day is not None and day.status >= DayStatus.CONFIRMED:
        return None
    message = "the registry has not confirmed this day's clearing yet"
    return Refusal("day_not_confirmed", "date", format_date(asked.date), None, message, 200)


def _another_portion(asked: Portion) -> Refusal:
    message = "the next trades of this day to be delivered are others"
    return Refusal("portion_differs", "first", asked.first, None, message)


def delivered_before(connection: Connection, asked: Portion) -> Delivered | None:
    """What was done of a portion before, None: nothing."""
    column = trades.c
    query = select(column.seq, column.reason).where(
        column.date == asked.date,
        column.seq.between(asked.first, asked.last),
        column.status.in_((TradeStatus.DELIVERED, TradeStatus.FAILED)),
    )
    found = [(row.seq, row.reason) for row in connection.execute(query.order_by(column.seq))]
    if not found:
        return None
    return Delivered(found[-1][0], {seq: why for seq, why in found if why}, {})


# At the exchange.


def cash_short(
    connection: Connection, batch: Sequence[Trade], without: Collection[int], who: str
) -> Short:
    """Which trades of a portion lack cash when those that lack units are left out; nothing is
    written.
    """
    ledger = trading_days.ledger_of(connection, batch, 0, Memory())
    return _short(_without(batch, without), ledger, who, Legs.CASH)


def deliver_cash(
    connection: Connection, batch: Sequence[Trade], done: Delivered, who: str, time_ns: int
) -> bool:
    """Move the cash of those trades of a portion whose units the registry has delivered; whether
    more of the day are left.

    Raises BooksDisagree where an account has less cash than was found before.
    """
    reached = [trade for trade in batch if trade.seq <= done.through]
    ledger = trading_days.ledger_of(connection, reached, time_ns, Memory())
    short = _short(_without(reached, done.failed), ledger, who, Legs.CASH)
    if short:
        seq, account = next(iter(short.items()))
        raise BooksDisagree(
            f"units of settlement message {seq} are delivered, and account {account} lacks cash"
        )
    ledger_rows.save(connection, ledger)
    more = _end_portion(connection, reached, done.failed)
    if not more:
        date = reached[0].date
        _charge_failed(connection, date, who, time_ns)
        deadlines.end_of_pass(connection, date, who, time_ns)
    return more


def ended(connection: Connection, date: int, after: int) -> Portion | None:
    """The next trades of a delivered day with those that failed, to be confirmed by the registry;
    None at the end.
    """
    found = trading_days.standing_after(connection, date, after, PORTION_MAX)
    if not found:
        return None
    failed = {row.trade.seq: row.reason for row in found if row.status == TradeStatus.FAILED}
    named = {seq: clearing.named_in(why) for seq, why in failed.items()}
    cash = {seq: each.account for seq, each in named.items() if each and each.of_cash}
    units = [seq for seq, each in named.items() if each and not each.of_cash]
    others = [seq for seq, each in named.items() if each is None]
    return Portion(date, found[0].trade.seq, found[-1].trade.seq, cash, units, others)


def _charge_failed(connection: Connection, date: int, who: str, time_ns: int) -> None:
    """The exchange keeps the fees of failed trades: they are charged as far as there is cash."""
    failed = [settled.trade for settled in trading_days.failures(connection, date)]
    if not failed:
        return
    ledger = trading_days.ledger_of(connection, failed, time_ns, Memory())
    for trade in failed:
        for fee in clearing.fees(trade, who):
            ledger.move((fee,))
    ledger_rows.save(connection, ledger)


def end_empty_day(connection: Connection, date: int, who: str, time_ns: int) -> None:
    """A day without trades is delivered."""
    trading_days.mark(connection, date, DayStatus.DELIVERED)
    deadlines.end_of_pass(connection, date, who, time_ns)


# On both sides.


def _without(batch: Sequence[Trade], left_out: Collection[int]) -> list[Trade]:
    return [trade for trade in batch if trade.seq not in left_out]


def _short(batch: Sequence[Trade], ledger: Ledger, who: str, which: Legs) -> Short:
    """Deliver what can be delivered on the ledger: which trades failed, and who was short."""
    failures = clearing.deliver(batch, ledger, who, which)
    return {failure.trade.seq: failure.source.account for failure in failures}


def _reasons(cash: Mapping[int, int], units: Mapping[int, int]) -> dict[int, str]:
    said = {seq: clearing.reason(False, account) for seq, account in units.items()}
    return said | {seq: clearing.reason(True, account) for seq, account in cash.items()}


def _end_portion(connection: Connection, batch: Sequence[Trade], failed: Mapping[int, str]) -> bool:
    """Mark the trades of a portion and how far the day is; whether more of it are left."""
    ends = [(TradeStatus.FAILED, why, seq) for seq, why in failed.items()]
    trading_days.mark_delivered(connection, batch, ends)
    date = batch[0].date
    more = bool(trading_days.to_deliver(connection, date, 1))
    status = DayStatus.CONFIRMED if more else DayStatus.DELIVERED
    values = {"status": status, "problem": "", "failed": days.c.failed + len(failed)}
    connection.execute(update(days).where(days.c.date == date).values(values))
    return more
