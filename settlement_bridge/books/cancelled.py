"""Units that are cancelled for ever (注销), whosever they were: how many, and in order their serial
numbers.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from settlement_bridge.books import Series, State
from settlement_bridge.books.serials import Serial, write
from settlement_bridge.store.registry_tables import blocks, holdings, issues


class Cancelled(NamedTuple):
    """Cancelled units of one issue whose serial numbers follow one another."""

    instrument: str
    first: int
    last: int
    series: Series

    @property
    def quantity(self) -> int:
        """Tonnes."""
        return self.last - self.first + 1

    @property
    def serials(self) -> tuple[str, str]:
        """The first and the last serial number as they are printed."""
        first, last = (
            write(Serial(self.instrument, self.series, number))
            for number in (self.first, self.last)
        )
        return first, last


def totals(connection: Connection) -> dict[str, int]:
    """Tonnes by instrument, in order of their codes. O(holdings)."""
    held = holdings.c
    query = select(held.instrument, func.sum(held.quantity)).where(held.state == State.CANCELLED)
    rows = connection.execute(query.group_by(held.instrument).order_by(held.instrument))
    return {instrument: int(quantity) for instrument, quantity in rows if quantity}


def some(
    connection: Connection, instrument: str | None, after: tuple[str, int], limit: int
) -> list[Cancelled]:
    """Cancelled units of one instrument or of all after a place, in order of instrument and
    number. Holdings lead to them, so that the blocks of others are not looked at.
    """
    code, first = after
    same = [blocks.c[name] == holdings.c[name] for name in ("account", "instrument", "state")]
    query = (
        select(blocks.c.instrument, blocks.c.first, blocks.c.last, issues.c.year, issues.c.province)
        .join(holdings, and_(*same))
        .join(issues, issues.c.issue == blocks.c.issue)
        .where(holdings.c.state == State.CANCELLED)
        .where(
            (blocks.c.instrument > code)
            | ((blocks.c.instrument == code) & (blocks.c.first > first))
        )
        .order_by(blocks.c.instrument, blocks.c.first)
        .limit(limit)
    )
    if instrument is not None:
        query = query.where(blocks.c.instrument == instrument)
    return [
        Cancelled(row.instrument, row.first, row.last, Series(row.year, row.province))
        for row in connection.execute(query)
    ]
