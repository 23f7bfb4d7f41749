"""Differences between registry and exchange that have a name, each with why one side has more, and
by how much.

And the check that defaults agree with trades and with the books.

The exchange counts every trade as made until the registry reports it failed, and learns of no order
of a court. So a trade in default, one that has failed and is not reported yet, units taken out of
trading by order, and what the reserve paid for a buyer are on one side only, until they end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    Break,
    DayStatus,
    EntryKind,
    Legs,
    State,
    Trade,
    TradeStatus,
    clearing,
)
from settlement_bridge.books.event_table import MOVE_FROZEN
from settlement_bridge.defaults import ActKind, cases
from settlement_bridge.defaults.cases import Wanted
from settlement_bridge.store.registry_tables import journal
from settlement_bridge.store.settlement_tables import days, default_acts, defaults, trades

_BOOKED = {ActKind.COVERED: EntryKind.RESERVE_COVER, ActKind.REPAID: EntryKind.RECOURSE}


class Known(NamedTuple):
    """A figure of which the registry has `difference` more than the exchange, and why; `default` 0:
    none.
    """

    what: str  # default_open, failure_not_reported, taken_by_order, recourse, fees_in_reserve
    account: int
    instrument: str
    difference: int
    default: int
    message: str


def explained(connection: Connection, legs: Legs = Legs.BOTH) -> list[Known]:
    """All that is known to differ in the books with these legs, in order of account and
    instrument.

    O(orders of courts and defaults).
    """
    found = [
        *_open_defaults(connection),
        *_not_reported(connection),
        *_taken_by_order(connection),
        *_recourse(connection),
        *_fees(connection),
    ]
    if legs is not Legs.BOTH:
        found = [item for item in found if (item.instrument == CASH) == (legs is Legs.CASH)]
    return sorted(found, key=lambda item: (item.account, item.instrument, item.what, item.default))


def _open_defaults(connection: Connection) -> Iterator[Known]:
    for found in cases.listed(connection, Wanted(open_only=True)):
        trade, owed = found.trade, clearing.obligation(found.trade)
        message = f"trade {trade.trade} of {trade.method} is in default by account {found.account}"
        sides = (
            (trade.buyer, CASH, owed.buyer_pays_fen),
            (trade.seller, CASH, -owed.seller_receives_fen),
            (EXCHANGE, CASH, owed.seller_receives_fen - owed.buyer_pays_fen),
            (trade.buyer, trade.instrument, -trade.quantity),
            (trade.seller, trade.instrument, trade.quantity),
        )
        for account, instrument, difference in sides:
            if difference:
                yield Known("default_open", account, instrument, difference, found.number, message)


def _not_reported(connection: Connection) -> Iterator[Known]:
    """Failed trades of days that the exchange has not taken as settled: it still counts them, the
    registry does not.
    """
    waiting = select(days.c.date).where(days.c.status < DayStatus.DONE)
    columns = [trades.c[name] for name in Trade._fields]
    query = select(*columns, defaults.c.number).select_from(
        trades.outerjoin(defaults, defaults.c.seq == trades.c.seq)
    )
    query = query.where(trades.c.date.in_(waiting), trades.c.status == TradeStatus.FAILED)
    for *terms, default in connection.execute(query):
        trade = Trade(*terms)
        message = (
            f"trade {trade.trade} of {trade.method} has failed; the exchange learns of it at the"
            " end of its day"
        )
        for account, instrument, difference in (
            (trade.buyer, CASH, trade.amount_fen),
            (trade.seller, CASH, -trade.amount_fen),
            (trade.buyer, trade.instrument, -trade.quantity),
            (trade.seller, trade.instrument, trade.quantity),
        ):
            yield Known(
                "failure_not_reported", account, instrument, difference, default or 0, message
            )


def _taken_by_order(connection: Connection) -> Iterator[Known]:
    """Units that left trading by order of a court, or by inheritance, and have not come back the
    same way.
    """
    total: dict[tuple[int, str], int] = {}
    for account, instrument, quantity in connection.execute(
        _ordered("from").union_all(_ordered("to"))
    ):
        total[account, instrument] = total.get((account, instrument), 0) + int(quantity)
    for (account, instrument), difference in total.items():
        if difference:
            message = (
                f"{-difference} t were taken out of trading by order; the exchange counts them as"
                " tradable"
            )
            yield Known("taken_by_order", account, instrument, difference, 0, message)


def _ordered(end: str) -> Select[*tuple[Any, ...]]:
    account, state = journal.c[f"{end}_account"], journal.c[f"{end}_state"]
    moved = func.sum(journal.c.quantity if end == "to" else -journal.c.quantity)
    query = select(account, journal.c.instrument, moved).where(state == State.TRADING_AVAILABLE)
    query = query.where(journal.c.kind.in_(sorted(MOVE_FROZEN)))
    return query.group_by(account, journal.c.instrument)


def _recourse(connection: Connection) -> Iterator[Known]:
    """What the reserve paid for a buyer: at the exchange he has paid it himself."""
    covered = select(default_acts.c.of_default).where(default_acts.c.kind == ActKind.COVERED)
    for number in connection.scalars(covered.order_by(default_acts.c.of_default)):
        found = cases.one_case(connection, number)
        if found is not None and found.owed_fen:
            message = f"the reserve paid this for account {found.account}, and it has not come back"
            yield Known("recourse", found.account, CASH, found.owed_fen, number, message)


def _fees(connection: Connection) -> Iterator[Known]:
    put_aside = connection.scalar(
        select(func.sum(journal.c.quantity)).where(journal.c.kind == EntryKind.RESERVE_FEES)
    )
    if put_aside:
        message = "fee income put into the settlement reserve"
        yield Known("fees_in_reserve", EXCHANGE, CASH, -int(put_aside), 0, message)


def breaks(connection: Connection) -> Iterator[Break]:
    """Trades set aside without an open default and the reverse; claims that the journal does not
    explain. O(defaults).
    """
    yield from _unlike_trades(connection)
    yield from _unlike_claims(connection)


def _unlike_trades(connection: Connection) -> Iterator[Break]:
    opened = {found.trade.seq: found for found in cases.listed(connection, Wanted(open_only=True))}
    marked = set(
        connection.scalars(select(trades.c.seq).where(trades.c.status == TradeStatus.DEFAULTED))
    )
    for seq in sorted(marked - opened.keys()):
        yield Break(
            "default_missing",
            None,
            CASH,
            None,
            None,
            f"settlement message {seq} is set aside without a default",
        )
    for seq in sorted(opened.keys() - marked):
        found = opened[seq]
        message = f"default {found.number} is open and its trade is not set aside"
        yield Break("default_differs", found.account, found.instrument, None, None, message)


def _unlike_claims(connection: Connection) -> Iterator[Break]:
    noted = Counter(
        _sums(
            connection,
            select(
                default_acts.c.of_default, default_acts.c.kind, func.sum(default_acts.c.amount_fen)
            )
            .where(default_acts.c.kind.in_(list(_BOOKED)))
            .group_by(default_acts.c.of_default, default_acts.c.kind),
        )
    )
    acts = {int(kind): act for act, kind in _BOOKED.items()}
    booked = select(journal.c.reference, journal.c.kind, func.sum(journal.c.quantity))
    booked = booked.where(journal.c.kind.in_(list(acts))).group_by(
        journal.c.reference, journal.c.kind
    )
    in_journal = Counter(
        {
            (number, int(acts[kind])): total
            for (number, kind), total in _sums(connection, booked).items()
        }
    )
    for number, kind in sorted(
        key for key in noted.keys() | in_journal.keys() if noted[key] != in_journal[key]
    ):
        message = (
            f"default {number}: {ActKind(kind).name.lower()} {noted[number, kind]} fen, the journal"
            f" says {in_journal[number, kind]}"
        )
        yield Break("claim_differs", None, CASH, in_journal[number, kind], None, message)


def _sums(connection: Connection, query: object) -> dict[tuple[int, int], int]:
    rows = connection.execute(query)  # type: ignore[call-overload]
    return {(int(number), int(kind)): int(total) for number, kind, total in rows}
