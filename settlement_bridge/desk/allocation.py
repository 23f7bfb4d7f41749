"""Initial allocation (初始分配) from a file: all of it as one event, or nothing.

CSV in UTF-8 with the header `account,instrument,year,province,quantity`, a row for each issue, and at the end the totals line
`total,ROWS,,,QUANTITY` that must be right. Year and province are those of the serial numbers, quantities whole tonnes.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from engine.units import TEXT_MAX, UNITS_MAX
from settlement_bridge.books import events_sql
from settlement_bridge.books.serials import PROVINCE_MAX, YEARS
from settlement_bridge.errors import Refusal
from settlement_bridge.records import OUTSIDE, EntryKind, Key, Movement, Series, SignOff, State
from settlement_bridge.schema import files

KIND = "allocation"
HEADER = ["account", "instrument", "year", "province", "quantity"]
TOTAL = "total"
ROWS_MAX = 100_000
_NUMBER_DIGITS = len(str(UNITS_MAX))


class Issuance(NamedTuple):
    """One row: so many units of an instrument for an account."""

    account: int
    instrument: str
    series: Series
    quantity: int


class Malformed(Exception):
    """A file that is not as it should be; carries the refusal."""

    def __init__(self, line: int, value: object, allowed: object, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal("file_malformed", f"line {line}", value, allowed, message)


def read(text: str) -> list[Issuance] | Refusal:
    """The rows of an allocation file, or what is wrong in which line. O(characters)."""
    try:
        return _read(list(csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)))
    except Malformed as malformed:
        return malformed.refusal
    except csv.Error as error:
        return Refusal("file_malformed", None, None, ",".join(HEADER), f"not a CSV file: {error}")


def _read(lines: Sequence[list[str]]) -> list[Issuance]:
    if not lines or lines[0] != HEADER:
        raise Malformed(1, ",".join(lines[0])[:100] if lines else None, ",".join(HEADER), "the header is another one")
    if len(lines) > ROWS_MAX + 2:
        raise Malformed(len(lines), len(lines), ROWS_MAX, f"more than {ROWS_MAX} rows")
    if len(lines) < 3 or lines[-1][0] != TOTAL:
        raise Malformed(
            len(lines), None, f"{TOTAL},ROWS,,,QUANTITY", "the last line is not the totals line; is this the whole file?"
        )
    rows = [_row(number, cells) for number, cells in enumerate(lines[1:-1], 2)]
    totals = [TOTAL, str(len(rows)), "", "", str(sum(row.quantity for row in rows))]
    if lines[-1] != totals:
        raise Malformed(len(lines), ",".join(lines[-1])[:100], ",".join(totals), "the totals line is not what the rows add up to")
    _refuse_twins(rows)
    return rows


def _row(line: int, cells: list[str]) -> Issuance:
    if len(cells) != len(HEADER):
        raise Malformed(line, ",".join(cells)[:100], ",".join(HEADER), f"{len(cells)} columns")
    account, instrument, year, province, quantity = cells
    if not 1 <= len(instrument) <= TEXT_MAX or not instrument.isascii() or not instrument.isprintable():
        raise Malformed(line, instrument[:100], f"1 to {TEXT_MAX} ASCII characters", "not an instrument's code")
    series = Series(
        _whole(line, "year", year, YEARS.start, YEARS.stop - 1),
        _whole(line, "province", province, 0, PROVINCE_MAX),
    )
    return Issuance(
        _whole(line, "account", account, 1, 2**31 - 1),
        instrument,
        series,
        _whole(line, "quantity", quantity, 1, UNITS_MAX),
    )


def _whole(line: int, column: str, text: str, least: int, most: int) -> int:
    good = text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS and least <= int(text) <= most
    if not good:
        raise Malformed(line, text[:100], [least, most], f"{column} is not a whole number in this range")
    return int(text)


def _refuse_twins(rows: Sequence[Issuance]) -> None:
    seen: dict[tuple[int, str, Series], int] = {}
    for line, row in enumerate(rows, 2):
        first = seen.setdefault((row.account, row.instrument, row.series), line)
        if first != line:
            raise Malformed(line, row.account, None, f"the same account, instrument, year and province as line {first}")


def take_in(connection: Connection, text: str, reference: str, sign_off: SignOff, date: int, time_ns: int) -> int | Refusal:
    """Issue all that a file says, as one event: its number, or why nothing was done. The same file or reference never twice."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    rows = read(text)
    refusal = _taken_before(connection, digest, reference) or (rows if isinstance(rows, Refusal) else None)
    if refusal is not None or isinstance(rows, Refusal):
        return refusal or Refusal("file_malformed")
    event = events_sql.post(connection, list(_movements(rows, date)), sign_off._replace(document=reference), time_ns)
    if isinstance(event, Refusal):
        return event
    total = sum(row.quantity for row in rows)
    values = (digest, KIND, reference, event, time_ns, sign_off.who, len(rows), total)
    connection.execute(insert(files).values(values))
    return event


def _movements(rows: Sequence[Issuance], date: int) -> Iterator[Movement]:
    for row in rows:
        source = Key(OUTSIDE, row.instrument, State.ISSUED)
        target = Key(row.account, row.instrument, State.REGISTRY_AVAILABLE)
        yield Movement(EntryKind.ISSUE, source, target, row.quantity, date, series=row.series)


def _taken_before(connection: Connection, digest: str, reference: str) -> Refusal | None:
    row = connection.execute(select(files).where(files.c.digest == digest)).one_or_none()
    if row is not None:
        message = f"this very file was taken in before, as {row.kind} {row.reference!r}, event {row.event}"
        return Refusal("file_taken_before", "digest", digest, None, message)
    event = connection.scalar(select(files.c.event).where(files.c.kind == KIND, files.c.reference == reference))
    if event is None:
        return None
    message = f"another file with this reference was taken in before, event {event}"
    return Refusal("reference_taken_before", "reference", reference, "one not in use", message)
