"""Taking a table of corrections (更正) of published days into a history: all of it or nothing.

A row has the columns of a table of published days; an empty cell leaves that figure as it was. Each
lies beside the row that it corrects, which stays; reports count the latest correction's figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from engine.units import format_date
from gateway.rehearsal.published_rows import METHODS, PublishedRow, columns_of
from marketdata.corrections import corrected, key_of
from marketdata.day_rows import PRINTED
from marketdata.history import History
from marketdata.published.imported import ImportedDays, Row
from marketdata.published.importing import Imported, kept_rows, refuse, row_of


def correct_table(
    path: Path, table: Sequence[PublishedRow], history: History, published: int, imported_ns: int
) -> Imported:
    """Take corrections in that were published on a day (yyyymmdd); `imported_ns` since 1970 is kept
    with them. The same file again changes nothing.

    Raises ImportRefused (no such row, nothing corrected, another correction of the same day),
    HistoryFailed.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    imported, on = ImportedDays(history), format_date(published)
    rows = [row_of(row, digest, is_correction=True) | {"published": on} for row in table]
    kept, before = kept_rows(history, imported, rows), _errata(imported, rows)
    refuse(path, [fault for row in table for fault in _halves(row)])
    faults = [
        fault
        for row in rows
        for fault in _faults(row, kept.get(key_of(row)), before.get(key_of(row), []))
    ]
    refuse(path, faults)
    new = [row for row in rows if not _same_day(row, before.get(key_of(row), []))]
    if new:
        file = {"sha256": digest, "name": path.name, "imported_ns": imported_ns}
        imported.correct(new, file)
    return Imported(digest, len(rows), len(new), [])


def _errata(imported: ImportedDays, rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    found = imported.errata(rows[0]["date"], rows[-1]["date"])
    return {key: list(group) for key, group in groupby(found, key=key_of)}


def _halves(row: PublishedRow) -> Iterator[str]:
    """A volume that is corrected without its amount, or the other way round."""
    for sums in (*METHODS, "cumulative"):
        missing = [column for column in columns_of(sums) if column in row.texts]
        if len(missing) == 1:
            value, rule = row.texts[missing[0]], "allowed: a volume and its amount, or neither"
            yield f"line {row.line}, column {missing[0]}: {value!r} is not allowed; {rule}"


def _faults(row: Row, kept: Row | None, before: Sequence[Row]) -> Iterator[str]:
    place = f"line {row['line']}, {row['instrument']} on {row['date']}"
    if kept is None:
        yield f"{place}: the history has no such row to correct; import it first"
        return
    if row["published"] < row["date"]:
        yield f"{place}: a correction of {row['published']} is before the day it corrects"
    for other in _same_day(row, before):
        if any(row[name] != other[name] for name in PRINTED):
            yield f"{place}: another correction of {row['published']} is there"
        return
    earlier = [each for each in before if each["published"] < row["published"]]
    counts, _ = corrected(kept, earlier)
    if all(row[name] in (None, counts[name]) for name in PRINTED):
        yield f"{place}: it corrects nothing; allowed: at least one figure that differs"


def _same_day(row: Row, before: Sequence[Row]) -> list[Row]:
    return [each for each in before if each["published"] == row["published"]]
