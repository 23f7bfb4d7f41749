"""What was registered: credits by their codes, and the public record of those cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from settlement_bridge.books import Series, Span
from settlement_bridge.books.credit_words import CancellationKind, Cancelled
from settlement_bridge.books.serials import Serial, write
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import cancellations, periods, projects
from settlement_bridge.store.registry_tables import issues


class Credit(NamedTuple):
    """What credits of one code are: of which project and production year."""

    instrument: str
    project: int
    code: str
    name: str
    methodology: str
    year: int


class Units(NamedTuple):
    """Credits with consecutive codes, of one issue (verification) of their project, and the day on
    which that was registered.
    """

    first: str
    last: str
    quantity: int
    issue: int
    registered: int


class Record(NamedTuple):
    """A cancellation under its number in the public record."""

    number: int
    cancelled: Cancelled


def credit_of(connection: Connection, instrument: str) -> Credit | None:
    """What the credits of a code are; None where none were issued."""
    query = select(issues.c.year).where(issues.c.instrument == instrument).limit(1)
    year = connection.scalar(query)
    found = select(projects).where(projects.c.code == instrument.rpartition("-")[0])
    row = connection.execute(found).one_or_none() if year is not None else None
    if row is None or year is None:
        return None
    return Credit(instrument, row.number, row.code, row.name, row.methodology, year)


def units_of(connection: Connection, credit: Credit, spans: Iterable[Span]) -> list[Units]:
    """Spans of a credit's units as the registry names them."""
    query = select(issues).where(issues.c.instrument == credit.instrument)
    series = {row.issue: Series(row.year, row.province) for row in connection.execute(query)}
    days = _registration_days(connection, credit.project)
    return [_units(credit, series[span.issue], days, span) for span in spans]


def _units(credit: Credit, series: Series, days: dict[int, int], span: Span) -> Units:
    first, last = (write(Serial(credit.instrument, series, end)) for end in span[:2])
    number = series.province  # of the issue: credits carry it in the place of a province
    return Units(first, last, span.last - span.first + 1, number, days[number])


def _registration_days(connection: Connection, project: int) -> dict[int, int]:
    query = select(periods.c.issue, periods.c.decided).where(periods.c.project == project)
    rows = connection.execute(query.where(periods.c.issue > 0))
    return {row.issue: row.decided for row in rows}


def note_cancellation(connection: Connection, cancelled: Cancelled, who: str, time_ns: int) -> int:
    """Write a cancellation into the public record: its number."""
    number = next_number(connection, cancellations.c.number)
    event, account, instrument, quantity, kind, beneficiary, purpose, year, date = cancelled
    what = (event, account, instrument, quantity, kind, beneficiary, purpose, year, date)
    connection.execute(insert(cancellations).values((number, *what, time_ns, who)))
    return number


def cancellation(connection: Connection, number: int) -> Record | None:
    """One cancellation, or None."""
    query = select(cancellations).where(cancellations.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else _record(row)


def cancellations_after(
    connection: Connection, account: int | None, number: int, limit: int
) -> list[Record]:
    """Cancellations of an account, or of all, with numbers above one, in order."""
    query = select(cancellations).where(cancellations.c.number > number)
    if account is not None:
        query = query.where(cancellations.c.account == account)
    rows = connection.execute(query.order_by(cancellations.c.number).limit(limit))
    return [_record(row) for row in rows]


def _record(row: Row[*tuple[Any, ...]]) -> Record:
    number, event, account, instrument, quantity, kind, *said, _time_ns, _who = row
    kept = Cancelled(event, account, instrument, quantity, CancellationKind(kind), *said)
    return Record(number, kept)
