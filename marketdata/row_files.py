"""Daily rows in a file: CSV, JSON or Parquet, as the ending of its name says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.texts.csv_files import csv_text
from engine.units import format_hundredths
from marketdata.archive.tables import column_name
from marketdata.day_rows import PRICES, ROW_FIELDS
from marketdata.errors import RowFileRefused

Rows = Sequence[Mapping[str, Any]]
FIELDS = (*ROW_FIELDS, "corrected_on")  # the day of the latest correction, empty without one
TEXTS = ("date", "instrument", "change_pct", "corrected_on")


def write_rows(rows: Rows, path: Path) -> bytes:
    """Write daily rows into a file, which is as it was before if they cannot be written.

    Gives the bytes written. Raises RowFileRefused for another ending than .csv, .json or .parquet,
    or when pyarrow is not installed.
    """
    written = content_of(path)(rows)
    path.write_bytes(written)
    return written


def content_of(path: Path) -> Callable[[Rows], bytes]:
    """What makes the content of a file from rows. Raises RowFileRefused for an unknown ending."""
    make = MAKERS.get(path.suffix.lower())
    if make is None:
        raise RowFileRefused(f"{path}: name a file that ends with {', '.join(MAKERS)}")
    return make


def csv_content(rows: Rows) -> bytes:
    """Rows as CSV with a header; prices and amounts in CNY with two decimals, empty where there is
    none.
    """
    header = [column_name(field) for field in FIELDS]
    lines = [[_csv_value(field, row[field]) for field in FIELDS] for row in rows]
    return csv_text([header, *lines]).encode()


def json_content(rows: Rows) -> bytes:
    """Rows as the feed sends them: prices in ticks of 0.01 CNY, volumes in t, amounts in fen."""
    return (json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n").encode()


def parquet_content(rows: Rows) -> bytes:
    """Rows as Parquet with the columns of the CSV; prices and amounts are decimals of CNY.

    Raises RowFileRefused when pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        problem = "for Parquet files install pyarrow: pip install 'ceax[parquet]'"
        raise RowFileRefused(problem) from error
    fields = [(column_name(field), _arrow_type(pyarrow, field)) for field in FIELDS]
    columns = [[_exact(field, row[field]) for row in rows] for field in FIELDS]
    table = pyarrow.Table.from_arrays(
        [pyarrow.array(column, kind) for column, (_, kind) in zip(columns, fields, strict=True)],
        schema=pyarrow.schema(fields),
    )
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


MAKERS: Mapping[str, Callable[[Rows], bytes]] = {
    ".csv": csv_content,
    ".json": json_content,
    ".parquet": parquet_content,
}


def _csv_value(field: str, value: Any) -> Any:
    if value is None:
        return ""
    if field == "first_day":
        return int(value)
    return format_hundredths(value) if _in_hundredths(field) else value


def _exact(field: str, value: Any) -> Any:
    if value is None or not _in_hundredths(field):
        return value
    return Decimal(value).scaleb(-2)


def _arrow_type(pyarrow: Any, field: str) -> Any:
    if field in TEXTS:
        return pyarrow.string()
    if field == "first_day":
        return pyarrow.bool_()
    return pyarrow.decimal128(20, 2) if _in_hundredths(field) else pyarrow.int64()


def _in_hundredths(field: str) -> bool:
    return field in PRICES or field.endswith("_fen")
