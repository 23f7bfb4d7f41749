"""Taking a table of published days into a history: all of it or nothing.

A row that is there already and equal is passed over, so that the same file twice changes nothing.
One that differs is a clash, named, and the import is refused: no row of the venue's own nor of an
earlier import is ever replaced.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.instrument_codes import is_allowance
from engine.texts.decoding import Encoding
from engine.units import format_date, format_hundredths
from gateway.rehearsal.published import read_rows
from gateway.rehearsal.published_rows import COMPOSITE, METHODS, PublishedRow, columns_of
from marketdata.corrections import Key, key_of
from marketdata.day_rows import ALLOWANCES, PRICES, PRINTED
from marketdata.errors import ImportRefused
from marketdata.history import History
from marketdata.published.imported import ImportedDays, Row, own_rows
from marketdata.published.slips import Slip, slips_of

FAULTS_SHOWN = 20
NOT_ZERO = re.compile("[1-9]")


class Imported(NamedTuple):
    """What an import did: rows of the file, new ones among them, slips of the source."""

    sha256: str
    rows: int
    new: int
    slips: list[Slip]


def read_table(path: Path, encoding: Encoding = Encoding.UTF_8) -> list[PublishedRow]:
    """The rows of a file that can be imported.

    Raises RehearsalError or TableError (line, column, value), ImportRefused for codes and sums.
    """
    rows = read_rows(path, encoding)
    refuse(path, [fault for row in rows for fault in _faults(row)])
    return rows


def import_table(
    path: Path, table: Sequence[PublishedRow], history: History, imported_ns: int
) -> Imported:
    """Take the rows of a file in; `imported_ns` since 1970 is kept with them.

    Raises ImportRefused for clashes, HistoryFailed.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    imported = ImportedDays(history)
    rows = [row_of(row, digest) for row in table]
    kept = kept_rows(history, imported, rows)
    refuse(path, [clash for row in rows for clash in _clashes(row, kept.get(key_of(row)))])
    new = [row for row in rows if key_of(row) not in kept]
    if new:
        file = {"sha256": digest, "name": path.name, "imported_ns": imported_ns}
        imported.add(new, file)
    return Imported(digest, len(rows), len(new), slips_of(table))


def refuse(path: Path, faults: Sequence[str]) -> None:
    """Name the faults of a file, if there are any. Raises ImportRefused."""
    if faults:
        more = len(faults) - FAULTS_SHOWN
        shown = [*faults[:FAULTS_SHOWN], *([f"{more} more"] if more > 0 else [])]
        raise ImportRefused(f"{path}: nothing was imported: {'; '.join(shown)}")


def _faults(row: PublishedRow) -> Iterator[str]:
    """A code of another market, and a volume without its amount or the other way round."""
    if row.code != COMPOSITE and not is_allowance(row.code):
        yield f"line {row.line}, column code: {row.code!r} is not allowed; allowed: a vintage"
    for method in METHODS:
        printed = {column: row.texts.get(column, "") for column in columns_of(method)}
        if any(NOT_ZERO.search(text) for text in printed.values()):
            column, value = next(each for each in printed.items() if not NOT_ZERO.search(each[1]))
            rule = "allowed: a volume and its amount, or neither"
            yield f"line {row.line}, column {column}: {value!r} is not allowed; {rule}"


def row_of(row: PublishedRow, sha256: str, is_correction: bool = False) -> Row:
    """A row as it is kept; None: a running total that was not printed, or any sum of a correction
    that leaves it as it was.
    """
    sums: Row = {}
    for name in (*METHODS, "cumulative"):
        total, (volume, amount) = getattr(row, name), columns_of(name)
        may_lack = is_correction or name == "cumulative"
        is_known = not (may_lack and row.texts.keys() & {volume, amount})
        sums[f"{name}_volume"] = total.volume if is_known else None
        sums[f"{name}_amount_fen"] = total.amount_fen if is_known else None
    change = None if row.change_pct is None else format_hundredths(row.change_pct)
    key = {"market": ALLOWANCES, "date": format_date(row.date), "instrument": row.code}
    prices = {name: getattr(row, name) for name in PRICES}
    return key | prices | {"change_pct": change} | sums | {"sha256": sha256, "line": row.line}


def _clashes(row: Row, kept: Row | None) -> Iterator[str]:
    """Where the file prints another figure than the row that is there."""
    if kept is None:
        return
    whose = "an earlier import's" if "sha256" in kept else "the venue's own"
    for figure in PRINTED:
        if row[figure] is not None and row[figure] != kept[figure]:
            place = f"line {row['line']}, {figure} of {row['instrument']} on {row['date']}"
            yield f"{place} is {row[figure]}, {whose} {kept[figure]}"


def kept_rows(history: History, imported: ImportedDays, rows: Sequence[Row]) -> dict[Key, Row]:
    """The rows of the same days that are there already, as first published; the venue's own
    before imported ones.
    """
    first, last = rows[0]["date"], rows[-1]["date"]
    kept = {key_of(row): row for row in imported.rows(first, last)}
    return kept | {key_of(row): row for row in own_rows(history, first, last)}
