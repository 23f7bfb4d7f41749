"""What must hold between the books and the record of credits: issues are what was verified, the
public record of cancellations is what the journal ended, holds for offsets are what is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, select, union_all

from settlement_bridge.books import Break, EntryKind, State
from settlement_bridge.books.credit_words import HoldStatus, Stage
from settlement_bridge.store.credit_tables import (
    cancellations,
    offset_holds,
    period_years,
    periods,
)
from settlement_bridge.store.registry_tables import holdings, journal

ENDING = (
    EntryKind.CREDIT_CANCELLATION,
    EntryKind.CREDIT_OFFSET,
    EntryKind.FORCED_CANCELLATION,
)


def breaks(connection: Connection) -> Iterator[Break]:
    """Every event and hold of credits that contradicts its record. O(credits events)."""
    verified = select(periods.c.event, period_years.c.verified)
    verified = verified.join(period_years, period_years.c.period == periods.c.number)
    verified = verified.where(periods.c.state == Stage.REGISTERED)
    issued = _entries(EntryKind.CREDIT_ISSUE)
    for event, difference in _differences(connection, verified, issued):
        message = f"event {event} issued {-difference} t more than was verified"
        yield Break("credits_differ", None, "", None, None, message)
    recorded = select(cancellations.c.event, cancellations.c.quantity)
    for event, difference in _differences(connection, recorded, _entries(*ENDING)):
        message = f"event {event} ended {-difference} t more than the public record says"
        yield Break("credits_differ", None, "", None, None, message)
    yield from _unheld(connection)


def _entries(*kinds: EntryKind) -> Select[Any]:
    """Events of some kinds with what they moved, below 0."""
    return select(journal.c.event, -journal.c.quantity).where(journal.c.kind.in_(kinds))


def _differences(
    connection: Connection, record: Select[Any], entries: Select[Any]
) -> Iterator[tuple[int, int]]:
    both = union_all(record, entries).subquery()
    event, quantity = both.c
    total = func.sum(quantity)
    query = select(event, total).group_by(event).having(total != 0).order_by(event)
    for number, difference in connection.execute(query):
        yield number, int(difference)


def _unheld(connection: Connection) -> Iterator[Break]:
    columns = offset_holds.c
    wanted = select(columns.account, columns.instrument, columns.quantity)
    wanted = wanted.where(columns.status == HoldStatus.FROZEN)
    frozen = select(holdings.c.account, holdings.c.instrument, -holdings.c.quantity)
    frozen = frozen.where(holdings.c.state == State.OFFSET_FROZEN)
    both = union_all(wanted, frozen).subquery()
    account, instrument, quantity = both.c
    total = func.sum(quantity)
    query = select(account, instrument, total).group_by(account, instrument).having(total != 0)
    for owner, code, difference in connection.execute(query):
        message = f"{-int(difference)} t are frozen for an offset beyond what was asked for"
        yield Break("credits_differ", owner, code, None, None, message)
