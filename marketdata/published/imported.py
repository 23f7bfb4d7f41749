"""Imported daily rows in the database of daily rows, each with the file and line that it is from.

They lie beside the venue's own rows and never take the place of one. Prices are ticks of 0.01 CNY,
volumes tonnes, amounts fen; None is what the source did not print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select
from sqlalchemy.exc import DatabaseError

from marketdata.day_rows import ALLOWANCES, PRICES, PRINTED_SUMS
from marketdata.errata import errata_of, keep_errata
from marketdata.errors import HistoryFailed
from marketdata.history import History

_metadata = MetaData()
_rows = Table(
    "imported_days",
    _metadata,
    Column("market", String(16), primary_key=True),
    Column("date", String(10), primary_key=True),
    Column("instrument", String(24), primary_key=True),
    *(Column(name, BigInteger) for name in PRICES),
    Column("change_pct", String(16)),
    *(Column(name, BigInteger) for name in PRINTED_SUMS),
    Column("sha256", String(64), nullable=False),
    Column("line", BigInteger, nullable=False),
)
_files = Table(
    "imports",
    _metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", String, nullable=False),
    Column("imported_ns", BigInteger, nullable=False),  # since 1970
    Column("rows", BigInteger, nullable=False),
)

Row = dict[str, Any]


class ImportedDays:
    """What has been imported into a history."""

    def __init__(self, history: History) -> None:
        """Raises HistoryFailed when the tables cannot be made."""
        self._engine, self._reading = history.engine, history.reading
        try:
            _metadata.create_all(self._engine)
        except DatabaseError as error:
            raise HistoryFailed(f"imported rows cannot be kept: {error.orig}") from error

    def add(self, rows: Sequence[Row], file: Row) -> None:
        """Keep rows of a file, all or none. `file`: sha256, name, imported_ns.

        Raises HistoryFailed when the disk refuses, or when a row came in meanwhile.
        """
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_files), {**file, "rows": len(rows)})
                connection.execute(insert(_rows), list(rows))
        except DatabaseError as error:
            raise HistoryFailed(f"nothing was imported: {error.orig}") from error

    def correct(self, errata: Sequence[Row], file: Row) -> None:
        """Keep corrections of a file beside the rows that they correct, all or none.

        Raises HistoryFailed when the disk refuses, or when one came in meanwhile.
        """
        try:
            with self._engine.begin() as connection:
                known = insert(_files).prefix_with("OR IGNORE")
                connection.execute(known, {**file, "rows": len(errata)})
                keep_errata(connection, errata)
        except DatabaseError as error:
            raise HistoryFailed(f"nothing was corrected: {error.orig}") from error

    def errata(self, first: str = "", last: str = "9999", market: str = ALLOWANCES) -> list[Row]:
        """Corrections of rows from `first` to `last`, in order of row and publication."""
        with self._reading() as connection:
            return errata_of(connection, first, last, market)

    def rows(self, first: str = "", last: str = "9999", market: str = ALLOWANCES) -> list[Row]:
        """Rows from `first` to `last` in order of day and instrument."""
        query = (
            select(_rows)
            .where(_rows.c.market == market, _rows.c.date >= first, _rows.c.date <= last)
            .order_by(_rows.c.date, _rows.c.instrument)
        )
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def files(self) -> list[Row]:
        """The files that rows are from, in order of import: sha256, name, imported_ns, rows."""
        query = select(_files).order_by(_files.c.imported_ns, _files.c.sha256)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def own_rows(history: History, first: str, last: str) -> Iterator[Row]:
    """All rows that the venue itself made, from a day to a day, in order."""
    more: str | None = first
    while more is not None:
        rows, more = history.rows(more, last)
        yield from rows
