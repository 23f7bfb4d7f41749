"""The check that defaults agree with trades and with the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from settlement_bridge.defaults import cases_sql
from settlement_bridge.defaults.cases import ActKind
from settlement_bridge.defaults.cases_sql import Wanted
from settlement_bridge.records import CASH, Break, EntryKind, TradeStatus
from settlement_bridge.store.tables.defaults import default_acts
from settlement_bridge.store.tables.registry import journal, trades

_BOOKED = {ActKind.COVERED: EntryKind.RESERVE_COVER, ActKind.REPAID: EntryKind.RECOURSE}


def breaks(connection: Connection) -> Iterator[Break]:
    """Trades set aside without an open default and the reverse; claims that the journal does not
    explain. O(defaults).
    """
    yield from _unlike_trades(connection)
    yield from _unlike_claims(connection)


def _unlike_trades(connection: Connection) -> Iterator[Break]:
    opened = {
        found.trade.seq: found for found in cases_sql.cases(connection, Wanted(open_only=True))
    }
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
    told = Counter(
        {
            (number, int(acts[kind])): total
            for (number, kind), total in _sums(connection, booked).items()
        }
    )
    for number, kind in sorted(
        key for key in noted.keys() | told.keys() if noted[key] != told[key]
    ):
        message = (
            f"default {number}: {ActKind(kind).name.lower()} {noted[number, kind]} fen, the journal"
            f" says {told[number, kind]}"
        )
        yield Break("claim_differs", None, CASH, told[number, kind], None, message)


def _sums(connection: Connection, query: object) -> dict[tuple[int, int], int]:
    rows = connection.execute(query)  # type: ignore[call-overload]
    return {(int(number), int(kind)): int(total) for number, kind, total in rows}
