"""Daily bulletins kept for analysts: SQLite through SQLAlchemy, one row an instrument and day, the
bars of each minute, and each bulletin as published.

Everything here but what was imported (`published.imported`) can be derived again from the event
stream: recording a day twice changes nothing. The composite is among the rows as COMCEA, its
volumes being the venue's totals. Prices are ticks of 0.01 CNY, volumes tonnes, amounts fen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, OperationalError

from marketdata.corrections import key_of
from marketdata.day_bars import FIELDS as BAR_FIELDS
from marketdata.day_rows import COMPOSITE_CODE, CREDITS, FIGURES, PRICES
from marketdata.errata import errata_of, make_table
from marketdata.errors import HistoryFailed, HistoryUnreadable

HISTORY_NAME = "history.sqlite3"
ROWS_MAX = 1000  # of one answer; it says from which day on to ask for more
_metadata = MetaData()
_days = Table(
    "days",
    _metadata,
    Column("date", String(10), primary_key=True),
    Column("instrument", String(24), primary_key=True),
    Column("first_day", Boolean, nullable=False),
    *(Column(name, BigInteger) for name in PRICES),
    Column("change_pct", String(16)),
    *(Column(name, BigInteger, nullable=False) for name in FIGURES),
)
_bars = Table(
    "minute_bars",
    _metadata,
    Column("instrument", String(24), primary_key=True),
    Column("date", String(10), primary_key=True),
    Column("minute", BigInteger, primary_key=True),  # of the day in Shanghai
    *(Column(name, BigInteger, nullable=False) for name in BAR_FIELDS),
)
_bulletins = Table(
    "bulletins",
    _metadata,
    Column("date", String(10), primary_key=True),
    Column("content", String, nullable=False),  # JSON, as published
)


def bulletin_rows(bulletin: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The daily rows of a bulletin: the composite first, where the market has one, then each
    instrument.
    """
    rows: list[Mapping[str, Any]] = list(bulletin["instruments"])
    if bulletin.get("market") == CREDITS:
        return [{"date": bulletin["date"], **row} for row in rows]
    sums = {name: sum(row[name] for row in rows) for name in FIGURES}
    for name in ("year", "cumulative"):
        total = bulletin["totals"][name]
        sums |= {f"{name}_volume": total["volume"], f"{name}_amount_fen": total["amount_fen"]}
    composite = {"instrument": COMPOSITE_CODE, "first_day": False} | bulletin["composite"] | sums
    return [{"date": bulletin["date"]} | row for row in (composite, *rows)]


class History:
    """The database of daily rows; any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises HistoryFailed when it is something else."""
        self.folder = path.parent
        self.folder.mkdir(parents=True, exist_ok=True)
        self.engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
        event.listen(self.engine, "connect", _use_write_ahead_log)
        try:
            _metadata.create_all(self.engine)
            make_table(self.engine)
        except DatabaseError as error:
            refused = isinstance(error, OperationalError)  # by the disk
            kind = HistoryFailed if refused else HistoryUnreadable
            raise kind(f"{path} is no database of daily rows: {error.orig}") from error

    def record(
        self, bulletins: Iterable[Mapping[str, Any]], bars: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Keep published bulletins and bars of one minute, in one transaction; a day already there
        is replaced by the same day.

        Raises HistoryFailed when the disk refuses.
        """
        days: list[dict[str, Any]] = []
        published = []
        for bulletin in bulletins:
            days += bulletin_rows(bulletin)
            published.append(
                {"date": bulletin["date"], "content": json.dumps(bulletin, ensure_ascii=False)}
            )
        try:
            with self.engine.begin() as connection:
                if days:
                    connection.execute(insert(_days).prefix_with("OR REPLACE"), days)
                connection.execute(insert(_bulletins).prefix_with("OR REPLACE"), published)
                if bars:
                    connection.execute(insert(_bars).prefix_with("OR REPLACE"), bars)
        except DatabaseError as error:
            raise HistoryFailed(
                f"the daily rows of {published[-1]['date']} cannot be written: {error.orig}"
            ) from error

    def rows(
        self, first: str = "", last: str = "9999", instrument: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Rows from `first` to `last` in order of day, and the day to go on from when there are
        more than 1,000. `corrected_on`: the day of the latest correction, None without one; the
        figures are those that were first published.
        """
        query = (
            select(_days)
            .where(_days.c.date >= first, _days.c.date <= last)
            .order_by(_days.c.date, _days.c.instrument)
        )
        if instrument is not None:
            query = query.where(_days.c.instrument == instrument)
        with self.reading() as connection:
            found = [dict(row) for row in connection.execute(query.limit(ROWS_MAX + 1)).mappings()]
            errata = {
                key_of(each): each["published"] for each in errata_of(connection, first, last)
            }
        for row in found:
            row["corrected_on"] = errata.get(key_of(row))
        if len(found) <= ROWS_MAX:
            return found, None
        more_from = found[-1]["date"]
        return [row for row in found if row["date"] < more_from], more_from

    def days_of(self, instrument: str, first: str, limit: int) -> list[dict[str, Any]]:
        """Daily rows of one instrument from a day on, in order, at most `limit`."""
        query = select(_days).where(_days.c.instrument == instrument, _days.c.date >= first)
        return self._all(query.order_by(_days.c.date).limit(limit))

    def minute_bars(
        self, instrument: str, first: str, last: str, days: int
    ) -> list[dict[str, Any]]:
        """Bars of one minute of the first `days` days that have any, in order."""
        mine = (_bars.c.instrument == instrument, _bars.c.date >= first, _bars.c.date <= last)
        dates = select(_bars.c.date).where(*mine).distinct().order_by(_bars.c.date).limit(days)
        query = select(_bars).where(_bars.c.instrument == instrument, _bars.c.date.in_(dates))
        return self._all(query.order_by(_bars.c.date, _bars.c.minute))

    def _all(self, query: Select[Any]) -> list[dict[str, Any]]:
        with self.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def bulletin(self, date: str | None = None) -> dict[str, Any] | None:
        """A day's bulletin as published (None: the latest), or None when there is none."""
        query = select(_bulletins.c.content).order_by(_bulletins.c.date.desc()).limit(1)
        if date is not None:
            query = query.where(_bulletins.c.date == date)
        with self.reading() as connection:
            content = connection.execute(query).scalar()
        return None if content is None else json.loads(content)

    def corrected_on(self, date: str) -> str | None:
        """The day of the latest correction of any of a day's rows."""
        with self.reading() as connection:
            found = errata_of(connection, date, date)
        return max((each["published"] for each in found), default=None)

    def days(self) -> int:
        """How many days have a bulletin here."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).select_from(_bulletins)).scalar_one()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises HistoryFailed when the file cannot be read."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            place = self.engine.url.database
            raise HistoryFailed(f"{place} cannot be read: {error.orig}") from error

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()


def _use_write_ahead_log(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}").close()
