"""The law in tables: rows that the registry's operator sets, beside those of the data files.

A row is only ever added. What an earlier build kept apart (terms of a year, vintages, rounds of
carry-over) is read as rows that were set before all others.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines, csv_text, original
from settlement_bridge.errors import Refusal
from settlement_bridge.law import (
    TOPICS,
    BadCell,
    Deadline,
    Mark,
    OffsetShare,
    Round,
    RoundBase,
    Sanction,
    Topic,
    VintageRule,
    cells_of,
    published,
    row_of,
)
from settlement_bridge.law.in_force import PUBLISHED, Law
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import carry_over_rules, vintage_rules, year_rules
from settlement_bridge.store.law_tables import CELLS_SIZE, law_rows

ROWS_MAX = 1_000  # that may be set in all
USUAL_FACTORS = (5, 10)  # an earlier build kept them where none were named

Row = tuple[str, Any]  # a topic's name and a row of it


class Signed(NamedTuple):
    """Who sets rows, when and on what ground."""

    who: str
    role: str
    document: str
    time_ns: int


def law_of(connection: Connection) -> Law:
    """The law as it is in force."""
    query = select(law_rows.c.topic, law_rows.c.cells).order_by(law_rows.c.number)
    kept = [
        (row.topic, row_of(TOPICS[row.topic], json.loads(row.cells)))
        for row in connection.execute(query)
    ]
    rows = [*_of_earlier_builds(connection), *kept]
    if not rows:
        return PUBLISHED
    by_topic: dict[str, list[Any]] = defaultdict(list)
    for topic, row in rows:
        by_topic[topic].append(row)
    return Law(lambda topic: (*published(topic), *by_topic[topic]))


def _of_earlier_builds(connection: Connection) -> Iterator[Row]:
    for row in connection.execute(select(year_rules).order_by(year_rules.c.number)):
        factors = (row.fine_low, row.fine_high)
        terms = None if factors == USUAL_FACTORS else factors
        yield from of_a_year(row.year, row.deadline, row.offset_bp, terms, f"set by {row.who}")
    for row in connection.execute(select(vintage_rules).order_by(vintage_rules.c.number)):
        names = VintageRule._fields[:-2]
        values = {name: getattr(row, name) for name in names}
        yield "vintages", VintageRule(**values | {"arrears": bool(row.arrears)}, source=row.source)
    for row in connection.execute(select(carry_over_rules).order_by(carry_over_rules.c.number)):
        yield from _round_of(row)


def _round_of(row: Any) -> Iterator[Row]:
    source, year = f"set by {row.who}", row.year
    whole = (row.instrument, row.sold_from, row.sold_to, 2000, year - 1)
    factor = (row.numerator, row.denominator)
    yield "carry_over", Round(year, year, *whole, *factor, 0, (), source)
    yield from bases_of(year, row.base_power, row.base_other, source)


def of_a_year(
    year: int,
    deadline: int,
    offset_bp: int | None,
    factors: tuple[int, int] | None,
    source: str,
) -> Iterator[Row]:
    """The rows that say when a year is due (yyyymmdd), which share credits may make up, and between
    which times the average price a fine for a tonne surrendered late is.
    """
    yield "deadlines", Deadline(year, year, deadline // 10_000 - year, deadline % 10_000, source)
    if offset_bp is not None:
        yield "offset", OffsetShare(year, year, offset_bp, source)
    if factors is not None:
        low, high = (100 * times for times in factors)
        what = ("late_surrender", "first", "multiple", low, high, "shortfall_value")
        yield "sanctions", Sanction(*what, 0, 0, 0, year, year, source)


def bases_of(year: int, power: int, other: int, source: str) -> Iterator[Row]:
    """The rows of the bases of a round into a year, t."""
    for sector, base in (
        ("power", power),
        *((each, other) for each in ("steel", "cement", "aluminium")),
    ):
        yield "carry_over_bases", RoundBase(year, year, sector, base, source)


def read(name: str, text: str) -> list[Row] | Refusal:
    """Rows of a topic from a file of its form: CSV with its header, without the mark, which is that
    of a row set here; or what is wrong in which line.
    """
    topic = TOPICS[name]
    header = topic.header[:-1]
    try:
        lines = [(line, cells) for line, cells in csv_lines(text.removeprefix("\ufeff")) if cells]
    except FileUnreadable as error:
        return _malformed(error.line, "", None, error.allowed, error.problem)
    if not lines or tuple(lines[0][1]) != header:
        first = ",".join(lines[0][1])[:100] if lines else None
        return _malformed(1, "", first, ",".join(header), "the header is another one")
    found = [_read_line(topic, line, cells) for line, cells in lines[1:]]
    wrong = next((row for row in found if isinstance(row, Refusal)), None)
    if wrong is not None:
        return wrong
    if not found:
        return _malformed(2, "", None, "at least one row", "the file has no rows")
    return [(name, row) for row in found]


def _read_line(topic: Topic, line: int, cells: Sequence[str]) -> Any:
    if len(cells) != len(topic.header) - 1:
        message = f"{len(cells)} columns"
        return _malformed(line, "", ",".join(cells)[:100], ",".join(topic.header[:-1]), message)
    try:
        return row_of(topic, [*map(original, cells), Mark.SET])
    except BadCell as bad:
        return _malformed(line, bad.column, bad.value[:100], bad.form, str(bad))


def _malformed(line: int, column: str, value: object, allowed: object, message: str) -> Refusal:
    place = f"line {line}, column {column}" if column else f"line {line}"
    return Refusal("file_malformed", place, value, allowed, message)


def keep(connection: Connection, rows: Iterable[Row], signed: Signed) -> int | Refusal:
    """Set rows, in order: the number of the last one, or why none was set."""
    number, wanted = next_number(connection, law_rows.c.number), list(rows)
    if number - 1 + len(wanted) > ROWS_MAX:
        message = f"{ROWS_MAX} rows of the law may be set, {number - 1} are"
        return Refusal("too_many_rules", "rows", len(wanted), ROWS_MAX, message)
    for place, (name, row) in enumerate(wanted, number):
        cells = json.dumps(cells_of(TOPICS[name], row), ensure_ascii=False)
        if len(cells) > CELLS_SIZE:
            return Refusal(
                "field_out_of_range", "rows", len(cells), CELLS_SIZE, "a row is too long"
            )
        terms = (signed.time_ns, signed.who, signed.role, signed.document)
        connection.execute(insert(law_rows).values((place, name, cells, *terms)))
    return number + len(wanted) - 1


def set_text(connection: Connection, name: str, text: str, signed: Signed) -> int | Refusal:
    """Set the rows of a file: how many they are, or why none was set."""
    rows = read(name, text)
    if isinstance(rows, Refusal):
        return rows
    last = keep(connection, rows, signed)
    return last if isinstance(last, Refusal) else len(rows)


def as_csv(name: str, rows: Iterable[Any]) -> str:
    """Rows of a topic in the form of its file."""
    topic = TOPICS[name]
    return csv_text([topic.header, *(cells_of(topic, row) for row in rows)])
