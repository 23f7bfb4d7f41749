"""Corrections of bulletins that the exchange published later (更正), beside the rows that they
correct, with the file and line that they are from.

A figure is None where the correction leaves it as it was. `corrections` says which figures count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    insert,
    select,
)

from marketdata.day_rows import ALLOWANCES, PRICES, PRINTED_SUMS

_metadata = MetaData()
_errata = Table(
    "errata",
    _metadata,
    Column("market", String(16), primary_key=True),
    Column("date", String(10), primary_key=True),
    Column("instrument", String(24), primary_key=True),
    Column("published", String(10), primary_key=True),  # the day of the correction
    *(Column(name, BigInteger) for name in PRICES),
    Column("change_pct", String(16)),
    *(Column(name, BigInteger) for name in PRINTED_SUMS),
    Column("sha256", String(64), nullable=False),
    Column("line", BigInteger, nullable=False),
)

Row = dict[str, Any]


def make_table(engine: Engine) -> None:
    """Make the table where it is not there yet."""
    _metadata.create_all(engine)


def keep_errata(connection: Connection, errata: Sequence[Row]) -> None:
    """Add corrections within a transaction."""
    connection.execute(insert(_errata), list(errata))


def errata_of(connection: Connection, first: str, last: str, market: str = ALLOWANCES) -> list[Row]:
    """Corrections of rows from `first` to `last`, in order of row and publication."""
    rows = select(_errata).where(
        _errata.c.market == market, _errata.c.date >= first, _errata.c.date <= last
    )
    ordered = rows.order_by(_errata.c.date, _errata.c.instrument, _errata.c.published)
    return [dict(row) for row in connection.execute(ordered).mappings()]
